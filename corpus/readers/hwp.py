"""HWP5: the binary format of the Hangul word processor, records in an OLE container."""

from __future__ import annotations

from corpus.errors import DamagedFile, EmptyFile
from corpus.readers.hancom.document import BodySection, Styles
from corpus.readers.hancom.hwp_body import read_section
from corpus.readers.hancom.hwp_container import Container
from corpus.readers.hancom.hwp_records import BrokenRecords
from corpus.readers.hancom.hwp_styles import read_styles
from corpus.readers.hancom.preview import check_preview, checked_title, extract_preview
from corpus.readers.hancom.render import write_document
from corpus.readers.writer import Writer
from corpus.report import Extract


def read_hwp(data: bytes, name: str) -> Extract:
    """What an HWP5 file holds: text, tables, pages of the layout cache.

    A section that cannot be read is left out with a warning; where none can, the preview text is given instead.
    Raises `DamagedFile`, `EncryptedFile`, `ProtectedFile`, `FileTooLarge` or `EmptyFile`.
    """
    container = Container(data, name)
    writer = Writer("hwp")
    sections = _sections(container, writer)
    if not sections:
        if container.preview.strip():
            return extract_preview(container.preview, "hwp", container.title)
        raise DamagedFile(
            f"'{name}'의 본문이 손상되어 읽을 수 없습니다. 한글에서 열어 HWPX로 다시 저장한 뒤 넣어 주세요."
        )
    write_document(sections, _styles(container, writer), writer)
    if not writer.text.strip():
        raise EmptyFile(f"'{name}'에 글자가 없습니다. 그림만 든 문서인지 확인해 주세요.")
    check_preview(container.preview, writer)
    return writer.extract(checked_title(container.title, writer.text))


def _sections(container: Container, writer: Writer) -> list[BodySection]:
    """The sections that can be read."""
    parts = container.sections
    sections: list[BodySection] = []
    for at, part in enumerate(parts, 1):
        try:
            sections.append(read_section(container.stream(part)))
        except (DamagedFile, BrokenRecords):
            writer.warn(f"문서의 {len(parts)}개 구역 가운데 {at}번째 구역을 읽지 못해 빠졌습니다.", partial=True)
    return sections


def _styles(container: Container, writer: Writer) -> Styles:
    try:
        return read_styles(container.stream("DocInfo"))
    except (DamagedFile, BrokenRecords):
        writer.warn("문서의 모양 정보를 읽지 못해 자동으로 매긴 번호가 빠졌을 수 있습니다.")
        return Styles()
