"""Damaged and hostile files of every format, each small on disk: what a batch must survive."""

from __future__ import annotations

import io
import os
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.corpus.readers import hwp_files as h
from tests.corpus.readers import hwpx_files as x

GOOD = "소방 업무보고\n\n1. 인력\n ㅇ 소방 인력은 317명임.\n"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ENTITIES = "".join(f"<!ENTITY a{at} '{f'&a{at - 1};' * 10}'>" for at in range(1, 10))
_LAUGHS = f"<!DOCTYPE a [<!ENTITY a0 'ha'>{_ENTITIES}]>"
_OUTSIDE = "<!DOCTYPE a [<!ENTITY a9 SYSTEM 'file:///etc/passwd'>]>"


def docx(body: str, head: str = "") -> bytes:
    document = f'{head}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return x.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def word(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(stream: bytes) -> bytes:
    """A PDF of one page with a packed stream."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        len(data),
    )


def packed(piece: bytes, times: int, *, raw: bool = False) -> bytes:
    """A piece so many times over, deflated: packed once, its bytes repeated."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)  # refers to nothing before it
    body = block * times + b"\x03\x00"
    if raw:
        return body
    check = 1
    for _ in range(times):
        check = zlib.adler32(piece, check)
    return b"\x78\xda" + body + check.to_bytes(4, "big")


def sound() -> dict[str, bytes]:
    """A good file of every format."""
    lines = [line for line in GOOD.split("\n") if line.strip()] + [f" - 세부 {at}: {at * 37}건" for at in range(60)]
    return {
        "hwp": h.hwp(b"".join(map(h.paragraph, lines)), preview="\r\n".join(lines[:20])),
        "hwpx": x.hwpx(x.section(*map(x.paragraph, lines)), preview="\r\n".join(lines[:20])),
        "docx": docx("".join(map(word, lines))),
        "pdf": pdf(packed(b"BT /F 12 Tf 72 700 Td (Fire report: 317 people) Tj ET\n", 1)),
        "txt": "\n".join(lines).encode(),
    }


def damaged() -> Iterator[tuple[str, bytes]]:
    """Sound files cut off and with bits flipped, by name."""
    chance = random.Random(7)  # noqa: S311  the same damage every time
    for form, data in sound().items():
        for share in (10, 50, 90):
            yield f"잘림{share}.{form}", data[: len(data) * share // 100]
        for number in range(6):
            flipped = bytearray(data)
            for _ in range(20):
                flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            yield f"뒤집힘{number}.{form}", bytes(flipped)


def _swollen(part: str) -> bytes:
    """An archive with a part that unpacks to 200 MB."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(part, "w") as stream,
    ):
        for _ in range(200):
            stream.write(b" " * 2**20)
    return data.getvalue()


def _section(head: str) -> bytes:
    body = x.section(x.paragraph("글"))
    return x.hwpx(body.replace("?>", f"?>{head}", 1).replace("글", "&a9;"))


def _wide_cell() -> bytes:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{word("가")}</w:tc>'
    return docx(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "웃음폭탄.hwpx": lambda: _section(_LAUGHS),
    "웃음폭탄.docx": lambda: docx(word("&a9;"), _LAUGHS),
    "외부개체.hwpx": lambda: _section(_OUTSIDE),
    "외부개체.docx": lambda: docx(word("&a9;"), _OUTSIDE),
    "집폭탄.hwpx": lambda: _swollen("Contents/section0.xml"),
    "집폭탄.docx": lambda: _swollen("word/document.xml"),
    "항목폭탄.hwpx": lambda: x.zipped({f"Contents/section{at}.xml": "" for at in range(5_001)}),
    "구역폭탄.hwp": lambda: h.hwp_of_packed(packed(bytes(2**20), 1024, raw=True)),
    "흐름폭탄.pdf": lambda: pdf(packed(b"0 0 m 1 1 l S\n" * 80_000, 1000)),  # 1.1 GB
    "깊음.hwpx": lambda: x.hwpx(x.section("<hp:p>" * 20_000 + "</hp:p>" * 20_000)),
    "깊음.docx": lambda: docx("<w:p>" * 20_000 + "</w:p>" * 20_000),
    "깊음.pdf": lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 20_000 + b"]" * 20_000 + b"\nendobj\ntrailer<</Root 1 0 R>>",
    "깊음.hwp": lambda: h.hwp(b"".join(h.record(71, min(at, 1023), b" lbt") for at in range(20_000))),
    "한줄.txt": lambda: "가".encode() * 5_000_000,
}
"""Files made to harm, by name."""

ODD: dict[str, Callable[[], bytes]] = {
    "큰칸.hwpx": lambda: x.hwpx(x.section(x.table([(0, 0, 2 * 10**9, 2 * 10**9, "가"), (1, 1, 1, 1, "나")]))),
    "큰칸.docx": _wide_cell,
    "밖으로.hwpx": lambda: x.hwpx(x.section(x.paragraph("글")), **{"../../../밖.txt": "밖", "/etc/밖.txt": "밖"}),
}
"""Files that claim what cannot be, and are read all the same."""


def lay_out(folder: Path) -> None:
    """A folder of good, damaged and hostile files, and of things that are no files."""
    folder.mkdir(parents=True)
    for number in range(4):
        (folder / f"좋은보고{number}.txt").write_text(GOOD.replace("317", str(317 + number)), encoding="utf-8")
    for form, data in sound().items():
        (folder / f"온전함.{form}").write_bytes(data)
    for name, data in (*damaged(), *((name, make()) for name, make in (HOSTILE | ODD).items())):
        (folder / name).write_bytes(data)
    with (folder / "큰파일.pdf").open("wb") as large:
        large.write(b"%PDF-1.7\n")
        large.truncate(300 * 2**20)
    os.mkfifo(folder / "관.txt")
    (folder / "장치.txt").symlink_to("/dev/zero")
    (folder / "고리.txt").symlink_to("고리.txt")
    (folder / "폴더고리").symlink_to(".", target_is_directory=True)
