"""«Отклик», the app: `streamlit run dashboard.py`. What it shows is in pages/, the shell in lib/ui.py.

Streamlit imports this file once as the server's app, and runs it as the script of every page.
"""

if __name__ == "__main__":
    from lib import ui

    ui.run()
else:
    import streamlit as st
    from starlette.middleware import Middleware

    from lib.addresses import Addresses
    from lib.gate import Gate

    app = st.App("dashboard.py", middleware=[Middleware(Gate), Middleware(Addresses)])
