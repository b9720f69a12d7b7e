"""Pages over registers that keep only a part: nothing is claimed of what is not kept (rules.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from lib.base.plaintext import plain
from lib.documents import digest, findings
from lib.figures import summary
from lib.worktime.period import month_of
from tests.app import OPEN, app, serve, texts
from tests.build import NOW, facts_of, register, tabs

KEYS = ("case", "detected")
ABOUT = ("network", "url", "text", "topic", "location", "importance")
# What a register keeps; what none of its pages may say.
SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "two clocks and nothing else": (
        (*KEYS, "posted"),
        (
            "ема не указана", "окация не указана", "Темы и локации", "О чём и где пишут",
            "овышенной важности", "исполнителям ничего не направляли", "держал сверх нормы, нет",
            "Не подлежат обработке", "Повторных сообщений после", "Всплесков нет", "сточник не указан",
            "Ждут окончательного ответа",
        ),
    ),
    "two clocks": (
        (*KEYS, *ABOUT, "posted"),
        (
            "исполнителям ничего не направляли", "держал сверх нормы, нет", "Не подлежат обработке",
            "Повторных сообщений после", "Обо всех сообщениях повышенной важности доложено",
            "Ждут окончательного ответа",
        ),
    ),
    "three clocks, no executors, no topics": (
        (*KEYS, "text", "location", "importance", "sent", "posted"),
        (
            "ема не указана", "Темы и локации", "исполнителям ничего не направляли",
            "Повторных сообщений после",
        ),
    ),
    "no answers": (
        (*KEYS, *ABOUT, "executor", "sent"),
        (
            "Без ответа", "без ответа", "Остаток", "Просроченных и срочных сообщений нет", "Ответы в срок",
            "держал сверх нормы, нет", "Повторных сообщений после",
        ),
    ),
    "answers by a word": (
        (*KEYS, *ABOUT, "status"),
        ("исполнителям ничего не направляли", "держал сверх нормы, нет"),
    ),
}  # fmt: skip
PAGES = ("now", "topics", "people", "month", "deputy")
LISTS = ("surges", "head", "promises", "lacks", "repeats")
WHOLE = ("Недостатков в работе не выявлено", "Недостатков за этот период нет", "Недостатков нет.", " 0 %")


def rows() -> list[dict[str, Any]]:
    """Twenty messages of this month and the one before, all answered at once."""
    return [
        {
            "case": number, "detected": f"{1 + number % 19:02d}.{10 + number % 2}.2026 10:00",
            "network": "ВКонтакте", "url": f"https://vk.com/w{number}", "text": f"Яма {number}",
            "importance": "Повышенная" if number % 7 == 0 else "", "executor": "Исполнитель 1",
            "sent": f"{1 + number % 19:02d}.{10 + number % 2}.2026 10:05",
            "posted": f"{1 + number % 19:02d}.{10 + number % 2}.2026 10:30", "status": "Ответ дан",
        }
        for number in range(1, 21)
    ]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_no_page_claims_what_is_not_kept(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fields, never = SHAPES[shape]
    serve(monkeypatch, tabs(*rows(), fields=fields))
    asked = [(page, "") for page in PAGES] + [("signals", name) for name in LISTS]
    for page, signal in asked:
        at = app().switch_page(f"pages/{page}.py")
        if signal:
            at.query_params["signal"] = signal
        at.run()
        assert not at.exception, page
        shown = plain(texts(at))
        said = [claim for claim in (*never, *WHOLE) if claim in shown]
        assert not said, f"{page} {signal}"


def test_a_card_tells_its_own_tab_and_only_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tabs(*rows(), fields=SHAPES["two clocks and nothing else"][0])
    own = replace(raw, tabs=(replace(raw.tabs[0], title="Лист_1_"), *raw.tabs[1:]))
    settings = replace(OPEN, tabs="Лист_1_")
    serve(monkeypatch, own, settings)
    at = app()
    at.query_params["n"] = "3"
    at.switch_page("pages/case.py").run()
    shown = texts(at)
    assert "Лист «Лист_1_», строка 4" in shown
    assert "Всё, что отмечается в реестре, по сообщению сделано." in shown
    assert "В реестре не ведётся." in shown
    assert "Не записана." not in shown
    assert "Важность" not in shown


def test_documents_claim_nothing_of_what_is_not_kept() -> None:
    found = register(*rows(), fields=SHAPES["two clocks and nothing else"][0])
    facts = facts_of(found)
    chart = findings.backlog(summary.of(facts, month_of("2026-10")))
    assert chart is None or "окончательн" not in chart.finding
    told = digest.text(digest.digest(found, pd.Timestamp(NOW)))
    assert "Всплесков нет" not in told
    assert "ни темы, ни локации: всплесков по ним не видно." in told
    assert "нет столбцов" not in told  # every morning anew


def test_a_month_in_which_no_day_ended_without_a_rest_says_so() -> None:
    waiting = {"case": 1, "detected": "30.09.2026 10:00"}
    chart = findings.backlog(summary.of(facts_of(register(waiting)), month_of("2026-10")))
    assert chart is not None
    assert "; ни один день из 31 не закончился без остатка" in chart.finding.replace("\u00a0", " ")
