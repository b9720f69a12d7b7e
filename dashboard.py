"""«Отклик», the app: `streamlit run dashboard.py`. What it shows is in pages/, the shell in lib/ui.py."""

from lib import ui

ui.run()
