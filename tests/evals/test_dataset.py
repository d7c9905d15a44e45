"""Question files: the four kinds of rows, and every way one of them can be wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.dataset import Case, QuestionType, check_evidence, load_questions
from evals.errors import DatasetError
from evals.metrics import Excerpt

PLAIN: dict[str, Any] = {
    "id": "q-1",
    "type": "number",
    "doc": "a.txt",
    "question": "현원은 몇 명인가요?",
    "must_include": ["74명"],
    "answers": ["74명", "74"],
    "evidence": ["현원 74명"],
}
REFUSED: dict[str, Any] = {"id": "q-2", "type": "unanswerable", "doc": "a.txt", "question": "전화번호는요?"}


def write(folder: Path, *rows: Any, name: str = "questions.jsonl") -> Path:
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def problems(*paths: Path) -> tuple[str, ...]:
    with pytest.raises(DatasetError) as caught:
        load_questions(paths)
    return caught.value.problems


def test_a_plain_row_is_a_case(tmp_path: Path) -> None:
    [case] = load_questions([write(tmp_path, PLAIN)])
    assert case == Case(
        "q-1",
        QuestionType.NUMBER,
        "현원은 몇 명인가요?",
        ("74명",),
        ("74명", "74"),
        (Excerpt("a.txt", "현원 74명"),),
        place="questions.jsonl:1",
    )
    assert case.set == "questions"
    assert case.answerable
    assert case.has_one_answer


def test_evidence_may_stand_in_another_report(tmp_path: Path) -> None:
    row = PLAIN | {"evidence": ["현원 74명", {"doc": "b.txt", "text": "현원 75명"}]}
    [case] = load_questions([write(tmp_path, row)])
    assert case.evidence == (Excerpt("a.txt", "현원 74명"), Excerpt("b.txt", "현원 75명"))


@pytest.mark.parametrize(
    ("type", "required", "short"),
    [("number", ["1"], True), ("number", ["1", "2"], False), ("list", ["1"], False), ("reason", ["1"], False)],
)
def test_a_list_a_reason_or_several_required_strings_may_be_answered_at_length(
    tmp_path: Path, type: str, required: list[str], short: bool
) -> None:
    [case] = load_questions([write(tmp_path, PLAIN | {"type": type, "must_include": required})])
    assert case.has_one_answer is short


def test_every_turn_of_a_dialogue_but_the_first_is_a_case(tmp_path: Path) -> None:
    turns = [
        {"question": question, "must_include": ["1"], "evidence": ["1"]} for question in ("처음", "그럼", "그다음은")
    ]
    turns[2]["doc"] = "b.txt"
    cases = load_questions([write(tmp_path, {"id": "d-1", "doc": "a.txt", "turns": turns})])
    assert [(case.id, case.type, case.before) for case in cases] == [
        ("d-1.2", QuestionType.FOLLOWUP, ("처음",)),
        ("d-1.3", QuestionType.FOLLOWUP, ("처음", "그럼")),
    ]
    assert [case.evidence[0].source for case in cases] == ["a.txt", "b.txt"]


def test_a_premise_and_an_unanswerable_question_are_to_be_refused(tmp_path: Path) -> None:
    premise = {"id": "p-1", "doc": "a.txt", "kind": "false_premise", "question": "왜요?", "must_not_include": ["74"]}
    cases = load_questions([write(tmp_path, premise, REFUSED)])
    assert [case.type for case in cases] == [QuestionType.PREMISE, QuestionType.UNANSWERABLE]
    assert not any(case.answerable for case in cases)


def test_rewordings_are_scored_like_their_source(tmp_path: Path) -> None:
    reworded = {"id": "v-1", "source_id": "q-1", "variants": ["현원?", "지금 몇 명이 일해요?"]}
    cases = load_questions([write(tmp_path, reworded, name="v.jsonl"), write(tmp_path, PLAIN)])
    assert [(case.id, case.type, case.question, case.must_include) for case in cases[:2]] == [
        ("v-1.1", QuestionType.VARIANT, "현원?", ("74명",)),
        ("v-1.2", QuestionType.VARIANT, "지금 몇 명이 일해요?", ("74명",)),
    ]


def test_rewordings_may_bring_their_source_along(tmp_path: Path) -> None:
    reworded = {"id": "v-1", "source_id": "q-1", "variants": ["현원?"], "source": PLAIN}
    [case] = load_questions([write(tmp_path, reworded)])
    assert case.must_include == ("74명",)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{not json", "questions.jsonl:2: 올바른 JSON이 아닙니다(2번째 글자)."),
        ("[1, 2]", "questions.jsonl:2: 객체여야 합니다."),
        (PLAIN | {"id": "q-1"}, "questions.jsonl:2: id 'q-1'이(가) questions.jsonl:1에도 있습니다."),
        (PLAIN | {"id": "q-9", "anwsers": []}, "questions.jsonl:2: anwsers 없는 항목입니다. 이름을 확인하세요."),
        (PLAIN | {"id": "q-9", "question": ""}, "questions.jsonl:2: question 1자 이상이어야 합니다."),
        (PLAIN | {"id": "q-9", "evidence": []}, "questions.jsonl:2: 답이 있는 질문에는 evidence가 있어야 합니다."),
        (
            PLAIN | {"id": "q-9", "must_include": []},
            "questions.jsonl:2: 답이 있는 질문에는 must_include가 있어야 합니다.",
        ),
        (
            REFUSED | {"answers": ["74"]},
            "questions.jsonl:2: 답이 없어야 하는 질문에 must_include, answers, evidence가 있습니다.",
        ),
        (
            {"id": "v-1", "source_id": "q-7", "variants": ["?"]},
            "questions.jsonl:2: source_id 'q-7'인 질문을 찾을 수 없습니다.",
        ),
        (
            {"id": "d-1", "doc": "a.txt", "turns": [{"question": "?"}]},
            "questions.jsonl:2: turns 2개 이상이어야 합니다.",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: Any, message: str) -> None:
    assert problems(write(tmp_path, PLAIN, row)) == (message,)


def test_an_unknown_type_is_told_with_the_known_ones(tmp_path: Path) -> None:
    [problem] = problems(write(tmp_path, PLAIN | {"type": "numbers"}))
    assert problem.startswith("questions.jsonl:1: type ")
    assert "'paraphrase'" in problem


def test_all_bad_rows_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    bad = write(tmp_path, "{", "", REFUSED | {"id": ""}, name="bad.jsonl")
    assert [problem.split(" ")[0] for problem in problems(tmp_path / "none.jsonl", bad)] == [
        "none.jsonl:",
        "bad.jsonl:1:",
        "bad.jsonl:3:",
    ]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cp949.jsonl"
    path.write_bytes(json.dumps(PLAIN, ensure_ascii=False).encode("cp949"))
    [problem] = problems(path)
    assert "UTF-8" in problem


def test_a_long_list_of_problems_is_cut_for_the_reader_but_kept_for_programs() -> None:
    error = DatasetError([f"a.jsonl:{line}: ?" for line in range(1, 31)])
    assert len(error.problems) == 30
    assert str(error).endswith("a.jsonl:20: ?\n… 그 밖에 10건")


def test_evidence_must_stand_in_its_report_whatever_the_white_space(tmp_path: Path) -> None:
    cases = load_questions([write(tmp_path, PLAIN)])
    check_evidence(cases, {"a.txt": "정원 77명\n현원\n74명"})
    with pytest.raises(DatasetError, match=r"questions.jsonl:1: a.txt에 없는 근거입니다: '현원 74명'"):
        check_evidence(cases, {"a.txt": "정원 77명"})
    with pytest.raises(DatasetError, match=r"questions.jsonl:1: 보고서 'a.txt'이\(가\) 없습니다."):
        check_evidence(cases, {})
