#!/usr/bin/env python3
"""The command line of Infokanal: ``./publish.py --help``. All of it is in subscriptions/cli/."""

import gc
import importlib.util
import os
import sys

_NEEDED = ("click", "httpx", "jinja2", "pydantic", "rich", "yaml")

if sys.version_info < (3, 11):  # noqa: UP036
    print("Infokanal braucht Python 3.11 oder neuer / needs Python 3.11.", file=sys.stderr)  # noqa: T201
    sys.exit(2)
if any(importlib.util.find_spec(name) is None for name in _NEEDED):
    print(  # noqa: T201
        "Infokanal ist noch nicht eingerichtet: führen Sie „make setup“ aus und dann"
        " .venv/bin/python publish.py / not set up yet: run “make setup”, then"
        " .venv/bin/python publish.py",
        file=sys.stderr,
    )
    sys.exit(2)

# Modules are no garbage; the command group turns the collector on when all are loaded.
gc.disable()

from subscriptions.cli.main import main

if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Python would take ten thousand items apart one by one, though the process ends with them.
    os._exit(code)
