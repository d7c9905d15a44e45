"""The surroundings of a quote as HTML, and how HTML is made here: templates that escape whatever they are given.

So HTML, Markdown, scripts and formulas in a report are shown as the plain text they are.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from api.excerpt import lines_around, table_around, view_table
from corpus.report import Report, Span

# Control characters, what is no character at all (XML forbids it), and what turns the direction of text round: a report
# must not be able to reorder a figure.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def templates(package: str) -> Environment:
    """The templates of a package, which may use those of this one."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates"), PackageLoader("api", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def excerpt_html(report: Report, quoted: Span, column: str = "") -> str:
    """The whole table that a quote stands in, its cells marked, or else the lines around it with the quote marked.

    `column` as in `view_table`.
    """
    table = table_around(report, quoted)
    view = view_table(report.text, table, quoted, column, whole=True) if table else None
    lines = () if table else lines_around(report, quoted)
    return _TEMPLATES.get_template("surroundings.html").render(table=view, lines=lines).strip()


def visible(value: Any) -> Any:
    """What is printed, without characters that cannot be seen; anything but plain text stays as it is."""
    return _UNSEEN.sub("", value) if type(value) is str else value


_TEMPLATES = templates("api")
