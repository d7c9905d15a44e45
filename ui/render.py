"""Answers and reports as HTML: pure functions from values to strings, over the templates beside this file.

The templates escape whatever they are given, so that HTML, Markdown, scripts and formulas in a report, a question or a
model's words are shown as the plain text they are. They hold no script and no style: `static/chat.js` acts on the
`data-` attributes, the style sheets there on the classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.excerpt import Line, TableView, legible, lines_around, says_something, table_around, view_table
from api.markup import templates
from api.schemas_feedback import MAX_COMMENT
from corpus.clean import tidy
from corpus.report import Report, Span
from qa.answer import Answer, AnswerStatus, Citation, Nearest, Scope
from ui import clipboard, copy
from ui.blocks import blocks, wholes
from ui.compared import bars
from ui.conversation.exchange import Exchange, kept_by_page
from ui.examples.example import Example
from ui.scope import Choice, FindReport, as_sent, conditions, link_query, offered, understood

LONGEST_LINK = 7_500  # characters of a query: the server takes addresses of 8,192
WEAK = 0.75  # confidence below which an answer is marked: of those, about six in ten are right, of the others 85 in 100
_NO_CHOICE = Choice()
_MOST_UNFILTERED = 8  # names of a list that needs no box to shorten it

_TEMPLATES = templates("ui")
_TEMPLATES.globals |= {"copy": copy, "max_comment": MAX_COMMENT}
_TEMPLATES.filters["wholes"] = wholes


@dataclass(frozen=True, slots=True)
class Evidence:
    """One citation with what is shown around its quote: lines, or a table in a short and a whole form."""

    citation: Citation
    lines: tuple[Line, ...] = ()
    table: TableView | None = None
    whole_table: TableView | None = None
    picture: str = ""  # where the image of the page is, with the quote marked
    gone: bool = False


def header(reports: Sequence[Report]) -> str:
    """The bar at the top: the product's name, what can be asked about, and the buttons that hold for the page."""
    years = sorted({year for report in reports if (year := report.metadata.year)})
    return _TEMPLATES.get_template("header.html").render(summary=copy.library_summary(len(reports), years))


def welcome(reports: Sequence[Report]) -> str:
    """The first screen: what the chat is for, or how to ingest while there is no report."""
    return _TEMPLATES.get_template("welcome.html").render(reports=reports)


def examples(questions: Sequence[Example], *, limited: bool) -> str:
    """Below the welcome: questions to try, within what the person has limited the scope to."""
    return _TEMPLATES.get_template("examples.html").render(examples=questions, limited=limited)


def scope_bar() -> str:
    """Above the question box: the chosen conditions, which the page itself fills in."""
    return _TEMPLATES.get_template("scope_bar.html").render()


def scope_panel(reports: Sequence[Report]) -> str:
    """The panel that offers what the library can be limited to."""
    return _TEMPLATES.get_template("scope.html").render(offered=offered(reports), most_unfiltered=_MOST_UNFILTERED)


def notice(sentence: str) -> str:
    """A sentence beside the question box, such as why a question cannot be sent."""
    return _TEMPLATES.get_template("notice.html").render(sentence=sentence)


def footnote() -> str:
    """Below the question box: what answers are, and a sentence that shows while the server cannot be reached."""
    return _TEMPLATES.get_template("footnote.html").render()


def answer_pane(
    turn: str,
    question: str,
    find_report: FindReport,
    *,
    choice: Choice = _NO_CHOICE,
    scope: Scope | None = None,
    partial: str = "",
    answer: Answer | None = None,
    failure: str = "",
) -> str:
    """The left side of a turn: the question, what it was understood to be about, and the answer as far as it is known.

    `partial` is the text while its words are still coming; `failure` says why there is no answer.
    """
    scope = answer.scope if answer else scope or Scope()
    asked = answer.rewritten if answer and answer.rewritten else question  # a link has no conversation to complete it
    markers = {citation.marker for citation in answer.citations} if answer else set()
    return _TEMPLATES.get_template("answer.html").render(
        turn=turn,
        question=question,
        understood=understood(scope, choice.limits, find_report),
        chosen=list(conditions(choice.limits, find_report)),
        without=copy.asked_without([c.label for c in conditions(choice.ignored, find_report)], done=answer is not None),
        ignored=as_sent(choice.ignored),
        limits=as_sent(choice.limits),
        link=link if len(link := link_query(asked, choice)) <= LONGEST_LINK else "",
        loosened=scope.loosened,
        blocks=blocks(answer.text if answer else partial, markers),
        answer=answer,
        weak=answer is not None and answer.status is AnswerStatus.ANSWERED and answer.confidence < WEAK,
        bars=bars(answer.compared) if answer else (),
        failure=failure,
        facts=_facts(answer) if answer else "",
        kept=kept_by_page(answer) if answer else "",
        copied=clipboard.answer_with_sources(Exchange.of(answer)) if answer else "",
    )


def evidence_pane(turn: str, citations: Sequence[Citation], find_report: FindReport) -> str:
    """The right side of a turn: a card for each citation."""
    cards = [evidence(citation, find_report(citation.document_id)) for citation in citations]
    return _TEMPLATES.get_template("evidence.html").render(turn=turn, cards=cards, nearest=())


def nearest_pane(turn: str, nearest: Sequence[Nearest], find_report: FindReport) -> str:
    """The right side of a turn that could not be answered: the sections that come closest."""
    sections = [(near, passage_lines(near.passage_id, find_report(near.document_id))) for near in nearest]
    return _TEMPLATES.get_template("evidence.html").render(turn=turn, cards=(), nearest=sections)


def evidence(citation: Citation, report: Report | None) -> Evidence:
    """A citation with the surroundings of its quote; only the quote where the report is not there any more."""
    if report is None:
        return Evidence(citation, lines=(Line(quote=tidy(citation.quote)),), gone=True)
    quoted = Span(citation.start, citation.end)
    table, picture = table_around(report, quoted), _picture(citation, report)
    if table is None:
        return Evidence(citation, lines=lines_around(report, quoted), picture=picture)
    column = citation.cell.column if citation.cell else ""
    short, whole = (view_table(report.text, table, quoted, column, whole=whole) for whole in (False, True))
    return Evidence(citation, table=short, whole_table=whole, picture=picture)


def _picture(citation: Citation, report: Report) -> str:
    """The address, below the chat's own, of the page's image; only a PDF has any."""
    if report.format != "pdf" or citation.page is None:
        return ""
    return f"v1/documents/{report.id}/pages/{citation.page}.png?quote={citation.start},{citation.end}"


def passage_lines(passage_id: str, report: Report | None) -> list[Line]:
    """The lines of a passage, for a look into a section; none where the passage is not there any more."""
    passages = report.passages if report else ()
    for passage in passages:
        if report and passage.id == passage_id:
            units = (report.units[place] for place in passage.units)
            return [Line(before=legible(unit)) for unit in units if says_something(unit)]
    return []


def _facts(answer: Answer) -> str:
    how = copy.READ_BY_RULE if answer.mode == "extractive" else copy.written_by(answer.model)
    spent = answer.timings_ms.get("total")
    return f"{how} · {copy.seconds(spent)}" if spent else how
