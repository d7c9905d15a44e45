"""GET /v1/library: what the library holds, and files on their way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from api.job_store import Job, JobFile, JobStore, now
from tests.api.uploads import api_over, ended, text_report, upload


def test_the_library_says_what_it_holds_and_that_nothing_is_under_way(tmp_path: Path) -> None:
    with api_over(tmp_path / "home") as client:
        empty = client.get("/v1/library").json()
        assert (empty["documents"], empty["indexing"], empty["notices"]) == (0, None, [])
        ended(client, upload(client, ("소방.txt", text_report("소방", "소방 인력은 317명임"))))
        filled = client.get("/v1/library").json()
        assert (filled["documents"], filled["indexing"]) == (1, None)
        assert filled["generation"] != empty["generation"]


def test_files_of_all_jobs_that_are_not_over_are_counted_together(tmp_path: Path) -> None:
    store = JobStore(tmp_path / "jobs.sqlite3")
    assert store.under_way() == (0, 0)
    files = (JobFile("가.txt", "added"), JobFile("나.txt", "refused"), JobFile("다.txt"))
    running = Job("a" * 32, "running", now(), files)
    store.save(running)
    store.save(Job("b" * 32, "queued", now(), (JobFile("라.txt"),)))
    assert store.under_way() == (2, 4)
    store.save(replace(running, status="done", ended=now()))
    assert store.under_way() == (0, 1)
    store.close()
