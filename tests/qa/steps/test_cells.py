import pytest

from corpus.chunker import build_report
from corpus.report import Extract, Metadata, Report, Unit, UnitKind
from index.morphemes import Morphemes
from qa.steps.arithmetic import extremes
from qa.steps.cells import choose_cell, resolve
from qa.steps.understanding import understand

TEXT = """Ⅰ. 예산 현황

1. 과별 집행현황

(단위 : 백만원)

구분\t예산현액\t집행액\t집행률(%)
계\t9,300\t6,200\t66.7
체육진흥과\t5,200\t4,100\t78.8
공원녹지과\t2,800\t1,400\t50.0
문화예술과\t1,300\t700\t53.8
"""


@pytest.fixture(scope="module")
def report() -> Report:
    return build_report(
        Extract(TEXT, "text"), source="budget.txt", metadata=Metadata("예산 현황", "", "2025", "업무보고")
    )


def row_of(report: Report, label: str) -> Unit:
    return next(u for u in report.units if u.kind is UnitKind.ROW and u.text.startswith(label))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("체육진흥과 집행률은?", "78.8%"),
        ("체육진흥과는 얼마를 썼나요?", "4,100백만원"),
        ("체육진흥과 예산현액 알려줘", "5,200백만원"),
    ],
)
def test_the_question_names_the_column_in_its_own_words(report: Report, question: str, value: str) -> None:
    unit = row_of(report, "체육진흥과")
    assert unit.row is not None
    chosen = choose_cell(report.tables[0], unit.row, understand(question, Morphemes()))
    assert chosen is not None
    assert (chosen.row, chosen.value) == ("체육진흥과", value)


def test_no_cell_is_chosen_where_the_question_names_no_column(report: Report) -> None:
    unit = row_of(report, "체육진흥과")
    assert unit.row is not None
    assert choose_cell(report.tables[0], unit.row, understand("체육진흥과는 무슨 일을 하나요?", Morphemes())) is None


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("집행률이 가장 높은 과는?", ["체육진흥과"]),
        ("집행률이 제일 낮은 데는?", ["공원녹지과"]),
        ("집행률이 가장 높은 과와 가장 낮은 과", ["체육진흥과", "공원녹지과"]),
        ("집행률이 얼마야?", []),
    ],
)
def test_the_largest_and_smallest_rows_leave_totals_out(report: Report, question: str, labels: list[str]) -> None:
    table = report.tables[0]
    column = next(c for c in range(table.columns) if "집행률" in table.column_label(c))
    assert [resolve(table, cell.row, cell).row for cell in extremes(question, table, column)] == labels


def test_names_with_the_word_for_a_total_inside_are_no_totals() -> None:
    rows = "합계\t900\n계양구\t500\n통계팀\t300\n계약직 소계\t350\n본청 계(2개)\t400\n"
    text = f"Ⅰ. 현황\n\n(단위 : 명)\n\n구분\t인원\n{rows}"
    report = build_report(Extract(text, "text"), source="x.txt", metadata=Metadata())
    (table,) = report.tables
    found = extremes("인원이 가장 많은 데와 가장 적은 데", table, 1)
    assert [table.row_label(cell.row) for cell in found] == ["계양구", "통계팀"]
