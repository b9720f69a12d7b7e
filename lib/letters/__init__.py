"""Texts that the curator copies and sends himself; front door: `letters.of_case`, `letters.reminder`."""
