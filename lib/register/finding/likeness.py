"""How offices and trackers call the columns that «Отклик» knows: what a header most likely means, as data.

Only for proposals: nothing here acts in a live register by itself. A header that might mean two things means
nothing, for a wrong proposal is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lib.law.schema import CASES, EVENT_FIELDS
from lib.register.closed import signs_apart
from lib.register.finding.headers import header_key

_LONGEST = 120  # characters: a longer header is a sentence
_LEAST = 7  # letters of a word, or a title, that one wrong letter leaves recognisable
_TITLES = {header_key(column.title): column.field for column in CASES.known}
_VERBS = sorted(
    {
        word
        for field in EVENT_FIELDS
        for word in header_key(CASES.column(field).title).split()
        if len(word) >= _LEAST and word.endswith("но")
    }
)

# Words of the rules below: a moment, a citizen's message, an executor, whom an answer goes to.
_WHEN = r"(?:дата|дата (?:и )?время|время|когда|день|дата (?:и )?час)"
_WHAT = (
    r"(?:обращени\w*|сообщени\w*|заяв\w*|жалоб\w*|запрос\w*|вопрос\w*|пост\w?|поста|комментари\w*|инцидент\w*"
    r"|проблем\w*|тикет\w*|карточк\w*|сигнал\w*|публикаци\w*|задач\w*|кейс\w?|отзыв\w*)"
)
_THE = rf"(?: (?:в |к |по )?{_WHAT})*"
_WHO = (
    r"(?: (?:в (?:работу|отдел\w*|подразделени\w*|ведомств\w*|орган\w*|исполнени\w*)|исполнител\w*|ответственн\w*"
    r"|на (?:рассмотрени\w*|исполнени\w*|исполнител\w*|отработк\w*|подготовк\w* ответ\w*)|по (?:принадлежности"
    r"|компетенции|подведомственности)|специалист\w*|сотрудник\w*|куратор\w* отрасли))"
)
_ANSWER = r"(?:ответ\w*)"
_ADDRESSEES = re.compile(
    r"\b(?:заявител(?:ю|я)|жител(?:ю|ям)|гражданин(?:у|а)|автор(?:у|ам)|пользовател(?:ю|ям)|подписчик(?:у|ам))\b"
    r"|\bв (?:соц ?сет[ьи]|социальн\w+ сет[ьи]|сети|паблик\w*|групп[еу]|vk|вк|мессенджер\w*)\b"
    r"|\bна (?:обращени\w*|сообщени\w*|жалоб\w*|заявк\w*|комментари\w*|пост)\b"
)
# Words cut short with a point, as headers of narrow columns have them.
_CUT_SHORT = {
    "публ": "публикации",
    "опубл": "опубликования",
    "обращ": "обращения",
    "сообщ": "сообщения",
    "регистр": "регистрации",
    "поступл": "поступления",
    "обнаруж": "обнаружения",
    "направл": "направления",
    "размещ": "размещения",
    "соглас": "согласования",
    "отв": "ответственный",
    "ответств": "ответственный",
    "исполн": "исполнитель",
    "кратк": "краткое",
    "содерж": "содержание",
    "прим": "примечание",
}
_WITH_POINT = re.compile(rf"\b({'|'.join(sorted(_CUT_SHORT, key=len, reverse=True))})\.")
# What sort of cells stand below, in brackets behind the header itself.
_SORT = re.compile(r"\((?:дата|время|день|часы?|мин|[дмгчdmyhи\s.,:;/\-])+\)")
_WHEN_LAST = re.compile(r"(.+) (дата(?: (?:и )?время)?|когда|время)")
# What says nothing: a fact beside a plan, a form's hint.
_IDLE = re.compile(r"\b(?:фактическ\w*|факт|наш\w*|официальн\w*|\*)\b")

# A time that is none of the steps: a term, a plan, the last change, another's date.
_NO_STEP = re.compile(
    r"\b(?:срок\w*|контрол\w*|план\w*|крайн\w*|дедлайн\w*|due|deadline|target|expected|регламент\w*|норматив\w*"
    r"|обновл\w*|измен\w*|последн\w*|last|updated?|modified|продл\w*|рожд\w*|промежуточн\w*|предварительн\w*"
    r"|напомин\w*|перенос\w*|истечени\w*|остал\w*|просроч\w*|отсроч\w*|ожида\w*|желаем\w*|до|статус\w*|следующ\w*"
    r"|договор\w*|осмотр\w*|выезд\w*|визит\w*|длительность|реакции|sla|количество|дней|часов|минут|повторн\w*)\b"
)
_NO_NUMBER = re.compile(
    r"\b(?:телефон\w*|тел|дом\w?|дома|квартир\w*|кв|договор\w*|исход\w*|исх|ответ\w*|документ\w*|поручени\w*"
    r"|постановлени\w*|счет\w*|групп\w*|участ\w*|отдел\w*|контракт\w*|страниц\w*|родительск\w*|parent|повторн\w*"
    r"|предыдущ\w*|прежн\w*|связанн\w*|к №|корпус\w*|строени\w*|лицев\w*|снилс|инн|паспорт\w*|эпик\w*|epic)\b"
)
PERSONAL = re.compile(
    r"\b(?:фио|ф и о|фамили\w*|телефон\w*|тел|e ?mail|эл\w* почт\w*|электронн\w* почт\w*|почт\w*|иин|инн|снилс"
    r"|паспорт\w*|дата рождения|год рождения|контакт\w*|имя|профил\w*|аккаунт\w* автора)\b"
)
_OTHERS = re.compile(
    r"\b(?:заявител\w*|автор\w*|гражданин\w*|гражданк\w*|жител\w*|проживани\w*|прописк\w*|регистрации заявителя)\b"
)

# Of the message or of the answer? Only where it stands behind the detection it is the latter.
PUBLISHED = rf"{_WHEN} размещени\w*"
# The rules of each field in the order of sureness: what the whole header, as `plain_header` writes it, says.
_TIMES: dict[str, tuple[str, ...]] = {
    "detected": (
        rf"{_WHEN} (?:выявлени\w*|обнаружени\w*|выявлено|обнаружено|выявили|обнаружили|заметили){_THE}"
        r"|обнаружено|обнаружили|выявлено сообщение",
        rf"{_WHEN} поступлени\w*{_THE}|поступило|{_WHEN} поступило{_THE}|поступлени\w* {_WHEN}",
        rf"{_WHEN} (?:получени\w*|прием\w*|приняти\w*){_THE}|получено",
        rf"{_WHEN} (?:регистраци\w*|рег|учета|постановки на учет){_THE}|зарегистрировано",
        rf"{_WHEN} (?:публикаци\w*|размещени\w*|написани\w*) {_WHAT}|опубликовано {_WHAT}",
        rf"{_WHEN} (?:создани\w*|открыти\w*|подачи|подано|появлени\w*|заведени\w*|внесени\w*){_THE}|создан[ао]?"
        rf"|открыт[ао]? {_WHEN}|created(?: (?:at|on|time|date))?|(?:date|time) created|creation (?:date|time)"
        r"|(?:date )?(?:time )?(?:opened|submitted|received)(?: at| on)?|(?:open|opened|received|submitted) date(?: time)?",
        rf"{_WHEN} {_WHAT}{_THE}|{_WHAT} {_WHEN}",
        r"дата|дата (?:и )?время|отметка времени|timestamp|date|date (?:and )?time|datetime",
    ),
    "sent": (
        rf"{_WHEN} (?:направлени\w*|передач\w*|отправк\w*|назначени\w*|поручени\w*|распределени\w*){_THE} "
        r"(?:исполнител\w*|ответственн\w*)(?: исполнител\w*)?",
        rf"{_WHEN} (?:направлени\w*|передач\w*|отправк\w*|назначени\w*|поручени\w*|распределени\w*){_THE}{_WHO}+"
        rf"|(?:направлен[оаы]?|передан[оаы]?|поручен[оаы]?|назначен[оаы]?|отправлен[оаы]?|распределен[оаы]?"
        rf"|направили|передали|поручили|отправили){_THE}{_WHO}+"
        rf"|{_WHEN} (?:направлено|передано|поручено|назначено|отправлено|распределено|направили|передали"
        rf"|поручили|отправили|переслали){_THE}{_WHO}*",
        rf"{_WHEN} (?:направлени\w*|передач\w*|назначени\w*|поручени\w*|распределени\w*){_THE}"
        r"|передано|поручено|назначено|распределено|assigned(?: (?:at|on|date|time))|date assigned",
    ),
    "drafted": (
        rf"{_WHEN} (?:получени\w*|поступлени\w*|представлени\w*|подготовки|предоставлени\w*) проекта(?: {_ANSWER})?"
        rf"|(?:получен|поступил) проект(?: {_ANSWER})?|проект (?:{_ANSWER} )?(?:получен|поступил|готов|подготовлен)|{_WHEN} проекта(?: {_ANSWER})?",
        rf"{_WHEN} подготовки {_ANSWER}|получен ответ (?:от )?исполнител\w*|{_WHEN} ответа (?:от )?исполнител\w*"
        rf"|проект {_ANSWER}|ответ исполнител\w* (?:получен|поступил)",
    ),
    "sent_back": (rf"(?:{_WHEN} )?(?:направлен\w*|возврат\w*|возвращен\w*|отправлен\w*) на доработку",),
    "approved": (
        rf"{_WHEN} (?:согласовани\w*|утверждени\w*|визировани\w*)(?: проекта)?(?: {_ANSWER})?"
        rf"|{_ANSWER} (?:согласован|утвержден)|(?:согласован|утвержден) (?:проект )?{_ANSWER}|утверждено|approved(?: (?:at|on))?",
    ),
    "posted": (
        rf"{_WHEN} (?:размещени\w*|публикаци\w*|опубликовани\w*) {_ANSWER}"
        rf"|{_ANSWER} (?:размещен|опубликован|дан|направлен|отправлен)(?: {_WHEN})?"
        rf"|{_WHEN} (?:размещен|опубликован|дан|направлен|отправлен|дали|разместили|опубликовали) {_ANSWER}"
        rf"|опубликован {_ANSWER}|дан {_ANSWER}|(?:разместили|опубликовали|дали) {_ANSWER}",
        rf"{_WHEN} (?:(?:отправки|направлени\w*|предоставлени\w*|выдачи|дачи|окончательного) )?{_ANSWER}"
        rf"|{_WHEN} окончательного {_ANSWER}|{_ANSWER} {_WHEN}|ответили|ответил[аи]? {_WHEN}"
        rf"|(?:answered|replied|responded)(?: (?:at|on))?|(?:answer|reply|response) date",
        rf"{_WHEN} (?:закрыти\w*|отработки){_THE}|дата(?: (?:и )?время)? завершени\w*{_THE}|отработан[ао]?|закрыт[ао]?|завершен[ао]?"
        r"|closed(?: (?:at|on|time|date|date time))?|(?:date )?(?:time )?closed|closing date",
        rf"{_WHEN} (?:решени\w*|выполнени\w*|исполнени\w*){_THE}|решен[ао]?|выполнен[ао]?|исполнен[ао]?"
        r"|отметка об исполнении(?: дата)?|отметка о выполнении(?: дата)?|отметка об ответе(?: дата)?"
        r"|отметка о закрытии(?: дата)?|resolved(?: (?:at|on|time|date))?|(?:date|time) resolved|resolution date"
        r"|completed(?: (?:at|on))?|done(?: at)?",
        PUBLISHED,
    ),
    "reported": (rf"{_WHEN} доклада(?: главе)?|доложено|{_WHEN} доложено(?: главе)?",),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "network": (
        r"(?:соц ?сет[ьи]|социальн\w+ сет[ьи]|название соц\w* ?сети)(?: (?:или )?(?:паблик|группа|сообщество|канал|ресурс))?"
        r"|площадка(?: размещения| публикации)?|канал(?: поступления)?"
        rf"|источник (?:поступления|{_WHAT}|информации|сигнала)|где (?:размещен[оа]?|опубликован[оа]?|написан[оа]?)"
        rf"(?: {_WHAT})?|место (?:публикации|размещения)(?: {_WHAT})?|ресурс|интернет ресурс|паблик|сообщество"
        r"|source|channel|social network|platform",
    ),
    "url": (
        rf"ссылка(?: на)?(?: {_WHAT}| источник| оригинал| первоисточник| пост)*|url(?: {_WHAT})?|адрес (?:поста|"
        r"сообщения|публикации|комментария)|гиперссылка|link|permalink|post (?:url|link)",
    ),
    "answer_url": (
        rf"ссылка на (?:размещенный |опубликованный )?{_ANSWER}|url {_ANSWER}|answer (?:url|link)",
    ),
    "text": (
        rf"(?:краткое )?содержание{_THE}|(?:краткая )?суть{_THE}|(?:полный )?текст{_THE}"
        rf"|аннотация краткое содержание|краткое описание{_THE}|опишите (?:вашу |суть )?{_WHAT}|{_WHAT} текст",
        rf"описание{_THE}|description|сообщение|текст|message|аннотация|details|в чем (?:проблема|вопрос|суть)",
        r"заголовок|subject|summary|title|обращение|жалоба",
    ),
    "topic": (
        rf"тематика{_THE}|проблемная тема|тема {_WHAT}|категория {_WHAT}|тематика направление"
        r"|рубрика|вид работ|help topic|topic|направление|сфера",
        r"категория|category|тип (?:проблемы|вопроса)|вид (?:проблемы|вопроса)|отрасль",
    ),
    "location": (
        r"населенный пункт|нп|нас пункт|наименование населенного пункта",
        r"муниципальное образование|муниципалитет|мо|омсу|поселение|сельское поселение|территория|территориальн\w+ отдел",
        r"(?:район|округ|микрорайон)(?: (?:города|проблемы|области))?|location|city|district",
        r"адрес(?: (?:проблемы|объекта|места|места происшествия|инцидента))?|местоположение|место"
        r"(?: (?:проблемы|происшествия))?|address",
        r"улица",
    ),
    "executor": (
        r"(?:ответственный )?исполнитель(?: (?:по )?\w+)?|ответственный(?: исполнитель)?|ответственное (?:лицо|ведомство"
        rf"|подразделение)|ответственный за (?:подготовку )?(?:{_ANSWER}|исполнение|отработку|решение)"
        r"|ведомство исполнител\w*|исполняющ\w+ (?:орган|ведомство)|организация исполнитель|отдел исполнитель",
        rf"(?:кому|куда) (?:направлен[оаы]?|поручен[оаы]?|передан[оаы]?|назначен[оаы]?|отправлен[оаы]?|адресован[оаы]?"
        rf"|направили|поручили|передали|отправили)(?: {_WHAT}| в работу| на исполнение| для ответа)*|assignee|assigned to|agent assigned|assigned agent"
        r"|(?:case |ticket |issue )?owner|назначено|назначен|поручено",
        r"ведомство|подразделение|отдел|кто закрыл|кто ответил|ответственная организация",
    ),
    "status": (
        rf"статус(?:{_THE}| (?:исполнения|подготовки ответа(?: на {_WHAT})?|ответа|рассмотрения|отработки|выполнения"
        r"|работы|заявки|задачи))*|(?:current )?(?:status|state)|текущ\w+ (?:статус|состояние|стадия)",
        rf"состояние{_THE}|стадия{_THE}|этап{_THE}|обработано|отметка об исполнении|отметка о выполнении|исполнено"
        r"|выполнено|закрыто|решено|ответ дан|отработано",
    ),
    "outcome": (rf"результат(?: (?:рассмотрения|работы|отработки))?{_THE}|итог рассмотрения",),
    "media": (r"фото|фотоотчет|фото ?видео|фото (?:и|или) видео|наличие фото|фотоматериалы",),
    "note": (r"комментари[ий]|заметк[аи]|примечани[ея]|comments?|notes?|дополнительно|особые отметки",),
}
_NUMBERS = (
    rf"(?:рег|регистрационный|вх|входящий|учетный|уникальный)? ?(?:номер|№|n|no)(?: {_WHAT})+"
    r"|(?:рег|регистрационный|вх|входящий|учетный|уникальный) ?(?:номер|№|n)"
    rf"|(?:код|ключ)(?: {_WHAT})+|(?:ticket|issue|case|request) (?:id|number|no|key)|{_WHAT} (?:id|№|номер)",
    rf"номер|n|no|идентификатор|id|uid|#|key|код|идентификатор(?: {_WHAT})+|number|id(?: {_WHAT})+",
    r"(?:№|номер|n) ?п ?п|порядковый (?:номер|№)|п п|№ по порядку|(?:№|номер) (?:строки|записи)",
)


@dataclass(frozen=True)
class Likely:
    """What a header most likely means: the field, and how sure that is (10: its own name, 1: hardly)."""

    field: str
    score: float


def plain_header(header: str) -> str:
    """A header as the rules read it: small letters, no marks, no spaces twice, nothing that says nothing."""
    text = _WITH_POINT.sub(lambda found: f"{_CUT_SHORT[found[1]]} ", header_key(header))
    text = _SORT.sub(" ", text) if _SORT.sub(" ", text).strip() else text
    text = re.sub(r"[^\w#№]+", " ", text.replace("№", " № ")).replace("_", " ")
    text = _IDLE.sub(" ", text)
    return " ".join(text.split())


@lru_cache(2_048)
def meanings(header: str) -> tuple[Likely, ...]:
    """All that a header may mean, the surest first; empty where it means nothing that is known, or too much."""
    text = plain_header(_respelt(header))
    if not text or len(text) > _LONGEST:
        return ()
    found = [Likely(slip, 8) for slip in filter(None, [_slip(header)])]
    if not _NO_NUMBER.search(text):
        found += _by("case", _NUMBERS, text)
    personal = bool(PERSONAL.search(text))
    shorter = " ".join(_ADDRESSEES.sub(" ", text).split())
    if not _NO_STEP.search(shorter):
        turned = _WHEN_LAST.sub(r"\2 \1", shorter)  # «Исполнение: дата»
        for field, rules in _TIMES.items():
            found += _by(field, rules, text) or _by(field, rules, shorter) or _by(field, rules, turned)
    if not personal and not _OTHERS.search(text):
        for field, rules in _WORDS.items():
            found += _by(field, rules, text)
    return tuple(sorted(found, key=lambda likely: -likely.score))


def near_own(header: str) -> str:
    """The field for whose own title a header is meant, misspelt or, of a step, with words added; "": for none.

    «Выявленно», «Направленно исполнителю».
    """
    if slip := _slip(header):
        return slip
    text = _respelt(header)
    begun = [title for title in _TITLES if text == title or text.startswith(f"{title} ")]
    field = _TITLES[max(begun, key=len)] if begun else ""
    more = field in EVENT_FIELDS and any(likely.field == field for likely in meanings(header))
    return field if more or text in _TITLES else ""


def _slip(header: str) -> str:
    """The field from whose title a header differs by one sign; "" for none, or two."""
    key = header_key(header)
    if len(key) < _LEAST or key in _TITLES:
        return ""
    near = [field for title, field in _TITLES.items() if signs_apart(key, title) == 1]
    return near[0] if len(near) == 1 else ""


def _respelt(header: str) -> str:
    """A header's key in which the words of steps are spelt right: «направленно исполнителю»."""
    return " ".join(
        next((verb for verb in _VERBS if signs_apart(word, verb) == 1), word) if len(word) >= _LEAST else word
        for word in header_key(header).split()
    )


def _by(field: str, rules: tuple[str, ...], text: str) -> list[Likely]:
    for number, rule in enumerate(rules):
        if re.fullmatch(rule, text):
            return [Likely(field, 8 - number / 2)]
    return []


def is_personal(header: str) -> bool:
    """Whether a header speaks of people: what stands under it is not needed, and better not kept."""
    text = plain_header(header)
    return bool(PERSONAL.search(text)) and not text.startswith("дата")


def is_any_publication(header: str) -> bool:
    """Whether a header speaks of a publication and does not say whether of the message or of the answer."""
    return bool(re.fullmatch(PUBLISHED, plain_header(header)))


def is_of_others(header: str) -> bool:
    """Whether a band speaks of those who write or supervise: «Адрес» below «Заявитель» is no place of ours."""
    text = plain_header(header)
    return bool(PERSONAL.search(text) or _OTHERS.search(text) or text.startswith("контрол"))
