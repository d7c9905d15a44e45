"""Whether a server may start at an address, and what people should know of who may use it."""

from __future__ import annotations

from contextlib import closing

from qa.settings import Settings
from ui.errors import UnguardedError


def guard(settings: Settings) -> str:
    """A Korean line that says who may use the server. Raises UnguardedError, and what opening the keys raises."""
    from api.access import is_loopback
    from api.keys import FILE, Keys

    with closing(Keys(settings.home / FILE)) as keys:
        made, usable = keys.any(), keys.usable()
    host, everybody = settings.server.host, settings.access.open
    if not is_loopback(host) and not usable and not everybody:
        raise UnguardedError(
            f"--host {host} 는 다른 컴퓨터에서도 접속할 수 있는 주소인데 쓸 수 있는 열쇠가 없습니다. "
            "council-qa keys create 로 열쇠를 만들거나, 누구나 읽어도 되면 --open을 붙이세요."
        )
    if everybody:
        if made or not is_loopback(host):
            return "누구나 열쇠 없이 묻고 읽을 수 있습니다(--open). 자료를 바꾸려면 열쇠가 필요합니다."
        return "누구나 열쇠 없이 묻고 읽을 수 있습니다(--open). 자료는 이 컴퓨터에서만 바꿀 수 있습니다."
    if made:
        return "열쇠가 있어야 쓸 수 있습니다. 대화 화면은 브라우저가 묻는 비밀번호 칸에 열쇠를 적습니다."
    return (
        "열쇠가 없어 이 컴퓨터에서만 쓸 수 있습니다. 다른 컴퓨터에서 쓰려면 council-qa keys create 로 열쇠를 만드세요."
    )
