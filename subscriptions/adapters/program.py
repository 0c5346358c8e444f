"""Where the program's own files lie: beside the code in a checkout, inside the package otherwise.

``pyproject.toml`` puts ``theme/`` and ``locale/`` of a checkout into ``subscriptions/shipped/`` of
the installed package.
"""

from __future__ import annotations

from pathlib import Path

# The checkout; of an installed package the folder of all packages.
ROOT = Path(__file__).parents[2]
_SHIPPED = ROOT / "subscriptions" / "shipped"


def shipped(name: str) -> Path:
    """The program's own folder of that name: ``theme`` or ``locale``."""
    installed = _SHIPPED / name
    return installed if installed.is_dir() else ROOT / name


def version() -> str:
    """The program's version: of the checkout, or as it was installed."""
    import tomllib  # noqa: PLC0415  # nearly nobody asks

    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except FileNotFoundError:
        from importlib.metadata import version as installed  # noqa: PLC0415

        return installed("infokanal")
    return str(project["version"])
