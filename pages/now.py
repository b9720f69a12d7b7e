"""«Сейчас»: what is late, what is due soon, whose move it is."""

import streamlit as st

from lib.figures import headline
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import now, signals

view = router.page()
router.forget("n", "row", "source")
slot = st.container()
chosen = now.filters(view.choices)
live = headline.select(view.register, view.live, chosen)
numbers = headline.headline(live)
router.tab_title(f"({numbers.overdue}) Сейчас" if numbers.overdue else "Сейчас")

with slot:
    now.numbers(numbers, warn_minutes=view.register.settings.warn_minutes)
    now.clock(view)
listed = now.chosen_list(view, live, chosen)
waiting = now.waiting(view, live)
signals.pressing(Insight(view))
now.paper(view, [listed, ("Что ждёт заместителя главы", waiting)], chosen)
