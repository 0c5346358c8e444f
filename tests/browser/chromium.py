"""Where Chromium is, and what to say where there is none."""

from __future__ import annotations

import os
import shutil

# No sandbox: tests run as root in containers. The rest keeps the browser off the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """The browser: ``CHROMIUM``, or one on the PATH."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def missing() -> str:
    """Why browser tests cannot run; empty if they can."""
    if executable():
        return ""
    return "No Chromium was found; set CHROMIUM, or install one (apt install chromium)."
