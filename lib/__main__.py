"""`python -m lib COMMAND …`: the command line (`lib.cli`)."""

import sys

from lib.cli import started

if __name__ == "__main__":
    sys.exit(started())
