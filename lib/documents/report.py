"""The monthly summary of п. 21 as a file: one content (`content`), a writer for each kind of file.

    document = report.of(facts, month_of("2026-10"))
    report.render(document, ".docx")

`report_model` is what a document consists of; `report_tables`, `report_dynamics`, `report_annex` and
`report_findings` fill it from the summary; `report_docx`, `report_xlsx` and `report_html` only lay it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from lib.base import files
from lib.base.errors import UsageError
from lib.documents import content
from lib.documents.fingerprint import Marks
from lib.documents.model import Document
from lib.documents.past import Previous
from lib.figures.facts import Facts
from lib.words import phrases
from lib.worktime.period import Period


@dataclass(frozen=True)
class Kind:
    """A kind of file: its ending, its media type, what it is for, the module that writes it."""

    ending: str
    mime: str
    use: str
    writer: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, Kind] = {
    kind.ending: kind
    for kind in (
        Kind(
            ".docx",
            f"{_OFFICE}.wordprocessingml.document",
            "Служебная записка для Word или LibreOffice: подписать и отправить.",
            "lib.documents.docx",
        ),
        Kind(
            ".xlsx",
            f"{_OFFICE}.spreadsheetml.sheet",
            "Таблицы и диаграммы для Excel или LibreOffice. Сохраните файл: по нему программа покажет,"
            " какие показатели прошлых месяцев изменились.",
            "lib.documents.xlsx",
        ),
        Kind(
            ".html",
            "text/html",
            "Одна страница с диаграммами для браузера, без интернета; печатается на A4.",
            "lib.documents.html",
        ),
    )
}


def of(
    facts: Facts, period: Period, marks: Marks | None = None, previous: Previous | None = None
) -> Document:
    """The summary of a month; UsageError for a month that is still ahead.

    `marks`: fingerprints of the register, where they are known already; `previous`: an earlier document's
    .xlsx (`report_past.read`), to tell what has changed in past months since then.
    """
    if period.first > facts.today:
        raise UsageError(
            f"Месяц ещё не наступил: {phrases.period(period)}. Выберите текущий или прошедший месяц."
        )
    return content.of(facts, period, marks, previous)


def kind_of(ending: str) -> Kind:
    """The kind of file with that ending; UsageError for any other."""
    found = KINDS.get(ending.lower())
    if found is None:
        raise UsageError(
            f"«{ending}» — неизвестный вид файла: имя должно кончаться на .docx, .xlsx или .html."
        )
    return found


def render(document: Document, ending: str) -> bytes:
    """The file of that ending. Its writer is imported only now: one needs a library that takes a second."""
    written: bytes = import_module(kind_of(ending).writer).render(document)
    return written


def file_name(period: Period, ending: str) -> str:
    """«Сводная информация 2026-10.docx»."""
    return f"Сводная информация {period.start:%Y-%m}{ending}"


def write(path: Path, data: bytes) -> None:
    """Write a file at one go: a reader meets the old one or the new one. UsageError where it cannot be."""
    with files.whole(path) as draft:
        draft.write_bytes(data)
