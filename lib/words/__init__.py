"""Figures, terms and moments as Russian words and sentences; front door: `phrases`, `statements`."""
