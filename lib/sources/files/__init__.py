"""Files of spreadsheets read as data under limits, where a file ends no server; front door: `reading`."""
