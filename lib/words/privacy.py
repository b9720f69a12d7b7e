"""Personal data in the texts of messages: masked before they leave the app in a file, told by their kinds.

A register is about messages, not people, but people write their names, numbers and addresses into them. The
mask prefers to hide too much: a harmless word in brackets costs less than a number in a memorandum.
"""

from __future__ import annotations

import re

PHONE, MAIL, NAME, PROFILE, NUMBER = "[телефон]", "[почта]", "[имя]", "[страница]", "[номер]"

_MAIL = re.compile(r"[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,4}")
_PROFILE = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.|m\.)?"
    r"(?:vk\.com|vk\.ru|t\.me|ok\.ru|instagram\.com|facebook\.com|max\.ru|wa\.me|dzen\.ru)/[^\s,;)»\"]+"
    r"|(?<![\w@])@[A-Za-z][\w.]{3,31}",
    re.IGNORECASE,
)
# A run of digits with what people put between the parts of a number, and the runs that are phones.
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"(?<!\w)[+(]{0,2}\d(?:[ \t\u00a0.()/‐‑–—-]{0,3}\d)*")
_DATE = re.compile(r"((?<!\d)\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d\d-\d\d(?!\d))")
_SHORT_PHONE = re.compile(r"\d{1,3}([-‐‑–])\d\d\1\d\d")
_CALLED = re.compile(r"(?:тел|телефон\w*|моб|звон\w*|сот|номер\w*|т)\.?\s*[:№—-]?\s*$", re.IGNORECASE)

_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_INITIAL = r"[А-ЯЁ]\.[ \u00a0]?"
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:(?:[оеё]вич|ьич|[кмф]ич)(?:а|у|ем|е)?|(?:[оеё]вн|ичн)(?:а|ы|е|у|ой))(?!\w)"
_GAP = r"[ \u00a0]+"
# First names: whole ones, to which the endings of cases may be added, and stems that need an ending.
_WHOLE = (
    "Александр Антон Артём Артем Артур Богдан Борис Вадим Валентин Виктор Владимир Владислав Вячеслав "
    "Глеб Денис Егор Иван Игорь Игор Камил Кирилл Константин Лев Леонид Макар Максим Михаил Олег Павел "
    "Павл Пётр Петр Рамил Роман Руслан Рустам Семён Семен Станислав Степан Тимур Фёдор Федор Эдуард Яков "
    "Ян Ярослав Любовь Адам Айдар Ахмед Всеволод Герман Демид Ефим Захар Ильдар Ислам Магомед Майя Марат "
    "Марк Мирон Мурад Мурат Назар Платон Прохор Радик Рамазан Расул Ренат Родион Ростислав Рафаэл Святослав "
    "Тарас Филипп Эльчин"
)
_STEMS = (
    "Алексе Алёш Алеш Алин Алис Алл Альбин Анастаси Анатоли Ангелин Андре Анжел Ань Антонин Аркади Арсени "
    "Валентин Валер Валери Вал Варвар Василис Васили Вас Вер Вероник Виктори Витали Вов Галин Гал Геннади "
    "Ген Георги Григори Гриш Дарь Даш Дани Данил Дан Диан Дмитри Дим Евгени Жен Екатерин Кат Елен Лен "
    "Елизавет Лиз Жанн Зинаид Зо Иль Инн Ин Ирин Ир Карин Клавди Кост Ксени Ларис Лиди Лид Люб Людмил Люд "
    "Маргарит Марин Мари Маш Матве Миш Надежд Над Наталь Наташ Наст Никит Никола Кол Нин Оксан Ол Ольг "
    "Паш Пет Полин Раис Регин Ренат Римм Ром Саш Светлан Свет Серге Сереж Серёж Софь Софи Сюзанн Тамар "
    "Тан Татьян Тимофе Ульян Элл Эльвир Эмм Юли Юр Юри Анн Агат Аид Айгул Ален Антонин Валентин Гузел "
    "Гульнар Дарин Динар Евдоки Елисе Зарин Злат Лейл Лили Милан Мирослав Нелл Роз Савели Снежан "
    "Стефани Таиси Фаин Эльмир"
)
_ENDINGS = "ом|ем|ём|ой|ёй|ей|ью|[аяуюеиыйь]"


def _any(names: str) -> str:
    return "|".join(sorted(set(names.split()), key=len, reverse=True))


_GIVEN = rf"(?:(?:{_any(_WHOLE)})(?:{_ENDINGS})?|(?:{_any(_STEMS)})(?:{_ENDINGS}))(?!\w)"
# Before a name in the genitive: a place that bears it.
_STREET = re.compile(
    r"(?:улиц\w*|ул|пер|переул\w*|площад\w*|пл|проспект\w*|просп|пр|пр-т\w*|бульвар\w*|б-р|бул|набережн\w*|наб|сквер\w*"
    r"|парк\w*|алле\w*|проезд\w*|тупик\w*|шоссе|имени|им|памятник\w*)\.?[ \u00a0]{0,2}$",
    re.IGNORECASE,
)
_GENITIVE = re.compile(r"[А-ЯЁ](?:\.|[а-яё]*[аяыиу](?!\w))")
_SURNAME = (
    r"[А-ЯЁ][а-яё]*(?:(?:ов|ев|ёв|ин|ын)(?:а|у|ым|ой|е|ых)?|(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую)|енко|чук|юк|ук|ян"
    r"|дзе|швили|ец|як|ич)(?!\w)"
)
_SMALL = re.compile(rf"(?<!\w){_GIVEN}{_GAP}{_PATRONYMIC}", re.IGNORECASE)  # slow: many beginnings
_PATRONYMIC_ENDS = re.compile(r"(?:ич|вн|чн)(?:[аыеу]|ой|ем)?(?!\w)", re.IGNORECASE)
_NAMES = (
    re.compile(rf"(?<!\w){_WORD}{_GAP}{_INITIAL}[А-ЯЁ]\."),
    re.compile(rf"(?<!\w){_INITIAL}{_INITIAL}{_WORD}"),
    re.compile(rf"(?<!\w)(?:{_WORD}{_GAP}){{1,2}}{_PATRONYMIC}(?:{_GAP}{_WORD}(?=[\s,.!?;:)]|$))?"),
    re.compile(rf"(?<!\w)(?:{_WORD}{_GAP}){{2,3}}(?i:оглы|оглу|угли|кызы)(?!\w)"),
    _SMALL,
    re.compile(rf"(?<!\w)(?:{_GIVEN}{_GAP}(?:{_WORD}|[А-ЯЁ]\.)|{_SURNAME}{_GAP}(?:{_GIVEN}|[А-ЯЁ]\.))"),
)
_CAPITALS = re.compile(r"(?<!\w)[А-ЯЁ]{2,}(?!\w)")
# Words that open a sentence or an address before a name, and are none themselves.
_BEFORE = re.compile(
    r"^(?:Уважаем\w*|Дорог\w*|Здравствуйте|Добрый|Доброе|Добрая|Господин\w*|Госпож\w*|Глав\w*|Куратор\w*|Депутат\w*"
    r"|Сосед\w*|Жител\w*|Спасибо|Прошу|Просим|Пишет|Меня|Это|Я)[ \u00a0]+"
)


def mask(text: str, *known: str) -> str:
    """The text with phones, e-mails, personal pages, long numbers and full names replaced by their kind.

    `known`: names to hide wherever they stand as typed, such as the author's own.
    """
    for name in known:
        if len(name.strip()) > 2:
            text = re.sub(rf"(?<!\w){re.escape(name.strip())}(?!\w)", NAME, text, flags=re.IGNORECASE)
    if "@" in text:  # each is looked for only where it may be: most texts hold none of it
        text = _MAIL.sub(MAIL, text)
    text = _PROFILE.sub(PROFILE, text)
    if _DIGIT.search(text):
        text = _DIGITS.sub(_number, text)
    for pattern in _NAMES:
        if pattern is not _SMALL or _PATRONYMIC_ENDS.search(text):
            text = _without_names(text, pattern)
    return text


# What a text may hold, as it is told of it.
_TOLD = (
    (NAME, "имя"),
    (PHONE, "телефон"),
    (MAIL, "адрес почты"),
    (PROFILE, "личная страница"),
    (NUMBER, "номер документа"),
)
_FLAT = re.compile(
    r"(?<!\w)(?:кв|квартир[аеуы])\.?\s{0,2}(?:№\s?)?\d{1,4}(?![\d\w])"
    r"(?!\s*(?:градус|°|комнат|батаре|окн|человек|чел\.|дет|взросл|раз|час|дн|недел|месяц|год|лет|процент|%))",
    re.IGNORECASE,
)
# What a text must hold to be looked at closely: most hold nothing of it.
_MAY = re.compile(
    r"@|\d[\d \t\u00a0.()/‐‑–—-]{3,}\d|/\w|[А-ЯЁ]\.|[А-ЯЁ][а-яё-]+[ \u00a0]+[А-ЯЁ]|[А-ЯЁ]{2}"
    r"|(?i:\bкв|(?:вич|ьич|[кмф]ич)(?:а|у|ем|е)?\b|(?:вн|чн)(?:а|ы|е|у|ой)\b|(?:глы|глу|гли|ызы)\b)",
)
# People whose names are places, and what bears the name of somebody.
_PUBLIC = re.compile(
    r"Петр\w*\s+(?:Перв|Велик)\w*|Александр\w*\s+Невск\w*|Иван\w*\s+Купал\w*|Роз\w*\s+Хутор\w*"
    r"|(?<!\w)(?:храм|церк|собор|часовн|мост|остановк|станци|музе|клуб|театр|библиотек|школ|гимнази|лице|больниц"
    r"|роман)\w*\s+(?:[А-ЯЁ][а-яё]+[аяыиу]\s+)?[А-ЯЁ][а-яё]+(?:а|я|ы|и|ого|ой)(?!\w)",
)


def kinds(text: str) -> tuple[str, ...]:
    """Which personal data the text seems to hold: «имя», «телефон», «номер квартиры» …; () for none.

    A hint wants fewer false alarms than the mask: public names are let through, a flat counts by its number.
    """
    if not _MAY.search(text):
        return ()
    told = _PUBLIC.sub(" ", text)
    hidden = mask(told)
    found = [kind for sign, kind in _TOLD if hidden.count(sign) > told.count(sign)]
    return (*found, *(("номер квартиры",) if _FLAT.search(text) else ()))


LONGEST_NUMBER = 12  # characters: a № that is longer is a text that somebody typed in its place


def number(case: str) -> str:
    """A №: masked as a text is, where it is longer than a № can be."""
    return mask(case) if len(case) > LONGEST_NUMBER else case


def person(name: str) -> str:
    """The name of an executor: he is known by it, but a phone, an address or a page in it is masked."""
    if not any(sign.isdigit() or sign in "@/" for sign in name):
        return name
    return _DIGITS.sub(_number, _PROFILE.sub(PROFILE, _MAIL.sub(MAIL, name)))


def _without_names(text: str, pattern: re.Pattern[str]) -> str:
    """Found where words in capitals are written as names are, replaced in the text as it stands."""
    written = _CAPITALS.sub(lambda word: word[0].capitalize(), text)
    parts, end = [], 0
    for found in pattern.finditer(written):
        before = _BEFORE.match(found[0])
        start = found.start() + (before.end() if before else 0)
        if _STREET.search(written, max(0, start - 16), start) and _GENITIVE.match(written, start):
            continue
        parts += [text[end:start], NAME]
        end = found.end()
    return "".join([*parts, text[end:]])


def _number(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 16) : found.start()]
    pieces = _DATE.split(found[0])
    pieces[::2] = [_piece(piece, before if not place else "") for place, piece in enumerate(pieces[::2])]
    return "".join(pieces)


def _piece(run: str, before: str) -> str:
    """A run of digits without dates; `before`: what stands in front of it."""
    digits = sum(character.isdigit() for character in run)
    if digits >= 10:
        kept = len(run) - len(run.lstrip(" \t\u00a0"))
        return run[:kept] + (PHONE if digits <= 12 else NUMBER)
    if _SHORT_PHONE.fullmatch(run) or (_CALLED.search(before) and digits >= 5):
        return PHONE
    return run
