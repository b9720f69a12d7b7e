"""The parameters of «Настройки», with their defaults and what each means."""

from __future__ import annotations

from dataclasses import dataclass

from lib.worktime import workdays

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
