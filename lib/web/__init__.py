"""Everything that knows Streamlit: the shell around every page, parts of pages, one file a page."""
