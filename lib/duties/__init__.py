"""The events of every case and what they oblige whom to; front door: `lib.sla`."""
