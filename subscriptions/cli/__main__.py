"""``python -m subscriptions.cli``: the command line without a script of its own."""

import sys

from subscriptions.cli.main import main

sys.exit(main())
