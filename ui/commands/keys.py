"""The commands that make, show and revoke keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.roles import Role
from ui.commands.library import JsonOption
from ui.commands.terminal import note, say, say_json, say_table

if TYPE_CHECKING:
    from api.keys import Key, Keys

keys = typer.Typer(help="API와 대화 화면을 여는 열쇠를 만들거나, 보거나, 폐기합니다.")

STATE = {"usable": "쓸 수 있음", "expired": "기한 지남", "revoked": "폐기됨"}
ROLES = "reader(묻고 읽기), staff(자료 바꾸기도), admin(서버 상태 보기도)"


@keys.command("create")
def create_key(
    role: Annotated[Role, typer.Option(help=f"할 수 있는 일: {ROLES}")] = Role.READER,
    name: Annotated[str, typer.Option(help="누가 쓰는 열쇠인지", show_default=False)] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="며칠 뒤에 끝나는지 (기본: 끝나지 않음)", show_default=False)
    ] = None,
) -> None:
    """열쇠를 만들어 한 번만 보여 줍니다."""
    with _keys() as opened:
        key, text = opened.create(role, name, days)
    say(text)
    until = f"{_time(key.expires_at)}까지" if key.expires_at else "폐기할 때까지"
    note(f"번호 {key.id}, 역할 {key.role}, {until} 쓸 수 있습니다. 다시 볼 수 없으니 지금 안전한 곳에 적어 두세요.")


@keys.command("list")
def list_keys(json: JsonOption = False) -> None:
    """만든 열쇠를 보여 줍니다. 열쇠 자체는 저장하지 않아 보여 줄 수 없습니다."""
    with _keys() as opened:
        found = opened.list()
    if json:
        for key in found:
            say_json(_as_json(key))
        return
    if not found:
        note("아직 열쇠가 없습니다. council-qa keys create 로 만드세요.")
    rows = [
        [k.id, k.role, k.name, _time(k.created_at), _time(k.expires_at), _time(k.used_at), STATE[k.state]]
        for k in found
    ]
    say_table(["번호", "역할", "이름", "만든 때", "끝나는 때", "마지막으로 쓴 때", "상태"], rows)


@keys.command("revoke")
def revoke_key(key_id: Annotated[str, typer.Argument(metavar="ID", help="keys list가 보여 주는 번호")]) -> None:
    """열쇠를 폐기합니다. 돌고 있는 서버도 곧바로 받지 않습니다."""
    with _keys() as opened:
        gone = opened.revoke(key_id)
    if not gone:
        note(f"번호가 {key_id}인 열쇠가 없습니다. council-qa keys list 로 번호를 확인하세요.")
        raise typer.Exit(1)
    say(f"폐기했습니다: {key_id}")


@contextmanager
def _keys() -> Iterator[Keys]:
    """The keys of the home folder, closed afterwards."""
    from api.keys import FILE, Keys
    from qa.settings import load_settings

    with closing(Keys(load_settings().home / FILE)) as opened:
        yield opened


def _time(seconds: int | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")


def _as_json(key: Key) -> dict[str, Any]:
    times = {"created_at": key.created_at, "expires_at": key.expires_at}
    times |= {"revoked_at": key.revoked_at, "used_at": key.used_at}
    told = {name: None if at is None else datetime.fromtimestamp(at, UTC).isoformat() for name, at in times.items()}
    return {**asdict(key), **told, "state": key.state}
