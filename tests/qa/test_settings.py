"""Settings: read once, refused clearly, documented completely."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from qa.errors import SettingsError
from qa.settings import Settings, load_settings, variable
from tests.conftest import ROOT

DEFAULTS_IN_WORDS = {"COUNCIL_QA_HOME", "COUNCIL_QA_INDEX__EMBEDDING_MODEL"}  # they depend on the machine


def every_setting(model: type[BaseModel] = Settings, path: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    """Variable and default of every setting, the nested ones included."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from every_setting(field.annotation, (*path, name))
        else:
            yield variable(*path, name), field.get_default(call_default_factory=True)


def shown(default: object) -> str:
    """A default as the document writes it."""
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    return f"`{plain}`" if plain not in ("", ()) else "없음"


def test_a_variable_of_the_environment_sets_a_nested_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_QA_SERVER__PORT", "8123")
    monkeypatch.setenv("COUNCIL_QA_SERVER__ALLOWED_HOSTS", "council.example.kr, 10.0.0.5")
    server = load_settings().server
    assert server.port == 8123
    assert server.allowed_hosts == ("council.example.kr", "10.0.0.5")


def test_an_argument_wins_over_the_environment_and_leaves_the_rest_of_its_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COUNCIL_QA_SERVER__PORT", "8123")
    monkeypatch.setenv("COUNCIL_QA_SERVER__HOST", "0.0.0.0")
    server = load_settings(server={"port": 9000}).server
    assert (server.host, server.port) == ("0.0.0.0", 9000)


def test_an_env_file_is_read_and_the_environment_wins_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(
        "COUNCIL_QA_SERVER__PORT=8001\nCOUNCIL_QA_CHAT__MODEL=openai:모델\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COUNCIL_QA_SERVER__PORT", "8002")
    settings = load_settings()
    assert settings.server.port == 8002
    assert settings.chat.model == "openai:모델"


def test_lines_of_other_programs_in_an_env_file_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings().server.port == 8000


@pytest.mark.parametrize("name", ["COUNCIL_QA_PORT", "COUNCIL_QA_SERVER__PROT", "COUNCIL_QA_CHATS__MODEL"])
@pytest.mark.parametrize("place", ["environment", "file"])
def test_an_unknown_variable_is_refused_by_name(
    name: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if place == "file":
        (tmp_path / ".env").write_text(f"{name}=1\n", encoding="utf-8")
    else:
        monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=rf"{name}: 없는 (설정|항목)"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COUNCIL_QA_SERVER__PORT", "팔천", "정수"),
        ("COUNCIL_QA_SERVER__PORT", "70000", "65535 이하"),
        ("COUNCIL_QA_ANSWER__MAX_CITATIONS", "0", "1 이상"),
        ("COUNCIL_QA_ANSWER__MODE", "creative", "extractive"),
        ("COUNCIL_QA_ANSWER__SHORT_CHARS", "700", "600"),
        ("COUNCIL_QA_INDEX", "not json", "JSON"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_korean(
    name: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=sentence) as caught:
        load_settings()
    assert "docs/settings.md" in str(caught.value)


def test_a_secret_appears_in_no_message_and_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_QA_CHAT__API_KEY", "s3cr3t-key")
    assert "s3cr3t-key" not in repr(load_settings())
    monkeypatch.setenv("COUNCIL_QA_CHAT__TIMEOUT_S", "s3cr3t-key")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "s3cr3t-key" not in str(caught.value)


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_QA_SERVER__PORT", "")
    assert load_settings().server.port == 8000


def test_the_home_is_absolute_and_knows_the_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_QA_HOME", "~/reports")
    assert load_settings().home == Path.home() / "reports"
    assert load_settings(home="reports").home == Path.cwd() / "reports"


def test_without_a_home_it_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNCIL_QA_HOME", raising=False)
    home = load_settings().home
    assert home.name == "council-qa"
    assert home.is_relative_to(Path.home())


def test_settings_cannot_be_changed_after_they_are_read() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.server.port = 1  # type: ignore[misc]


def test_every_setting_is_documented_with_its_default() -> None:
    lines = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    rows = {cells[1].strip(" `"): cells[2].strip() for cells in (line.split("|") for line in lines) if len(cells) > 3}
    rows = {name: default for name, default in rows.items() if name.startswith("COUNCIL_QA_")}
    assert set(rows) == {name for name, _ in every_setting()}
    for name, default in every_setting():
        if name not in DEFAULTS_IN_WORDS:
            assert rows[name] == shown(default), name


def test_the_example_file_names_every_setting_and_changes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"COUNCIL_QA_\w+(?==)", example)) == {name for name, _ in every_setting()}
    monkeypatch.chdir(tmp_path)
    plain = load_settings()
    (tmp_path / ".env").write_text(example, encoding="utf-8")
    assert load_settings() == plain
