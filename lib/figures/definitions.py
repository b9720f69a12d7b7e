"""Every figure that is shown anywhere: its name, its one-line definition, how it is measured.

Pages, documents and the digest print `Figure.definition` beside the number, so that the same words mean
the same number everywhere. Nothing here computes a figure: `summary` does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

# What a share of timeliness is taken of.
TIMELY = (
    "в срок / (в срок + с опозданием + просрочено); «в работе», «снято», «не отмечено» и шаги без срока"
    " не входят"
)
FEW = 10  # below this a share is told as «3 из 4*»
HAZY = 0.05  # doubtful steps for each judged one from which a share is told with its bounds
SOME = 30  # below this a share is told in whole per cent and is compared with nothing


class Importance(StrEnum):
    """Ordinary and high importance are never mixed into one share; plain counts also have ALL."""

    ORDINARY = "ordinary"
    HIGH = "high"
    ALL = "all"

    @property
    def label(self) -> str:
        """The words that users see."""
        return _IMPORTANCE_LABELS[self]


_IMPORTANCE_LABELS = {
    Importance.ORDINARY: "обычные",
    Importance.HIGH: "повышенной важности",
    Importance.ALL: "все",
}
APART = (Importance.ORDINARY, Importance.HIGH)


class Section(StrEnum):
    """The three parts of the monthly summary (п. 21)."""

    TIMELINESS = "своевременность"
    QUALITY = "качество"
    DYNAMICS = "динамика"

    @property
    def heading(self) -> str:
        """«Своевременность»."""
        return self.value.capitalize()


class Measure(StrEnum):
    """What kind of number a figure is."""

    COUNT = "шт."
    SHARE = "доля"
    MINUTES = "раб. мин"
    DAYS = "дн."
    MARK = "балл"
    RATE = "в раб. день"


@dataclass(frozen=True)
class Figure:
    """One figure: `key` for the code, the rest for its reader; `clause` "": no clause speaks of it."""

    key: str
    title: str
    definition: str
    measure: Measure
    section: Section
    clause: str = ""

    @property
    def matter(self) -> str:
        """The definition beside others, where `TIMELY` has been told once."""
        what, timely, _ = self.definition.partition(f": {TIMELY}")
        if not timely:
            return self.definition
        return (
            f"Доля сделанного в срок среди шагов, о сроке которых можно судить: {what[0].lower()}{what[1:]}."
        )


@dataclass(frozen=True)
class Amount:
    """The value of a figure, with what stands behind it.

    value: the number in the figure's measure (a share is 0–1), NaN where there was nothing to measure;
    good: the numerator of a share, otherwise the count itself; of: out of how many it was taken; kept: the
    register notes what the figure is made of («не ведётся» otherwise, never a zero); doubtful: steps besides
    of which nobody can say whether they were in time.
    """

    value: float
    good: int
    of: int
    kept: bool = True
    doubtful: int = 0

    @property
    def known(self) -> bool:
        """Whether there was anything to measure."""
        return not math.isnan(self.value)

    @property
    def few(self) -> bool:
        """Whether it is a share or an average over fewer than ten: «*» marks it."""
        return self.of < FEW

    @property
    def hazy(self) -> bool:
        """Whether so many steps are not noted that the share is told with its bounds, and not compared."""
        return self.doubtful > HAZY * self.of


NOT_KEPT = Amount(math.nan, 0, 0, kept=False)


def count(number: int) -> Amount:
    """A plain count."""
    return Amount(float(number), int(number), int(number))


def share(good: int, of: int, doubtful: int = 0) -> Amount:
    """A share: `good` out of `of`; its value is NaN where `of` is 0."""
    return Amount(int(good) / int(of) if of else math.nan, int(good), int(of), doubtful=int(doubtful))


def measured(value: float, of: int) -> Amount:
    """An average or a quantile over `of` observations."""
    return Amount(float(value) if of else math.nan, int(of), int(of))


_COHORT = "среди сообщений, выявленных за период"
_T, _Q, _D = Section.TIMELINESS, Section.QUALITY, Section.DYNAMICS

FIGURES: tuple[Figure, ...] = (
    Figure("answer", "Ответы в срок", f"Первый ответ на сообщение: {TIMELY}.", Measure.SHARE, _T, "9, 10"),
    Figure(
        "answer_median",
        "Медиана времени ответа",
        "Половина первых ответов размещена не дольше чем за это рабочее время с момента выявления;"
        " просроченные считаются более долгими, чем любой данный ответ.",
        Measure.MINUTES,
        _T,
        "9, 10",
    ),
    Figure(
        "answer_p90",
        "90 % ответов — не дольше",
        "Девять первых ответов из десяти размещены не дольше чем за это рабочее время с момента выявления;"
        " просроченные считаются более долгими, чем любой данный ответ.",
        Measure.MINUTES,
        _T,
        "9, 10",
    ),
    Figure(
        "answer_untimed",
        "Не вошли во время ответа",
        f"Сообщения {_COHORT}, срок ответа на которые ещё идёт или время ответа на которые неизвестно.",
        Measure.COUNT,
        _T,
        "9, 10",
    ),
    Figure(
        "preparing",
        "Подготовка в срок",
        f"Проекты, доработки и окончательные проекты: {TIMELY}.",
        Measure.SHARE,
        _T,
        "11, 13, 15",
    ),
    Figure("dispatch", "Направление в срок", f"Направление исполнителю: {TIMELY}.", Measure.SHARE, _T, "7"),
    Figure(
        "return",
        "Возвраты в срок",
        f"Возврат сообщения не по компетенции: {TIMELY}.",
        Measure.SHARE,
        _T,
        "8",
    ),
    Figure("draft", "Проекты в срок", f"Проект ответа: {TIMELY}.", Measure.SHARE, _T, "11"),
    Figure("review", "Согласование в срок", f"Согласование куратором: {TIMELY}.", Measure.SHARE, _T, "12"),
    Figure("rework", "Доработка в срок", f"Доработка проекта: {TIMELY}.", Measure.SHARE, _T, "13"),
    Figure(
        "posting",
        "Размещение в срок",
        f"Размещение согласованного ответа: {TIMELY}.",
        Measure.SHARE,
        _T,
        "14",
    ),
    Figure(
        "final",
        "Окончательные ответы за 5 рабочих дней",
        f"Окончательный проект после промежуточного ответа: {TIMELY}.",
        Measure.SHARE,
        _T,
        "15",
    ),
    Figure("report_head", "Доклад главе в срок", f"Доклад главе: {TIMELY}.", Measure.SHARE, _T, "22"),
    Figure(
        "unproven",
        "Не отмечено",
        f"Шаги {_COHORT}, о которых нельзя сказать, были ли они в срок: нет отметки или в ней нет времени.",
        Measure.COUNT,
        _T,
    ),
    Figure(
        "first_draft",
        "Согласовано с первого проекта",
        f"Первый проект согласован, а не возвращён, {_COHORT}, где решение по нему отмечено.",
        Measure.SHARE,
        _Q,
        "12",
    ),
    Figure(
        "reworked",
        "С доработкой",
        f"Сообщения с возвратом проекта на доработку {_COHORT}, где проект получен.",
        Measure.SHARE,
        _Q,
        "12, 13",
    ),
    Figure(
        "returned",
        "С возвратом",
        f"Сообщения, которые исполнитель вернул: вопрос не в его компетенции, {_COHORT} и направленных"
        " исполнителю.",
        Measure.SHARE,
        _Q,
        "8",
    ),
    Figure(
        "interim",
        "С промежуточным ответом",
        f"Сообщения с промежуточным ответом или запросом {_COHORT}, на которые дан ответ.",
        Measure.SHARE,
        _Q,
        "15",
    ),
    Figure(
        "repeated",
        "Повторные сообщения",
        f"Сообщения, у которых указано прежнее («Повторное к №»), {_COHORT}.",
        Measure.SHARE,
        _Q,
        "16",
    ),
    Figure(
        "came_back",
        "Написали снова после ответа",
        f"Повторные сообщения {_COHORT}, выявленные после окончательного ответа на прежнее.",
        Measure.COUNT,
        _Q,
        "16",
    ),
    Figure(
        "came_back_days",
        "Через сколько дней написали снова",
        "Медиана календарных дней от окончательного ответа на прежнее сообщение до выявления повторного.",
        Measure.DAYS,
        _Q,
        "16",
    ),
    Figure(
        "media",
        "Ответы с фото или видео",
        f"«Фото/видео: да» {_COHORT}, на которые дан ответ.",
        Measure.SHARE,
        _Q,
        "17",
    ),
    Figure(
        "mark",
        "Средняя оценка качества",
        f"Среднее оценок от 1 до 5 {_COHORT}; сообщения без оценки не учитываются.",
        Measure.MARK,
        _Q,
    ),
    Figure(
        "resolved",
        "Решено",
        f"«Итог: Решено» {_COHORT}, на которые дан ответ и указан итог.",
        Measure.SHARE,
        _Q,
    ),
    Figure(
        "deficiencies",
        "Недостатки",
        "Выполненное с опозданием, невыполненное в срок, нарушенный срок окончательного ответа, ответы,"
        f" размещённые без согласования заместителя главы или без ссылки {_COHORT}.",
        Measure.COUNT,
        _Q,
        "20",
    ),
    Figure(
        "cases",
        "Сообщения",
        "Сообщения, выявленные за период, кроме не подлежащих обработке.",
        Measure.COUNT,
        _D,
    ),
    Figure(
        "per_day",
        "Сообщений в рабочий день",
        "Сообщения закончившихся дней периода, делённые на рабочие дни среди них, с начала реестра.",
        Measure.RATE,
        _D,
    ),
    Figure(
        "outside",
        "Вне рабочего времени",
        f"Доля выявленных в нерабочее время {_COHORT}, у которых указано время выявления.",
        Measure.SHARE,
        _D,
    ),
    Figure("answered", "Дан ответ", f"Размещён хотя бы один ответ {_COHORT}.", Measure.COUNT, _D),
    Figure("unanswered", "Без ответа", f"Не размещено ни одного ответа {_COHORT}.", Measure.COUNT, _D),
    Figure(
        "backlog",
        "Остаток на конец периода",
        "Сообщения любого месяца без ответа на конец последнего дня периода, а если он не закончен —"
        " на текущий момент.",
        Measure.COUNT,
        _D,
    ),
    Figure(
        "promised",
        "Ждут окончательного ответа на конец периода",
        "Промежуточный ответ был дан когда-либо, а окончательного на конец последнего дня периода"
        " (текущего — на сейчас) не было.",
        Measure.COUNT,
        _D,
        "15",
    ),
    Figure(
        "excluded",
        "Не подлежат обработке",
        "Сообщения периода, исключённые по п. 18; ни в какие другие показатели они не входят.",
        Measure.COUNT,
        _D,
        "18",
    ),
)
FIGURE: dict[str, Figure] = {figure.key: figure for figure in FIGURES}
