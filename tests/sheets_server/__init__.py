"""A local server that speaks what the product uses of the Sheets v4 API and of Google's token endpoint.

It checks each request against Google's own discovery document, enforces scopes, sharing and quota, and can
be told to fail. The real gspread and google-auth talk to it over HTTP.
"""

from tests.sheets_server.faults import Fault
from tests.sheets_server.model import Spreadsheet, Tab
from tests.sheets_server.server import SheetsServer

__all__ = ["Fault", "SheetsServer", "Spreadsheet", "Tab"]
