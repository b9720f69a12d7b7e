"""What an empty register says: the lists to start from, presets of norms, the memo for staff.

Data only. `workbook` and `into_sheet` lay it out; the demonstration borrows the topics.
A row is a mapping of a column's `field` (lib.law.schema) to what staff would type in its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any, TypeAlias

from lib.base.errors import UsageError
from lib.law import regulation, schema
from lib.law.danger import DANGER
from lib.law.regulation import Norm, Unit

Row: TypeAlias = "dict[str, Any]"
Content: TypeAlias = "dict[str, list[Row]]"  # tab title → its rows

EXPLANATION = "Пояснение"  # a column of the template's own: the parser does not know it

TOPICS: dict[str, tuple[str, ...]] = {
    "Дороги": (
        "Ямы на дороге",
        "Уборка снега",
        "Гололёд",
        "Тротуары и переходы",
        "Дороги и транспорт",
    ),
    "Транспорт": ("Автобусы и расписание", "Остановки"),
    "ЖКХ": (
        "Отопление",
        "Водоснабжение",
        "Канализация",
        "Электроснабжение",
        "Содержание дома и подъезда",
    ),
    "Мусор": ("Вывоз мусора", "Контейнерные площадки", "Свалки"),
    "Освещение": ("Уличное освещение",),
    "Благоустройство": (
        "Покос травы",
        "Деревья и кустарник",
        "Детские и спортивные площадки",
        "Безнадзорные животные",
    ),
    "Культура и спорт": ("Праздники и мероприятия", "Дом культуры и библиотека"),
    "Социальная сфера": ("Медицина", "Школа и детский сад"),
    "Земля и документы": ("Земельные вопросы", "Справки и приём граждан"),
    "Связь": ("Интернет и сотовая связь",),
    "Другое": ("Другое",),
}
NETWORKS = ("ВКонтакте", "Одноклассники", "Telegram", "MAX", "блог")
REPLACE = "(замените)"  # behind what stands in the lists only until the office types its own
_PLACES = (f"Населённый пункт 1 {REPLACE}", f"Населённый пункт 2 {REPLACE}", "Всё поселение")
_EXECUTORS = (f"Исполнитель 1 {REPLACE}", f"Исполнитель 2 {REPLACE}", f"Руководитель МКУК {REPLACE}")

# Norms of neighbouring regulations, by rule; the steps not named keep the norms of ours.
PRESETS: dict[str, dict[str, Norm]] = {
    "9-4-7": {
        "answer": Norm(9, Unit.WORK_HOURS),
        "answer_high": Norm(4, Unit.WORK_HOURS),
        "final": Norm(7, Unit.WORK_DAYS),
    },
    "8": {"answer": Norm(8, Unit.WORK_HOURS)},
    "24": {"answer": Norm(24 * 60, Unit.MINUTES)},  # a day and a night by the clock
}


def norms(preset: str | None = None) -> dict[str, Norm]:
    """Rule key → norm: the regulation's own, changed by the preset. UsageError for an unknown name."""
    if preset is not None and preset not in PRESETS:
        known = ", ".join(f"«{name}»" for name in PRESETS)
        raise UsageError(f"Нет набора норм «{preset}». Есть: {known}; без набора — нормы постановления № 82.")
    return {rule.key: rule.norm for rule in regulation.RULES} | (PRESETS[preset] if preset else {})


def lists(
    topics: Mapping[str, tuple[str, ...]] = TOPICS,
    locations: tuple[str, ...] = _PLACES,
    executors: tuple[str, ...] = _EXECUTORS,
    networks: tuple[str, ...] = NETWORKS,
    danger: tuple[str, ...] = DANGER,
) -> list[Row]:
    """Rows of «Справочники»: the columns are independent lists, a group stands beside its topic."""
    pairs = [(topic, group) for group, members in topics.items() for topic in members]
    return [
        {
            field: value
            for field, value in zip(_LIST_FIELDS, (*(pair or ("", "")), *rest), strict=True)
            if value
        }
        for pair, *rest in zip_longest(pairs, locations, executors, networks, danger)
    ]


_LIST_FIELDS = ("topic", "topic_group", "location", "executor", "network", "danger")


def settings(values: Mapping[str, str] | None = None) -> list[Row]:
    """Rows of «Настройки»: every parameter with `values` (by field) or its default, and what it means."""
    given = values or {}
    rows = []
    for parameter in schema.PARAMETERS:
        value: str | int = given.get(parameter.field, parameter.default)
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        rows.append({"name": parameter.title, "value": value, EXPLANATION: parameter.note})
    return rows


def norm_rows(preset: str | None = None) -> list[Row]:
    """Rows of «Нормативы»: every step with its norm, its clause and what is owed."""
    rows = []
    for rule in regulation.RULES:
        norm = norms(preset)[rule.key]
        row: Row = {"step": rule.step, EXPLANATION: _norm_note(replace(rule, norm=norm), preset)}
        if norm.limit is not None and norm.unit is not None:
            row |= {"limit": norm.limit, "unit": norm.unit.value}
        rows.append(row)
    return rows


def _norm_note(rule: regulation.Rule, preset: str | None) -> str:
    note = f"п. {rule.clause}: {rule.role.label} обязан {rule.duty}."
    if rule.norm.limit is None:
        note += " Своего срока нет: действует срок ответа."
    if preset and rule.key in PRESETS[preset]:
        note += f" Набор норм «{preset}»: сверьте со своим положением."
    return note


def content(preset: str | None = None) -> Content:
    """The rows of an empty register, every tab of the schema included."""
    return {
        schema.CASES.title: [],
        schema.JOURNAL.title: [],
        schema.LISTS.title: lists(),
        schema.SETTINGS.title: settings(),
        schema.NORMS.title: norm_rows(preset),
        schema.CALENDAR.title: [],
        schema.PHRASES.title: [],
    }


# A line above the header of a tab: what the tab is for. «Реестр» has the coloured bands there.
TAB_NOTES: dict[str, str] = {
    schema.JOURNAL.title: (
        "Сюда записывают то, что не помещается в строку реестра: второй возврат, вторая доработка, ещё одна "
        "отправка. Одна строка — одно событие."
    ),
    schema.LISTS.title: (
        "Списки независимы друг от друга; дописывайте внизу без пропусков. Группа стоит рядом со своей темой."
    ),
    schema.SETTINGS.title: "Изменения действуют на всю историю: показатели прошлых месяцев пересчитываются.",
    schema.NORMS.title: (
        "Единицы: мин (по часам), раб. мин, раб. ч, раб. дн. Пустой срок — своего срока нет. "
        "Изменения пересчитывают и прошлые месяцы."
    ),
    schema.CALENDAR.title: (
        "Только отличия от производственного календаря: местный выходной, рабочая суббота, короткий день "
        "(часы — например, 09:00–13:00)."
    ),
    schema.PHRASES.title: (
        "Свои тексты для кнопок «Направить», «Напомнить» и других. Нет строки — действует текст программы."
        " Поля {№}, {тема}, {срок} программа заполнит сама; все поля — в заметке на заголовке «Текст»."
    ),
}

IN_GOOGLE = (
    "Готовые фильтры есть в меню «Данные»: «Мои» (выберите себя в столбце «Исполнитель»), «Просрочено», «Без "
    "ответа», «Промежуточные без окончательного»."
)
MEMO: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Одно сообщение — одна строка листа «Реестр»",
        (
            "Нашли сообщение — сразу заполните №, «Выявлено», тему, локацию и исполнителя.",
            "Сделали шаг — сразу поставьте его дату и время: 23.11.2026 14:05. Одной даты мало.",
            "Редкие столбцы (возврат, доработка, окончательный ответ…) свёрнуты: нажмите «+» над таблицей.",
            "Что вписать в столбец и какого пункта это требует, написано в заметке на его заголовке.",
            "Второй возврат или вторая доработка — отдельной строкой на листе «Журнал».",
            "Свои тексты для копирования (направить, напомнить, доложить…) пишут на листе «Фразы».",
        ),
    ),
    (
        "Текущие дата и время одним нажатием",
        (
            "Google Таблицы: Ctrl + Alt + Shift + ;   (на Mac: ⌘ + Option + Shift + ;)",
            "Excel: Ctrl + ;   затем пробел   затем Ctrl + Shift + ;",
            "LibreOffice: Ctrl + ;   затем пробел   затем Ctrl + Shift + ;   (внутри ячейки)",
            "Клавиши названы по английской раскладке: в русской «;» — это Shift + 4, а «:» — Shift + 6.",
        ),
    ),
    (
        "Сроки (п. 7–15, 22)",
        (),  # filled from the norms by `memo`
    ),
    (
        "Что означают цвета",
        (
            "Красные № и время — ответа нет, а срок ответа вышел. Расчёт приблизительный, без праздников и "
            "коротких дней.",
            "Жёлтая строка — противоречие: шаг раньше выявления, согласовано раньше проекта, "
            "размещено раньше согласования.",
        ),
    ),
    (
        "Чего не делать",
        (
            "Не меняйте № и не удаляйте строки. Порядок столбцов менять можно, свои столбцы добавлять можно.",
            "Не переименовывайте заголовки и листы: по ним «Отклик» находит данные.",
            "Не вписывайте фамилии, телефоны и номера квартир жителей: это персональные данные.",
            "Новые темы, места и исполнителей сначала впишите в «Справочники».",
        ),
    ),
    (
        "Если норма, часы или имя меняются с какого-то дня",
        (
            "На листах «Нормативы» и «Настройки» не правьте прежнюю строку: добавьте ещё одну с тем же"
            " названием и днём в столбце «Действует с». До этого дня всё останется, как было.",
            "Срок вписывайте числом: 4, а не 4:00. Время или дату «Отклик» нормой не считает и называет.",
        ),
    ),
)


def memo(values: Mapping[str, Norm], *, google: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """«Памятка»: sections of (heading, lines), with these norms by rule; `google`: of a Google Sheet."""
    first, *others = ((heading, lines or _norm_lines(values)) for heading, lines in MEMO)
    return [(first[0], (*first[1], *([IN_GOOGLE] if google else []))), *others]


def _norm_lines(values: Mapping[str, Norm]) -> tuple[str, ...]:
    def term(key: str) -> str:
        norm = values[key]
        return f"{norm.limit:g} {norm.unit}" if norm.limit is not None else "без срока"

    return (
        f"Направить исполнителю — {term('dispatch')}; вернуть, если вопрос не ваш, — {term('return')}; "
        f"проект ответа — {term('draft')}.",
        f"Согласовать — {term('review')}; доработать — {term('rework')}; разместить — {term('posting')}.",
        f"Разместить ответ — {term('answer')} с момента выявления. При повышенной важности: ответ —"
        f" {term('answer_high')}, доклад главе — {term('report_head')}.",
        f"После промежуточного ответа: {term('final')} на проект окончательного.",
    )
