"""The doing: files, settings, and the mail servers."""
