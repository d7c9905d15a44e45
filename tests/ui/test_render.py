"""What people see of an answer, a citation and a report, and that nothing of it can become markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from corpus.report import Report
from qa.answer import AnswerStatus, CitedCell, ComparedFigure, Nearest, Scope
from tests.ui.reports import META, TEXT, answered, cite, report_of
from ui import copy, render
from ui.blocks import wholes
from ui.clipboard import answer_with_sources
from ui.conversation.exchange import Exchange
from ui.examples.example import Example

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7*7 }} ${alert(3)} **굵게** '
    "[링크](javascript:alert(4)) $x^2$ ' onmouseover='alert(5) </section></article>"
)
OURS = {
    "a", "article", "button", "caption", "code", "details", "div", "h1", "h2", "h3", "h4", "header", "li", "mark", "ol",
    "img", "p", "pre", "progress", "section", "span", "summary", "table", "tbody", "td", "th", "tr", "ul",
    "fieldset", "form", "input", "label", "legend", "textarea",
}  # fmt: skip


class Page(HTMLParser):
    """The elements of a rendered string: tag, attributes, own text; it must be well-formed."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(markup)
        assert not self._open, [self.elements[place][0] for place in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(len(self.elements))
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))

        if tag in ("img", "input"):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self.elements[place][2].append(data)

    def texts(self, tag: str, **attributes: str) -> list[str]:
        """The whole text of each element of a tag with these attributes (`class_` is one of its classes)."""
        wanted_class = attributes.pop("class_", None)
        return [
            " ".join("".join(text).split())
            for name, found, text in self.elements
            if name == tag
            and (wanted_class is None or wanted_class in found.get("class", "").split())
            and all(found.get(key.replace("_", "-")) == value for key, value in attributes.items())
        ]

    def attributes(self, tag: str, name: str) -> list[str]:
        """The values of an attribute over all elements of a tag."""
        return [found[name] for element, found, _ in self.elements if element == tag and name in found]


def of(*reports: Report) -> Callable[[str], Report | None]:
    """A library that holds these reports."""
    return {report.id: report for report in reports}.get


def shown(answer: object, *reports: Report) -> Page:
    """The left side of a turn."""
    return Page(render.answer_pane("t1", answer.question, of(*reports), answer=answer))  # type: ignore[attr-defined, arg-type]


# ---------------------------------------------------------------------------------------------- the answer


def test_markers_of_known_citations_become_buttons_that_lead_to_their_cards() -> None:
    report = report_of()
    page = shown(answered("3명이 부족합니다. [1] 계획이 있습니다. [7]", cite(report, "3명이 부족함")), report)
    assert page.attributes("button", "data-goto") == ["t1-c1"]
    assert page.texts("button", class_="marker") == ["[1]"]
    assert "3명이 부족합니다. [1] 계획이 있습니다. [7]" in page.texts("p")
    cards = Page(render.evidence_pane("t1", [cite(report, "3명이 부족함")], of(report)))
    assert cards.attributes("article", "id") == ["t1-c1"]
    assert cards.attributes("button", "data-back") == ["t1-c1"]


def test_no_line_ends_between_a_figure_and_its_particle() -> None:
    assert wholes("집행률(C/B)은 94.3%입니다. ") == [
        ("집행률(C/B)은 ", False),
        ("94.3%입니다.", True),
        (" ", False),
    ]
    assert wholes("규모는 61㎡(정보자료실)임") == [("규모는 61㎡(정보자료실)임", False)]
    report = report_of()
    page = shown(answered("집행률은 72.5%입니다. [1]", cite(report, "72.5%")), report)
    assert page.texts("span", class_="whole") == ["72.5%입니다."]
    assert "집행률은 72.5%입니다. [1]" in page.texts("p")


def test_lines_of_an_answer_are_paragraphs_and_dashes_are_list_items() -> None:
    page = shown(answered("두 부서입니다.\n- 다문화담당관\n- 도시외교담당관\n이상입니다."))
    assert page.texts("li") == ["다문화담당관", "도시외교담당관"]
    assert {"두 부서입니다.", "이상입니다."} <= set(page.texts("p"))


def test_the_scope_is_shown_as_chips_and_says_when_it_was_loosened() -> None:
    report = report_of()
    scope = Scope((2024,), ("다문화담당관",), ("업무보고",), (report.id,), loosened=True)
    page = shown(answered("답", scope=scope), report)
    said = [f"{copy.SCOPE_UNDERSTOOD}: {name} ×" for name in ("2024년", "다문화담당관", "업무보고")]
    assert page.texts("li") == [*said, f"{copy.SCOPE_UNDERSTOOD}: 「{META.title}」 2024년 ×"]
    assert copy.LOOSENED in page.texts("p", class_="loosened")
    assert not shown(answered("답")).texts("ul", class_="scope")


def test_a_follow_up_shows_how_it_was_understood() -> None:
    page = shown(answered("답", rewritten="2024년 다문화담당관 집행률은요?"))
    assert page.texts("p", class_="rewritten") == [f"{copy.UNDERSTOOD}: 2024년 다문화담당관 집행률은요?"]
    assert not shown(answered("답")).texts("p", class_="rewritten")


@pytest.mark.parametrize("status", [status for status in AnswerStatus if status is not AnswerStatus.ANSWERED])
def test_every_status_but_answered_says_what_it_is(status: AnswerStatus) -> None:
    page = shown(answered("찾아보았지만 없습니다.", status=status))
    assert page.texts("h3", class_="status") == [copy.STATUS_TITLES[status]]
    assert page.texts("p", class_="rephrase") == ([copy.REPHRASE] if status in copy.REFUSALS else [])


def test_an_answer_on_its_way_is_busy_and_a_whole_one_is_done() -> None:
    def state(**known: object) -> list[str]:
        return Page(render.answer_pane("t1", "질문", of(), **known)).attributes("section", "data-state")  # type: ignore[arg-type]

    assert state() == state(partial="답의 앞") == ["busy"]
    assert state(answer=answered("답")) == state(failure=copy.FAILED) == ["done"]


def test_the_page_says_who_put_the_answer_into_words() -> None:
    report = report_of()
    citation = cite(report, "3명이 부족함")
    assert shown(answered("답 [1]", citation)).texts("p", class_="meta") == [f"{copy.READ_BY_RULE} · 0.04초"]
    written = shown(answered("답 [1]", citation, mode="generative", model="qwen3-8b"))
    assert "qwen3-8b" in written.texts("p", class_="meta")[0]


# ---------------------------------------------------------------------------------------------- the evidence


def test_a_quote_is_marked_in_the_lines_around_it() -> None:
    report = report_of()
    page = Page(render.evidence_pane("t1", [cite(report, "3명이 부족함")], of(report)))
    assert page.texts("mark") == ["3명이 부족함"]
    assert "ㅇ 정원 77명에 현원 74명으로 3명이 부족함 (’24.10.10. 기준)" in page.texts("p")
    assert "ㅇ 결원은 하반기에 충원할 계획임" in page.texts("p", class_="around")
    assert not any("예산" in line for line in page.texts("p")), "lines of another section tell nothing about the quote"


def test_a_card_says_whose_report_it_is_and_where_the_quote_stands() -> None:
    report = report_of()
    citation = replace(cite(report, "3명이 부족함"), section=(META.title, "Ⅰ. 일반현황", "1. 인력현황"), page=12)
    page = Page(render.evidence_pane("t1", [citation], of(report)))
    assert page.texts("h4") == [META.title]
    assert page.texts("p", class_="facts") == ["글로벌도시정책관 · 2024. 10. 10. · 12쪽"]
    assert page.texts("li") == ["Ⅰ. 일반현황", "1. 인력현황"], "the title stands above already"


@pytest.mark.parametrize(
    ("page", "label", "place"),
    [(8, "5", "8쪽(인쇄된 번호 5)"), (2, "ii", "2쪽(인쇄된 번호 ii)"), (8, "", "8쪽"), (None, "", "")],
)
def test_a_page_is_named_with_the_number_printed_on_it_where_that_is_another(
    page: int | None, label: str, place: str
) -> None:
    report = report_of()
    citation = replace(cite(report, "3명이 부족함"), page=page, page_label=label)
    card = Page(render.evidence_pane("t1", [citation], of(report)))
    facts = ["글로벌도시정책관", "2024. 10. 10.", *([place] if place else [])]
    assert card.texts("p", class_="facts") == [" · ".join(facts)]
    *_, copied, quoted = answer_with_sources(Exchange.of(answered("3명이 부족합니다. [1]", citation))).splitlines()
    assert copied.endswith(f"2024. 10. 10.), {place}" if place else "2024. 10. 10.)")
    assert quoted == "  - “3명이 부족함”"


def test_a_quoted_cell_is_marked_in_its_table() -> None:
    report = report_of()
    citation = cite(report, "72.5%", cell=CitedCell("다문화담당관", "집행률", ""))
    page = Page(render.evidence_pane("t1", [citation], of(report)))
    assert page.texts("th") == ["부서", "예산", "집행", "집행률"]
    assert page.texts("td", class_="cited") == ["72.5%"]
    assert page.texts("p", class_="cell") == ["다문화담당관 × 집행률"]
    assert page.texts("caption") == ["< 부서별 집행 > (단위: 백만원)"]
    assert not page.texts("details"), "a short table is shown whole"


def test_of_a_quoted_row_the_cell_that_is_meant_stands_out() -> None:
    report = report_of()
    row = cite(report, "다문화담당관 22,013 15,959 72.5%", cell=CitedCell("다문화담당관", "집행", "백만원"))
    page = Page(render.evidence_pane("t1", [row], of(report)))
    assert page.texts("td", class_="quoted") == ["다문화담당관", "22,013", "15,959", "72.5%"]
    assert page.texts("td", class_="cited") == page.texts("mark") == ["15,959"]
    unnamed = Page(render.evidence_pane("t1", [replace(row, cell=CitedCell("", "없는 열", ""))], of(report)))
    assert len(unnamed.texts("td", class_="cited")) == 4


def test_a_long_table_shows_the_rows_around_the_quote_and_the_whole_on_demand() -> None:
    rows = "\n".join(f"부서{number:02} {number},000 {number}00 {number}.5%" for number in range(40))
    report = report_of(f"1. 예산현황\n\n(단위 : 백만원)\n부서 예산 집행 집행률\n{rows}\n\n2. 끝\n ㅇ 없음\n")
    page = Page(render.evidence_pane("t1", [cite(report, "20,000")], of(report)))
    first, whole = page.texts("table")
    assert "부서18 18,000 1800 18.5%" in first
    assert "부서05" not in first
    assert "부서05" in whole
    assert page.texts("td", class_="quoted") == ["20,000", "20,000"]
    assert page.texts("summary") == [copy.TABLE_WHOLE]


def test_a_report_that_is_gone_still_shows_the_quote() -> None:
    page = Page(render.evidence_pane("t1", [cite(report_of(), "3명이 부족함")], of()))
    assert page.texts("mark") == ["3명이 부족함"]
    assert page.texts("p", class_="gone") == [copy.REPORT_GONE]


def test_a_quote_of_a_pdf_comes_with_the_picture_of_its_page_and_no_other_quote_does() -> None:
    report = replace(report_of(), format="pdf", page_starts=(0, 20), metadata=replace(META, title='"><script>x'))
    citation = cite(report, "3명이 부족함")
    page = Page(render.evidence_pane("t1", [citation], of(report)))
    place = f"v1/documents/{report.id}/pages/2.png?quote={citation.start},{citation.end}"
    assert page.attributes("img", "src") == page.attributes("a", "href") == [place]
    assert page.attributes("img", "loading") == ["lazy"]
    assert page.attributes("img", "alt") == [copy.page_picture('"><script>x', 2)]
    other = replace(report, format="hwpx")
    assert not Page(render.evidence_pane("t1", [citation], of(other))).texts("details")


def test_the_nearest_sections_can_be_read_and_asked_about() -> None:
    report = report_of()
    passage = report.passages[-1]
    near = Nearest(report.id, META.title, META.department, META.date, passage.trail, passage.id)
    page = Page(render.nearest_pane("t1", [near], of(report)))
    assert any("소요예산 : 4,655백만원" in line for line in page.texts("p", class_="around"))
    assert page.attributes("button", "data-ask") == [copy.about_section(near)]
    assert "2024년" in copy.about_section(near)
    gone = Page(render.nearest_pane("t1", [replace(near, passage_id="p0")], of(report)))
    assert not gone.texts("details")


def test_a_nearest_section_without_a_heading_says_how_it_begins() -> None:
    report = report_of()
    passage = report.passages[0]
    near = Nearest(report.id, META.title, META.department, META.date, (META.title,), passage.id)
    first = render.passage_lines(passage.id, report)[0].before
    assert Page(render.nearest_pane("t1", [near], of(report))).texts("p", class_="begins") == [first]
    named = replace(near, section=("Ⅰ. 일반현황",))
    assert not Page(render.nearest_pane("t1", [named], of(report))).texts("p", class_="begins")


# ---------------------------------------------------------------------------------------------- the frame


def test_the_first_screen_offers_questions_or_says_how_to_ingest() -> None:
    report = report_of()
    page = Page(render.examples([Example("인력은 몇 명인가요?", META.title, report.id, ())], limited=False))
    assert page.attributes("button", "data-ask") == ["인력은 몇 명인가요?"]
    empty = Page(render.welcome([]))
    assert empty.texts("code") == [copy.EMPTY_LIBRARY_COMMAND]
    assert not empty.texts("button")


def test_the_header_sums_the_library_up() -> None:
    older = replace(report_of(), metadata=replace(META, date="2022"))
    assert Page(render.header([report_of(), older])).texts("p", class_="library") == ["보고서 2건 · 2022–2024년"]
    assert Page(render.header([older])).texts("p", class_="library") == ["보고서 1건 · 2022년"]
    assert Page(render.header([])).texts("p", class_="library") == ["보고서 0건"]


# ---------------------------------------------------------------------------------------------- nothing becomes markup


def hostile_turn() -> str:
    """Every kind of foreign text, hostile, in every place of the page it can get to."""
    meta = replace(META, title=HOSTILE, department=HOSTILE, date=HOSTILE)
    text = TEXT.replace("3명이 부족함", HOSTILE).replace("72.5%", HOSTILE.replace(" ", "")).replace("예산현황", HOSTILE)
    report = report_of(text, metadata=meta)
    cell = CitedCell(HOSTILE, HOSTILE, HOSTILE)
    citations = [
        replace(cite(report, HOSTILE, 1), section=(HOSTILE, "x"), source=HOSTILE),
        cite(report, HOSTILE.replace(" ", ""), 2, cell),
    ]
    near = Nearest(report.id, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), report.passages[0].id)
    scope = Scope((), (HOSTILE,), (HOSTILE,), (report.id,))
    answer = answered(
        f"{HOSTILE} [1]\n- {HOSTILE} [2]", *citations, question=HOSTILE, scope=scope, model=HOSTILE, mode="x"
    )
    find = of(report)
    return "".join(
        [
            render.answer_pane("t1", HOSTILE, find, answer=answer),
            render.answer_pane("t1", HOSTILE, find, partial=HOSTILE, scope=scope),
            render.evidence_pane("t1", citations, find),
            render.evidence_pane("t1", citations, of()),
            render.nearest_pane("t1", [near], find),
            render.header([report]),
            render.examples([Example(HOSTILE, HOSTILE, report.id, ())], limited=True),
            render.notice(HOSTILE),
        ]
    )


def test_markup_in_a_report_a_question_or_an_answer_stays_text() -> None:
    page = Page(hostile_turn())
    assert {tag for tag, _, _ in page.elements} <= OURS
    assert not [name for _, found, _ in page.elements for name in found if name.startswith("on") or name == "src"]
    assert set(page.attributes("a", "href")) == {"#question", "library"}
    assert any("<script>alert(1)</script>" in text for text in page.texts("mark"))
    assert any("{{ 7*7 }} ${alert(3)} **굵게**" in text for text in page.texts("p"))


def test_characters_that_turn_text_round_or_hide_are_left_out() -> None:
    turned = "1\u202e000\u2066원\x1b\x00"
    assert "1000원" in shown(answered(turned)).texts("p")
    assert Page(render.notice(turned)).texts("p") == ["1000원"]


# ---------------------------------------------------------------------------------------------- what is copied


def test_the_copied_answer_names_its_sources_as_documents_do() -> None:
    report = report_of()
    citations = [
        replace(cite(report, "3명이 부족함"), section=("Ⅰ. 일반현황", "1. 인력현황"), page=12),
        replace(cite(report, "72.5%", 2, CitedCell("다문화담당관", "집행률", "%")), section=("2. 예산현황",)),
    ]
    answer = answered("두 가지입니다.\n- 3명이 부족합니다. [1]\n- 72.5%입니다. [2]", *citations)
    source = "「글로벌도시정책관 주요업무보고」(글로벌도시정책관, 2024. 10. 10.)"
    copied = answer_with_sources(Exchange.of(answer))
    assert copied.split("\n") == [
        "□ 질의",
        " ○ 인력은 몇 명인가요?",
        "□ 답변",
        " ○ 두 가지입니다.",
        "  - 3명이 부족합니다. [1]",
        "  - 72.5%입니다. [2]",
        "□ 관련 근거",
        f" ○ [1] {source}, Ⅰ. 일반현황 > 1. 인력현황, 12쪽",
        "  - “3명이 부족함”",
        f" ○ [2] {source}, 2. 예산현황",
        "  - 다문화담당관 × 집행률 (단위: %)",
        "  - “72.5%”",
    ]
    assert shown(answer, report).attributes("button", "data-copy") == [copied]


def test_items_without_a_paragraph_before_them_stand_at_its_level_and_a_refusal_has_no_sources() -> None:
    items = Exchange("물은 것", "- 하나\n- 둘", rewritten="알아들은 것")
    assert answer_with_sources(items).split("\n") == [
        "□ 질의",
        " ○ 물은 것",
        f"  - {copy.UNDERSTOOD}: 알아들은 것",
        "□ 답변",
        " ○ 하나",
        " ○ 둘",
    ]


@pytest.mark.parametrize(
    ("iso", "korean"),
    [("2024-10-01", "2024. 10. 1."), ("2024-09", "2024. 9."), ("2024", "2024"), ("", ""), ("미상", "미상")],
)
def test_dates_are_printed_as_korean_documents_do(iso: str, korean: str) -> None:
    assert copy.korean_date(iso) == korean


@pytest.mark.parametrize(("confidence", "marked"), [(0.6, True), (0.95, False)])
def test_an_answer_on_weak_evidence_is_marked(confidence: float, marked: bool) -> None:
    report = report_of()
    answer = answered("74명입니다. [1]", cite(report, "현원 74명"), confidence=confidence)
    assert (copy.WEAK in render.answer_pane("t1", answer.question, {report.id: report}.get, answer=answer)) == marked


def test_compared_figures_are_a_table_with_their_markers() -> None:
    report = report_of()
    figures = (ComparedFigure("정원", "77명", 77.0, "명", 1), ComparedFigure("현원", "74명", 74.0, "명", 1))
    answer = answered("정원 77명, 현원 74명입니다. [1]", cite(report, "정원 77명에 현원 74명"), compared=figures)
    pane = render.answer_pane("t1", answer.question, {report.id: report}.get, answer=answer)
    assert re.findall(r'<th scope="row">(.+?)</th>', pane) == ["정원", "현원"]
    assert re.findall(r'<rect width="([\d.]+)"', pane) == ["100.0", "96.1"]


def test_conditions_are_taken_back_once_the_answer_is_there() -> None:
    report = report_of()
    scope = Scope(years=(2024,))
    busy = render.answer_pane("t1", "인력은 몇 명인가요?", {report.id: report}.get, scope=scope)
    answer = answered("74명입니다. [1]", cite(report, "현원 74명"), scope=scope)
    done = render.answer_pane("t1", answer.question, {report.id: report}.get, answer=answer)
    assert [" disabled" in pane for pane in (busy, done)] == [True, False]


def test_a_question_too_long_for_an_address_has_no_link() -> None:
    panes = [
        render.answer_pane("t1", question, {}.get, answer=answered("찾지 못했습니다.", question=question))
        for question in ("가" * 100, "가" * 1_000)
    ]
    assert [copy.LINK_COPY in pane for pane in panes] == [True, False]
