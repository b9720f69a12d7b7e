"""Raw tabs to typed frames and a list of what is wrong (register.md); front door: `parse`, `Register`."""

from lib.register.register import Place, Register, events_frame, parse

__all__ = ["Place", "Register", "events_frame", "parse"]
