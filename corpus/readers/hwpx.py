"""HWPX: the open format of the Hangul word processor, XML parts in a zip archive (KS X 6101)."""

from __future__ import annotations

from corpus.errors import DamagedFile, EmptyFile, ReadError
from corpus.readers.hancom.document import BodySection, Styles
from corpus.readers.hancom.hwpx_body import read_section
from corpus.readers.hancom.hwpx_header import local, read_styles
from corpus.readers.hancom.hwpx_package import Package
from corpus.readers.hancom.preview import check_preview, checked_title, extract_preview
from corpus.readers.hancom.render import write_document
from corpus.readers.writer import Writer
from corpus.report import Extract

_PREVIEW = "Preview/PrvText.txt"


def read_hwpx(data: bytes, name: str) -> Extract:
    """What an HWPX file holds: text, tables, pages of the layout cache.

    A section that cannot be read is left out with a warning; where none can, the preview text is given instead.
    Raises `DamagedFile`, `EncryptedFile`, `FileTooLarge` or `EmptyFile`.
    """
    package = Package(data, name)
    package.refuse_encrypted()
    writer = Writer("hwpx")
    title = _title(package)
    preview = package.text(_PREVIEW)
    try:
        sections = _sections(package, name, writer)
    except DamagedFile:
        if preview.strip():
            return extract_preview(preview, "hwpx", title)
        raise
    write_document(sections, _styles(package, writer), writer)
    if not writer.text.strip():
        raise EmptyFile(f"'{name}'에 글자가 없습니다. 그림만 든 문서인지 확인해 주세요.")
    check_preview(preview, writer)
    return writer.extract(checked_title(title, writer.text))


def _sections(package: Package, name: str, writer: Writer) -> list[BodySection]:
    """The sections that can be read; raises the first error where none can."""
    parts = package.sections
    if not parts:
        raise DamagedFile(f"'{name}'에 본문이 없습니다. 한글에서 열어 다시 저장한 뒤 넣어 주세요.")
    sections: list[BodySection] = []
    errors: list[DamagedFile] = []
    for at, part in enumerate(parts, 1):
        try:
            sections.append(read_section(package.xml(part), name))
        except DamagedFile as error:
            errors.append(error)
            writer.warn(f"문서의 {len(parts)}개 구역 가운데 {at}번째 구역을 읽지 못해 빠졌습니다.", partial=True)
    if not sections:
        raise errors[0]
    return sections


def _styles(package: Package, writer: Writer) -> Styles:
    try:
        return read_styles(package.xml("Contents/header.xml"))
    except DamagedFile:
        writer.warn("문서의 모양 정보를 읽지 못해 자동으로 매긴 번호가 빠졌을 수 있습니다.")
        return Styles()


def _title(package: Package) -> str:
    try:
        root = package.xml("Contents/content.hpf")
    except ReadError:
        return ""
    return next((element.text or "" for element in root.iter() if local(element) == "title"), "")
