"""How fast a register is read, against the bare engines underneath, and how much memory it takes.

    .venv/bin/python -m benchmarks.sources [--full]

Everything is made and served on this machine. Ratios of medians measured side by side in one run; memory
is the peak of a process of its own that does nothing else. `--full` adds a sheet of 10 million cells.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fastexcel
import orjson
import requests
import xlsxwriter

from lib import register, sheets, sla
from lib.law.schema import CASES, Cell
from lib.sources.google import GoogleSheet
from lib.sources.transport import Patience, connect
from tests.sheets_server import SheetsServer, Spreadsheet, Tab

ROWS, SMALL, WIDTH = 50_000, 10_000, 30
MANY = 10_000_000  # cells: Google's limit for a spreadsheet
ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz"
NOW = "2026-11-23T12:00"
ROUNDS = 5
WORDS = """дорога яма снег мусор вода свет двор школа автобус фонарь тротуар подъезд крыша
сквер""".split()  # noqa: SIM905


def columns(rows: int) -> list[list[Any]]:
    """A register of answered cases: dense numbers, times, links and texts; rare columns mostly empty."""
    dice = random.Random(1)
    content: list[list[Any]] = []
    moment = [45300 + (46340 - 45300) * row / rows for row in range(rows)]
    for place, column in enumerate(CASES.columns[:WIDTH]):
        kinds: dict[Cell, Callable[[int], Any]] = {
            Cell.NUMBER: lambda row: row + 1,
            Cell.TIME: lambda row, place=place: round((moment[row] + place * 0.01) * 1440) / 1440,
            Cell.LINK: lambda row, place=place: f"https://vk.com/wall-{row}_{place}{dice.randrange(10**6)}",
            Cell.TEXT: lambda _: " ".join(dice.choices(WORDS, k=8)),
            Cell.LIST: lambda _: dice.choice(WORDS),
            Cell.CHOICE: lambda _, words=column.words: dice.choice(words),
            Cell.YES_NO: lambda _: dice.choice(("да", "нет")),
            Cell.HOURS: lambda _: 4,
            Cell.MARK: lambda _: 4,
        }
        filled = 0.1 if column.rare else 1.0
        make = kinds.get(column.cell, lambda _: "")
        cells = (make(row) if dice.random() < filled else "" for row in range(rows))
        content.append([column.title, *cells])
    return content


def write_workbook(path: Path, content: list[list[Any]]) -> None:
    """The same as an .xlsx, times formatted as staff see them."""
    book = xlsxwriter.Workbook(path, {"strings_to_urls": False})
    tab = book.add_worksheet(CASES.title)
    times = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    for place, (column, cells) in enumerate(zip(CASES.columns, content, strict=False)):
        for row, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    tab.write_string(row, place, cell)
            else:
                tab.write_number(row, place, cell, times if column.cell is Cell.TIME else None)
    book.close()


def medians(*works: Callable[[], Any]) -> list[float]:
    """Median seconds of each, taken in turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, times in zip(works, taken, strict=True):
            gc.collect()
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]


def peak(work: Callable[..., Any], *arguments: Any) -> tuple[float, float]:
    """Seconds and peak megabytes of `work` in a fresh process of its own, imports included."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    child = context.Process(target=_measured, args=(theirs, work, arguments))
    child.start()
    seconds, megabytes = mine.recv()
    child.join()
    return seconds, megabytes


def _measured(pipe: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    start = time.perf_counter()
    work(*arguments)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    pipe.send((time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit))


class Canned:
    """A client that answers at once with bytes made before: everything but the network."""

    def __init__(self, metadata: bytes, values: bytes) -> None:
        self._answers = (metadata, values)

    def request(self, _method: str, endpoint: str, params: Any = None) -> requests.Response:
        answer = requests.Response()
        answer.raw = io.BytesIO(self._answers[endpoint.endswith(":batchGet")])
        return answer


def payload(path: Path) -> tuple[bytes, bytes]:
    """What the API would send: metadata, and values by columns."""
    grid = {"rowCount": ROWS + 1, "columnCount": WIDTH}
    sheet = {"properties": {"sheetId": 0, "title": CASES.title, "gridProperties": grid}}
    metadata = {"properties": {"title": "Замер", "timeZone": "Europe/Moscow"}, "sheets": [sheet]}
    return orjson.dumps(metadata), path.read_bytes()


def parse_payload(path: Path) -> Any:
    client: Any = Canned(*payload(path))
    return register.parse(GoogleSheet(ID, client, lambda _: True, CASES.title, chunk=ROWS + 1).read())


def parse_workbook(path: Path) -> Any:
    return register.parse(sheets.read(path))


def assess_payload(path: Path) -> None:
    sla.assess(parse_payload(path), NOW)


def assess_workbook(path: Path) -> None:
    sla.assess(parse_workbook(path), NOW)


def bare_fastexcel(path: Path) -> Any:
    return fastexcel.read_excel(path).load_sheet(CASES.title, header_row=0).to_arrow()


def serve(rows: int, pipe: Any) -> None:
    """A Sheets server with such a register in a process of its own; tells its key, ends with the pipe."""
    tab = Tab(CASES.title, columns(rows - 1), rows=rows, width=WIDTH)
    with SheetsServer(Spreadsheet(ID, "Замер", [tab]), quota=10**6) as server:
        pipe.send(server.key)
        pipe.recv()


@contextlib.contextmanager
def served(rows: int) -> Iterator[dict[str, str]]:
    """The key of a server with that many rows."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    child = context.Process(target=serve, args=(rows, theirs))
    child.start()
    try:
        yield mine.recv()
    finally:
        mine.send("end")
        child.join()


def open_sheet(key: dict[str, str]) -> None:
    sla.assess(register.parse(sheets.read(ID, key, Patience(answer=600))), NOW)


def refresh_against_bare_http(rows: int) -> list[float]:
    """Seconds of the bare request with its decoding, and of a refresh of a sheet that has changed."""
    with served(rows) as key:
        client = connect(key)
        sheet = GoogleSheet(ID, client, lambda _: True, CASES.title)
        sheet.read()
        address = f"{key['sheets_uri']}/v4/spreadsheets/{ID}/values:batchGet"
        asked = {
            "ranges": f"'{CASES.title}'",
            "majorDimension": "COLUMNS",
            "valueRenderOption": "UNFORMATTED_VALUE",
            "prettyPrint": "false",
        }
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {client.session.credentials.token}"

        def bare() -> None:
            orjson.loads(session.get(address, params=asked).content)

        def refresh() -> None:
            sheet._last = None  # as if the sheet had changed: an unchanged one is not even decoded
            sheet.read()

        return medians(bare, refresh)


def line(what: str, seconds: float, base: float | None, target: float | None) -> None:
    ratio = "" if base is None else f"{seconds / base:5.2f} ×"
    print(f"{what:<66}{seconds:8.3f} s  {ratio:>8}  {f'≤ {target} ×' if target else ''}")


def memory(what: str, work: Callable[..., Any], argument: Any, target: int) -> None:
    seconds, megabytes = peak(work, argument)
    print(f"{what:<66}{seconds:8.1f} s  {megabytes:6.0f} MB  ≤ {target} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="also a sheet of 10 million cells")
    full = parser.parse_args().full
    with tempfile.TemporaryDirectory() as folder:
        book, answer = Path(folder) / "register.xlsx", Path(folder) / "answer.json"
        content = columns(ROWS)
        write_workbook(book, content)
        answer.write_bytes(orjson.dumps({"valueRanges": [{"values": content}]}))
        del content
        bare, raw, frames = medians(
            lambda: bare_fastexcel(book), lambda: sheets.read(book), lambda: parse_workbook(book)
        )
        print(f"{ROWS:,} rows × {WIDTH} columns; medians of {ROUNDS}")
        line(".xlsx: bare fastexcel into Arrow", bare, None, None)
        line(".xlsx: raw tabs, nothing lost", raw, bare, None)
        line(".xlsx: typed frames", frames, bare, 4)
        bare, frames = medians(lambda: orjson.loads(answer.read_bytes()), lambda: parse_payload(answer))
        line("API payload: orjson by columns", bare, None, None)
        line("API payload: typed frames", frames, bare, 2.5)
        bare, refresh = refresh_against_bare_http(SMALL)
        line(f"{SMALL:,} rows over HTTP: bare request and orjson", bare, None, None)
        line(f"{SMALL:,} rows over HTTP: a refresh through gspread", refresh, bare, 1.5)
        print("\nPeak memory of a whole process, obligations included")
        memory(f".xlsx of {ROWS:,} rows", assess_workbook, book, 600)
        memory(f"API payload of {ROWS:,} rows", assess_payload, answer, 600)
    if full:
        with served(MANY // WIDTH) as key:
            memory(f"Google Sheet of {MANY:,} cells, in chunks", open_sheet, key, 2000)


if __name__ == "__main__":
    main()
