"""Where raw tabs come from and how the last good copy is kept; front door: `lib.sheets`."""
