"""The figures of the evaluation in the two READMEs."""

import json
from datetime import date
from pathlib import Path

import pytest

from evals import readme
from evals.dataset import HELD_OUT_QUESTIONS, SAMPLE_QUESTIONS, load_questions
from tests.conftest import ROOT


def measured(questions: int, share: float) -> dict[str, object]:
    answers = {name: share for stage, name, _ in readme.FIGURES if stage == "answers"}
    return {
        "retrieval": {"figures": {"recall@5": share}},
        "answers": {"figures": {**answers, "questions": questions, "broken_quotes": 0}},
    }


RESULT = {"samples": measured(10, 0.75), "holdout": measured(20, 0.5)}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in readme.WORDINGS:
        (tmp_path / name).write_text(f"앞\n\n{readme.BEGIN}옛 값\n{readme.END}\n뒤\n", encoding="utf-8")
    monkeypatch.setattr(readme, "ROOT", tmp_path)
    return tmp_path


def test_the_figures_of_both_sets_replace_those_between_the_comments(root: Path) -> None:
    file = root / "figures.json"
    file.write_text(json.dumps(RESULT), encoding="utf-8")
    assert readme.main([str(file)]) == 0
    korean = (root / "README.md").read_text(encoding="utf-8")
    assert korean.startswith(f"앞\n\n{readme.BEGIN}예시 보고서")
    assert korean.endswith(f"\n{readme.END}\n뒤\n")
    assert "옛 값" not in korean
    assert "| 맞는 답 (길이 제한 안에서) | 0.75 | 0.50 |" in korean
    english = (root / "README.en.md").read_text(encoding="utf-8")
    assert "| what | 10 questions seen while tuning | 20 held-out questions |" in english
    assert "| quotes that differ from the source | 0 | 0 |" in english


def test_without_the_figures_of_both_sets_nothing_is_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "figures.json"
    file.write_text(json.dumps({"samples": measured(10, 0.75)}), encoding="utf-8")
    for arguments in ([str(file)], [str(root / "none.json")], []):
        assert readme.main(arguments) == 2
        assert "council-qa eval --json FILE" in capsys.readouterr().err
    assert "옛 값" in (root / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", readme.WORDINGS)
def test_the_readmes_have_the_figures_of_the_sets_as_they_are(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").partition(readme.BEGIN)[2].partition(readme.END)[0]
    counts = [len(load_questions([path])) for path in (SAMPLE_QUESTIONS, HELD_OUT_QUESTIONS)]
    wording = readme.WORDINGS[name]
    assert wording.intro.format(day=date.today()).partition("(")[0] in text
    assert f"| {' | '.join(head.format(*counts) for head in wording.head)} |" in text
    assert all(f"| {figure} |" in text for figure in wording.names)
