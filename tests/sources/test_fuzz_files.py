"""Workbooks with their structure turned at random: parts, references, sizes, relations.

The same dice each time; OTKLIK_FUZZ_SECONDS and OTKLIK_FUZZ_SEED for longer walks by hand.
"""

from __future__ import annotations

import os
import random
import time
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from lib import sheets
from lib.base.errors import OtklikError
from lib.register import parse
from lib.sources.files.book import Job, opened
from lib.sources.files.budget import REGISTER
from tests.traps import MB, workbook

SECONDS = float(os.environ.get("OTKLIK_FUZZ_SECONDS", "50"))
SEED = int(os.environ.get("OTKLIK_FUZZ_SEED", "20261128"))
LONGEST = 5  # seconds of work over one file, in the process that reads it and then in this one
HANGS = 60  # seconds by the clock, on the busiest machine, after which a file is one that hangs
# The process is held to whole seconds, one more than it is told.
HELD = replace(REGISTER, cpu=LONGEST - 1, wall=HANGS)

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "register.xlsx"
REFERENCES = (
    "A1",
    "XFD1048576",
    "A0",
    "AAAA1",
    "A1048577",
    "a1",
    "1A",
    "A-1",
    "",
    "A1:B2",
    "Я1",
    "A99999999999",
)
NUMBERS = (
    "0",
    "-1",
    "1e308",
    "-1e308",
    "1e999",
    "NaN",
    "inf",
    "99999999999999999999",
    "0x10",
    " 7 ",
    "٣",
    "1_0",
    "",
)
TYPES = ("s", "n", "b", "e", "d", "str", "inlineStr", "zzz", "")
NAMES = ("c", "row", "v", "f", "is", "t", "sheetData", "mergeCell", "hyperlink", "x:c", "worksheet")


class Dice(random.Random):
    """What may happen to a part of a workbook."""

    def spoil(self, part: bytes) -> bytes:
        """One change of one sort, somewhere."""
        change = self.choice(
            (self.attribute, self.attribute, self.tag, self.swollen, self.cut, self.bytes_, self.moved)
        )
        return change(part)

    def attribute(self, part: bytes) -> bytes:
        places = [at for at in range(len(part)) if part.startswith(b'="', at)]
        if not places:
            return part
        at = self.choice(places) + 2
        end = part.find(b'"', at)
        value = self.choice(
            (*REFERENCES, *NUMBERS, *TYPES, "../../etc/passwd", "x" * 70_000, "&amp;&lt;", "&#0;")
        )
        return part[:at] + value.encode() + part[end:]

    def tag(self, part: bytes) -> bytes:
        places = [at for at, sign in enumerate(part) if sign == 60]
        at = self.choice(places) if places else 0
        name = self.choice(NAMES)
        new = self.choice(
            (f"<{name}>", f"</{name}>", f"<{name}/>", "<!--", "-->", "<![CDATA[", "<?x?>", "<!DOCTYPE a>")
        )
        return part[:at] + new.encode() + part[at:]

    def swollen(self, part: bytes) -> bytes:
        """A piece of it again and again, up to a few megabytes."""
        start = self.randrange(len(part) or 1)
        piece = part[start : start + self.choice((1, 20, 400))] or b" "
        return (
            part[:start] + piece * min(self.choice((10, 1000, 100_000)), 4 * MB // len(piece)) + part[start:]
        )

    def cut(self, part: bytes) -> bytes:
        start = self.randrange(len(part) or 1)
        return part[:start] + part[start + self.randrange(200) :]

    def bytes_(self, part: bytes) -> bytes:
        spoilt = bytearray(part or b" ")
        for _ in range(self.randrange(1, 8)):
            spoilt[self.randrange(len(spoilt))] = self.randrange(256)
        return bytes(spoilt)

    def moved(self, part: bytes) -> bytes:
        first, second = sorted(self.randrange(len(part) or 1) for _ in range(2))
        return part[second:] + part[first:second] + part[:first]

    def file(self, parts: dict[str, bytes]) -> bytes:
        """The workbook with some of its parts turned, lost, doubled or under another's name."""
        turned = dict(parts)
        for _ in range(self.randrange(1, 4)):
            name = self.choice(list(turned))
            what = self.random()
            if what < 0.85:
                turned[name] = self.spoil(turned[name])
            elif what < 0.92:
                turned[self.choice(list(turned))] = turned[name]
            elif len(turned) > 1:
                del turned[name]
        out = BytesIO()
        with zipfile.ZipFile(out, "w", self.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
            for name, content in turned.items():
                archive.writestr(name, content)
        data = out.getvalue()
        return self.bytes_(data) if self.random() < 0.1 else data


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def ods() -> dict[str, bytes]:
    cell = '<table:table-cell office:value-type="{0}" office:{1}="{2}"><text:p>x</text:p></table:table-cell>'
    row = "".join(
        (
            cell.format("float", "value", "1.5"),
            cell.format("date", "date-value", "2026-11-23T10:00:00"),
            cell.format("time", "time-value", "PT10H00M00S"),
            cell.format("boolean", "boolean-value", "true"),
            '<table:table-cell table:number-columns-repeated="3"/>',
        )
    )
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
        '<office:spreadsheet><table:table table:name="Реестр">'
        f'<table:table-row table:number-rows-repeated="2">{row}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
    }


@pytest.mark.slow
def test_no_file_ends_or_hangs_the_server() -> None:
    dice = Dice(SEED)
    seeds = [
        parts_of(EXAMPLE.read_bytes()),
        parts_of(workbook('<row r="1"><c r="A1"><v>1</v></c></row>')),
        ods(),
    ]
    until = time.monotonic() + SECONDS
    files = good = 0
    while time.monotonic() < until:
        data = dice.file(dice.choice(seeds))
        start = time.process_time()
        told = ""
        try:
            parse(sheets.read_workbook(data, "файл.xlsx", budget=HELD))
            good += 1
        except OtklikError as error:
            told = str(error)
        assert "\n" not in told
        assert "за отведённое время" not in told, files
        assert time.process_time() - start < LONGEST, files
        files += 1
    assert files > SECONDS  # on the busiest machine
    assert good > files / 50  # the changes are small enough to reach what lies deeper


def test_the_seed_of_the_fuzz_for_ods_is_one() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in ods().items():
            archive.writestr(name, content)
    job = Job(out.getvalue(), "x.ods", frozenset(("реестр",)), "", REGISTER)
    assert opened(job).titles == ("Реестр",)
    (tab,) = sheets.read_workbook(out.getvalue(), "x.ods").tabs
    assert [cells[1] for cells in tab.columns] == [
        1.5,
        pytest.approx(46349.4166667),
        pytest.approx(10 / 24),
        True,
    ]
    assert [bool(tab.typed(column, 1)[0]) for column in range(4)] == [False, True, True, False]
