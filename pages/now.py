"""«Сейчас»: what is late, what is due soon, whose move it is."""

import streamlit as st

from lib import headline, ui, view_now, view_signals
from lib.insight import Insight

view = ui.page()
ui.forget("n", "row", "source")
slot = st.container()
chosen = view_now.filters(view.choices)
live = headline.select(view.register, view.live, chosen)
numbers = headline.headline(live)
ui.tab_title(f"({numbers.overdue}) Сейчас" if numbers.overdue else "Сейчас")

with slot:
    view_now.numbers(numbers, warn_minutes=view.register.settings.warn_minutes)
    view_now.clock(view)
listed = view_now.chosen_list(view, live, chosen)
waiting = view_now.waiting(view, live)
view_signals.pressing(Insight(view))
view_now.paper(view, [listed, ("Что ждёт заместителя главы", waiting)], chosen)
