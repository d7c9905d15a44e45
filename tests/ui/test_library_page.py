"""The pages of the library, as the server sends them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app
from api.keys import FILE, Keys
from api.middleware import SAFE_HEADERS
from api.roles import Role
from corpus.report import Metadata, Report
from index.library import Library
from qa.assistant import Assistant
from qa.settings import load_settings
from tests.api.problems import LOOPBACK
from tests.ui.reports import META, report_of
from ui.library import copy
from ui.library import page as library_page
from ui.library import reading as library_reading
from ui.library.paging import MOST, Place
from ui.library.reading import read_section
from ui.library.render import outline, shelves

HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{alert(3)}}"


class Shelf:
    """A library of given reports."""

    def __init__(self, *reports: Report) -> None:
        self.store = self
        self._reports = {report.id: report for report in reports}

    def reports(self) -> list[Report]:
        return list(self._reports.values())

    def report(self, document_id: str) -> Report | None:
        return self._reports.get(document_id)


@pytest.fixture
def app(assistant: Assistant, library: Library, tmp_path: Path) -> FastAPI:
    """The API and the library's pages over the session's reports, without the chat."""
    made = create_app(assistant, library, load_settings(home=tmp_path / "home"))
    made.include_router(library_page.router)
    return made


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return of(app)


def of(app: FastAPI, address: str = "127.0.0.1") -> TestClient:
    return TestClient(app, base_url=LOOPBACK, client=(address, 50_000))


def page(client: TestClient, path: str, status: int = 200, **params: str) -> Any:
    """A page as a tree of elements."""
    response = client.get(path, params=params)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(response.text)


def find(tree: Any, *steps: str) -> list[Any]:
    """Elements inside one: each step is an XPath below the one before, or ".class"."""
    classes = (f"*[contains(concat(' ', @class, ' '), ' {step[1:]} ')]" if step[0] == "." else step for step in steps)
    found: list[Any] = tree.xpath(".//" + "//".join(classes))
    return found


def texts(tree: Any, *steps: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in find(tree, *steps)]


def named(title: str, department: str = "", date: str = "") -> Report:
    return report_of(
        f"1. 현황\n ㅇ {title} {date}\n", source=f"{title}.txt", metadata=Metadata(title, department, date)
    )


# ------------------------------------------------------------------ the list


def test_reports_stand_by_department_then_by_year_from_the_newest() -> None:
    given = [
        named("가", "복지국", "2023-02"), named("나", "", "2024"), named("다", "교통국", "2023"),
        named("라", "복지국", "2024-09-01"), named("마", "복지국"), named("바", "복지국", "2024-10"),
    ]  # fmt: skip
    found = [
        (department, [(year, [r.metadata.title for r in each]) for year, each in years])
        for department, years in shelves(given)
    ]
    assert found == [
        ("교통국", [(2023, ["다"])]),
        ("복지국", [(2024, ["바", "라"]), (2023, ["가"]), (None, ["마"])]),
        ("", [(2024, ["나"])]),
    ]


def test_the_list_shows_every_report_under_its_department(client: TestClient, library: Library) -> None:
    tree = page(client, "/library")
    known = library.store.reports()
    assert tree.get("lang") == "ko"
    assert sorted(texts(tree, ".reports", ".name")) == sorted(report.metadata.title for report in known)
    for shelf in find(tree, ".shelf"):
        department = find(shelf, "h2")[0].text.strip()
        own = {report.metadata.title for report in known if report.metadata.department == department}
        assert set(texts(shelf, ".name")) == own
    assert copy.count(len(known)) in texts(tree, "div[@id='shelves']/p")


def test_titles_are_searched_and_reports_filtered_without_a_script(client: TestClient, library: Library) -> None:
    known = [report.metadata for report in library.store.reports()]
    some = known[0]
    words = some.title[-4:] + " " + some.title[:2]
    found = texts(page(client, "/library", q=words), ".name")
    assert some.title in found
    assert len(found) < len(known)
    tree = page(client, "/library", department=some.department, year=str(some.year), kind=some.kind)
    same = [m.title for m in known if (m.department, m.year, m.kind) == (some.department, some.year, some.kind)]
    assert sorted(texts(tree, ".name")) == sorted(same)
    assert texts(tree, "option[@selected]") == [some.department, str(some.year), some.kind]
    for nowhere in ({"q": "어디에도없는말"}, {"year": "1999"}, {"year": "올해"}):
        tree = page(client, "/library", **nowhere)
        assert texts(tree, ".name") == []
        assert copy.NOTHING_FOUND in texts(tree, "h2")


def test_an_empty_library_says_what_to_do(app: FastAPI) -> None:
    app.state.library = Shelf()
    tree = page(of(app), "/library")
    assert copy.EMPTY in texts(tree, "h2")
    assert "council-qa ingest" in tree.text_content()
    assert find(tree, "form[@id='find'][@hidden]")


# ------------------------------------------------------------------ a report


def test_a_report_shows_what_is_known_of_it_and_its_outline_as_a_tree(client: TestClient, library: Library) -> None:
    for report in library.store.reports():
        tree = page(client, f"/library/{report.id}")
        assert texts(tree, "h1") == [report.metadata.title]
        assert {report.metadata.department, report.metadata.kind, report.source} <= set(texts(tree, "dd"))
        assert texts(tree, ".heading") == [section.heading for section in report.sections[1:]]
        deepest = max(len(list(link.iterancestors("ul"))) for link in find(tree, ".outline", "a"))
        assert deepest == max(section.level for section in report.sections)
        last = find(tree, ".outline", "a")[-1].get("href")
        assert texts(page(client, last.replace("../", "/")), "h1") == [report.sections[-1].heading]
        links = {link.get("href") for link in find(tree, ".row-actions", "a")}
        assert {f"../?report={report.id}", f"../v1/documents/{report.id}/file"} <= links


def test_a_branch_of_the_outline_is_open_where_one_is() -> None:
    report = report_of()
    number = next(at for at, section in enumerate(report.sections) if section.level > 1)
    opened = {node.number: node.open for node in outline(report, number)}
    assert [at for at, is_open in opened.items() if is_open] == [report.sections[number].parent]
    assert len(opened) > 1


# ------------------------------------------------------------------ a section


def test_thousands_of_reports_come_in_pages_that_are_small_and_leave_none_out(app: FastAPI) -> None:
    reports = [
        replace(
            report_of(),
            id=f"{n:016x}",
            metadata=Metadata(f"업무보고 {n}", f"{n % 40}과", f"20{10 + n % 16}", "업무보고"),
        )
        for n in range(3_000)
    ]
    app.state.library = Shelf(*reports)
    client = of(app)
    first = page(client, "/library")
    assert len(client.get("/library").content) < 400_000
    assert copy.shown(1, MOST, 3_000) in texts(first, "div[@id='shelves']/p")
    assert texts(first, ".shelf", "h2")[0].endswith(copy.count(75)), "of the whole department"
    assert [link.get("href") for link in find(first, ".pages", "a[@rel]")] == ["library?page=2"]
    seen: list[str] = []
    address: str | None = "/library"
    while address:
        tree = html.fromstring(client.get(address).text)
        seen += texts(tree, ".name")
        further = find(tree, ".pages", "a[@rel='next']")
        address = f"/{further[0].get('href')}" if further else None
    assert sorted(seen) == sorted(report.metadata.title for report in reports)
    assert texts(page(client, "/library", q="보고 2999"), ".name") == ["업무보고 2999"]
    of_2010 = page(client, "/library", year="2010", page="2")
    assert texts(of_2010, ".pages", "*[@aria-current]") == ["2"]
    assert [link.get("href") for link in find(of_2010, ".pages", "a[@rel='prev']")] == ["library?year=2010&page=1"]


@pytest.mark.parametrize("number", ["0", "-3", "x", "99999999999", "31"])
def test_a_page_that_is_not_there_is_the_nearest_one(app: FastAPI, number: str) -> None:
    app.state.library = Shelf(*(replace(report_of(), id=f"{n:016x}") for n in range(150)))
    shown = texts(page(of(app), "/library", page=number), ".pages", "*[@aria-current]")
    assert shown == (["2"] if number == "31" else ["1"])


def test_the_pages_to_go_to_are_few() -> None:
    assert Place.of(1, 0) == Place(1, 1, 0, 0)
    assert Place.of(1, 3_000).named() == [1, 2, None, 30]
    assert Place.of(15, 3_000).named() == [1, None, 14, 15, 16, None, 30]
    assert Place.of(3, 300).named() == [1, 2, 3]


def test_a_section_shows_its_lines_and_its_tables_with_header_cells_and_unit(app: FastAPI) -> None:
    report = report_of()
    app.state.library = Shelf(report)
    [number] = [at for at, section in enumerate(report.sections) if section.heading == "2. 예산현황"]
    tree = page(of(app), f"/library/{report.id}/sections/{number}")
    assert texts(tree, "h1") == ["2. 예산현황"]
    [table] = find(tree, "article", "table")
    assert texts(table, "th[@scope='col']") == ["부서", "예산", "집행", "집행률"]
    assert ["다문화담당관", "22,013", "15,959", "72.5%"] in [
        texts(row, "*[self::td or self::th]") for row in find(table, "tr")
    ]
    assert texts(table, "caption") == ["< 부서별 집행 > (단위: 백만원)"]
    assert texts(tree, "article/p") == []  # the line that only names the unit
    assert [(link.get("class"), link.get("href")) for link in find(tree, ".turns", "a")] == [
        ("prev", f"../../../library/{report.id}/sections/{number - 1}"),
        ("next", f"../../../library/{report.id}/sections/{number + 1}"),
    ]
    assert [link.get("href").rpartition("/")[2] for link in find(tree, "*[@aria-current]")] == [str(number)]


def test_a_section_is_read_with_the_sections_below_it(app: FastAPI) -> None:
    report = report_of()
    app.state.library = Shelf(report)
    tree = page(of(app), f"/library/{report.id}/sections/1")
    assert texts(tree, "main", "*[self::h1 or self::h2[ancestor::article]]") == [
        "Ⅰ. 일반현황",
        "1. 인력현황",
        "2. 예산현황",
    ]
    assert texts(tree, "article/p")[1] == "ㅇ 결원은 하반기에 충원할 계획임"
    whole = texts(page(of(app), f"/library/{report.id}/sections/0"), "article")[0]
    for unit in report.units:
        if unit.table is None and "단위" not in unit.text:
            assert unit.text in whole


def test_every_section_of_every_report_can_be_read_and_turned_to(client: TestClient, library: Library) -> None:
    for report in library.store.reports():
        at: int | None = 1
        seen = set()
        while at is not None:
            reading = read_section(report, at)
            assert reading.pieces, (report.source, at)
            seen.add(at)
            at = reading.after
        assert len(seen) == sum(section.level == 1 for section in report.sections)
        [*_, deepest] = sorted(range(len(report.sections)), key=lambda place: report.sections[place].level)
        tree = page(client, f"/library/{report.id}/sections/{deepest}")
        assert texts(tree, "h1") == [report.sections[deepest].heading]
        pictures = [image.get("src") for image in find(tree, "img")]
        assert bool(pictures) == (report.format == "pdf")
        for picture in pictures:
            assert client.get(picture.replace("../../../", "/")).headers["content-type"] == "image/png"


def test_a_long_section_is_read_in_parts_and_without_those_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_reading, "WHOLE_UNITS", 3)
    monkeypatch.setattr(library_reading, "MOST_UNITS", 2)
    report = report_of("1. 현황\n" + "".join(f" ㅇ {n}번째 줄임\n" for n in range(5)) + "가. 세부\n ㅇ 끝 줄임\n")
    lines, start = [], 0
    while start is not None:
        reading = read_section(report, 1, start)
        lines += [piece.text for piece in reading.pieces]
        start = reading.go_on
    assert lines == [f"ㅇ {n}번째 줄임" for n in range(5)]
    assert (reading.below, reading.after) == (((2, "가. 세부"),), 2)
    assert read_section(report, 2).before == 1


# ------------------------------------------------------------------ trust and access


def test_markup_in_a_report_stays_text_on_every_page(app: FastAPI) -> None:
    report = report_of(
        f"1. {HOSTILE}\n ㅇ {HOSTILE} 현황임\n",
        source=f"{HOSTILE}.txt",
        metadata=replace(META, title=HOSTILE, department=HOSTILE, kind=HOSTILE),
    )
    app.state.library = Shelf(replace(report, warnings=(HOSTILE,), partial=True))
    for path in ("/library", f"/library/{report.id}", f"/library/{report.id}/sections/1"):
        tree = page(of(app), path, **({"q": HOSTILE} if path == "/library" else {}))
        assert HOSTILE in " ".join(texts(tree, "main"))
        assert not find(tree, "*[@onerror or self::img or self::script[ancestor::main]]")
        assert all("alert(" not in script.text_content() for script in find(tree, "script"))


@pytest.mark.parametrize("path", ["unknown", "unknown/sections/1", "%00", "<script>"])
def test_a_report_that_is_not_there_gets_a_page_in_korean(client: TestClient, path: str) -> None:
    tree = page(client, f"/library/{path}", 404)
    assert texts(tree, "h1") == [copy.MISSING]
    assert "목록" in texts(tree, ".nothing", "a")[-1]


@pytest.mark.parametrize("number", ["9999", "-1", "1.5", "²", "99999999999999999999"])
def test_a_section_that_is_not_there_leads_back_to_the_outline(
    client: TestClient, library: Library, number: str
) -> None:
    report = library.store.reports()[0]
    tree = page(client, f"/library/{report.id}/sections/{number}", 404)
    assert texts(tree, "h1") == [copy.MISSING_SECTION]
    assert find(tree, ".nothing", "a")[0].get("href") == f"../../../library/{report.id}"


def test_pages_are_not_kept_and_carry_the_headers_of_everything_else(client: TestClient) -> None:
    for path in ("/library", "/library/unknown"):
        headers = client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert {name: headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    with closing(Keys(tmp_path / "home" / FILE)) as opened:
        yield opened


def test_the_pages_follow_the_rule_of_the_chat(app: FastAPI, keys: Keys, library: Library) -> None:
    paths = ["/library", f"/library/{library.store.reports()[0].id}", "/library/unknown"]
    for path in paths:
        assert of(app).get(path).status_code in (200, 404)  # no key was ever made: this computer is trusted
        assert of(app, "10.0.0.7").get(path).status_code == 401
    assert find(page(of(app), "/library"), "body[@data-free]")
    _, key = keys.create(Role.STAFF)
    password = "Basic " + base64.b64encode(f"담당:{key}".encode()).decode()
    for path in paths:
        refused = of(app).get(path)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic ")  # the browser asks for the key
        for authorization in (password, f"Bearer {key}"):
            admitted = of(app).get(path, headers={"Authorization": authorization})
            assert admitted.status_code in (200, 404)
            assert "data-free" not in admitted.text.partition("<body")[2][:200]
    sent_by_the_browser = of(app).delete("/v1/documents/unknown", headers={"Authorization": password})
    assert sent_by_the_browser.status_code == 401  # reading is all that it opens


def test_a_server_open_to_readers_shows_the_pages_but_lets_nobody_change(
    assistant: Assistant, library: Library, tmp_path: Path
) -> None:
    app = create_app(assistant, library, load_settings(home=tmp_path / "home", access={"open": True}))
    app.include_router(library_page.router)
    tree = page(of(app, "10.0.0.7"), "/library")
    assert not find(tree, "body[@data-free]")
    assert texts(tree, "*[@data-staff]") == [copy.STAFF]
