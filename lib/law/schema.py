"""The layout of the register: every tab and column, written once.

The parser, the template, the demonstration, the check and the guide all read it from here.
A `Column.field` is the name of the value in the typed frames of `lib.register`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lib.law import regulation
from lib.law.occasions import Named, Occasion
from lib.law.regulation import Stage
from lib.worktime import workdays


class Cell(StrEnum):
    """What a cell of a column holds."""

    NUMBER = "number of the case"
    TIME = "date and time"
    DATE = "date"
    TEXT = "text"
    LINK = "http(s) link"
    LIST = "value from «Справочники»"
    CHOICE = "one of fixed words"
    HOURS = "positive number"
    YES_NO = "yes or no"
    MARK = "1 to 5"
    CASE = "number of another case"
    EXCLUDED = "reason of п. 18"
    STATUS = "word that may say that the answer was given"


@dataclass(frozen=True)
class Column:
    """One column of a tab.

    `source` is the title of its list in «Справочники» (Cell.LIST) and `words` its fixed words
    (Cell.CHOICE); `synonyms` are (another word, the word it stands for); `tight`: spaces and points do not
    matter in them; `decisive`: the word decides which clock runs, so that an unreadable one is an error.
    `group`, `note`, `rare` and `width` are for the template: the coloured band, the note
    on the header for staff, whether the column sits in the collapsed group, and its width in characters.
    """

    field: str
    title: str
    cell: Cell
    group: str = ""
    note: str = ""
    source: str = ""
    words: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    tight: bool = False
    decisive: bool = False
    rare: bool = False
    width: int = 15


@dataclass(frozen=True)
class TabSchema:
    """One tab: its title, its columns, and the headers by which its header row is found.

    `columns` is what the template lays, `own` what is read where an office keeps it and never asked for.
    """

    title: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    any_key: bool = False  # «Справочники»: any one of them will do
    own: tuple[Column, ...] = ()

    @property
    def known(self) -> tuple[Column, ...]:
        """Every column that is read."""
        return (*self.columns, *self.own)

    def column(self, field: str) -> Column:
        """The column of that field; KeyError where there is none."""
        return {column.field: column for column in self.known}[field]


# A number of hours, minutes or days: what is less is a time of day, what is more a date (register.md).
LEAST_AMOUNT, MOST_AMOUNT = 0.25, 36_525

MESSAGE, WORK, APPROVAL, ANSWER, EXTRA = (
    "Сообщение",
    "Исполнение",
    "Согласование",
    "Ответ",
    "Дополнительно",
)
_KINDS = tuple(kind.label for kind in regulation.Kind if kind)
_KIND_SYNONYMS = (
    ("финальный", regulation.Kind.FINAL.label),
    ("итоговый", regulation.Kind.FINAL.label),
    ("предварительный", regulation.Kind.INTERIM.label),
    ("уточнение", regulation.Kind.QUERY.label),
)
_IMPORTANCE_SYNONYMS = (
    *((word, regulation.HIGH) for word in ("высокая", "срочная", "срочно", "важная", "важно")),
    *((word, regulation.HIGH) for word in ("high", "urgent")),
    *((word, regulation.ORDINARY) for word in ("низкая", "средняя", "нормальная")),
    *((word, regulation.ORDINARY) for word in ("low", "medium", "normal")),
)

CASES = TabSchema(
    "Реестр",
    keys=("case", "detected"),
    columns=(
        Column(
            "case",
            "№",
            Cell.NUMBER,
            MESSAGE,
            "Номер сообщения: не повторяется и не меняется. На него ссылаются «Журнал» и «Повторное к №».",
            width=6,
        ),
        Column(
            "detected",
            "Выявлено",
            Cell.TIME,
            MESSAGE,
            "Когда куратор нашёл сообщение: дата и время. С этой минуты идут 4 рабочих часа на ответ (п. 9), по повышенной важности — 1 час (п. 10).",
        ),
        Column(
            "network",
            "Источник",
            Cell.LIST,
            MESSAGE,
            "Социальная сеть или блог, где размещено сообщение (п. 4).",
            source="Источник",
            width=13,
        ),
        Column(
            "url",
            "Ссылка на сообщение",
            Cell.LINK,
            MESSAGE,
            "Адрес сообщения: начинается с https://",
            width=24,
        ),
        Column(
            "author",
            "Автор",
            Cell.TEXT,
            MESSAGE,
            "Не обязательно. Это персональные данные: без необходимости не заполняйте.",
            rare=True,
        ),
        Column(
            "text",
            "Суть сообщения",
            Cell.TEXT,
            MESSAGE,
            "О чём пишет житель, в одном-двух предложениях, без фамилий, телефонов и адресов квартир.",
            width=48,
        ),
        Column(
            "topic",
            "Тема",
            Cell.LIST,
            MESSAGE,
            "Тема из листа «Справочники» (п. 7).",
            source="Тема",
            width=22,
        ),
        Column(
            "location",
            "Локация",
            Cell.LIST,
            MESSAGE,
            "Населённый пункт или место из листа «Справочники» (п. 7).",
            source="Локация",
            width=18,
        ),
        Column(
            "importance",
            "Важность",
            Cell.CHOICE,
            MESSAGE,
            "Пусто — обычная. Повышенную важность устанавливает заместитель главы (п. 10): на ответ 1 рабочий час, и нужно доложить главе (п. 22).",
            words=(regulation.ORDINARY, regulation.HIGH),
            synonyms=_IMPORTANCE_SYNONYMS,
            decisive=True,
            width=13,
        ),
        Column(
            "limit_hours",
            "Срок, раб. ч",
            Cell.HOURS,
            MESSAGE,
            "Заполните, только если решено ответить быстрее нормы (п. 7): сколько рабочих часов на ответ.",
            rare=True,
            width=10,
        ),
        Column(
            "executor",
            "Исполнитель",
            Cell.LIST,
            WORK,
            "Кому направлено сообщение в первый раз (п. 7).",
            source="Исполнитель",
            width=26,
        ),
        Column(
            "sent",
            "Направлено",
            Cell.TIME,
            WORK,
            "Когда сообщение направлено исполнителю: в течение 30 минут с момента выявления (п. 7).",
        ),
        Column(
            "returned",
            "Возвращено",
            Cell.TIME,
            WORK,
            "Когда исполнитель вернул сообщение: вопрос не в его компетенции, в течение 15 минут (п. 8).",
            rare=True,
        ),
        Column(
            "executor2",
            "Новый исполнитель",
            Cell.LIST,
            WORK,
            "Кому сообщение направлено повторно. Пусто — тому же.",
            source="Исполнитель",
            rare=True,
            width=26,
        ),
        Column(
            "resent",
            "Направлено повторно",
            Cell.TIME,
            WORK,
            "Когда сообщение направлено новому исполнителю (п. 7, 8).",
            rare=True,
        ),
        Column(
            "drafted",
            "Проект получен",
            Cell.TIME,
            WORK,
            "Когда куратор получил проект ответа: в течение часа с момента направления (п. 11).",
        ),
        Column(
            "kind",
            "Вид ответа",
            Cell.CHOICE,
            WORK,
            "Пусто — окончательный. После промежуточного ответа окончательный проект нужен за 5 рабочих дней (п. 15).",
            words=_KINDS,
            synonyms=_KIND_SYNONYMS,
            decisive=True,
            width=16,
        ),
        Column(
            "sent_back",
            "На доработку",
            Cell.TIME,
            APPROVAL,
            "Когда проект направлен исполнителю на доработку (п. 12).",
            rare=True,
        ),
        Column(
            "redrafted",
            "Доработано",
            Cell.TIME,
            APPROVAL,
            "Когда получен доработанный проект: в течение 30 минут (п. 13).",
            rare=True,
        ),
        Column(
            "escalated",
            "На согласовании у зам. главы",
            Cell.TIME,
            APPROVAL,
            "Когда проект направлен заместителю главы: для повышенной важности обязательно (п. 12).",
            rare=True,
        ),
        Column(
            "approved",
            "Согласовано",
            Cell.TIME,
            APPROVAL,
            "Когда проект согласован: в течение 30 минут с момента получения (п. 12).",
        ),
        Column(
            "posted",
            "Размещено",
            Cell.TIME,
            ANSWER,
            "Когда ответ размещён в социальной сети: в течение 15 минут с момента согласования (п. 14).",
        ),
        Column(
            "answer_url",
            "Ссылка на ответ",
            Cell.LINK,
            ANSWER,
            "Адрес размещённого ответа: начинается с https://",
            width=24,
        ),
        Column(
            "media",
            "Фото/видео",
            Cell.YES_NO,
            ANSWER,
            "Да, если к ответу приложены фото или видео (п. 17).",
            width=8,
        ),
        Column(
            "final_drafted",
            "Окончательный проект",
            Cell.TIME,
            ANSWER,
            "После промежуточного ответа: когда получен проект окончательного, в течение 5 рабочих дней (п. 15).",
            rare=True,
        ),
        Column(
            "final_approved",
            "Окончательный согласован",
            Cell.TIME,
            ANSWER,
            "После промежуточного ответа: когда согласован окончательный (п. 12).",
            rare=True,
        ),
        Column(
            "final_posted",
            "Окончательный ответ",
            Cell.TIME,
            ANSWER,
            "После промежуточного ответа: когда размещён окончательный (п. 14).",
            rare=True,
        ),
        Column(
            "repeat_of",
            "Повторное к №",
            Cell.CASE,
            EXTRA,
            "Номер прежнего сообщения по тому же вопросу (п. 16).",
            width=10,
        ),
        Column(
            "reported",
            "Доложено главе",
            Cell.TIME,
            EXTRA,
            "Для повышенной важности: когда доложено главе, незамедлительно (п. 22).",
        ),
        Column(
            "excluded",
            "Не подлежит обработке",
            Cell.EXCLUDED,
            EXTRA,
            "Причина по п. 18 (угрозы, оскорбления). Если ячейка заполнена, ответ не требуется и сроки не считаются.",
            rare=True,
            width=18,
        ),
        Column(
            "mark",
            "Оценка качества",
            Cell.MARK,
            EXTRA,
            "Не обязательно: от 1 до 5, ставит куратор или заместитель главы.",
            rare=True,
            width=10,
        ),
        Column(
            "outcome",
            "Итог",
            Cell.CHOICE,
            EXTRA,
            "Чем закончилось. Ответ ещё не значит, что вопрос решён.",
            words=regulation.OUTCOMES,
            rare=True,
            width=12,
        ),
        Column(
            "note", "Примечание", Cell.TEXT, EXTRA, "Всё, что важно и не вошло в другие столбцы.", width=28
        ),
    ),
    own=(Column("status", "Статус", Cell.STATUS),),
)

# The columns that hold events, in the order of their steps («further right», register.md, Cells),
# and the stage of each. A journal event stands where its word does.
EVENT_FIELDS: tuple[str, ...] = (
    "detected",
    "sent",
    "returned",
    "resent",
    "drafted",
    "sent_back",
    "redrafted",
    "escalated",
    "approved",
    "posted",
    "final_drafted",
    "final_approved",
    "final_posted",
    "reported",
)
STAGE_OF: dict[str, Stage] = {
    "detected": Stage.DETECTED,
    "sent": Stage.SENT,
    "returned": Stage.RETURNED,
    "resent": Stage.SENT,
    "drafted": Stage.DRAFTED,
    "sent_back": Stage.SENT_BACK,
    "redrafted": Stage.DRAFTED,
    "escalated": Stage.ESCALATED,
    "approved": Stage.APPROVED,
    "posted": Stage.POSTED,
    "final_drafted": Stage.DRAFTED,
    "final_approved": Stage.APPROVED,
    "final_posted": Stage.POSTED,
    "reported": Stage.REPORTED,
}

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
            words=_KINDS,
            synonyms=_KIND_SYNONYMS,
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
            note="Есть такое слово в сообщении — программа предложит спросить заместителя главы о повышенной важности (п. 10). Пусто — слова самой программы.",
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
            note=f"Можно вписать поля: {', '.join(f'{{{name}}}' for name in Named)}.",
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

# What the template lays.
TABS: tuple[TabSchema, ...] = (CASES, JOURNAL, LISTS, SETTINGS, NORMS, CALENDAR, PHRASES)
READ_TABS: tuple[TabSchema, ...] = (*TABS, COLUMNS)
MEMO_TITLE = "Памятка"  # how to keep the register; for people only
EDITS_TITLE = "Правки"  # kept by the sheet's own script; the engine never reads it

WEEKDAYS = workdays.WEEKDAYS


@dataclass(frozen=True)
class Parameter:
    """One parameter of «Настройки»: its name, its default as staff would type it, its meaning."""

    field: str
    title: str
    default: str
    note: str


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("organisation", "Организация", "", "Полное название: стоит в шапке сводки."),
    Parameter("curator", "Куратор", "", "Фамилия и инициалы куратора (п. 6)."),
    Parameter("deputy", "Заместитель главы", "", "Кому идёт ежемесячная сводка (п. 3, 21)."),
    Parameter("head", "Глава", "", "Кому докладывают о значимых сообщениях (п. 22)."),
    Parameter(
        "curator_post", "Должность куратора", "", "Для служебной записки: например, специалист 1 категории."
    ),
    Parameter("curator_from", "Куратор (от кого)", "", "Для служебной записки: «от куратора Фамилии И.О.»."),
    Parameter("deputy_to", "Заместитель главы (кому)", "", "Для служебной записки: «Фамилии И.О.»."),
    Parameter("drafter", "Исполнитель документа", "", "Для служебной записки: фамилия, инициалы, телефон."),
    *(
        Parameter(
            f"hours_{number}",
            f"Рабочее время {day}",
            "09:00–18:00" if number < 4 else "09:00–17:00" if number == 4 else "",
            "Начало и конец рабочего дня. Пусто — выходной.",
        )
        for number, day in enumerate(WEEKDAYS)
    ),
    Parameter("lunch", "Перерыв", "13:00–14:00", "Перерыв не входит в рабочее время. Пусто — без перерыва."),
    Parameter(
        "short_minutes",
        "Сокращение предпраздничного дня, мин",
        "60",
        "На сколько минут раньше заканчивается день перед праздником.",
    ),
    Parameter(
        "warn_minutes",
        "Предупреждать за, мин",
        "30",
        "За сколько рабочих минут до срока шаг показан как срочный.",
    ),
    Parameter(
        "personal",
        "Искать персональные данные",
        "да",
        "«да»: «Проверка реестра» подсказывает, где в тексте похоже на имя, телефон, почту или квартиру.",
    ),
    Parameter("accounts", "Официальные аккаунты", "", "Ссылки на группы и аккаунты администрации (п. 5)."),
    Parameter(
        "sheets",
        "Листы реестра",
        "",
        "Листы с сообщениями через «;», «все» — все листы с № и «Выявлено». Пусто — лист «Реестр».",
    ),
    Parameter(
        "timezone",
        "Часовой пояс",
        "",
        "Например, Europe/Moscow. Пусто — пояс самой таблицы (для файла — Europe/Moscow).",
    ),
)
