"""Notices: whom to tell what is his to do, once (commands.md, «Notices»); front door: `run.tell`."""
