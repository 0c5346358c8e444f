"""Where the search lies: its page is the build's, its index is made after it (docs/commands.md)."""

from __future__ import annotations

SEARCH_PATH = "suche/"

# The index, below the output folder. No build touches it: it is no part of what it compares.
INDEX_FOLDER = "pagefind"
