"""What stands above every page: the moment shown, stale data, lost rows, whose data, the calendar's reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from lib.base.errors import SourceError
from lib.base.plaintext import plain
from lib.web.html import blocks
from lib.web.shell import store, visit
from lib.web.shell.entry import Entry, told
from lib.words import absent, words
from lib.words.legible import NUMBER

if TYPE_CHECKING:
    from lib.register.vanished import Vanished, Watch
    from lib.sources.feed import Snapshot
    from lib.web.shell.store import Loaded, View

MISSES = 3  # missed refreshes before everybody is told
MOST_LOST = 30  # numbers of vanished cases that are told one by one


def told_now(snapshot: Snapshot[Loaded]) -> bool:
    """Whether a missed refresh is told: at once where waiting cures nothing, else after three."""
    if snapshot.error is None:
        return False
    return snapshot.misses >= MISSES or not isinstance(snapshot.error, SourceError)


def notices(entry: Entry, view: View, back: Callable[[], None] | None) -> None:
    """What a reader must know first: the moment shown, stale data, lost rows, whose data, the calendar.

    `back`: the way back from a past moment; None: the page is live.
    """
    snapshot = entry.snapshot
    if back is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="past"):
            st.info(
                f"Реестр показан по состоянию на {view.now:%d.%m.%Y, %H:%M}; более поздние события скрыты."
                " Нормы, рабочие часы и имена — те, что действовали тогда."
                + (" Слова столбца «Статус» — нынешние." if view.register.cases["said"].any() else "")
            )
            st.button("Вернуться к настоящему", on_click=back)
    if told_now(snapshot):
        zone, today = view.register.timezone, store.present(view.register).date()
        since = words.local(snapshot.failed_since, zone, today)
        read = words.local(snapshot.read_at, zone, today)
        blocks.warning(
            f"Таблица не читается с {since}. Показаны последние прочитанные данные, от {read}.",
            told(snapshot.error, entry.settings),
        )
    blocks.warning(*absent.torn(view.register))
    lost = entry.served.watch.lost
    if lost is not None and view.scope.whole:
        _lost(lost, entry.served.watch)
    if isinstance(entry.served, store.Visit):
        visit.notice(entry.served)
    if view.scope.executor and view.register.cases.empty:
        st.info("Сообщений, направленных вам, в реестре нет. Если это ошибка, скажите куратору:")
        st.text(f"в списке допущенных вы названы «{plain(view.scope.executor)}».")
    known = view.coverage
    if known.unknown_years:
        years = ", ".join(map(str, known.unknown_years))
        st.warning(
            f"За {years} год программа знает только праздники, установленные законом: переносы и сокращённые"
            " дни внесите на лист «Календарь», иначе сроки могут сдвинуться."
        )
    if known.ending:
        st.warning(
            f"Производственный календарь известен программе до {known.last_day:%d.%m.%Y}. Переносы"
            " и сокращённые дни следующего года внесите на лист «Календарь»."
        )


def _lost(lost: Vanished, watch: Watch) -> None:
    """Rows that were there and are gone; the curator may say that it is meant."""
    named = ", ".join(words.cut(plain(number), NUMBER) for number in lost.numbers[:MOST_LOST])
    more = len(lost.numbers) - MOST_LOST
    gone = words.form(lost.rows, ("исчезла", "исчезли", "исчезло"))
    rows = words.several(lost.rows, ("строка", "строки", "строк"))
    one = lost.rows == 1
    uncounted = "она больше не учитывается" if one else "они больше не учитываются"
    with st.container(horizontal=True, vertical_alignment="center", key="lost"):
        st.warning(
            f"Из реестра {gone} {rows}; {uncounted}. Если {'её' if one else 'их'} удалили по ошибке,"
            f" восстановите {'её' if one else 'их'} из «Истории версий» (Google) или из копии файла."
        )
        st.button("Строки удалены намеренно", on_click=watch.accept, help="Скрыть это предупреждение у всех")
    if named:
        st.text(f"Пропали №: {named}" + (f" и ещё {more}" if more > 0 else ""))


def demonstration(entry: Entry) -> None:
    """Beside the page's title: that the messages are invented, and how one's own register is connected."""
    if isinstance(entry.served, store.Visit) or not entry.settings.demo:
        return
    snapshot = entry.snapshot
    with st.popover("Это демонстрация", type="tertiary", key="demonstration"):
        st.markdown(
            "Сообщения и имена вымышлены; они лежат в файле `register.xlsx` рядом с программой."
            " Его можно открыть и править в Excel или LibreOffice: страница обновится сама.\n\n"
            "Чтобы подключить свой реестр, впишите адрес Google Таблицы или путь к файлу `.xlsx`"
            " в `.streamlit/secrets.toml` (образец — `.streamlit/secrets.example.toml`). Чтобы посмотреть"
            " свой файл, не подключая его, откройте «⋯ Ещё» и выберите «Проверить свой файл»."
        )
        if snapshot.value is not None and snapshot.value.edited:
            st.markdown(
                "В файл внесены правки: он больше не заменяется новым и виден только на этом компьютере."
            )
