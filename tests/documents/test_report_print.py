"""The documents through LibreOffice: opened without repair, nothing cut, as many pages as make sense."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from lib.documents import report
from lib.documents.model import Document
from lib.register import parse
from lib.worktime.period import month_of
from tests.build import demonstration, facts_of
from tests.office import converted, needed
from tests.report_files import docx_text, plain, xlsx_text

pytestmark = needed
_READERS = {".docx": docx_text, ".xlsx": xlsx_text}


@pytest.fixture(scope="module")
def document() -> Document:
    return report.of(facts_of(parse(demonstration(5000))), month_of("2026-10"))


def pages(pdf: bytes) -> list[tuple[float, float]]:
    """The sizes of a PDF's pages in millimetres; LibreOffice keeps the objects of pages readable."""
    packed = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    texts = [pdf]
    for piece in packed:
        try:
            texts.append(zlib.decompress(piece))
        except zlib.error:
            continue
    found = b"\n".join(texts)
    boxes = re.findall(rb"/Type\s*/Page\b[^>]*?/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", found, re.DOTALL)
    return [(float(width) / 72 * 25.4, float(height) / 72 * 25.4) for width, height in boxes]


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_libreoffice_opens_it_and_keeps_every_sentence(
    ending: str, document: Document, tmp_path: Path
) -> None:
    source = tmp_path / f"summary{ending}"
    source.write_bytes(report.render(document, ending))
    again = converted(source, ending[1:])
    told = _READERS[ending](again.read_bytes())
    for section in document.findings:
        for sentence in section.sentences:
            assert plain(sentence) in told


@pytest.mark.parametrize(("ending", "most"), [(".docx", 60), (".xlsx", 60)])
def test_it_prints_on_a4(ending: str, most: int, document: Document, tmp_path: Path) -> None:
    source = tmp_path / f"summary{ending}"
    source.write_bytes(report.render(document, ending))
    sizes = pages(converted(source, "pdf").read_bytes())
    assert 10 <= len(sizes) <= most
    assert {tuple(sorted(map(round, size))) for size in sizes} == {(210, 297)}
