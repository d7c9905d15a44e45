"""The audit log: who asked what and when, which reports were cited. JSON lines in `audit/` of the home folder, a file a
day, each deleted after as many days as the settings say.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

from api.access import Caller
from qa.answer import Answer
from qa.settings import AuditSettings

log = logging.getLogger(__name__)
FOLDER = "audit"  # in the home folder
SUFFIX = ".jsonl"


class AuditLog:
    """Writes a line for each answer that somebody got."""

    def __init__(self, folder: Path, settings: AuditSettings) -> None:
        self._folder = folder
        self._settings = settings
        self._lock = threading.Lock()
        self._swept: date | None = None  # the day on which old files were last looked for

    def record(self, answer: Answer, *, caller: Caller, route: str, request_id: str) -> None:
        """Write who got which answer. Never raises: a full disk must not keep anybody from an answer."""
        if not self._settings.days:
            return
        now = datetime.now().astimezone()
        line = {
            "time": now.isoformat(timespec="milliseconds"),
            "request_id": request_id,
            "caller": caller.id,
            "role": caller.role,
            "address": caller.address,
            "route": route,
            "question": answer.question if self._settings.question_text else None,
            "status": answer.status.value,
            "document_ids": list(dict.fromkeys(citation.document_id for citation in answer.citations)),
            "generation": answer.generation,
            "ms": round(answer.timings_ms.get("total", 0.0), 1),
        }
        try:
            with self._lock:
                self._sweep(now.date())
                self._append(now.date(), json.dumps(line, ensure_ascii=False))
        except (OSError, ValueError) as error:
            log.error("the audit log in %s cannot be written: %s", self._folder, error)

    def _append(self, day: date, line: str) -> None:
        path = self._folder / f"{day.isoformat()}{SUFFIX}"
        # One write at the end of the file, so that lines of several processes never mix; for the owner's eyes only.
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{line}\n".encode(errors="backslashreplace"))
        finally:
            os.close(file)

    def _sweep(self, today: date) -> None:
        """Once a day: make the folder, delete the files that are too old."""
        if self._swept == today:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        oldest = today - timedelta(days=self._settings.days - 1)
        for path in self._folder.glob(f"*{SUFFIX}"):
            day = _day(path)
            if day and day < oldest:
                path.unlink(missing_ok=True)
        self._swept = today


def _day(path: Path) -> date | None:
    """The day of a file of ours; None for what somebody else put there."""
    try:
        return date.fromisoformat(path.name.removesuffix(SUFFIX))
    except ValueError:
        return None
