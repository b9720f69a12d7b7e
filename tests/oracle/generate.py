"""Random, adversarial registers for the oracle and the engine to agree on; and workbooks of them."""

# ruff: noqa: PLR0912, RUF005

from __future__ import annotations

import random
import unicodedata
from datetime import date, datetime, time, timedelta

EPOCH = datetime(1899, 12, 30)


def from_xlsx(path):
    """A workbook as raw tabs: dates become serial numbers, merged cells keep their first value."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [
            [raw_cell(value) for value in row]
            for row in sheet.iter_rows(min_row=1, min_col=1, values_only=True)
        ]
        for sheet in book.worksheets
    }


def raw_cell(value):
    if isinstance(value, datetime):
        return serial(value)
    if isinstance(value, date):
        return serial(datetime.combine(value, time()))
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, timedelta):
        return value.total_seconds() / 86400
    return value


def serial(moment: datetime):
    """A spreadsheet's serial number: whole for a midnight."""
    gone = moment - EPOCH
    return gone.days if not gone.seconds and not gone.microseconds else gone.total_seconds() / 86400


def to_xlsx(tabs, path):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for n, row in enumerate(rows, 1):
            for m, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(n, m).value = value
    book.save(path)


# ------------------------------------------------------------------ the random register

STEPS = [
    "Направлено",
    "Возвращено",
    "Направлено повторно",
    "Проект получен",
    "На доработку",
    "Доработано",
    "На согласовании у зам. главы",
    "Согласовано",
    "Размещено",
    "Окончательный проект",
    "Окончательный согласован",
    "Окончательный ответ",
]
HEADERS = [
    "№",
    "Выявлено",
    "Источник",
    "Ссылка на сообщение",
    "Автор",
    "Суть сообщения",
    "Тема",
    "Локация",
    "Важность",
    "Срок, раб. ч",
    "Исполнитель",
    "Направлено",
    "Возвращено",
    "Новый исполнитель",
    "Направлено повторно",
    "Проект получен",
    "Вид ответа",
    "На доработку",
    "Доработано",
    "На согласовании у зам. главы",
    "Согласовано",
    "Размещено",
    "Ссылка на ответ",
    "Фото/видео",
    "Окончательный проект",
    "Окончательный согласован",
    "Окончательный ответ",
    "Повторное к №",
    "Доложено главе",
    "Не подлежит обработке",
    "Оценка качества",
    "Итог",
    "Примечание",
]
STATUSES = [
    *("ответ дан", "Закрыта", "решены", "выполненные", "✔ Готово", "done", "Ответ размещён", "ОТРАБОТАНО!"),
    *("в работе", "Новая", "новое", "на исполнении", "не исполнена", "Направлено", "in progress", "открыты"),
    *("спам", "не подлежат обработке", "Отклонено модератором", "на контроле", "позвонить", "да", "нет"),
]
JOURNAL_WORDS = [
    "Выявлено",
    "Направлено",
    "Возвращено",
    "Проект получен",
    "На доработку",
    "На согласовании у зам. главы",
    "Согласовано",
    "Размещено",
    "Доложено главе",
    "Направлено повторно",
    "Доработано",
    "Окончательный проект",
    "Окончательный согласован",
    "Окончательный ответ",
]
RULE_NAMES = [
    "Ответ",
    "Ответ повышенной важности",
    "Направление исполнителю",
    "Возврат",
    "Проект ответа",
    "Согласование",
    "Согласование зам. главы",
    "Доработка",
    "Размещение",
    "Окончательный ответ",
    "Доклад главе",
]

UNIT_FORMS = {
    "мин": ["минут", "минуты", "МИН.", "минута"],
    "раб. мин": ["рабочих минут", "раб.мин.", "раб. минуты", "рабоч. мин."],
    "раб. ч": ["раб. час", "рабочих часов", "раб.ч.", "р. ч.", "рабочий час", "раб. часа"],
    "раб. дн.": ["рабочих дней", "раб. дня", "раб. дни", "рабочий день", "раб.дн"],
}

# days around which a calendar has something to get wrong
DAYS = [
    date(2026, 11, 16),
    date(2026, 11, 23),
    date(2026, 11, 2),
    date(2025, 10, 30),
    date(2026, 12, 28),
    date(2027, 2, 18),
    date(2024, 4, 25),
    date(2024, 12, 26),
    date(2026, 4, 29),
    date(2026, 5, 7),
    date(2022, 3, 3),
    date(2021, 2, 18),
    date(2027, 12, 29),
    date(2028, 2, 21),
    date(2026, 6, 10),
    date(2024, 2, 28),
    date(2018, 12, 29),
    date(2026, 3, 6),
]

JUNK_TIMES = [
    "утром",
    "24:00",
    "23/11/2026 10:00",
    "14:05",
    "46349.5",
    "46349",
    True,
    False,
    "нет",
    12.03,
    5,
    0.5,
    1_000_000,
    -1,
    "23.11.2026 24:00",
    "31.02.2026 10:00",
    "-",
    "?",
    "23.11.2026 9:5",
    "2026-13-01 10:00",
    "23.11.2026 14-05-06",
    "23.11.2026 14:05:61",
    "23 ноября 2026",
    "11/23/2026",
    "23.11 10:00",
    "вчера 10:00",
    "23/11/2026 14:05",
    "23-11-26 14:05",
    "23.11.2026 14 ч",
    "14 ч 05 мин",
    "г. 23.11.2026",
]
ERRORS = ["#REF!", "#N/A", "#ЗНАЧ!", "#ССЫЛКА!", "#Н/Д", "#DIV/0!", "#VALUE!"]
NBSP, THIN = "\u00a0", "\u2009"
UNSEEN = ["\u00ad", "\u200b", "\u200d", "\u200e", "\u202c", "\ufeff"]


class Maker:
    """One register in the making: a seeded source of chance and the choices that hold throughout."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.base = self.rng.choice(DAYS) + timedelta(days=self.rng.choice([0, 0, 1, 2, 3]))
        # some registers are clean in their cells, so that the arithmetic itself is in the light
        self.dirt = self.rng.choice([0, 0, 0.02, 0.06, 0.15])
        self.dates = self.rng.choice([0, 0.03, 0.1, 0.4])  # how often a date stands without a time
        self.seconds = self.rng.random() < 0.5
        self.anchors = []  # moments of events, for choosing `now`
        self.hours = [(9, 0), (13, 0), (14, 0), (16, 0), (17, 0), (18, 0)]

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, *things):
        return self.rng.choice(things)

    # -- moments

    def day(self):
        return self.base + timedelta(days=self.pick(0, 0, 0, 1, 1, 2, 3, 4, 7))

    def instant(self):
        """Openings, breaks, closings and their neighbours, or any minute at all."""
        day = self.day()
        if self.chance(0.6):
            hour, minute_ = self.rng.choice(self.hours)
            moment = datetime.combine(day, time(hour, minute_))
            moment += timedelta(minutes=self.pick(-60, -30, -15, -5, -1, 0, 0, 0, 1, 5, 15, 30))
        else:
            moment = datetime.combine(
                day, time(self.pick(0, 7, 9, 10, 11, 12, 15, 16, 23), self.rng.randrange(60))
            )
        return self.with_seconds(moment)

    def with_seconds(self, moment):
        if self.seconds and self.chance(0.5):
            moment = moment.replace(second=self.pick(0, 1, 10, 29, 30, 31, 59))
        return moment

    def step(self):
        """How long the next step took: often nothing, often exactly its norm."""
        kind = self.rng.random()
        if kind < 0.2:
            return timedelta(seconds=self.pick(0, 0, 1, 20, 59) if self.seconds else 0)
        if kind < 0.55:
            gap = timedelta(minutes=self.pick(15, 15, 30, 30, 60, 240))
            return gap + timedelta(
                seconds=self.pick(-60, -1, 0, 0, 0, 1, 60) if self.seconds else 60 * self.pick(-1, 0, 0, 1)
            )
        if kind < 0.85:
            return timedelta(minutes=self.rng.randrange(0, 90))
        if kind < 0.95:
            return timedelta(minutes=self.rng.randrange(90, 1500))
        return timedelta(days=self.rng.randrange(1, 10))

    # -- cells

    def time_cell(self, moment):
        """The moment as somebody might have typed it: or only its date, or not at all."""
        if moment is None:
            return self.rng.choice(JUNK_TIMES + ERRORS) if self.chance(self.dirt / 4) else None
        self.anchors.append(moment)
        if self.chance(self.dirt):
            return self.rng.choice(JUNK_TIMES + ERRORS)
        if self.chance(self.dates):
            day = moment.date()
            return self.pick(
                serial(datetime.combine(day, time())),
                float(serial(datetime.combine(day, time()))),
                day.strftime("%d.%m.%Y"),
                day.strftime("%d.%m.%y"),
                day.isoformat(),
                day.strftime("%d.%m.%Y г."),
                day.strftime("%d-%m-%Y"),
            )
        if moment.time() == time() or self.chance(0.4):
            return self.text_time(moment)
        value = serial(moment)
        if self.chance(0.2):
            value += self.pick(-0.3, -0.2, 0.2, 0.3) / 86400  # «round to the nearest second»
        return value

    def text_time(self, moment):
        if moment.second:
            form = self.pick(
                "%d.%m.%Y %H:%M:%S",
                "%d.%m.%y %H:%M:%S",
                "%Y-%m-%d %H:%M:%S",
                "%Y-%m-%dT%H:%M:%S",
                "%d.%m.%Y, %H:%M:%S",
                "%d.%m.%Y г. %H:%M:%S",
                "%d-%m-%Y %H:%M:%S",
            )
        else:
            form = self.pick(
                "%d.%m.%Y %H:%M",
                "%d.%m.%y %H:%M",
                "%d.%m.%Y, %H:%M",
                "%d.%m.%Y %H-%M",
                "%d.%m.%Y %H.%M",
                "%Y-%m-%d %H:%M",
                "%Y-%m-%dT%H:%M",
                "one",
                "%d.%m.%Y %H:%M:%S",
                "%d.%m.%Y г. %H:%M",
                "%d.%m.%Yг. %H ч %M мин",
                "%d.%m.%y, %H ч. %M мин.",
                "%d-%m-%Y %H:%M",
                "%d-%m-%Y г., %H ч %M мин",
            )
        if form == "one":  # «day, month and hour may have one digit»
            text = f"{moment.day}.{moment.month}.{moment.year} {moment.hour}:{moment.minute:02}"
        else:
            text = moment.strftime(form)
        return self.spaced(text) if self.chance(0.3) else text

    def spaced(self, text):
        """«Spaces of every kind are spaces everywhere»; surrounding and repeated ones do not matter."""
        text = text.replace(" ", self.pick(" ", "  ", NBSP, THIN, " " + NBSP))
        return self.pick("", " ", NBSP) + text + self.pick("", " ", NBSP + " ")

    def word(self, text):
        """A word of the contracts, spelled as people do."""
        if self.chance(0.6):
            return text
        text = self.pick(text.upper(), text.lower(), text, text.replace("е", "ё", 1), text.replace("ё", "е"))
        return self.spaced(self.unseen(text))

    def unseen(self, text):
        """Letters in two parts, and characters that nobody sees: they do not matter in words and names."""
        if self.chance(0.2):
            text = unicodedata.normalize("NFD", text)
        if self.chance(0.2) and text:
            place = self.rng.randrange(len(text) + 1)
            text = text[:place] + self.rng.choice(UNSEEN) + text[place:]
        return text

    def mistyped(self, text):
        """A word of a closed column as it comes out in a hurry: cut short, or with a sign or two wrong."""
        if not self.chance(self.dirt * 2):
            return self.word(text)
        kind = self.pick("cut", "cut.", "one", "two", "three", "swap", "point")
        if kind.startswith("cut"):
            text = text[: self.rng.randrange(2, len(text) + 1)] + self.pick("", ".", ". и ещё") * (
                kind == "cut."
            )
        if kind == "point":
            text += "."
        for _ in range({"one": 1, "two": 2, "three": 3}.get(kind, 0)):
            place = self.rng.randrange(len(text))
            text = self.pick(
                text[:place] + text[place + 1 :],
                text[:place] + "ж" + text[place:],
                text[:place] + "ы" + text[place + 1 :],
            )
            text = text or "ж"
        if kind == "swap":
            place = self.rng.randrange(len(text) - 1)
            text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        return self.word(text)

    def closed(self, *words):
        """A cell of a closed column."""
        return self.pick(None, *(self.mistyped(word) for word in words))

    def since(self):
        """A cell of «Действует с»: before, within and after the days of the register."""
        day = datetime.combine(
            self.base + timedelta(days=self.pick(-400, -30, -1, 0, 0, 1, 1, 2, 3, 5, 40)), time()
        )
        return self.dirty(
            self.pick(
                None,
                serial(day),
                float(serial(day)),
                day.strftime("%d.%m.%Y"),
                day.strftime("%d.%m.%Y г."),
                day.strftime("%Y-%m-%d"),
                serial(day) + 0.5 if self.chance(self.dirt) else serial(day),
            ),
            "завтра",
            5,
            True,
            "01.01.1999",
            "01/02/2026",
            day.strftime("%d.%m.%Y 10:30"),
        )

    def dated(self, head, rows, others):
        """The same tab with «Действует с» in half of all registers, and rows that change something later."""
        if self.chance(0.5):
            return [head] + rows
        if self.chance(0.1):  # a column that is empty throughout changes nothing
            return [[*head, "Действует с"]] + rows
        rows = rows + others(self.rng.randrange(1, 7))
        self.rng.shuffle(rows)
        return [[*head, self.header("Действует с")]] + [[*row, self.since()] for row in rows]

    def header(self, text):
        if self.chance(0.7):
            return text
        return self.word(text).replace(" ", self.pick(" ", "\n", "  ")) + self.pick(
            "", " ", "*", " *", ":", " :", "**"
        )

    def title(self, text):
        if self.chance(0.8):
            return text
        return self.pick(text.upper(), text.lower(), " " + text, text + " ", text.replace("е", "ё"))

    def dirty(self, value, *junk):
        """The value, or now and then an error cell or some junk instead of it."""
        if self.chance(self.dirt):
            return self.rng.choice(list(junk) + ERRORS)
        return value

    # -- the small tabs

    def settings(self):
        rng = self.rng
        rows = [[self.word("Организация"), "Администрация"]]
        names = [
            ("Куратор", self.pick("Куратор Тестовый", " Куратор Тестовый ", "", None, 7)),
            ("Заместитель главы", self.pick("Заместитель Тестовый", NBSP + "Зам. Т.", None)),
            ("Глава", "Глава Тестовый"),
        ]
        rows += [[self.word(name), value] for name, value in names if self.chance(0.85)]
        plan = self.pick("usual", "usual", "saturday", "odd", "broken")
        dash = self.pick("-", "–", "—", " – ", "−")
        if plan != "usual":
            week = {
                "пн": "08:30{}17:30",
                "чт": "9:00{}18:00",
                "пт": "09:00{}16:00",
                "сб": "10:00{}14:30",
                "вс": "",
            }
            if plan == "odd":
                week |= {
                    "пн": "",
                    "вт": self.pick("00:00{}23:59", "12:00{}20:00", "13:00{}14:30"),
                    "ср": self.pick("13:15{}13:45", ""),
                    "чт": self.pick("9:00{}18:00", ""),
                    "вс": "09:00{}12:00",
                }
            if plan == "broken":
                week |= {
                    "пн": self.pick("с 9 до 18", "18:00{}09:00", "9{}18", 0.375, "#REF!", True),
                    "вт": self.pick("09:00{}13:00, 14:00{}18:00", "выходной", "09:00"),
                }
            for day, text in week.items():
                if self.chance(0.8):
                    value = text.format(dash, dash) if isinstance(text, str) else text
                    rows.append([self.word("Рабочее время " + day), value or self.pick("", None)])
            self.hours += [(8, 30), (17, 30), (10, 0), (14, 30), (13, 15), (13, 45), (12, 0), (20, 0)]
        if self.chance(0.5):
            rows.append(
                [
                    self.word("Перерыв"),
                    self.pick(
                        "13:00" + dash + "14:00",
                        "12:00" + dash + "12:30",
                        "",
                        None,
                        "09:00-10:00",
                        self.dirty("12:30-13:15", "обед", "14:00-13:00", False),
                    ),
                ]
            )
            self.hours += [(12, 30), (10, 0), (13, 15)]
        if self.chance(0.4):
            rows.append(
                [
                    "Сокращение предпраздничного дня, мин",
                    self.dirty(self.pick(60, 0, 30, "90", 300, 540), "час", -5, False),
                ]
            )
        if self.chance(0.3):
            rows.append(["Предупреждать за, мин", self.dirty(30, "скоро", False)])
            rows.append(["Искать персональные данные", self.dirty("да", "нет", "может быть", False)])
        if self.chance(0.3):
            rows.append(["Часовой пояс", self.dirty("Europe/Moscow", "Москва", False)])
        if self.chance(0.3):
            rows.append(["Официальные аккаунты", "https://vk.com/example"])
        if self.dirt and self.chance(0.3):
            rows.append(["Моё", "значение"])
        if self.dirt and self.chance(0.3):
            rows.append(rng.choice([r for r in rows if r[0] != "Моё"])[:1] + ["ещё раз"])
        table = self.dated([self.header("Параметр"), self.header("Значение")], rows, self.more_settings)
        if self.chance(0.2):
            table = [row[::-1] if len(row) == len(table[0]) else row for row in table]
        return self.titled(table)

    def more_settings(self, count):
        """Parameters that change on some day."""
        values = {
            "Куратор": ["Куратор Второй", "Куратор Третий", "", None],
            "Заместитель главы": ["Заместитель Второй", None],
            "Рабочее время пн": ["08:00–17:00", "10:00-19:00", ""],
            "Рабочее время вт": ["09:00–13:00", "с утра", "08:15–12:45"],
            "Рабочее время ср": ["09:30–18:30", None],
            "Рабочее время сб": ["10:00–14:00", ""],
            "Перерыв": ["12:00–12:45", "", "13:00–14:00"],
            "Сокращение предпраздничного дня, мин": [120, 0, "30", None, 0.04],
            "Предупреждать за, мин": [45, 0.02],
            "Часовой пояс": ["Europe/Moscow"],
        }
        names = [self.rng.choice(list(values)) for _ in range(count)]
        return [[self.word(name), self.rng.choice(values[name])] for name in names]

    def norms(self):
        rows = []
        for name in self.rng.sample(RULE_NAMES, self.rng.randrange(1, 12)):
            unit = self.pick("мин", "раб. мин", "раб. ч", "раб. дн.")
            limit = {
                "мин": self.pick(15, 30, 60, 240, "45,5", 0.5, 1440),
                "раб. мин": self.pick(15, 30, 60, 240, "7.5", 0.25, 1),
                "раб. ч": self.pick(1, 4, 1.5, "0,5", 1 / 3, 8, 2.0),
                "раб. дн.": self.pick(1, 5, 2.0, "3"),
            }[unit]
            if self.chance(0.1):
                limit = self.pick(None, "", " ")
            elif self.chance(self.dirt * 2):
                limit = self.pick(0, -1, "много", "5.5 ч", True, False, "#N/A", 2.5)
                limit = self.pick(limit, 1 / 6, "0,2", 46146, "46349", 36526, 73050, 0.9)
            if self.chance(self.dirt) and limit not in (None, "", " "):
                unit = self.pick("час", "", None, "дней", "#REF!", False)
            if unit and self.chance(0.3):
                unit = self.pick(*UNIT_FORMS.get(unit, [unit]))
            rows.append([self.word(name), limit, self.mistyped(unit) if unit else unit])
        if self.dirt and self.chance(0.3):
            rows.append(["Неизвестный шаг", 5, "мин"])
        if self.dirt and self.chance(0.3):
            rows.append([rows[0][0], 7, "раб. мин"])
        head = [self.header("Шаг"), self.header("Срок"), self.header("Единица")]
        return self.titled(self.dated(head, rows, self.more_norms))

    def more_norms(self, count):
        """Norms that change on some day."""
        values = [(2, "раб. ч"), (45, "раб. мин"), (90, "мин"), (3, "раб. дн."), (None, None), ("", "раб. ч")]
        return [[self.word(self.rng.choice(RULE_NAMES)), *self.rng.choice(values)] for _ in range(count)]

    def calendar(self):
        rows = []
        days = self.rng.sample(range(-2, 14), self.rng.randrange(1, 7))
        for offset in days:
            day = datetime.combine(self.base + timedelta(days=offset), time())
            shown = self.pick(
                serial(day),
                float(serial(day)),
                day.strftime("%d.%m.%Y"),
                day.strftime("%Y-%m-%d"),
                day.strftime("%d.%m.%y"),
            )
            kind = self.mistyped(self.pick("выходной", "рабочий", "сокращённый"))
            hours = self.pick(None, None, "", "09:00–13:00", "10:00-20:00", "8:00 — 13:30", "13:00–14:00")
            if hours and self.chance(self.dirt):
                hours = self.pick("полдня", "#REF!", "13:00-09:00", False)
            rows.append([shown, kind, hours])
        if self.dirt and self.chance(0.3):
            rows.append([rows[0][0], "рабочий", "11:00-12:00"])
        if self.dirt and self.chance(0.3):
            rows.append([self.pick("завтра", None, 12, "#REF!"), "выходной", None])
        if self.dirt and self.chance(0.3):
            rows.append(
                [
                    serial(datetime.combine(self.base + timedelta(days=20), time())),
                    self.pick("праздник", None),
                    None,
                ]
            )
        self.hours += [(13, 30), (8, 0), (20, 0)]
        head = ["Дата", "Вид дня", "Часы"]
        if self.chance(0.15):
            head, rows = head[:2], [row[:2] for row in rows]
        return self.titled([[self.header(h) for h in head]] + rows)

    def directory(self):
        columns = {
            "Тема": ["Дороги", "Вода", "ёлки"],
            "Группа тем": ["Благоустройство", "ЖКХ"],
            "Локация": ["Деревня Примерная", "Посёлок Ёлочный"],
            "Исполнитель": ["Иванов И. И.", "Петрова А.Б.", " Исполнитель 1 ", "Исполнитель 2"],
            "Источник": ["ВКонтакте", "Telegram", "MAX"],
            "Слова опасности": ["авария", "запах газа"],
        }
        heads = self.rng.sample(list(columns), self.rng.randrange(1, 7))
        depth = max(len(columns[head]) for head in heads)
        rows = [[self.header(head) for head in heads]]
        for n in range(depth):
            rows.append([columns[head][n] if n < len(columns[head]) else None for head in heads])
        if self.chance(0.1):
            rows = rows[:1]  # «where a list is absent or empty nothing is»
        return self.titled(rows)

    def titled(self, rows):
        """«staff may … put title rows above the header»; and the header within the first 15."""
        above = self.pick(0, 0, 0, 1, 2, 14)
        return [self.pick([], [None], ["Заголовок", "от руки"]) for _ in range(above)] + rows

    # -- values of a case

    def executor(self):
        value = self.pick(
            "Исполнитель 1",
            "Исполнитель 2",
            "исполнитель  1",
            "Иванов И. И.",
            "ИВАНОВ И.И.",
            "Петрова А. Б.",
            "Исполнитель 1",
            None,
            " Чужой ",
            5,
        )
        return self.dirty(value)

    def number(self, n, used):
        value = self.pick(n, n, n, n, float(n), str(n), f" {n} ", self.unseen(f"Й-{n}"), f"00{n}")
        if self.chance(0.05) and used:
            return self.rng.choice(used)
        return self.dirty(value, None, "", 12.5, True) if self.chance(0.5) else value

    def chain(self):
        """A plausible case: the usual course, some of its steps missing, some odd."""
        moments = {}
        at_ = self.instant()
        moments["Выявлено"] = at_
        if self.chance(0.3):
            moments["Доложено главе"] = at_ + self.step()
        plan = ["Направлено"]
        if self.chance(0.25):
            plan += ["Возвращено", "Направлено повторно"]
        plan.append("Проект получен")
        if self.chance(0.3):
            plan += ["На доработку", "Доработано"]
        if self.chance(0.3):
            plan.append("На согласовании у зам. главы")
        plan += ["Согласовано", "Размещено"]
        if self.chance(0.35):
            plan += ["Окончательный проект", "Окончательный согласован", "Окончательный ответ"]
        stop = self.rng.randrange(1, len(plan) + 4)
        skip = self.pick(0, 0, 0.15, 0.4)
        for name in plan[:stop]:
            at_ = at_ + self.step()
            if not self.chance(skip):
                moments[name] = at_
        if self.chance(0.08):  # of another year
            moments["Выявлено"] -= timedelta(days=self.pick(299, 300, 365, 366))
        if self.chance(0.1):  # typed into each other's cells
            a, b = self.pick(*moments), self.pick(*moments)
            moments[a], moments[b] = moments[b], moments[a]
        return moments

    def chaos(self):
        """Any steps in any order, crowded into a few minutes."""
        start = self.instant()
        pool = [
            start
            + timedelta(
                minutes=self.pick(0, 0, 1, 2, 3, 15, 30),
                seconds=self.pick(0, 0, 5, 40) if self.seconds else 0,
            )
            for _ in range(self.rng.randrange(2, 7))
        ]
        share = self.pick(0.3, 0.5, 0.8)
        moments = {name: self.rng.choice(pool) for name in STEPS + ["Доложено главе"] if self.chance(share)}
        if self.chance(0.85):
            moments["Выявлено"] = min(pool) if self.chance(0.75) else self.rng.choice(pool)
        return moments

    def case_row(self, n, used, numbers):
        moments = self.chain() if self.chance(0.6) else self.chaos()
        number = self.number(n, used)
        row = {"№": number, "Выявлено": self.time_cell(moments.get("Выявлено"))}
        for name in STEPS + ["Доложено главе"]:
            row[name] = self.time_cell(moments.get(name))
        row |= {
            "Источник": self.dirty(self.pick("ВКонтакте", "вконтакте", "Telegram", None, "Форум")),
            "Ссылка на сообщение": self.dirty(
                self.pick(None, "https://vk.com/wall1", "HTTP://a.ru"), "vk.com/wall1", 5, False
            ),
            "Автор": self.dirty(self.pick(None, "Автор")),
            "Суть сообщения": self.dirty("Сообщение"),
            "Тема": self.dirty(self.pick("Дороги", "дороги", "Вода", "Ёлки"), None, "Прочее"),
            "Локация": self.dirty(self.pick("Деревня Примерная", "Поселок елочный"), None, "Луна"),
            "Важность": self.dirty(
                self.pick(
                    self.closed("Обычная", "Повышенная"),
                    self.closed("высокая", "срочная", "срочно", "важно", "low", "normal", "high", "средняя"),
                    "Повышенная",
                    "",
                ),
                "Ажиотаж",
                "неважно",
                1,
                False,
            ),
            "Срок, раб. ч": self.dirty(
                self.pick(None, None, None, None, 1, 1.5, 2, "0,5", "2.5", 4, 6, 0.3333, "1", 0.25),
                "быстро",
                1 / 6,
                46349,
                "0,1",
                0,
                -1,
                True,
                False,
            ),
            "Исполнитель": self.executor(),
            "Новый исполнитель": self.executor() if self.chance(0.4) else None,
            "Вид ответа": self.dirty(
                self.pick(
                    None,
                    None,
                    self.mistyped("Окончательный"),
                    self.mistyped("Промежуточный"),
                    "Промежуточный",
                    self.mistyped("Запрос"),
                    self.closed("финальный", "итоговый", "предварительный", "уточнение"),
                ),
                "Ответ",
                3,
                False,
            ),
            "Ссылка на ответ": self.dirty(self.pick(None, "http://vk.com/2"), "нет ссылки", False),
            "Фото/видео": self.dirty(
                self.pick(None, "да", "нет", "✓", True, False, 1, 0, "Y", "–", "есть", "н/д", "Нет.", "none"),
                "может быть",
                2,
            ),
            "Повторное к №": self.dirty(self.pick(None, None, None, *numbers), 999, number, 1.5, False),
            "Не подлежит обработке": self.pick(
                None,
                None,
                None,
                None,
                None,
                None,
                "нет",
                "Н",
                False,
                0,
                "-",
                "–",
                self.pick("—", "−", "...", "н/д", "Нет данных", "не", "нет.", "нет!", "нет,", "None"),
                self.dirty("", "угрозы", True, "да", 1, "х", "18", "см", "брань", "есть", "Да!"),
            ),
            "Оценка качества": self.dirty(self.pick(None, None, 5, "4", 3.0), 6, 4.5, "отлично", True, False),
            "Итог": self.dirty(self.closed("Решено", "Разъяснено", "Передано", "Отказано"), "Готово", False),
            "Статус": self.dirty(
                self.pick(None, None, *(self.word(word) for word in STATUSES)), True, False, 7
            ),
            "Примечание": self.dirty(self.pick(None, "заметка")),
        }
        return row, moments

    def journal_rows(self, number, moments):
        """Rounds the row has no room for, and repeats of what it has."""
        rows = []
        start = moments.get("Выявлено") or self.instant()
        for _ in range(self.pick(0, 0, 1, 2, 3, 6)):
            word = self.rng.choice(JOURNAL_WORDS if self.chance(0.9) else ["Выявлено"])
            if word == "Выявлено" and self.chance(0.6):
                continue
            if moments and self.chance(0.4):  # the same minute as one of the row's
                known = self.rng.choice(list(moments))
                word = known if self.chance(0.6) else word
                moment = moments[known].replace(second=self.pick(0, 10, 59) if self.seconds else 0)
            else:
                moment = start + self.step() + self.step()
            rows.append(
                [
                    number,
                    self.time_cell(moment),
                    self.mistyped(word),
                    self.executor() if self.chance(0.4) else None,
                    self.dirty(
                        self.pick(
                            None,
                            None,
                            None,
                            self.mistyped("Промежуточный"),
                            self.mistyped("Окончательный"),
                            "Запрос",
                        ),
                        "Вид",
                    ),
                    self.dirty(self.pick(None, "заметка")),
                ]
            )
        return rows

    def journal(self, rows):
        past = serial(datetime.combine(self.base - timedelta(days=3), time(10, 30)))
        if self.dirt and self.chance(0.4):  # belongs to nothing
            rows.append([self.pick("нет такого", 9999, None), past, "Согласовано", None, None, None])
        if self.dirt and self.chance(0.4) and rows:
            rows.append([rows[0][0], past, self.pick("Потеряно", None, "#REF!"), None, None, None])
        if self.dirt and self.chance(0.3) and rows:
            rows.append([rows[0][0], self.pick(None, "потом"), "Размещено", None, None, None])
        if self.chance(0.3):
            rows.append([None] * 6)
        self.rng.shuffle(rows)
        head = ["№", "Время", "Событие", "Исполнитель", "Вид ответа", "Примечание"]
        keep = [n for n in range(6) if n < 3 or not self.chance(0.1)]
        self.rng.shuffle(keep)
        return self.titled([[self.header(head[n]) for n in keep]] + [[row[n] for n in keep] for row in rows])

    # -- the whole

    def register(self):
        rng = self.rng
        tabs = {}
        if self.chance(0.6):
            tabs[self.title("Настройки")] = self.settings()
        if self.chance(0.4):
            tabs[self.title("Нормативы")] = self.norms()
        if self.chance(0.4):
            tabs[self.title("Календарь")] = self.calendar()
        if self.chance(0.6):
            tabs[self.title("Справочники")] = self.directory()

        rows, events, used = [], [], []
        numbers = list(range(1, rng.randrange(1, 13) + 1))
        for n in numbers:
            row, moments = self.case_row(n, used, numbers)
            used.append(row["№"])
            rows.append(row)
            if self.chance(0.5):
                events += self.journal_rows(row["№"], moments)
            if self.chance(0.1):
                rows.append({})  # an entirely empty row
        for n in range(self.pick(0, 0, 1, 3)):  # prepared rows
            rows.insert(
                rng.randrange(len(rows) + 1),
                {
                    "№": self.pick(100 + n, str(100 + n), None),
                    "Фото/видео": self.pick(False, None, "нет"),
                    "Не подлежит обработке": self.pick(False, None, "Нет", "FALSE"),
                    "свой": self.pick(None, "своё"),
                },
            )

        head = list(HEADERS)
        if self.chance(0.3):
            for name in rng.sample(HEADERS[2:], rng.randrange(1, 9)):
                head.remove(name)
        elif self.chance(0.25):  # a register that keeps two or three steps only
            few = rng.sample([*STEPS, "Доложено главе"], rng.randrange(1, 4))
            head = [name for name in head if (name not in STEPS and name != "Доложено главе") or name in few]
        if self.chance(0.4):
            rng.shuffle(head)
        if self.chance(0.3):
            head.insert(rng.randrange(len(head) + 1), "Статус")
        for _ in range(self.pick(0, 0, 1, 2)):
            head.insert(rng.randrange(len(head) + 1), "свой")
        doubled = None
        if self.chance(0.15):
            doubled = self.pick("Согласовано", "Исполнитель", "Размещено", "Примечание")
        body = [[row.get(name) for name in head] for row in rows]
        heads = [
            self.pick("Моя колонка", None, "Дни") if name == "свой" else self.header(name) for name in head
        ]
        if doubled:
            heads.append(self.header(doubled))
            for row in body:
                row.append(self.pick(None, "прочее"))
        for row in body:
            while row and row[-1] is None and self.chance(0.9):
                row.pop()
        tabs[self.title("Реестр")] = self.titled([heads] + body)
        if events or self.chance(0.3):
            tabs[self.title("Журнал")] = self.journal(events)
        if self.chance(0.2):
            tabs["Правки"] = [["Когда", "Кто", "Ячейка", "Было", "Стало"], [1, 2, 3, 4, 5]]
        if self.chance(0.3):  # «Tabs are found by title», in any order
            names = list(tabs)
            rng.shuffle(names)
            tabs = {name: tabs[name] for name in names}
        return tabs, self.now()

    def now(self):
        anchors = sorted(self.anchors) or [self.instant()]
        kind = self.rng.random()
        if kind < 0.35:
            moment = anchors[-1] + self.pick(
                timedelta(0), timedelta(hours=1), timedelta(days=2), timedelta(days=9), timedelta(minutes=10)
            )
        elif kind < 0.6:  # the edge of five minutes
            moment = self.rng.choice(anchors) - timedelta(minutes=5)
            moment += timedelta(seconds=self.pick(-1, 0, 0, 1, 60, 120))
        elif kind < 0.8:
            moment = self.rng.choice(anchors) + self.step()
        else:
            moment = self.instant() + timedelta(days=self.pick(0, 1, 3))
        if self.chance(0.2):
            moment = moment.replace(hour=self.pick(0, 3, 8, 19, 23))
        return moment


def phrases(rng):
    """«Фразы» as an office might type it, slips included."""
    occasions = [
        "Направить",
        "напомнить",
        " Согласовать ",
        "Доложить",
        "Повторное",
        "ОТВЕТ",
        "Ответить",
        None,
    ]
    topics = [None, None, "Дороги", "дороги", "Вода", "Луна", "#REF!"]
    pieces = ["Прошу", "{№}", "{ Тема }", "{срок  ответа}", "{срок}", "{тэма}", "{}", "{", "}", "#REF!", "\n"]
    rows = [
        [
            rng.choice(occasions),
            rng.choice(topics),
            rng.choice([None, "#Н/Д", 5, " ".join(rng.sample(pieces, rng.randrange(1, 5)))]),
        ]
        for _ in range(rng.randrange(6))
    ]
    keep = rng.choice([[0, 1, 2], [2, 0, 1], [0, 2]])
    head = ["Повод", "Тема", "Текст"]
    return [[head[n] for n in keep], *([row[n] for n in keep] for row in rows)]


def register(seed):
    """(tabs, now): a random but adversarial register, the same for the same seed."""
    tabs, now = Maker(seed).register()
    rng = random.Random(f"phrases {seed}")
    if rng.random() < 0.3:
        tabs["Фразы"] = phrases(rng)
    return tabs, now
