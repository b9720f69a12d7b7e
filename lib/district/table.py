"""The table of a district: a row a register, the sum last (commands.md, «District»)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lib.district.summary import Summary, combine
from lib.law.regulation import Status
from lib.words.words import rounded

Cell = str | int | Decimal | None  # None: not kept, or nothing to tell
Row = dict[str, Cell]

READ, TOTAL = "да", "Всего"
JUDGED = (Status.MET, Status.LATE, Status.OVERDUE)
_STATUSES = (*JUDGED, Status.RUNNING, Status.UNPROVEN)
# Every column by its key in .csv and .json, with its head in .xlsx and .html.
COLUMNS: dict[str, str] = {
    "name": "Поселение",
    "read": "Прочитан",
    "cases": "Сообщений",
    "answered": "С ответом",
    "met": "Ответ в срок",
    "late": "Ответ с опозданием",
    "overdue": "Ответ просрочен",
    "running": "Ответа нет, срок идёт",
    "unproven": "Время ответа не отмечено",
    "met_high": "Повышенной важности: в срок",
    "late_high": "с опозданием",
    "overdue_high": "ответ просрочен",
    "running_high": "ответа нет, срок идёт",
    "unproven_high": "время не отмечено",
    "timeliness": "Доля ответов в срок",
    "drafts_met": "Проекты в срок",
    "drafts_late": "Проекты с опозданием",
    "live_overdue": "Просрочено сейчас",
    "promises_broken": "Нарушен срок окончательного ответа",
    "not_reported": "Не доложено главе",
    "deficiencies": "Недостатки",
    "errors": "Ошибки в реестре",
    "warnings": "Замечания по реестру",
}


def rows(names: Sequence[str], summaries: Sequence[Summary]) -> list[Row]:
    """A row a register, in their order, and the sum of those that were read."""
    told = [row(name, each) for name, each in zip(names, summaries, strict=True)]
    return [*told, row(TOTAL, combine(each for each in summaries if each.registers))]


def row(name: str, summary: Summary) -> Row:
    """One register, or their sum: what it does not keep is empty; of an unread one only the line why."""
    found: Row = dict.fromkeys(COLUMNS)
    found["name"] = name
    if not summary.registers:
        return found | {"read": summary.unread[0] if summary.unread else None}
    found["read"] = READ
    for rule, ending in (("answer", ""), ("answer_high", "_high")):
        for status in _STATUSES:
            found[f"{status}{ending}"] = summary.duty(rule, status)
    return found | {
        **dict(summary.numbers),
        "timeliness": timeliness(summary),
        "drafts_met": summary.duty("draft", Status.MET),
        "drafts_late": summary.duty("draft", Status.LATE),
    }


def timeliness(summary: Summary) -> Decimal | None:
    """The share of ordinary answers in time of those that are judged, four decimals; None where none is."""
    met, of = judged(summary, "answer")
    return rounded(met, 4, of=of) if of else None


def judged(summary: Summary, rule: str) -> tuple[int, int]:
    """How many obligations of a rule were met in time, of how many that are judged; 0 of 0 where not kept."""
    return summary.duty(rule, Status.MET) or 0, summary.duty(rule, *JUDGED) or 0
