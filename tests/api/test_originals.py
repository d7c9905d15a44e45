"""What proves a quote, on a real server: the file, the picture of its page, the table or lines around it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import httpx
import numpy as np
import pytest
from PIL import Image

from api.app import create_app
from index.library import Library
from qa.settings import load_settings
from qa.wiring import open_assistant, open_library
from tests.corpus.readers import hwpx_files as hancom
from tests.corpus.readers.pdf_files import WIDTH, flowed, needs_font, table
from tests.serving import serving

pytestmark = needs_font
MARKUP = "<script>alert(1)</script><b onclick=alert(2)>굵게</b>"
MERGED = [
    (0, 0, 2, 1, "부서"), (0, 1, 1, 2, "예산"), (1, 1, 1, 1, "2023"), (1, 2, 1, 1, "2024"),
    (2, 0, 1, 1, "다문화담당관"), (2, 1, 1, 1, "1,200"), (2, 2, 1, 1, "1,350"),
    (3, 0, 1, 1, MARKUP), (3, 1, 1, 1, "700"), (3, 2, 1, 1, "820"),
    (4, 0, 1, 1, "비고"), (4, 1, 1, 2, "쉼터 두 곳을 늘릴 계획임"),
]  # fmt: skip
ROWS = [["구분", "2023년", "2024년"], ["국내협력", "1,200", "3,400"], ["국제협력", "5,600", "7,800"]]


def pdf() -> bytes:
    ruled = ("GRID", (0, 0), (-1, -1), 0.6, "black")
    fill = [f"ㅇ 도시 외교 사업 {at}호의 추진 실적은 {at * 37}건임" for at in range(60)]
    ruled_table = table(ROWS, ruled, colWidths=[120, 110, 110])
    return flowed("1. 예산 현황", ruled_table, "2. 추진 실적", *fill, on_page=printed_number)


def printed_number(canvas: Any, of: Any) -> None:
    """Prints numbers that begin at 5 at the foot."""
    canvas.setFont("Nanum", 9)
    canvas.drawCentredString(WIDTH / 2, 30, f"- {of.page + 4} -")


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("1. 청소년 지원")
    document.add_paragraph("ㅇ 청소년 쉼터는 17개소임")
    document.add_paragraph("ㅇ 상담사는 52명임")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


FILES = {
    "2024년 주요업무보고(최종).pdf": pdf(),
    "예산 현황.hwpx": hancom.hwpx(
        hancom.section(
            hancom.paragraph("1. 예산 현황"),
            hancom.paragraph("\1", hancom.table(MERGED, "< 부서별 예산 > (단위: 백만원)")),
            hancom.paragraph("ㅇ 자세한 내용은 붙임과 같음"),
        )
    ),
    "청소년.docx": word(),
    "옛글.txt": "1. 현황\n ㅇ 공원 벤치는 42개임\n".encode("cp949"),
    'a"b\r\n;.md': f"# 현황\n\n- {MARKUP} 인력은 3명임\n".encode(),
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, httpx.Client]]:
    folder = tmp_path_factory.mktemp("originals")
    files = []
    for at, (name, data) in enumerate(FILES.items()):
        files.append(folder / str(at) / name)
        files[-1].parent.mkdir()
        files[-1].write_bytes(data)
    settings = load_settings(home=folder / "home")
    library = open_library(settings)
    outcomes = library.ingest(files)
    assert {outcome.status for outcome in outcomes} == {"added"}, outcomes
    app = create_app(open_assistant(settings, library), library, settings)
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield library, client
    library.close()


@pytest.fixture
def library(opened: tuple[Library, httpx.Client]) -> Library:
    return opened[0]


@pytest.fixture
def client(opened: tuple[Library, httpx.Client]) -> httpx.Client:
    return opened[1]


def document(client: httpx.Client, ending: str) -> dict[str, Any]:
    documents = client.get("/v1/documents").json()["documents"]
    return next(document for document in documents if document["source"].endswith(ending))


def place(client: httpx.Client, document_id: str, words: str) -> str:
    """The `quote` of words in a report's text."""
    start = client.get(f"/v1/documents/{document_id}/text").json()["text"].index(words)
    return f"{start},{start + len(words)}"


def problem(response: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["type"] == f"urn:problem-type:council-qa:{slug}"
    return body


# ---------------------------------------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        (".pdf", "application/pdf"),
        (".hwpx", "application/vnd.hancom.hwpx"),
        (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".txt", "text/plain"),
        (".md", "text/markdown; charset=utf-8"),
    ],
)
def test_the_file_comes_back_as_it_was_and_only_to_be_saved(client: httpx.Client, ending: str, media_type: str) -> None:
    source = document(client, ending)["source"]
    response = client.get(f"/v1/documents/{document(client, ending)['document_id']}/file")
    assert response.content == FILES[source]
    assert response.headers["content-type"] == media_type
    kind, plain, encoded = response.headers["content-disposition"].split("; ")
    assert kind == "attachment"
    assert plain == f'filename="{document(client, ending)["document_id"]}{ending}"'
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == source
    assert encoded.isascii()
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]


# ---------------------------------------------------------------------------------------------- page pictures


def yellow(png: bytes) -> Any:
    colour = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16)
    return (colour[:, :, 0] > 190) & (colour[:, :, 2] < 130)


def test_a_page_of_a_pdf_is_a_picture_with_the_quoted_row_marked(client: httpx.Client) -> None:
    document_id = document(client, ".pdf")["document_id"]
    address = f"/v1/documents/{document_id}/pages/1.png"
    plain = client.get(address)
    assert plain.status_code == 200
    assert plain.headers["content-type"] == "image/png"
    assert not yellow(plain.content).any()
    quote = place(client, document_id, "국제협력 | 5,600 | 7,800")
    marked = client.get(address, params={"quote": quote})
    rows = np.flatnonzero(yellow(marked.content).any(axis=1))
    assert 10 < rows[-1] - rows[0] < 35, "one row of the table"
    assert client.get(address, params={"quote": quote}).content == marked.content


def test_a_quote_over_two_pages_is_marked_on_both(client: httpx.Client, library: Library) -> None:
    report = library.store.report(document(client, ".pdf")["document_id"])
    assert report is not None
    assert len(report.page_starts) > 1
    turn = report.page_starts[1]
    address = f"/v1/documents/{report.id}/pages"
    for number in (1, 2):
        found = client.get(f"{address}/{number}.png", params={"quote": f"{turn - 20},{turn + 20}"})
        rows = np.flatnonzero(yellow(found.content).any(axis=1))
        low = rows.min() / yellow(found.content).shape[0]
        assert low > 0.8 if number == 1 else low < 0.2


def test_what_is_not_there_is_a_problem(client: httpx.Client) -> None:
    document_id, other = document(client, ".pdf")["document_id"], document(client, ".hwpx")["document_id"]
    problem(client.get("/v1/documents/0000000000000000/pages/1.png"), 404, "document-not-found")
    problem(client.get("/v1/documents/0000000000000000/file"), 404, "document-not-found")
    for number in ("0", "-1", "99", "9" * 30):
        problem(client.get(f"/v1/documents/{document_id}/pages/{number}.png"), 404, "page-not-found")
    problem(client.get(f"/v1/documents/{document_id}/pages/one.png"), 422, "invalid-request")
    body = problem(client.get(f"/v1/documents/{other}/pages/1.png"), 409, "no-page-pictures")
    assert f"/v1/documents/{other}/excerpt?quote=" in body["detail"], "what to use instead"


@pytest.mark.parametrize("quote", ["", "1", "1,", ",1", "2,1", "3,3", "-1,4", "0,99999999", "a,b", "0,٣", "0,1,2"])
def test_a_quote_that_is_not_in_the_text_is_a_problem(client: httpx.Client, quote: str) -> None:
    document_id = document(client, ".pdf")["document_id"]
    for address in ("pages/1.png", "excerpt"):
        body = problem(
            client.get(f"/v1/documents/{document_id}/{address}", params={"quote": quote}), 422, "invalid-request"
        )
        assert [error["field"] for error in body["errors"]] == ["quote"]


def test_a_quote_of_another_page_says_which_one(client: httpx.Client) -> None:
    document_id = document(client, ".pdf")["document_id"]
    quote = place(client, document_id, "국제협력")
    body = problem(
        client.get(f"/v1/documents/{document_id}/pages/2.png", params={"quote": quote}), 422, "invalid-request"
    )
    assert "1쪽" in body["detail"]


def test_a_file_that_cannot_be_drawn_is_a_problem_and_the_server_goes_on(
    client: httpx.Client, library: Library
) -> None:
    report = library.store.report(document(client, ".pdf")["document_id"])
    assert report is not None
    original = library.store.original(report.id)
    assert original is not None
    address = f"/v1/documents/{report.id}/pages/1.png"
    before = client.get(address).content
    for hostile in (b"%PDF-1.7\n" + b"<<" * 100_000, original[: len(original) // 3]):
        library.store.put(report, hostile)
        problem(client.get(address), 422, "unreadable-document")
    library.store.put(report, original)
    assert client.get(address).content == before


# ---------------------------------------------------------------------------------------------- printed numbers


def test_what_is_cited_or_found_names_the_number_printed_on_its_page(client: httpx.Client) -> None:
    document_id = document(client, ".pdf")["document_id"]
    filters = {"document_ids": [document_id]}
    asked = {"question": "도시 외교 사업 58호의 추진 실적은 몇 건인가요?", "filters": filters}
    [citation, *_] = client.post("/v1/ask", json=asked).json()["citations"]
    assert (citation["page"], citation["page_label"]) == (2, "6")
    found = client.post("/v1/search", json={"query": "국제협력", "filters": filters}).json()["passages"]
    assert found
    for passage in found:
        assert passage["page_label"] == str(passage["page"] + 4)
        assert client.get(f"/v1/passages/{passage['passage_id']}").json()["page_label"] == passage["page_label"]
    assert excerpt(client, ".pdf", "국제협력 | 5,600 | 7,800")["page_label"] == "5"
    assert excerpt(client, ".docx", "52명")["page_label"] == ""


# ---------------------------------------------------------------------------------------------- excerpts


class Elements(HTMLParser):
    """Tags with their attributes and own text, in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            tag, attributes, text = self.found[-1]
            self.found[-1] = tag, attributes, (text + data).strip()

    def texts(self, tag: str) -> list[str]:
        return [text for name, _, text in self.found if name == tag]


def excerpt(client: httpx.Client, ending: str, words: str, **more: str) -> dict[str, Any]:
    document_id = document(client, ending)["document_id"]
    query = {"quote": place(client, document_id, words), **more}
    response = client.get(f"/v1/documents/{document_id}/excerpt", params=query)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert body["quote"] == words
    return body


def test_a_quoted_row_comes_with_its_table(client: httpx.Client) -> None:
    body = excerpt(client, ".hwpx", "다문화담당관 | 1,200 | 1,350")
    assert body["section"][0] == "1. 예산 현황"
    page = Elements(body["html"])
    assert page.texts("mark") == ["다문화담당관", "1,200", "1,350"]
    heads = [(text, attributes["scope"]) for tag, attributes, text in page.found if tag == "th"]
    assert heads[:4] == [("부서", "col"), ("예산", "colgroup"), ("2023", "col"), ("2024", "col")]
    spans = {text: (a["rowspan"], a["colspan"]) for tag, a, text in page.found if tag == "th"}
    assert spans["부서"] == ("2", "1")
    assert spans["예산"] == ("1", "2")
    assert page.texts("caption") == ["< 부서별 예산 > (단위: 백만원)"]


def test_one_cell_of_a_quoted_row_can_be_meant(client: httpx.Client) -> None:
    body = excerpt(client, ".hwpx", "다문화담당관 | 1,200 | 1,350", column="예산 2024")
    assert Elements(body["html"]).texts("mark") == ["1,350"]


def test_of_a_long_cell_only_the_quote_is_marked(client: httpx.Client) -> None:
    page = Elements(excerpt(client, ".hwpx", "계획임")["html"])
    [(tag, _, text)] = [found for found in page.found if "cited" in (found[1].get("class") or "")]
    assert (tag, text) == ("td", "쉼터 두 곳을 늘릴")
    assert page.texts("mark") == ["계획임"]


@pytest.mark.parametrize(("ending", "words"), [(".hwpx", "700 | 820"), (".md", "인력은 3명임")])
def test_nothing_of_a_report_becomes_markup(client: httpx.Client, ending: str, words: str) -> None:
    body = excerpt(client, ending, words)
    assert "&lt;script&gt;" in body["html"]
    tags = {tag for tag, _, _ in Elements(body["html"]).found}
    assert tags <= {"div", "p", "mark", "table", "caption", "span", "tbody", "tr", "th", "td"}
    names = {name for _, attributes, _ in Elements(body["html"]).found for name in attributes}
    assert names <= {"class", "role", "tabindex", "aria-label", "scope", "rowspan", "colspan"}


def test_a_quoted_line_comes_with_the_lines_around_it(client: httpx.Client) -> None:
    for ending, words, around in ((".docx", "17개소", "ㅇ 상담사는 52명임"), (".txt", "42개", "")):
        page = Elements(excerpt(client, ending, words)["html"])
        assert page.texts("mark") == [words] or page.texts("mark")[0].startswith(words)
        assert not around or around in page.texts("p")


# ---------------------------------------------------------------------------------------------- passages


def test_a_passage_is_told_with_its_place_and_its_report(client: httpx.Client, library: Library) -> None:
    [found, *_] = client.post("/v1/search", json={"query": "청소년 쉼터"}).json()["passages"]
    told = client.get(f"/v1/passages/{found['passage_id']}").json()
    found.pop("scores")
    assert told == found
    problem(client.get("/v1/passages/0000000000000000"), 404, "passage-not-found")


# ---------------------------------------------------------------------------------------------- removing and replacing


def test_replaced_and_removed_reports_leave_nothing_to_be_asked_for(tmp_path: Path) -> None:
    settings = load_settings()
    file = tmp_path / "소방.pdf"
    file.write_bytes(flowed("1. 인력", "ㅇ 소방 인력은 317명임", "2. 장비", "ㅇ 소방차는 29대임"))
    library = open_library(settings)
    library.ingest([file])
    app = create_app(open_assistant(settings, library), library, settings)
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:

        def addresses() -> list[str]:
            document_id = document(client, ".pdf")["document_id"]
            [found, *_] = client.post("/v1/search", json={"query": "소방 인력"}).json()["passages"]
            return [
                f"/v1/passages/{found['passage_id']}",
                f"/v1/documents/{document_id}/excerpt?quote={place(client, document_id, 'ㅇ 소방 인력은')}",
                *(f"/v1/documents/{document_id}{part}" for part in ("", "/text", "/file", "/pages/1.png")),
            ]

        old = addresses()
        assert [client.get(address).status_code for address in old] == [200] * len(old)
        file.write_bytes(flowed("1. 인력", "ㅇ 소방 인력은 412명임", "2. 장비", "ㅇ 소방차는 29대임"))
        assert [outcome.status for outcome in library.ingest([file])] == ["updated"]
        new = addresses()
        assert [client.get(address).status_code for address in new] == [200] * len(new)
        assert not set(old) & set(new)
        assert [client.get(address).status_code for address in old] == [410] + [404] * (len(old) - 1)
        assert "317" not in client.get(old[0]).text, "of the old text nothing is told"
        assert client.get(new[-2]).content == file.read_bytes()
        answer = client.post("/v1/ask", json={"question": "소방 인력은 몇 명인가요?"}).json()
        assert "412" in answer["answer"]
        assert "317" not in "".join([answer["answer"], *(each["quote"] for each in answer["citations"])])

        assert client.delete(new[2]).status_code == 204
        assert [client.get(address).status_code for address in new] == [410] + [404] * (len(new) - 1)
        assert "412" not in client.get(new[0]).text
        library.rollback()
        assert client.post("/v1/search", json={"query": "소방 인력"}).json()["passages"] == []
        assert client.post("/v1/ask", json={"question": "소방 인력은 몇 명인가요?"}).json()["citations"] == []
    library.close()
