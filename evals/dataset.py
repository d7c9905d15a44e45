"""Question sets: JSONL files, one row a line, read into cases and checked.

Five kinds of rows, told apart by their fields (`questions/README.md` describes them): a plain question, a dialogue
(`turns`: every turn after the first is a case), a premise that must not be answered (`must_not_include`), other
wordings of a question (`variants`), and a draft that a person has to complete (`todo`: no case yet).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import DatasetError
from evals.metrics import Excerpt, squeeze
from qa.explain import explain

SAMPLE_QUESTIONS = Path(str(files("evals.questions"))) / "samples.jsonl"
HELD_OUT_QUESTIONS = SAMPLE_QUESTIONS.with_name("holdout.jsonl")  # never looked at while tuning


class QuestionType(StrEnum):
    """What a question asks for, or how it is worded."""

    NUMBER = "number"
    TABLE = "table"
    DATE = "date"
    NAME = "name"
    LIST = "list"
    DEFINITION = "definition"
    REASON = "reason"
    COMPARE = "compare"
    KEYWORD = "keyword"
    PARAPHRASE = "paraphrase"
    ENGLISH = "english"
    TYPO = "typo"
    FOLLOWUP = "followup"
    VARIANT = "variant"
    UNANSWERABLE = "unanswerable"
    PREMISE = "premise"


LONG = frozenset({QuestionType.LIST, QuestionType.DEFINITION, QuestionType.REASON, QuestionType.COMPARE})
REFUSED = frozenset({QuestionType.UNANSWERABLE, QuestionType.PREMISE})


@dataclass(frozen=True, slots=True)
class Case:
    """One question to ask, and what shows that it was answered rightly."""

    id: str
    type: QuestionType
    question: str
    must_include: tuple[str, ...] = ()  # all of them stand in a full answer
    answers: tuple[str, ...] = ()  # accepted wordings, where there is one answer
    evidence: tuple[Excerpt, ...] = ()  # verbatim
    before: tuple[str, ...] = ()  # questions asked earlier in the same conversation
    place: str = ""  # "samples.jsonl:12"

    @property
    def set(self) -> str:
        """The name of its question file without the ending: "samples"."""
        return Path(self.place.rpartition(":")[0]).stem

    @property
    def answerable(self) -> bool:
        """Whether the reports answer it; if not, the right outcome is a refusal."""
        return self.type not in REFUSED

    @property
    def has_one_answer(self) -> bool:
        """Whether a short answer is wanted: one fact, not a list, a comparison, a definition or a reason."""
        return self.type not in LONG and len(self.must_include) <= 1


class _Row(BaseModel):
    """A misspelt field is an error, not a field that is silently missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _OtherReport(_Row):
    doc: str = Field(min_length=1)
    text: str = Field(min_length=1)


class _Gold(_Row):
    question: str = Field(min_length=1)
    doc: str = ""
    answers: tuple[str, ...] = ()
    must_include: tuple[str, ...] = ()
    evidence: tuple[str | _OtherReport, ...] = ()


class _Plain(_Gold):
    id: str = Field(min_length=1)
    type: QuestionType
    section: str = ""
    why: str = ""


class _Dialogue(_Row):
    id: str = Field(min_length=1)
    doc: str
    turns: tuple[_Gold, ...] = Field(min_length=2)


class _Premise(_Row):
    id: str = Field(min_length=1)
    doc: str = ""
    kind: str = ""
    question: str = Field(min_length=1)
    must_not_include: tuple[str, ...]
    why: str = ""


class _Variants(_Row):
    id: str = Field(min_length=1)
    source_id: str
    variants: tuple[str, ...] = Field(min_length=1)
    source: _Plain | None = None


class _Draft(_Row):
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    todo: str = Field(min_length=1)
    asked: str = ""  # what was typed, where `question` completes it
    doc: str = ""
    answer: str = ""
    cited: tuple[str, ...] = ()
    comment: str = ""


_AnyRow = _Plain | _Dialogue | _Premise | _Variants | _Draft


def load_questions(paths: Sequence[Path] = (SAMPLE_QUESTIONS,)) -> tuple[Case, ...]:
    """The cases of some question files, in order.

    Raises:
        DatasetError: names every line that is not JSON, has a wrong or missing field, repeats an id, refers to an
            unknown question, or asks for an answer without saying what proves it.
    """
    problems: list[str] = []
    rows = [row for path in paths for row in _rows(path, problems)]
    plain = {row.id: row for _, row in rows if isinstance(row, _Plain)}
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for place, row in rows:
        if row.id in seen:
            problems.append(f"{place}: id {row.id!r}이(가) {seen[row.id]}에도 있습니다.")
        seen.setdefault(row.id, place)
        if isinstance(row, _Variants) and not (row.source or row.source_id in plain):
            problems.append(f"{place}: source_id {row.source_id!r}인 질문을 찾을 수 없습니다.")
            continue
        cases += (replace(case, place=place) for case in _cases(row, plain))
    problems += (f"{case.place}: {problem}" for case in cases if (problem := _contradiction(case)))
    if problems:
        raise DatasetError(problems)
    return tuple(cases)


def check_evidence(cases: Sequence[Case], texts: Mapping[str, str]) -> None:
    """Make sure that every piece of evidence stands in its report; white space does not count.

    Args:
        cases: what to check.
        texts: file name to text.

    Raises:
        DatasetError: names every line whose report is not there, or whose evidence is not in it.
    """
    problems = []
    for case in cases:
        for evidence in case.evidence:
            if evidence.source not in texts:
                problems.append(f"{case.place}: 보고서 {evidence.source!r}이(가) 없습니다.")
            elif squeeze(evidence.text) not in squeeze(texts[evidence.source]):
                problems.append(f"{case.place}: {evidence.source}에 없는 근거입니다: {evidence.text[:60]!r}")
    if problems:
        raise DatasetError(problems)


def _rows(path: Path, problems: list[str]) -> Iterator[tuple[str, _AnyRow]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # not splitlines: U+2028 may stand in a string
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: UTF-8로 읽을 수 없습니다({type(error).__name__}). 경로와 인코딩을 확인하세요.")
        return
    for number, line in enumerate(lines, start=1):
        place = f"{path.name}:{number}"
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            yield place, _model_for(value).model_validate(value)
        except json.JSONDecodeError as error:
            problems.append(f"{place}: 올바른 JSON이 아닙니다({error.colno}번째 글자).")
        except ValidationError as error:
            for entry in error.errors(include_url=False, include_input=False):
                field = ".".join(str(part) for part in entry["loc"])
                problems.append(f"{place}: {field} {explain(entry)}".replace(":  ", ": "))


def _model_for(value: Any) -> type[_AnyRow]:
    fields = value.keys() if isinstance(value, dict) else ()
    if "todo" in fields:
        return _Draft
    if "turns" in fields:
        return _Dialogue
    if "variants" in fields:
        return _Variants
    return _Premise if "must_not_include" in fields else _Plain


def _cases(row: _AnyRow, plain: Mapping[str, _Plain]) -> Iterator[Case]:
    match row:
        case _Plain():
            yield _case(row, row.id, row.type, row.doc)
        case _Premise():
            yield Case(row.id, QuestionType.PREMISE, row.question)
        case _Variants():
            source = row.source or plain[row.source_id]
            asked = _case(source, source.id, QuestionType.VARIANT, source.doc)
            for number, wording in enumerate(row.variants, start=1):
                yield replace(asked, id=f"{row.id}.{number}", question=wording)
        case _Dialogue():
            for number, turn in enumerate(row.turns[1:], start=1):
                before = tuple(earlier.question for earlier in row.turns[:number])
                asked = _case(turn, f"{row.id}.{number + 1}", QuestionType.FOLLOWUP, turn.doc or row.doc)
                yield replace(asked, before=before)


def _case(gold: _Gold, id: str, type: QuestionType, doc: str) -> Case:
    evidence = tuple(
        Excerpt(doc, proof) if isinstance(proof, str) else Excerpt(proof.doc, proof.text) for proof in gold.evidence
    )
    return Case(id, type, gold.question, gold.must_include, gold.answers, evidence)


def _contradiction(case: Case) -> str:
    """A Korean sentence where a case cannot be scored as it stands, or ""."""
    if not case.answerable:
        given = case.must_include or case.answers or case.evidence
        return "답이 없어야 하는 질문에 must_include, answers, evidence가 있습니다." if given else ""
    if not case.evidence:
        return "답이 있는 질문에는 evidence가 있어야 합니다."
    return "" if case.must_include else "답이 있는 질문에는 must_include가 있어야 합니다."
