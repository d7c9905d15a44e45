"""Tables whose cells are kept apart by tabs or by the pipes of Markdown."""

from __future__ import annotations

from tests.corpus.grids import grid, only, value


def test_tabs_part_cells_and_flattened_headers_are_merged_again() -> None:
    table = only(
        "2 인력 현황 (기준 / 단위 : '25.8월 / 명)\n\n"
        "구분\t총계\t일반직\t\t\t별정직\t\n\t\t소계\t5급\t6급\t소계\t4급상당\n"
        "정원\t12\t9\t4\t5\t3\t1\n현원\t10\t8\t4\t-\t2\t1\n"
    )
    assert value(table, "현원", "일반직 6급") == "-"
    assert value(table, "정원", "별정직 소계") == "3"
    assert value(table, "정원", "총계") == "12"
    assert (table.unit, table.caption) == ("명", "인력 현황")


def test_an_empty_cell_below_a_name_belongs_to_it() -> None:
    table = only("구분\t시설\t정원\n쉼터\t한빛\t11\n\t푸른집\t12\n")
    assert table.row_label(2) == "쉼터"
    assert grid(table)[2] == ["", "푸른집", "12"]


def test_markdown_pipes_part_cells_above_and_below_the_rule() -> None:
    table = only(
        """\
### 2. 예산

(단위 : 천원)

| 구분 | 예산액 | 비고 |
|---|---:|:-:|
| 계 | 1,000 | |
| 여비 | 400 | a\\|b |

글
"""
    )
    assert grid(table) == [["구분", "예산액", "비고"], ["계", "1,000", ""], ["여비", "400", "a\\|b"]]
    assert (table.caption, table.unit) == ("2. 예산", "천원")
