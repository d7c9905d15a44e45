"""Tables whose columns are years and quarters, with a value and its change under one label."""

from collections.abc import Iterator

import pytest

from corpus.chunker import build_report
from corpus.readers.html import read_html
from corpus.report import Metadata
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from qa.answer import Question
from qa.assistant import Assistant

RELEASE = """<html><body>
<p>관광객이 쓴 돈은 완만하게 늘고 있다.</p>
<h1>참고 1 관광객 지출 통계 (단위: 억원, 전년동기 대비 %)</h1>
<h2>1. 분기별 동향</h2>
<table>
<tr><th rowspan="2">구분</th><th colspan="4">2023년</th><th colspan="2">2024년</th></tr>
<tr><th>1분기</th><th>2분기</th><th>3분기</th><th>4분기</th><th>1분기</th><th>2분기</th></tr>
<tr><td rowspan="2">숙박비</td><td>182.6</td><td>161.1</td><td>150.6</td><td>165.8</td><td>166.1</td><td>163.4</td></tr>
<tr><td>(△35.4)</td><td>(△18.8)</td><td>(△18.5)</td><td>(7.2)</td><td>(△9.0)</td><td>(1.4)</td></tr>
<tr><td rowspan="2">음식비</td><td>92.7</td><td>64.2</td><td>68.1</td><td>63.3</td><td>64.8</td><td>60.9</td></tr>
<tr><td>(0.9)</td><td>(△11.3)</td><td>(△9.9)</td><td>(8.3)</td><td>(△30.1)</td><td>(△5.1)</td></tr>
</table>
<h2>2. 연도별 예산</h2>
<table>
<tr><th>구분</th><th>2023년 예산(A)</th><th>2024년 예산(B)</th><th>증감(B-A)</th><th>(B-A)/A</th></tr>
<tr><td>지출(a+b)</td><td>3,534</td><td>3,767</td><td>233</td><td>6.6</td></tr>
<tr><td>사업비 지출(a)</td><td>2,959</td><td>3,101</td><td>142</td><td>4.8</td></tr>
<tr><td>⋅축제</td><td>1,780</td><td>1,847</td><td>67</td><td>3.8</td></tr>
<tr><td>⋅안내소</td><td>62</td><td>84</td><td>22</td><td>35.5</td></tr>
<tr><td>인건비 지출(b)</td><td>575</td><td>666</td><td>91</td><td>15.8</td></tr>
</table>
</body></html>"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    extract = read_html(RELEASE.encode(), "tour.html")
    library = Library(tmp_path_factory.mktemp("periods"), load_embedder(str(BUILT_IN)))
    metadata = Metadata("관광객 지출 동향", "관광과", "2024-09-19", "보도자료")
    library.store.put(build_report(extract, source="tour.html", metadata=metadata), b"")
    yield Assistant(library)
    library.close()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2024년 2분기 숙박비 지출은 얼마인가요?", ["163.4억원"]),
        ("2023년 4분기 음식비 지출은 얼마인가요?", ["63.3억원"]),
        ("2024년 2분기 음식비는 전년 동기보다 몇 % 줄었나요?", ["△5.1%"]),
        ("숙박비 지출은 2023년 2분기와 2024년 2분기에 각각 얼마인가요?", ["161.1억원", "163.4억원"]),
        ("2024년 축제 예산은 얼마인가요?", ["1,847억원"]),
        ("2024년 안내소 예산은 몇 % 늘었나요?", ["35.5%"]),
        ("2023년 인건비 지출 예산은 얼마인가요?", ["575억원"]),
    ],
)
def test_the_cell_of_the_period_asked_is_told_with_its_unit(
    assistant: Assistant, question: str, told: list[str]
) -> None:
    statements = assistant.draft(Question(question)).draft.statements
    assert all(any(figure in statement.text for statement in statements) for figure in told), statements
    assert len(statements[0].text) < 60


def test_a_quarter_that_no_column_is_of_is_not_told_by_another(assistant: Assistant) -> None:
    answer = assistant.ask(Question("2024년 4분기 숙박비 지출은 얼마인가요?"))
    assert not any(cell in answer.text for cell in ("165.8", "163.4", "166.1")) or not answer.citations
