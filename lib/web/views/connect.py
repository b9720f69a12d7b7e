"""The parts of «Подключить таблицу». Headers and cells of a stranger's table stay text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.base.plaintext import plain
from lib.figures import headline
from lib.figures.definitions import Importance
from lib.law.schema import CASES, COLUMNS, SETTINGS, Cell
from lib.lists import own_table as trial
from lib.register.finding.beneath import MOST_LOOKED_AT, OWN, Proposal
from lib.register.finding.chosen import CHOSEN, Choice
from lib.register.finding.headers import header_key
from lib.sources import config
from lib.sources.config import compose
from lib.sources.lines import PARTS, Line
from lib.web.html import blocks
from lib.web.html.blocks import Tile
from lib.web.shell import own_table, router, store, visit
from lib.web.shell.derived import Insight
from lib.web.shell.own_table import OwnTable
from lib.web.shell.store import View
from lib.words import phrases, words

_REFUSED, _ROUND = "own_table_refused", "own_table_round"
_READ, _LOOK = "own_table_read", "own_table_look_now"  # what a button asked for
_MOST = 200  # columns, or tabs, that are offered
_MANY = 10  # rows of a table that only gives an idea
_LONGEST = 60  # characters of a header in a list
_NONE, _WITH_DATE = "Нет такого столбца", "В той же ячейке, что и дата"
_NO_NUMBER = "Номеров нет: назвать по строкам"
_ALWAYS = ("case", "detected", "posted", "executor")  # fields that are asked for whatever was proposed
_OWN_HEADER = "заголовок уже такой"
_SIGNS = ("=", "+", "-", "@")  # what a spreadsheet takes for a formula


def beginning() -> None:
    """Nothing was brought yet: what happens here, and the ways to begin."""
    st.text(
        "Таблицу, которую вы уже ведёте, переделывать не нужно. Страница покажет, какие её столбцы программа"
        " узнала и что из них получится. Вы поправите соответствие и скопируете его. В саму таблицу"
        " программа ничего не пишет."
    )
    refused = st.session_state.get(_REFUSED)
    if refused:
        st.warning("Таблица не прочитана.")
        st.text(refused)
    number = st.session_state.setdefault(_ROUND, 0)
    brought = st.file_uploader(
        f"Таблица в файле .xlsx, .ods или .csv, не больше {visit.BIGGEST} МБ",
        type=list(visit.KINDS),
        max_upload_size=visit.BIGGEST,
        key=f"own_table_file_{number}",
    )
    st.caption("Файл увидите только вы, до закрытия этой вкладки: на сервере он не сохраняется.")
    if brought is not None:
        with st.spinner("Читаю таблицу и ищу в ней столбцы…", show_time=True):
            _begun(own_table.bring(brought))
    settings = config.load()
    asked = settings.own and not settings.demo
    if asked:
        st.button("Взять таблицу из настроек", key="own_table_configured", on_click=_ask, args=(_READ,))
    if st.session_state.pop(_READ, False) and asked:
        with st.spinner("Читаю все листы таблицы…", show_time=True):
            _begun(own_table.configured(settings))


def _ask(what: str) -> None:
    """Note what a button asks for: the page does it, where its progress can be seen."""
    st.session_state[what] = True


def _begun(refused: str) -> None:
    """Go on with what was read, or with an empty field and the reason."""
    st.session_state[_REFUSED] = refused
    st.session_state[_ROUND] += 1
    st.rerun()


def whose(table: OwnTable) -> None:
    """Which table it is, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", key="own_table_whose"):
        blocks.quiet(f"Таблица: {words.cut(plain(table.name))}")
        st.button("Взять другую таблицу", on_click=own_table.drop, key="own_table_drop")


def tabs(table: OwnTable) -> None:
    """The tabs with messages."""
    every = [tab.title for tab in table.tabs.tabs if tab.columns]
    offered = list(dict.fromkeys([*table.titles, *every]))[:_MOST]
    key = f"own_table_tabs_{table.number}"

    def take() -> None:
        table.choose(st.session_state[key])

    st.multiselect(
        "Листы с сообщениями",
        offered,
        default=list(table.titles),
        format_func=lambda title: words.cut(plain(title), _LONGEST),
        key=key,
        on_change=take,
        placeholder="Выберите листы",
        select_all=False,
    )
    if not table.recognised:
        blocks.finding(
            "Столбцов, похожих на номер и время сообщения, программа здесь не нашла."
            " Выберите лист и столбцы сами."
        )
    if table.has_lines:
        blocks.quiet(
            f"В таблице уже есть лист «{COLUMNS.title}». Здесь показано, что получится без него: новые строки"
            " впишите вместо прежних."
        )


# --- fields ------------------------------------------------------------------------------------------------


def fields(table: OwnTable) -> None:
    """For each field its column, what was understood of it, how sure that is."""
    blocks.subheading("Какой столбец чему соответствует")
    there = table.headings
    if len(there) > _MOST:
        blocks.quiet(f"Столбцов — {words.number(len(there))}; на выбор показаны первые {_MOST}.")
    shown = {
        name: f"{letters} · {words.cut(plain(name), _LONGEST)}" for name, letters in [*there.items()][:_MOST]
    }
    first = {choice.field for choice in table.choices.values()}
    known = [column.field for column in CASES.known]
    for field in (field for field in known if field in first or field in _ALWAYS):
        own = [choice for (name, tab), choice in table.choices.items() if name == field and tab]
        _field(table, table.choices.get((field, ""), Choice(field)), shown)
        for choice in own:
            _field(table, choice, shown)
    rest = [field for field in known if field not in first and field not in _ALWAYS]
    key = f"own_table_more_{table.number}_{table.round}"

    def add() -> None:
        for name in st.session_state[key]:
            table.choices[name, ""] = Choice(name)

    st.multiselect(
        "Добавить поле",
        rest,
        format_func=lambda name: CASES.column(name).title,
        key=key,
        on_change=add,
        placeholder="Выберите поле",
        select_all=False,
    )
    _personal(table)


def _field(table: OwnTable, choice: Choice, shown: dict[str, str]) -> None:
    """One field: lists to choose from, and beside them what comes of it."""
    titles = [header_key(title) for title in table.titles]
    number = titles.index(header_key(choice.tab)) + 1 if choice.tab else 0
    place = f"own_table_{table.number}_{table.round}_{choice.field}_{number}"
    options = _with(choice.column, shown)
    label = f"{choice.title} (лист {number})" if number else choice.title
    none = _NO_NUMBER if choice.field == "case" else _NONE
    item = table.understood(choice.field, choice.tab)

    def take() -> None:
        column = st.session_state[f"{place}_column"]
        time = st.session_state.get(f"{place}_time", "") if column else ""
        table.choices[choice.field, choice.tab] = replace(choice, column=column, time=time)

    with st.container(key=f"{place}_row"):
        asked = bool(choice.column) and _may_stand_apart(choice, item)
        shape = [3, 3, 5] if asked else [6, 5]
        column, *time, told = st.columns(shape, gap="medium", vertical_alignment="center")
        with column:
            st.selectbox(
                label,
                ["", *options],
                index=[*options].index(choice.column) + 1 if choice.column else 0,
                format_func=lambda name: options[name] if name else none,
                key=f"{place}_column",
                on_change=take,
            )
        if asked:
            with time[0]:
                apart = _with(choice.time, shown)
                st.selectbox(
                    f"Время: {label}",
                    ["", *apart],
                    index=[*apart].index(choice.time) + 1 if choice.time else 0,
                    format_func=lambda name: apart[name] if name else _WITH_DATE,
                    key=f"{place}_time",
                    on_change=take,
                )
        with told:
            where = f"Лист «{words.cut(plain(choice.tab), _LONGEST)}»." if number else ""
            blocks.finding(where, *_told(table, choice, item))


def _with(column: str, shown: dict[str, str]) -> dict[str, str]:
    """The columns on offer, and the chosen one where it is not among them."""
    return shown if not column or column in shown else {column: words.cut(plain(column), _LONGEST), **shown}


def _may_stand_apart(choice: Choice, item: Proposal | None) -> bool:
    """Whether a time of day in a column of its own is worth asking for: dates alone stand in this one."""
    if CASES.column(choice.field).cell is not Cell.TIME:
        return False
    return bool(choice.time) or (item is not None and not any(":" in example for example in item.examples))


def _told(table: OwnTable, choice: Choice, item: Proposal | None) -> Sequence[str]:
    """What was understood, how sure it is, and the first values."""
    if not choice.column:
        return () if choice.field in ("case", "detected") else ("Не ведётся.",)
    if item is None or header_key(item.column) != header_key(choice.column):
        return ("Столбец занят другим полем или стоит под другим заголовком: выберите другой.",)
    sure = table.sureness(choice)
    known = _OWN_HEADER if sure == OWN else sure or CHOSEN
    if choice.time and header_key(item.time) != header_key(choice.time):
        known = "столбец времени занят другим полем"
    if not item.filled:
        return (f"Столбец пуст ({known}).",)
    most = f" в первых {words.number(MOST_LOOKED_AT)} строках" if item.filled >= MOST_LOOKED_AT else ""
    count = f"Понято {words.number(item.readable)} из {words.number(item.filled)}{most} ({known})."
    values = "; ".join(f"«{words.cut(plain(example), _LONGEST)}»" for example in item.examples)
    doubt = (
        "Похоже, это не тот столбец: больше половины ячеек не подходит."
        if 2 * item.readable < item.filled
        else ""
    )
    return tuple(filter(None, (count, values, doubt)))


def _personal(table: OwnTable) -> None:
    """Columns that speak of people: the program needs none of them."""
    names = ", ".join(f"«{words.cut(plain(name), _LONGEST)}»" for name in table.personal[:_MANY])
    if names:
        blocks.quiet(f"Похоже на персональные данные, программе эти столбцы не нужны: {names}.")


# --- what comes of it --------------------------------------------------------------------------------------


def outcome(table: OwnTable) -> None:
    """What the register would be, and what to do with the lines."""
    blocks.subheading("Что получится")
    detected = table.choices.get(("detected", ""), Choice("detected"))
    if not detected.column and not any(field == "detected" and tab for field, tab in table.choices):
        blocks.warning("Выберите столбец для «Выявлено»: без времени, когда сообщение нашли, сроков нет.")
        return
    with st.spinner("Считаю, что получится…", show_time=True):
        made = table.tried()
    if isinstance(made, str):
        blocks.warning(made)
        return
    snapshot = made.get()
    with st.spinner("Считаю, что получится…", show_time=True):
        view = made.view(snapshot, store.present(store.register_of(snapshot)))
        _numbers(view)
        _rows(view)
    _lines(table)
    st.button(
        "Посмотреть на этой таблице", type="primary", key="own_table_look", on_click=_ask, args=(_LOOK,)
    )
    if st.session_state.pop(_LOOK, False):
        visit.show(made)
        st.switch_page(router.PAGES / "now.py")
    blocks.quiet("Все страницы покажут эту таблицу, пока вы не вернётесь к реестру. Увидите её только вы.")


def _numbers(view: View) -> None:
    """How many messages, and the two numbers that everybody asks for first."""
    facts = Insight(view).facts
    answers = {kind: trial.in_time(facts, kind) for kind in (Importance.ORDINARY, Importance.HIGH)}
    number, share = phrases.counted(trial.ANSWER, answers[Importance.ORDINARY])
    high = answers[Importance.HIGH]
    of_high = f"повышенной важности: {phrases.share(high)}" if high.known else ""
    many = [
        f"{words.cut(plain(place.tab), _LONGEST)}: {words.number(int(count))}"
        for place, count in zip(
            view.register.places,
            view.register.cases["source"]
            .value_counts()
            .reindex(range(len(view.register.places)), fill_value=0),
            strict=True,
        )
    ]
    blocks.tiles(
        [
            Tile("Сообщений", words.number(len(view.register.cases)), many[:_MANY]),
            Tile(trial.ANSWER.title, number, (share, "обычные сообщения, вся таблица", of_high)),
            Tile("Просрочено сейчас", words.number(len(headline.overdue(view.live)))),
        ]
    )


def _rows(view: View) -> None:
    """The first cases as the register sees them, the rows that are none, and what else was named."""
    cases = trial.first_cases(view.register, view.obligations)
    if len(cases):
        blocks.person("Первые сообщения, как их видит реестр")
        blocks.table(cases, "Первые сообщения, как их видит реестр")
    none = trial.no_messages(view.register)
    if len(none):
        blocks.person(f"Не сообщения: {words.several(len(none), ('строка', 'строки', 'строк'))}")
        blocks.table(none.head(_MANY), "Строки, которые не сообщения")
        if len(none) > _MANY:
            blocks.quiet(f"Показаны первые {_MANY}.")
    else:
        blocks.quiet("Строк, которые не сообщения (итогов, номеров столбцов), нет.")
    lines = view.register.problems[view.register.problems["tab"] == COLUMNS.title]
    blocks.warning(*(words.cut(plain(message), 300) for message in lines["message"].head(_MANY)))
    groups = [
        f"{group.title} — {words.several(group.count, words.CELL)}"
        for group in view.mending
        if not group.hint
    ]
    if groups:
        blocks.quiet(
            f"Проверка назовёт: {'; '.join(groups[:_MANY])}. Подробно — на странице «Проверка реестра»"
            " этой таблицы."
        )


def _lines(table: OwnTable) -> None:
    """The lines to be copied: into cells, or into the settings."""
    blocks.subheading("Записать соответствие")
    lines, listed = table.lines, table.listed
    if table.is_csv:
        blocks.finding(
            "Постоянно читать .csv программа не умеет: сохраните таблицу книгой .xlsx,"
            " заголовки оставьте те же."
        )
    if not lines and not listed:
        blocks.finding("Записывать нечего: все столбцы уже названы так, как нужно.")
        return
    cells, settings = st.columns(2, gap="large")
    with cells:
        blocks.person(f"Скопировать для листа «{COLUMNS.title}»")
        _for_cells(lines, listed)
    with settings:
        blocks.person("Или для файла настроек secrets.toml")
        if listed:
            blocks.finding("В раздел [register]:")
            st.code(compose.tabs(listed), language=None, wrap_lines=True)
        if lines:
            blocks.finding("В конец файла:")
            st.code(compose.columns(lines), language=None, wrap_lines=True)


def _for_cells(lines: Sequence[Line], listed: str) -> None:
    """What pastes into cells; a header that a spreadsheet would take for a formula is left out and named."""
    rows = [tuple(map(_cell, line.parts)) for line in lines]
    good = [row for row in rows if not any(part.startswith(_SIGNS) for part in row)]
    if good:
        blocks.finding(f"Создайте в таблице лист «{COLUMNS.title}» и вставьте в ячейку A1:")
        st.code("\n".join("\t".join(row) for row in (PARTS, *good)), language=None)
    for row in rows:
        if row not in good:
            blocks.warning(
                f"Строка «{row[0]} → {row[1]}» сюда не вошла: таблица приняла бы её за формулу. Переименуйте"
                " столбец или запишите соответствие в файл настроек."
            )
    if listed:
        blocks.finding(f"И строку на лист «{SETTINGS.title}», столбцы «Параметр» и «Значение»:")
        st.code(f"Листы реестра\t{_cell(listed)}", language=None)


def _cell(text: str) -> str:
    """A text as it fits one cell."""
    return " ".join(plain(text).split())
