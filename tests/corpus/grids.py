"""What tests of tables share: broken tables, and how to look at what was found in them."""

from __future__ import annotations

from corpus.report import Table
from corpus.tables import find_tables

BUDGET = """
  ㅇ 총괄현황                                       (단위 : 백만원 / ’25.3.31. 기준)
구    분 본예산(A)* 예산현액(B) 집행액(C) 집행률(%)(C/B)

계 8,120 8,410 5,205 61.9%
공 원 조 성 과 5,120 5,300 3,102 58.5%
산 림 관 리 과 3,000 3,110 2,103 67.6%

□ 향후계획
"""

FUND = """< 상생기금 조성 현황 >

  (연도말 기준, 단위 : 억원)

연도

조성액 사용액

증감
연도말

조성액
비고

계 출연금
이자

수입 등
계 사업비 기본경비

~ ’21 500 450 50 380 370 10 120 120

’22 210 200 10 150 148 2 60 180

’23 1,310 1,300 10 3,421 3,420 1
△2,11

1
-1,931

연도말

추계

계 2,020 1,950 70 3,951 3,938 13 △1,931
"""

SIDE_BY_SIDE = """< 2025년 청년기금 운용계획 >

  (단위 : 백만원)

수 입 계 획 지 출 계 획

항목 당초(A) 변경(B) 증감(B-A) 항목 당초(A) 변경(B) 증감(B-A)

합 계 900 990 90 합 계 900 990 90

일반회계
전입금 500 500 - 비융자성

사업비 640 700 60

공공예금
이자수입 20 30 10 기본경비 5 5 -

예치금회수 380 460 80   (비고)

 ◦ 이러한 기금은 청년 사업에 쓰임.
"""

RESULTS = """ 2024년
(단위 : 백만원)

사   업   명 편성액 지출액 집행률 추진실적

합    계 880 610 69.3%

찾아가는

동네음악회

(문화예술과)

300 294 98%

∘ 동네 공원과 광장에서 여는 작은 음악회 운영

  - 11개 동 순회, 관람 4,120명

  - 봄가을 공연, 여름밤 영화상영, 어린이합창단 초청공연 개최,

동네 사진전(온라인, 오프라인) 함께 운영 등

청소년 마을

탐험대 운영

(청소년과)

450 301
66.8

%

∘ 마을 역사와 생태 체험

 - 7개 학교 참여, 체험 931명

도시텃밭 30 15 50% ∘텃밭 교실 운영



사   업   명 편성액 지출액 집행률 추진실적

나눔 확대

(공원과)

 - 일시 : 4.13.(토), 4.20.(토)

한강변 나무심기

100 0 0%

∘ 나무심기 행사 취소



 2025년
(단위 : 백만원)
"""

BROKEN_TABLES = (BUDGET, FUND, SIDE_BY_SIDE, RESULTS)


def grid(table: Table) -> list[list[str]]:
    """The texts of a table row by row, columns that a row leaves empty as empty strings."""
    texts = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        texts[cell.row][cell.column] = cell.text
    return texts


def only(text: str) -> Table:
    """The one table of a text."""
    tables = find_tables(text)
    assert len(tables) == 1, [grid(table) for table in tables]
    return tables[0]


def value(table: Table, row: str, column: str) -> str:
    """The text of the cell under a column label in the row with a label."""
    found = [
        cell.text
        for cell in table.cells
        if cell.row >= table.header_rows
        and table.row_label(cell.row) == row
        and table.column_label(cell.column) == column
    ]
    assert len(found) == 1, (found, grid(table))
    return found[0]
