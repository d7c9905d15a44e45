"""HWPX: the open format of the Hangul word processor, XML parts in a zip archive (KS X 6101)."""

from __future__ import annotations

import re

from lxml import etree

from corpus.errors import DamagedFile, EmptyFile, ReadError
from corpus.readers.archive import Archive
from corpus.readers.hancom.document import BodySection, Styles
from corpus.readers.hancom.hwpx_body import read_section
from corpus.readers.hancom.hwpx_header import local, number, read_styles
from corpus.readers.hancom.preview import check_preview, checked_title, extract_preview
from corpus.readers.hancom.render import write_document
from corpus.readers.writer import Writer
from corpus.report import Extract

_PREVIEW = "Preview/PrvText.txt"
_SECTION = re.compile(r"Contents/section(\d{1,6})\.xml", re.IGNORECASE)


def read_hwpx(data: bytes, name: str) -> Extract:
    """What an HWPX file holds: text, tables, pages of the layout cache.

    A section that cannot be read is left out with a warning; where none can, the preview text is given instead.
    Raises `DamagedFile`, `EncryptedFile`, `FileTooLarge` or `EmptyFile`.
    """
    archive = Archive(data, name)
    if "encryption-data" in archive.text("META-INF/manifest.xml"):
        raise archive.encrypted()
    writer = Writer("hwpx")
    title = _title(archive)
    preview = archive.text(_PREVIEW)
    header = _header(archive)
    try:
        sections = _sections(archive, number(header, "secCnt"), name, writer)
    except DamagedFile:
        if preview.strip() and "\ufffd" not in preview:  # not that of an encrypted file whose manifest is cut off
            return extract_preview(preview, "hwpx", title)
        raise
    if header is None:
        writer.warn("문서의 모양 정보를 읽지 못해 자동으로 매긴 번호가 빠졌을 수 있습니다.")
    write_document(sections, Styles() if header is None else read_styles(header), writer)
    if not writer.text.strip():
        raise EmptyFile(f"'{name}'에 글자가 없습니다. 그림만 든 문서인지 확인해 주세요.")
    check_preview(preview, writer)
    return writer.extract(checked_title(title, writer.text))


def _sections(archive: Archive, count: int, name: str, writer: Writer) -> list[BodySection]:
    """The sections that can be read, of so many that the header tells of; raises the first error where none can."""
    found = {int(match[1]): match[0] for match in map(_SECTION.fullmatch, archive.parts) if match}
    if not found and archive.cut_off:
        raise DamagedFile(f"'{name}'은(는) 본문 앞에서 잘린 손상된 파일입니다. 원본 파일을 다시 받아 넣어 주세요.")
    if not found:
        raise DamagedFile(f"'{name}'에 본문이 없습니다. 한글에서 열어 다시 저장한 뒤 넣어 주세요.")
    sections: list[BodySection] = []
    errors: list[DamagedFile] = []
    total = max(count, len(found)) if archive.cut_off else len(found)
    for at, part in enumerate((found[key] for key in sorted(found)), 1):
        try:
            sections.append(read_section(archive.xml(part), name))
        except DamagedFile as error:
            errors.append(error)
            writer.warn(f"문서의 {total}개 구역 가운데 {at}번째 구역을 읽지 못해 빠졌습니다.", partial=True)
    if not sections:
        raise errors[0]
    if archive.cut_off and total > len(found):
        writer.warn(f"파일의 끝이 잘려, 본문의 {total}개 구역 가운데 {len(found)}개 뒤가 빠졌습니다.", partial=True)
    elif archive.cut_off:
        writer.warn("파일의 끝이 잘려 있습니다. 뒤에 이어지는 내용이 있었다면 빠졌습니다.", partial=True)
    return sections


def _header(archive: Archive) -> etree._Element | None:
    try:
        return archive.xml("Contents/header.xml")
    except DamagedFile:
        return None


def _title(archive: Archive) -> str:
    try:
        root = archive.xml("Contents/content.hpf")
    except ReadError:
        return ""
    return next((element.text or "" for element in root.iter() if local(element) == "title"), "")
