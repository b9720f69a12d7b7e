"""«Сейчас»: what is late, what is due soon, whose move it is."""

import streamlit as st

from lib import headline, markup, tables, ui, view_signals
from lib.insight import Insight

LISTS = {
    "urgent": ("Срочные", headline.urgent),
    "soon": ("Скоро срок", headline.soon),
    "open": ("Все в работе", lambda live: live),
    "final": ("Обещан ответ", headline.unfinished),
    "head": ("Не доложено главе", headline.unreported),
}
TITLES = {
    "urgent": "Просрочено и скоро срок",
    "soon": "Скоро срок или уже не успеть",
    "open": "Все, по которым что-то ещё не сделано",
    "final": "Промежуточный ответ дан, окончательного ещё нет",
    "head": "Повышенной важности, главе не доложено",
}

view = ui.page()
ui.forget("n", "row", "source")
slot = st.container()
chosen = tables.filters(view.choices)
live = headline.select(view.register, view.live, chosen)
numbers = headline.headline(live)
ui.tab_title(f"({numbers.overdue}) Сейчас" if numbers.overdue else "Сейчас")

with slot:
    ui.numbers(numbers, warn_minutes=view.register.settings.warn_minutes)

shown = st.segmented_control(
    "Список",
    list(LISTS),
    format_func=lambda name: LISTS[name][0],  # the address holds these words: no count in them
    default="urgent",
    required=True,
    key="list",
    bind="query-params",
    label_visibility="collapsed",
)
rows = LISTS[shown][1](live)
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    ui.subheading(f"{TITLES[shown]} · {len(rows)}" if len(rows) else TITLES[shown])
    tables.download(view, rows, TITLES[shown], chosen, "list")
if view.register.cases.empty:
    st.info("Сообщений в реестре пока нет: впишите первое на лист «Реестр», и оно появится здесь.")
elif len(rows):
    tables.cases(view, rows, "list", alt=TITLES[shown])
    ui.definition(tables.RESERVE)
else:
    st.success(ui.nothing(shown, filtered=bool(chosen)))

waiting = headline.waiting_for_deputy(live)
ui.subheading(f"Что ждёт заместителя главы · {len(waiting)}")
if len(waiting):
    tables.cases(view, waiting, "deputy", alt="Проекты ответов на согласовании у заместителя главы")
else:
    st.caption("На согласовании у заместителя главы ничего нет.")
view_signals.pressing(Insight(view))
st.html(
    markup.paper(
        [
            (TITLES[shown], tables.printed(view, rows, TITLES[shown])),
            ("Что ждёт заместителя главы", tables.printed(view, waiting, "Что ждёт заместителя главы")),
        ],
        "Сейчас",
        tables.notes(view, chosen),
    )
)
st.caption("Чтобы напечатать список на A4, нажмите Ctrl+P.")
