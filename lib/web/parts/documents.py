"""The documents of a month on a page: buttons to download them, their fingerprint, what has changed since.

A document is built on the click, behind the door, of what the visitor's role may see.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.base.errors import OtklikError
from lib.documents import content, fingerprint, report
from lib.documents import past as report_past
from lib.documents.past import Previous
from lib.web.html import blocks
from lib.web.html.markup import Cell, Head, linked_table
from lib.web.shell.derived import Insight
from lib.web.shell.entry import file
from lib.worktime.period import Period

_BIGGEST = 5  # megabytes of an earlier document; one is about a tenth of that
COMPARED = "documents_compare"  # whether the comparison is unfolded
_BROUGHT = "documents_previous"  # the field of an earlier document
_READ = "previous_document"  # in the session: the file's id and what was read of it
_LABELS = {".docx": "Служебная записка .docx", ".xlsx": "Таблицы .xlsx", ".html": "Страница .html"}


def buttons(insight: Insight, period: Period, place: str, previous: Previous | None = None) -> None:
    """A button for each kind of file; `place` tells two rows of them on different pages apart."""
    view = insight.view

    def build(ending: str) -> bytes:
        return report.render(report.of(insight.facts, period, view.marks, previous), ending)

    with st.container(horizontal=True, key=f"documents_{place}"):
        for ending, kind in report.KINDS.items():
            st.download_button(
                _LABELS[ending],
                data=file(partial(build, ending), view.reader),
                file_name=report.file_name(period, ending),
                mime=kind.mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"document_{place}_{ending[1:]}",
                type="primary" if ending == ".docx" else "secondary",
                help=f"{kind.use} Собирается несколько секунд после нажатия.",
            )


def comparing(insight: Insight, period: Period) -> None:
    """Folded: the fingerprint of the month's data, and what has changed since an earlier document.

    Drawn only once it is unfolded: a fingerprint is taken of all cases that there are.
    """
    unfolded = st.expander("Сверить с прежним документом", key=COMPARED, on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        mark = str(insight.view.marks.of(period))
        blocks.definition(
            f"Контрольный код данных, норм и календаря этого месяца: {mark}. Он стоит на каждом документе."
            " Если на прежнем документе за этот месяц другой код, реестр, нормы или календарь с тех пор"
            " изменились."
        )
        typed, brought = st.columns(2)
        with typed:
            _typed(insight, period)
        with brought:
            found = _brought()
        if found is not None:
            _changes(insight, period, found)


def _typed(insight: Insight, period: Period) -> None:
    """A field for the fingerprint that an earlier document of this month bears."""
    text = st.text_input(
        "Контрольный код с прежнего документа за этот месяц",
        placeholder="48217736-0921-5530",
        max_chars=40,
        key="documents_print",
    )
    if not text.strip():
        return
    before = fingerprint.read(text)
    if before is None:
        st.warning("Это не контрольный код. Нужны 16 цифр: 00000000-0000-0000")
        return
    now = insight.view.marks.of(period)
    told = fingerprint.compare(before, now)
    if before == now:
        st.success(told)
    else:
        st.warning(told)


def _brought() -> Previous | None:
    """The field for an earlier document, and what is wrong with the one that was brought."""
    st.file_uploader(
        "Или загрузите прошлую сводку .xlsx, чтобы увидеть, что с тех пор изменилось",
        type="xlsx",
        max_upload_size=_BIGGEST,
        key=_BROUGHT,
    )
    known = _known()
    if isinstance(known, str):
        st.warning("Файл не прочитан.")
        st.text(known)
        return None
    return known


def previous() -> Previous | None:
    """The earlier document that the visitor has brought, where it can be read."""
    known = _known()
    return None if isinstance(known, str) else known


def _known() -> Previous | str | None:
    """The document brought, or why it cannot be read: read once, kept but in this session."""
    found = st.session_state.get(_BROUGHT)
    if found is None:
        st.session_state.pop(_READ, None)
        return None
    known: tuple[str, Previous | str] | None = st.session_state.get(_READ)
    if known is None or known[0] != found.file_id:
        known = found.file_id, _read(found.getvalue())
        st.session_state[_READ] = known
    return known[1]


def _read(data: bytes) -> Previous | str:
    """The earlier document, or the reason why it cannot be read."""
    try:
        return report_past.read(data)
    except OtklikError as error:
        return str(error)


def _changes(insight: Insight, period: Period, previous: Previous) -> None:
    """What past months show otherwise than the earlier document did."""
    marks = insight.view.marks
    found = content.changed(report_past.past(insight.facts, period, marks), marks, previous)
    blocks.finding(*found.sentences)
    for told in found.tables:
        rows = [[Cell(cell.shown) for cell in row] for row in told.rows]
        st.html(linked_table([Head(column.title) for column in told.columns], rows, told.title))
