"""An empty register: as a file, laid into a file, laid into a Google Sheet; front door: `workbook.write`."""
