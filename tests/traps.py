"""Workbooks as nobody's program writes them: parts by hand, and the traps that an audit found."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
MB = 1 << 20

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
    '<sheets><sheet name="Реестр" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
HEADER = (
    '<row r="1"><c t="inlineStr"><is><t>№</t></is></c><c t="inlineStr"><is><t>Выявлено</t></is></c></row>'
)
_OPEN = f'<worksheet xmlns="{MAIN}"><sheetData>'
_CLOSE = "</sheetData></worksheet>"


def package(parts: dict[str, str | bytes | Iterable[bytes]], *, stored: bool = False) -> bytes:
    """A zip of these parts; a long one may come in pieces. `stored`: as they are, not packed."""
    out = io.BytesIO()
    kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", kind, compresslevel=1) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in _pieces(content):
                    part.write(piece)
    return out.getvalue()


def workbook(
    rows: str | bytes | Iterable[bytes] = "",
    *,
    sheet: str | bytes | Iterable[bytes] | None = None,
    texts: str | bytes | Iterable[bytes] = "",
    book: str | bytes | Iterable[bytes] = _BOOK,
    stored: bool = False,
) -> bytes:
    """A workbook with one tab «Реестр»: its rows, or the whole of its sheet, its shared texts, its plan."""
    if sheet is None:
        sheet = [_OPEN.encode(), *_pieces(rows), _CLOSE.encode()]
    table = [f'<sst xmlns="{MAIN}">'.encode(), *_pieces(texts), b"</sst>"]
    return package(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _ROOT,
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _RELATIONS,
            "xl/sharedStrings.xml": table,
            SHEET: sheet,
        },
        stored=stored,
    )


def _pieces(content: str | bytes | Iterable[bytes]) -> Iterable[bytes]:
    if isinstance(content, str):
        return [content.encode()]
    return [content] if isinstance(content, bytes) else content


def again(piece: str, megabytes: float) -> Iterable[bytes]:
    """So many megabytes of one piece."""
    block = piece.encode() * (MB // len(piece.encode()) + 1)
    count = max(1, round(megabytes * MB / len(block)))
    return (block for _ in range(count))
