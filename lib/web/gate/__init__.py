"""What stands before Streamlit: what a page does not need goes no further."""
