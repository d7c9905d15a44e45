"""The manifest: what it says of files, and what is refused."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from corpus.errors import ManifestError
from corpus.manifest import Manifest
from corpus.report import Metadata

CSV = (
    "file,title,department,date,kind\n"
    "공원.txt,공원과 업무보고,공원과,2025-03-31,업무보고\n"
    "하천.txt,하천과 업무보고,,2025. 3.,\n"
)
PARK = Metadata("공원과 업무보고", "공원과", "2025-03-31", "업무보고")


def load(folder: Path, content: str | bytes, name: str = "manifest.csv") -> Manifest:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Manifest.load(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_a_csv_says_what_reports_are_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    manifest = load(tmp_path, CSV.encode(encoding))

    assert manifest.metadata_for("공원.txt") == PARK
    assert manifest.metadata_for("하천.txt") == Metadata(title="하천과 업무보고", date="2025-03")
    assert manifest.metadata_for("다른.txt") is None


def test_json_and_toml_say_the_same(tmp_path: Path) -> None:
    row = {
        "file": "공원.txt",
        "title": "공원과 업무보고",
        "department": "공원과",
        "date": "2025-03-31",
        "kind": "업무보고",
    }
    toml = "[[report]]\n" + "\n".join(f'{key} = "{value}"' for key, value in row.items())

    assert load(tmp_path, json.dumps([row]), "m.json").metadata_for("공원.txt") == PARK
    assert load(tmp_path, toml, "m.toml").metadata_for("공원.txt") == PARK


def test_a_toml_date_may_be_a_date(tmp_path: Path) -> None:
    manifest = load(tmp_path, '[[report]]\nfile = "공원.txt"\ndate = 2025-03-31\n', "m.toml")

    assert manifest.metadata_for("공원.txt") == Metadata(date="2025-03-31")


def test_names_match_however_a_system_composes_their_letters(tmp_path: Path) -> None:
    assert load(tmp_path, CSV).metadata_for(unicodedata.normalize("NFD", "공원.txt")) == PARK


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("m.csv", "file,title,author\na.txt,가,나\n", "모르는 열이 있습니다: author"),
        ("m.csv", "file,title\n,제목\n", "1번째 항목에 파일 이름(file)이 없습니다"),
        ("m.csv", "file,title\na.txt,가\na.txt,나\n", "'a.txt'이(가) 두 번"),
        ("m.csv", "file,title\na.txt,가,나\n", "칸이 3개"),
        ("m.csv", "file,file\na.txt,b.txt\n", "같은 열 이름이 두 번"),
        ("m.csv", "file,date\na.txt,어제\n", "날짜 '어제'"),
        ("m.csv", "file,date\na.txt,2025-13-01\n", "날짜 '2025-13-01'"),
        ("m.csv", "", "0바이트"),
        ("m.csv", " \n", "비었거나"),
        ("m.csv", b"\x00\x01\x02\xff", "이진 파일"),
        ("m.json", "{", "형식이 잘못"),
        ("m.json", '{"file": "a"}', "목록이어야"),
        ("m.json", '[{"file": "a.txt", "autor": "x"}]', "모르는 열이 있습니다: autor"),
        ("m.toml", "[[report", "형식이 잘못"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: str | bytes, says: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        load(tmp_path, content, name)

    assert says in str(caught.value)


def test_a_manifest_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"없는\.csv"):
        Manifest.load(tmp_path / "없는.csv")


def test_files_that_the_manifest_names_and_that_are_not_there_are_named(tmp_path: Path) -> None:
    manifest = load(tmp_path, CSV)

    assert manifest.missing(["공원.txt", "하천.txt", "더.txt"]) == ()
    assert manifest.missing(["공원.txt"]) == ("하천.txt",)
