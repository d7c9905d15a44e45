"""How much one caller may ask: requests a minute and requests at the same time, counted in memory."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from api.errors import Kind, Problem


class RateLimits:
    """The limits of all callers; belongs to one event loop."""

    def __init__(self, *, per_minute: int, at_once: int) -> None:
        # A fixed window: it costs the least, and says exactly when there is room again.
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._minute = RateLimitItemPerMinute(per_minute)
        self._at_once = at_once
        self._running: Counter[str] = Counter()

    async def hit(self, caller: str) -> None:
        """Count a request. Raises Problem where the caller had too many within the minute."""
        if await self._limiter.hit(self._minute, caller):
            return
        window = await self._limiter.get_window_stats(self._minute, caller)
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        raise Problem(
            Kind.TOO_MANY,
            f"요청은 1분에 {self._minute.amount:,}번까지 받습니다. {seconds}초 뒤에 다시 보내세요.",
            headers={"Retry-After": str(seconds)},
        )

    @asynccontextmanager
    async def running(self, caller: str) -> AsyncIterator[None]:
        """Count a request for as long as it takes. Raises Problem where the caller has too many under way."""
        if self._running[caller] >= self._at_once:
            raise Problem(
                Kind.TOO_MANY,
                f"동시에 보낼 수 있는 요청은 {self._at_once:,}개입니다. 앞의 요청이 끝난 뒤 다시 보내세요.",
                headers={"Retry-After": "1"},
            )
        self._running[caller] += 1
        try:
            yield
        finally:
            self._running[caller] -= 1
            if not self._running[caller]:
                del self._running[caller]
