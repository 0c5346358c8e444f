"""How the site is built: a Pelican plugin, and the engine that it shares with ``publish.py``."""
