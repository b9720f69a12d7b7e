"""«Отклик», the app: `streamlit run dashboard.py`. Pages are in pages/, the shell in lib/web/shell/.

Streamlit imports this file once as the server's app, and runs it as the script of every page.
"""

if __name__ == "__main__":
    from lib.web.shell import router

    router.run()
else:
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware

    from lib.web.gate.alive import watched
    from lib.web.gate.gate import Gate
    from lib.web.shell.addresses import Addresses

    middleware = [Middleware(Gate), Middleware(GZipMiddleware), Middleware(Addresses)]
    app = st.App("dashboard.py", middleware=middleware, lifespan=watched)
