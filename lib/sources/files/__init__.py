"""Files of spreadsheets read as data, in a process of its own that may die; front door: `reading`."""
