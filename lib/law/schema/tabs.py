"""The tabs beside «Реестр»: the journal, lists, settings, norms, calendar, phrases, and one's own columns."""

from __future__ import annotations

from lib.law import regulation
from lib.law.danger import DANGER
from lib.law.occasions import BRACED, Occasion
from lib.law.schema import words
from lib.law.schema.cases import CASES, EVENT_FIELDS
from lib.law.schema.columns import Cell, Column, TabSchema

JOURNAL = TabSchema(
    "Журнал",
    keys=("case", "time", "event"),
    columns=(
        Column("case", "№", Cell.NUMBER, note="Номер сообщения из листа «Реестр».", width=8),
        Column("time", "Время", Cell.TIME, note="Когда это произошло: дата и время."),
        Column(
            "event",
            "Событие",
            Cell.CHOICE,
            note="Что произошло.",
            words=tuple(CASES.column(name).title for name in EVENT_FIELDS),
            decisive=True,
            width=28,
        ),
        Column(
            "executor",
            "Исполнитель",
            Cell.LIST,
            note="Для «Направлено»: кому. Пусто — исполнитель из «Реестра».",
            source="Исполнитель",
            width=30,
        ),
        Column(
            "kind",
            "Вид ответа",
            Cell.CHOICE,
            note="Для проекта и размещения: вид ответа.",
            words=words.KINDS,
            synonyms=words.KIND_SYNONYMS,
            decisive=True,
        ),
        Column("note", "Примечание", Cell.TEXT, note="Всё, что важно.", width=40),
    ),
)

LISTS = TabSchema(
    "Справочники",
    keys=("topic", "topic_group", "location", "executor", "network", "danger", "status"),
    any_key=True,
    columns=(
        Column("topic", "Тема", Cell.TEXT, note="Темы сообщений.", width=30),
        Column(
            "topic_group",
            "Группа тем",
            Cell.TEXT,
            note="Группа темы, которая стоит слева в той же строке.",
            width=24,
        ),
        Column("location", "Локация", Cell.TEXT, note="Населённые пункты и места.", width=24),
        Column("executor", "Исполнитель", Cell.TEXT, note="Сотрудники и руководители МКУК.", width=34),
        Column("network", "Источник", Cell.TEXT, note="Социальные сети и блоги.", width=18),
        Column(
            "danger",
            "Слова опасности",
            Cell.TEXT,
            note=(
                "Есть такое слово в сообщении — программа предложит спросить заместителя главы о повышенной важности"
                " (п. 10). Заполненный столбец заменяет встроенный список целиком: чтобы дополнить его, впишите и"
                f" нужные его слова. Встроенный список (действует, пока столбец пуст): {', '.join(DANGER)}."
            ),
            width=22,
        ),
    ),
    own=(Column("status", "Статус", Cell.TEXT), Column("meaning", "Значит", Cell.TEXT)),
)

_SINCE = (
    "С какого дня действует строка. Пусто — с самого начала. Чтобы изменить значение с какого-то дня, не правьте"
    " строку, а добавьте ещё одну с тем же названием и датой: прошлое останется, как было."
)
SETTINGS = TabSchema(
    "Настройки",
    keys=("name", "value"),
    columns=(
        Column("name", "Параметр", Cell.TEXT, width=40),
        Column("value", "Значение", Cell.TEXT, width=44),
        Column("since", "Действует с", Cell.DATE, note=_SINCE, width=14),
    ),
)

NORMS = TabSchema(
    "Нормативы",
    keys=("step", "limit", "unit"),
    columns=(
        Column("step", "Шаг", Cell.CHOICE, words=tuple(rule.step for rule in regulation.RULES), width=30),
        Column("limit", "Срок", Cell.HOURS, width=10),
        Column(
            "unit",
            "Единица",
            Cell.CHOICE,
            words=tuple(regulation.Unit),
            synonyms=regulation.UNIT_FORMS,
            tight=True,
            width=12,
        ),
        Column("since", "Действует с", Cell.DATE, note=_SINCE, width=14),
    ),
)

CALENDAR = TabSchema(
    "Календарь",
    keys=("date", "kind"),
    columns=(
        Column("date", "Дата", Cell.DATE, width=14),
        Column("kind", "Вид дня", Cell.CHOICE, words=("выходной", "рабочий", "сокращённый"), width=16),
        Column("hours", "Часы", Cell.TEXT, width=16),
    ),
)

PHRASES = TabSchema(
    "Фразы",
    keys=("occasion", "text"),
    columns=(
        Column(
            "occasion",
            "Повод",
            Cell.CHOICE,
            note="Для чего текст: выберите из списка. Без своей строки действует текст программы.",
            words=tuple(Occasion),
            width=16,
        ),
        Column(
            "topic",
            "Тема",
            Cell.LIST,
            note="Тема из листа «Справочники», если текст только для неё. Пусто — для любой.",
            source="Тема",
            width=30,
        ),
        Column(
            "text",
            "Текст",
            Cell.TEXT,
            note=f"Можно вписать поля: {', '.join(BRACED)}.",
            width=90,
        ),
    ),
)

# Which column of an office's own table holds a field: read where it is there, never laid by the template.
COLUMNS = TabSchema(
    "Столбцы",
    keys=("field", "column"),
    columns=(
        Column("field", "Поле", Cell.TEXT, width=28),
        Column("column", "Столбец", Cell.TEXT, width=36),
        Column("time", "Время", Cell.TEXT, width=28),
        Column("tab", "Лист", Cell.TEXT, width=20),
    ),
)
