"""Random, adversarial registers for the oracle and the engine to agree on; and workbooks of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

EPOCH = datetime(1899, 12, 30)


def from_xlsx(path):
    """A workbook as raw tabs: dates become serial numbers, merged cells keep their first value."""
    import openpyxl
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: [[raw_cell(value) for value in row]
                          for row in sheet.iter_rows(min_row=1, min_col=1, values_only=True)]
            for sheet in book.worksheets}


def raw_cell(value):
    if isinstance(value, datetime):
        return serial(value)
    if isinstance(value, date):
        return serial(datetime.combine(value, time()))
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, timedelta):
        return value.total_seconds() / 86400
    return value


def serial(moment: datetime):
    """A spreadsheet's serial number: whole for a midnight."""
    gone = moment - EPOCH
    return gone.days if not gone.seconds and not gone.microseconds else gone.total_seconds() / 86400


def to_xlsx(tabs, path):
    import openpyxl
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for n, row in enumerate(rows, 1):
            for m, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(n, m).value = value
    book.save(path)
