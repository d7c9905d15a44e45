"""A conversation as a file: what the page sends becomes a document, opened again by python-docx and markdown-it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from docx import Document
from docx.oxml.ns import qn
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt

from api.access import rule_of
from api.app import bare_app
from api.errors import Kind
from api.metrics import Metrics
from api.roles import Role
from api.schemas_feedback import FeedbackRequest
from qa.answer import AnswerStatus, CitedCell
from qa.settings import ServerSettings
from tests.api.problems import LOOPBACK, assert_problem
from tests.ui.reports import answered, cite, report_of
from ui import copy
from ui.conversation.docx_file import FONT, as_docx
from ui.conversation.exchange import MOST_LINES, MOST_TURNS, ConversationIn, kept_by_page
from ui.conversation.markdown_file import as_markdown
from ui.conversation.routes import router

DAY = date(2026, 11, 26)
REPORT = report_of()
STAFF = replace(cite(REPORT, "3명이 부족함"), section=("Ⅰ. 일반현황", "1. 인력현황"), page=12)
RATE = replace(cite(REPORT, "72.5%", 2, CitedCell("다문화담당관", "집행률", "%")), section=("2. 예산현황",))
PLACE = "「글로벌도시정책관 주요업무보고」(글로벌도시정책관, 2024. 10. 10.)"
ANSWERS = (
    answered("두 가지입니다. [1]\n- 인력 3명 부족 [1]\n- 집행률 72.5% [2]", STAFF, RATE, question="현황은 어떤가요?"),
    answered(
        "찾지 못했습니다.",
        question="그럼 화성은요?",
        rewritten="화성 현황은 어떤가요?",
        status=AnswerStatus.NO_EVIDENCE,
    ),
)
HOSTILE = (
    "<script>alert(1)</script> **굵게** _기운_ `코드` [링크](javascript:alert(2)) ![그림](http://x/y.png) "
    "https://evil.example www.evil.example &copy; $x$ ~~줄~~ | 칸 | \\* <http://evil.example>"
)


def sent(*answers: Any) -> dict[str, Any]:
    """The body of a download, from what the page keeps."""
    return {"turns": [json.loads(kept_by_page(answer)) for answer in answers]}


def exchanges(*answers: Any) -> Any:
    return ConversationIn.model_validate(sent(*answers)).exchanges()


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = bare_app(ServerSettings(), Metrics())
    app.include_router(router)
    with TestClient(app, base_url=LOOPBACK) as client:
        yield client


# ---------------------------------------------------------------------------------------------- what the page keeps


def test_what_the_page_keeps_is_the_body_of_feedback_and_quotes_stay_letter_by_letter() -> None:
    odd = answered("답 [1]", replace(STAFF, quote="1\u202e000\x00원\u200b"), rewritten="이렇게")
    kept = json.loads(kept_by_page(odd))
    assert kept_by_page(odd).isascii()
    assert kept.pop("rewritten") == "이렇게"
    said = FeedbackRequest.model_validate(kept | {"rating": "down"}).to_feedback()
    assert (said.question, said.answer, said.answer_id, said.generation) == (odd.question, "답 [1]", "a1", "g")
    assert said.status is AnswerStatus.ANSWERED
    [citation] = said.citations
    assert (citation.quote, citation.document_id) == ("1\u202e000\x00원\u200b", REPORT.id)


# ---------------------------------------------------------------------------------------------- DOCX


def test_a_docx_has_a_heading_for_each_question_and_below_it_answer_and_sources() -> None:
    document = opened(as_docx(exchanges(*ANSWERS), DAY))
    assert [(each.style.name, each.text) for each in document.paragraphs] == [
        ("Title", copy.FILE_TITLE),
        ("Normal", "2026. 11. 26."),
        ("Heading 1", "1. 현황은 어떤가요?"),
        ("Normal", "두 가지입니다. [1]"),
        ("List Bullet", "인력 3명 부족 [1]"),
        ("List Bullet", "집행률 72.5% [2]"),
        ("Heading 2", copy.SOURCES),
        ("Normal", f"[1]\t{PLACE}, Ⅰ. 일반현황 > 1. 인력현황, 12쪽"),
        ("Normal", "“3명이 부족함”"),
        ("Normal", f"[2]\t{PLACE}, 2. 예산현황"),
        ("Normal", "다문화담당관 × 집행률 (단위: %)"),
        ("Normal", "“72.5%”"),
        ("Heading 1", "2. 그럼 화성은요?"),
        ("Normal", f"{copy.UNDERSTOOD}: 화성 현황은 어떤가요?"),
        ("Normal", "찾지 못했습니다."),
    ]
    raised = [run.text for each in document.paragraphs for run in each.runs if run.font.superscript]
    assert raised == ["[1]", "[1]", "[2]"]


def test_a_docx_is_an_a4_sheet_in_a_korean_font_with_its_note_and_numbered_pages() -> None:
    document = opened(as_docx(exchanges(*ANSWERS), DAY))
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii")) == FONT
        assert not [attribute for attribute in fonts.attrib if attribute.endswith("Theme")], "a theme's font goes first"
    [sheet] = document.sections
    assert (round(sheet.page_width.mm), round(sheet.page_height.mm)) == (210, 297)
    assert copy.FILE_NOTE in sheet.footer.paragraphs[0].text
    assert [field.get(qn("w:instr")) for field in sheet.footer._element.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert document.core_properties.title == copy.FILE_TITLE


def test_what_xml_forbids_does_not_break_a_docx_and_markup_in_it_is_text() -> None:
    odd = f"{HOSTILE} \x00\x08\x1b\ufffe\uffff\u202e끝"
    answer = answered(f"{odd} [1]", replace(STAFF, title=odd, quote=odd, section=(odd,)), question=odd)
    texts = [each.text for each in opened(as_docx(exchanges(answer), DAY)).paragraphs]
    assert f"1. {HOSTILE} 끝" in texts
    assert f"{HOSTILE} 끝 [1]" in texts


# ---------------------------------------------------------------------------------------------- Markdown


def test_markdown_has_a_heading_for_each_question_and_below_it_answer_and_sources() -> None:
    assert as_markdown(exchanges(*ANSWERS), DAY).split("\n") == [
        f"# {copy.FILE_TITLE}",
        "",
        "2026\\. 11. 26.",
        "",
        "## 1. 현황은 어떤가요?",
        "",
        r"두 가지입니다. \[1\]",
        "",
        r"- 인력 3명 부족 \[1\]",
        r"- 집행률 72.5% \[2\]",
        "",
        f"### {copy.SOURCES}",
        "",
        rf"- \[1\] {PLACE}, Ⅰ. 일반현황 \> 1. 인력현황, 12쪽",
        "  - “3명이 부족함”",
        rf"- \[2\] {PLACE}, 2. 예산현황",
        "  - 다문화담당관 × 집행률 (단위: %)",
        "  - “72.5%”",
        "",
        "## 2. 그럼 화성은요?",
        "",
        f"{copy.UNDERSTOOD}: 화성 현황은 어떤가요?",
        "",
        "찾지 못했습니다.",
        "",
        "---",
        "",
        copy.FILE_NOTE,
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "# 제목",
        "- 항목",
        "+ 항목",
        "1. 첫째",
        "12) 열둘",
        "> 인용",
        "===",
        "---",
        "***",
        "```",
        "    코드",
        ":-: |",
    ],
)
def test_whatever_a_report_says_a_reader_of_markdown_shows_it_letter_by_letter(text: str) -> None:
    answer = answered(f"답 [1]\n{text}", replace(STAFF, title=text, section=(text,), quote=text), question=text)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(as_markdown(exchanges(answer), DAY))
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    ours = {"heading", "paragraph", "bullet_list", "list_item"}
    assert kinds <= {f"{name}_{end}" for name in ours for end in ("open", "close")} | {
        "inline",
        "text",
        "text_special",
        "hr",
    }
    shown = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
    assert f"1. {' '.join(text.split())}" in shown
    assert any(" ".join(text.split()) in line for line in shown if line.startswith("[1] 「"))


# ---------------------------------------------------------------------------------------------- over HTTP


@pytest.mark.parametrize("ending", ["docx", "md"])
def test_a_file_comes_with_its_korean_name_and_is_kept_nowhere(client: TestClient, ending: str) -> None:
    response = client.post(f"/conversation.{ending}", json=sent(*ANSWERS))
    assert response.status_code == 200
    name = f"의회보고서-질의응답-{date.today():%Y%m%d}.{ending}"
    assert f"filename*=UTF-8''{quote(name)}" in response.headers["content-disposition"]
    assert response.headers["content-disposition"].startswith('attachment; filename="council-qa-')
    assert response.headers["cache-control"] == "no-store"
    if ending == "docx":
        assert opened(response.content).paragraphs[2].text == "1. 현황은 어떤가요?"
    else:
        assert "## 1. 현황은 어떤가요?" in response.text


def changed(**fields: Any) -> dict[str, Any]:
    body = sent(ANSWERS[0])
    body["turns"][0] |= fields
    return body


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"turns": []}, "turns: 1개 이상"),
        ({}, "turns: 반드시"),
        ({"turns": sent(ANSWERS[1])["turns"] * (MOST_TURNS + 1)}, f"turns: {MOST_TURNS}개 이하"),
        (changed(question="가" * 2_001), "turns.0.question: 2000자 이하"),
        (changed(answer="가" * 8_001), "turns.0.answer: 8000자 이하"),
        (changed(answer="가\n" * (MOST_LINES + 1)), f"{MOST_LINES:,}줄까지"),
        (changed(citations=sent(ANSWERS[0])["turns"][0]["citations"] * 6), "turns.0.citations: 10개 이하"),
        (changed(citations=[{"marker": "첫째", "source": "가", "quote": "나"}]), "정수"),
    ],
)
@pytest.mark.parametrize("ending", ["docx", "md"])
def test_what_goes_beyond_the_limits_is_a_problem_that_says_so(
    client: TestClient, ending: str, body: dict[str, Any], told: str
) -> None:
    problem = assert_problem(client.post(f"/conversation.{ending}", json=body), Kind.INVALID)
    assert told in problem["detail"]


@pytest.mark.parametrize("ending", ["docx", "md"])
def test_a_row_with_a_name_of_a_thousand_letters_is_cut_and_hinders_nothing(client: TestClient, ending: str) -> None:
    citation = {"marker": 1, "source": "가", "quote": "나", "cell": {"row": "다" * 1_000, "column": "", "unit": ""}}
    response = client.post(f"/conversation.{ending}", json=changed(citations=[citation]))
    assert response.status_code == 200
    if ending == "md":
        assert f"{'다' * 299}…" in response.text


def test_half_a_character_is_a_problem_and_no_broken_file(client: TestClient) -> None:
    body = json.dumps(changed(answer="\ud800"))
    response = client.post("/conversation.docx", content=body, headers={"Content-Type": "application/json"})
    assert_problem(response, Kind.INVALID)


@pytest.mark.parametrize("path", ["/conversation.docx", "/conversation.md"])
def test_the_addresses_have_a_rule_of_their_own_that_counts_them(path: str) -> None:
    rule = rule_of("POST", path)
    assert (rule.path, rule.role, rule.page, rule.counted) == (path, Role.READER, True, True)
