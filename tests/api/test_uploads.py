"""POST /v1/documents and /v1/jobs on a real server, with real files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock

from api import jobs as jobs_module
from api.job_store import Job, JobFile, JobStore, now
from api.upload_form import safe_name
from corpus.samples.make.__main__ import write as sample_file
from tests.api.uploads import api_over, asked, ended, text_report, upload, uploaded
from tests.conftest import SAMPLES
from tests.corpus.readers.hwpx_files import hwpx, paragraph, section

FIRE = text_report("소방", "소방 인력은 317명임", "소방차는 42대를 운영함")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("upload-home")


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with api_over(home) as opened:
        yield opened


def statuses(outcomes: list[dict[str, Any]]) -> dict[str, str]:
    return {outcome["file"]: outcome["status"] for outcome in outcomes}


def test_an_uploaded_report_can_be_asked_about_whatever_its_format(client: httpx.Client) -> None:
    written = hwpx(section(paragraph("수영장 업무보고"), paragraph("1. 수영장 현황"), paragraph("ㅇ 수영장은 19곳임")))
    outcomes = uploaded(
        client,
        ("소방.txt", FIRE),
        ("수영장.hwpx", written),
        ("fund-review-2023-08.pdf", (SAMPLES / "fund-review-2023-08.pdf").read_bytes()),
        ("account.docx", (SAMPLES / "international-account-2019-2023.docx").read_bytes()),
    )
    assert set(statuses(outcomes).values()) == {"added"}
    assert all(client.get(f"/v1/documents/{outcome['document_id']}").status_code == 200 for outcome in outcomes)
    assert "317명" in asked(client, "소방 인력은 몇 명인가요?")["answer"]
    assert "19곳" in asked(client, "수영장은 몇 곳인가요?")["answer"]
    cited = asked(client, "울란바토르에 있는 서울문화정보센터 규모가 얼마나 됩니까?")["citations"]
    assert cited[0]["source"] == "account.docx"


def test_a_bad_file_is_refused_with_a_reason_and_stops_none_of_the_others(client: httpx.Client) -> None:
    outcomes = uploaded(
        client,
        ("빈파일.txt", b""),
        ("도서관.txt", text_report("도서관", "도서관은 25개소임")),
        ("깨진.pdf", b"%PDF-1.7\n" + os.urandom(500)),
        ("압축.zip", b"PK\x03\x04" + bytes(100)),
        ("공원.txt", text_report("공원", "공원 벤치는 88개임")),
    )
    assert list(statuses(outcomes).values()) == ["refused", "added", "refused", "refused", "added"]
    for outcome in outcomes:
        assert bool(outcome["reason"]) == (outcome["status"] == "refused")
        assert str(SAMPLES.parent) not in outcome["reason"]
        assert "/uploads/" not in outcome["reason"], "where files are kept is nobody's business"
    assert "25개소" in asked(client, "도서관은 몇 개소인가요?")["answer"]


def test_the_same_file_again_changes_nothing_and_new_content_replaces_the_old(client: httpx.Client) -> None:
    name, old, new = "주차.txt", text_report("주차", "주차장은 120면임"), text_report("주차", "주차장은 140면임")
    assert statuses(uploaded(client, (name, old))) == {name: "added"}
    [again] = uploaded(client, (name, old))
    assert again["status"] == "unchanged"
    [changed] = uploaded(client, (name, new))
    assert changed["status"] == "updated"
    assert changed["document_id"] != again["document_id"]
    assert "140면" in asked(client, "주차장은 몇 면인가요?")["answer"]


def test_two_files_of_one_name_do_not_overwrite_each_other_silently(client: httpx.Client) -> None:
    outcomes = uploaded(client, ("버스.txt", text_report("버스", "1대")), ("버스.txt", text_report("버스", "2대")))
    assert [outcome["status"] for outcome in outcomes] == ["added", "refused"]
    assert "이름이 같고" in outcomes[1]["reason"]


@pytest.mark.parametrize("name", ["../../탈출.txt", "/etc/탈출.txt", "..\\..\\탈출.txt", "C:\\Users\\나\\탈출.txt"])
def test_of_a_path_only_the_last_part_counts(client: httpx.Client, home: Path, name: str) -> None:
    before = {path.name for path in home.parent.iterdir()}
    [outcome] = uploaded(client, (name, text_report("탈출", "탈출구는 4개임")))
    assert outcome["file"] == "탈출.txt"
    assert client.get(f"/v1/documents/{outcome['document_id']}").json()["source"] == "탈출.txt"
    assert {path.name for path in home.parent.iterdir()} == before
    assert list((home / "uploads").iterdir()) == [], "nothing of an upload stays"


@pytest.mark.parametrize("name", ["..", "a/..", "a\x01.txt", "가" * 100 + ".txt", 'a"b.txt', "a:b.txt"])
def test_a_name_no_file_may_have_is_refused(name: str) -> None:
    assert safe_name(name)[1]


def test_a_file_refused_for_its_name_stands_among_the_outcomes(client: httpx.Client) -> None:
    outcomes = uploaded(client, ("가" * 100 + ".txt", FIRE), ("시장.txt", text_report("시장", "점포 51곳")))
    assert [outcome["status"] for outcome in outcomes] == ["refused", "added"]
    assert "이름이 너무 깁니다" in outcomes[0]["reason"]


def test_fields_and_manifest_say_what_a_report_is(client: httpx.Client) -> None:
    fields = {"title": "하천 정비 보고", "department": "치수과", "date": "2024. 9.", "kind": "결과보고"}
    [outcome] = uploaded(client, ("하천.txt", text_report("하천", "하천 6곳")), **fields)
    document = client.get(f"/v1/documents/{outcome['document_id']}").json()
    assert {name: document[name] for name in fields} == fields | {"date": "2024-09"}
    manifest = "file,title,department,date,kind\n시설.txt,시설 보고,시설과,2023-01-02,업무보고\n"
    files = [
        ("file", ("시설.txt", text_report("시설", "시설 3곳"))),
        ("manifest", ("목록.csv", manifest.encode("cp949"))),
    ]
    [outcome] = ended(client, client.post("/v1/documents", files=files))["files"]
    assert client.get(f"/v1/documents/{outcome['document_id']}").json()["department"] == "시설과"


@pytest.mark.parametrize(
    ("files", "fields", "field"),
    [
        ([], {"title": "제목"}, "file"),
        ([("a.txt", b"a"), ("b.txt", b"b")], {"title": "제목"}, "title"),
        ([("a.txt", b"a")], {"date": "어제"}, "date"),
        ([("a.txt", b"a")], {"부서": "시설과"}, "부서"),
        ([("a.txt", b"a")], {"title": "가" * 201}, "title"),
    ],
)
def test_a_form_that_does_not_fit_is_a_problem_that_names_the_field(
    client: httpx.Client, home: Path, files: list[tuple[str, bytes]], fields: dict[str, str], field: str
) -> None:
    parts: list[Any] = [("file", file) for file in files] + [(name, (None, text)) for name, text in fields.items()]
    response = client.post("/v1/documents", files=parts)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert list((home / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncut',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\n\r\nno head\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_form_is_a_clean_problem(client: httpx.Client, home: Path, content: bytes, kind: str) -> None:
    response = client.post("/v1/documents", content=content, headers={"Content-Type": kind})
    assert response.status_code == 400
    assert response.json()["type"] == "urn:problem-type:council-qa:malformed-request"
    assert list((home / "uploads").iterdir()) == []


def test_jobs_are_listed_newest_first_and_an_unknown_one_is_a_problem(client: httpx.Client) -> None:
    first = ended(client, upload(client, ("하나.txt", text_report("하나", "1개"))))
    second = ended(client, upload(client, ("둘.txt", text_report("둘", "2개"))))
    listed = client.get("/v1/jobs", params={"limit": 2}).json()["jobs"]
    assert [job["id"] for job in listed] == [second["id"], first["id"]]
    response = client.get("/v1/jobs/없는것")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:problem-type:council-qa:job-not-found"


def test_questions_are_answered_while_an_upload_is_read_and_indexed(client: httpx.Client) -> None:
    uploaded(client, ("소방.txt", FIRE))
    asked(client, "소방 인력은 몇 명인가요?")
    files = [
        (f"동네{n}.txt", text_report(f"동네{n}", *(f"시설 {m}번은 {n + m}명이 씀" for m in range(40))))
        for n in range(60)
    ]
    files.append(("보고.hwpx", sample_file("mayor-office-2024-09.hwpx")))
    response = upload(client, *files)
    seen, answers = set(), 0
    while True:
        job = client.get(response.headers["location"]).json()
        seen.add(job["status"])
        if job["ended"]:
            break
        assert "317명" in asked(client, "소방 인력은 몇 명인가요?")["answer"]
        answers += 1
    assert answers, "the upload was over before anything could be asked"
    assert "running" in seen
    assert set(statuses(job["files"]).values()) == {"added"}


def test_a_report_can_be_removed_and_read_while_an_upload_is_read(client: httpx.Client) -> None:
    [outcome] = uploaded(client, ("지울것.txt", text_report("지울것", "지울 것은 9개임")))
    response = upload(client, *((f"더{n}.txt", text_report(f"더{n}", f"더한 것은 {n}개임")) for n in range(20)))
    codes = set()
    for _ in range(50):
        codes.add(client.get(f"/v1/documents/{outcome['document_id']}/text").status_code)
        removed = client.delete(f"/v1/documents/{outcome['document_id']}")
        codes.add(removed.status_code)
        if removed.status_code == 204:
            break
        assert removed.status_code == 503, removed.text
        assert removed.headers["retry-after"]
    assert removed.status_code == 204
    assert ended(client, response)["status"] == "done"
    assert client.get(f"/v1/documents/{outcome['document_id']}/text").status_code == 404
    assert codes <= {200, 204, 503}


def test_uploads_have_a_limit_of_their_own(tmp_path: Path) -> None:
    with api_over(tmp_path / "home", max_upload_bytes=200_000, max_body_bytes=10_000) as client:
        [outcome] = uploaded(client, ("큰.txt", text_report("큰", *["줄이 이어짐"] * 5000)))
        assert outcome["status"] == "added"
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for content in (head + b"x" * 300_000, chain([head], (b"x" * 10_000 for _ in range(30)))):
            response = client.post(
                "/v1/documents", content=content, headers={"Content-Type": "multipart/form-data; boundary=b"}
            )
            assert response.status_code == 413
            assert "200,000" in response.json()["detail"]
        assert client.post("/v1/ask", json={"question": "가" * 9000}).status_code == 413


def test_more_uploads_than_may_wait_are_turned_away_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "MOST_WAITING", 2)
    monkeypatch.setattr(jobs_module, "STOPPING_S", 0.2)
    home = tmp_path / "home"
    home.mkdir()
    with FileLock(home / "write.lock"), api_over(home) as client:  # another process ingests
        waiting = [upload(client, (f"{n}.txt", text_report(f"{n}번", f"{n}개"))) for n in range(2)]
        full = upload(client, ("더.txt", FIRE))
        assert full.status_code == 503
        assert full.headers["retry-after"]
        assert full.json()["type"] == "urn:problem-type:council-qa:uploads-full"
        assert {client.get(r.headers["location"]).json()["status"] for r in waiting} <= {"queued", "running"}
    with api_over(home) as client:
        assert {job["status"] for job in client.get("/v1/jobs").json()["jobs"]} == {"interrupted"}
        assert uploaded(client, ("더.txt", FIRE))[0]["status"] == "added"


def test_a_job_waits_for_another_process_that_ingests(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with api_over(home) as client:
        with FileLock(home / "write.lock"):
            response = upload(client, ("소방.txt", FIRE))
            time.sleep(0.5)
            assert client.get(response.headers["location"]).json()["status"] == "running"
        assert ended(client, response)["files"][0]["status"] == "added"


def test_what_a_stopped_server_left_unfinished_is_told_as_interrupted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    left = home / "uploads" / "x" / "0000"
    left.mkdir(parents=True)
    (left / "남은.txt").write_bytes(FIRE)
    store = JobStore(home / "jobs.sqlite3")
    store.save(Job("a" * 32, "running", now(), (JobFile("소방.txt", "added"), JobFile("남은.txt")), started=now()))
    store.close()
    with api_over(home) as client:
        job = client.get(f"/v1/jobs/{'a' * 32}").json()
        assert job["status"] == "interrupted"
        assert (job["done"], job["total"]) == (1, 2)
        assert "다시 올리면" in job["detail"]
        assert not left.exists()


def test_a_second_server_of_the_same_home_takes_no_uploads(tmp_path: Path) -> None:
    with api_over(tmp_path / "home") as first, api_over(tmp_path / "home") as second:
        refused = upload(second, ("소방.txt", FIRE))
        assert refused.status_code == 503
        assert refused.json()["type"] == "urn:problem-type:council-qa:library-busy"
        assert uploaded(first, ("소방.txt", FIRE))[0]["status"] == "added"
