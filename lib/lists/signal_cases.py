"""The lists of «Сигналы» as tables of cases: reports to the head, promises, deficiencies, repeats."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.base.plaintext import plain
from lib.duties.timeline import Array
from lib.figures import signals, tally
from lib.figures.amounts import returned_after
from lib.figures.facts import Facts
from lib.figures.signals import BROKEN, LATE, PROMISE_STATES
from lib.lists import behind_a_number, spans
from lib.lists.cases import EARLIER, any_cases
from lib.lists.pointers import card_addresses
from lib.words import phrases, words

RECENT = 60  # days back from which likely repeats are suggested
REPORTED = 90  # days back from which reports to the head are listed


def reported(facts: Facts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is not reported to the head yet, and what was lately: lists of cases."""
    rows = signals.reports(facts)
    waiting = rows[rows["reported"].isna()]
    since = pd.Timestamp(facts.today) - pd.Timedelta(days=REPORTED)
    done = rows[rows["reported"] >= since]
    open_list = _listed(
        facts,
        waiting,
        {
            "Прошло рабочего времени": [words.duration(minutes) for minutes in waiting["waited"]],
            "Прошло времени": [words.duration(minutes) for minutes in waiting["passed"]],
            "Доложить до": waiting["due"],
        },
    )
    done_list = _listed(
        facts,
        done,
        {
            "Доложено": done["reported"],
            "Через": [words.duration(minutes) for minutes in done["waited"]],
            "Итог": [words.result(s, late) for s, late in zip(done["status"], done["late"], strict=True)],
        },
    )
    return open_list, done_list


def _listed(facts: Facts, rows: pd.DataFrame, extra: Mapping[str, object]) -> pd.DataFrame:
    at: Array = rows.index.to_numpy()
    return any_cases(facts.register, at, facts.cases["detected"].loc[at].to_numpy(), extra)


def promised(facts: Facts, states: tuple[str, ...] = ()) -> pd.DataFrame:
    """Promises of a final answer as a list of cases, the most pressing first; (): of every state."""
    rows = signals.promises(facts)
    rows = rows[rows["state"].isin(states)] if states else rows
    told = zip(rows["state"], rows["late"].fillna(0.0), rows["unit"], strict=True)
    extra: dict[str, object] = {
        "Состояние": [_promise(*one) for one in told],
        "Кто": behind_a_number.who(rows),
        "Промежуточный ответ": rows["given"],
        "Ответ до": rows["due"],
        "Проект получен": rows["kept"],
    }
    return _listed(facts, rows, extra)


def _promise(state: str, late: float, unit: str) -> str:
    """The state of a promise: «просрочено на 18 раб. ч», «выполнено с опозданием на 2 ч»."""
    if state == BROKEN:
        return words.overdue(late, unit)
    return f"{PROMISE_STATES[state]} на {words.duration(late)}" if state == LATE else PROMISE_STATES[state]


def found_lacks(facts: Facts, word: str, kind: str) -> pd.DataFrame:
    """Deficiencies of a period's cases as a list, of one kind or ("") of all."""
    rows = signals.deficiencies(facts, spans.read(word, facts.today))
    return behind_a_number.lacking(facts, rows[rows["kind"] == kind] if kind else rows)


def came_back(facts: Facts) -> tuple[pd.DataFrame, float]:
    """«Написали снова после ответа»: repeats after a final answer, the latest first; the median of days."""
    cases = facts.cohort(None)
    days = returned_after(cases)
    kept = ~np.isnan(days)
    rows = cases[kept]
    earlier = facts.register.cases["earlier"].to_numpy()[rows.index.to_numpy()]
    extra = {
        "Прежнее №": [plain(case) for case in facts.register.cases["case"].iloc[earlier]],
        EARLIER: card_addresses(facts.register, earlier),
        "Через сколько": [phrases.days(value) for value in days[kept]],
    }
    table = _listed(facts, rows, extra).iloc[::-1]
    return table, tally.middle(days[kept])[0]


def recent(facts: Facts) -> Array:
    """Positions of the cases detected in the last RECENT days."""
    since = pd.Timestamp(facts.today) - pd.Timedelta(days=RECENT)
    return facts.cases.index[(facts.cases["detected"] >= since).to_numpy()].to_numpy()


def suggested(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """Likely repeats (`repeats.likely`) of the last weeks that nobody has linked, the latest first."""
    rows = rows[~rows["linked"].to_numpy() & rows.index.isin(recent(facts))]
    rows = rows[~rows.index.duplicated()]  # the likeliest of each
    extra = {
        "Похоже на №": [plain(case) for case in rows["earlier"]],
        EARLIER: card_addresses(facts.register, rows["earlier_at"].to_numpy()),
        "На сколько раньше": [phrases.days(value) for value in rows["days"]],
        "Причина": [plain(reason) for reason in rows["reason"]],
    }
    return _listed(facts, rows, extra).iloc[::-1]
