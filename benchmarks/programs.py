"""The peers' programs: installed once into a folder of their own, from hash-locked lists."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_REQUIREMENTS = _HERE / "peers" / "requirements.txt"
_NODE = _HERE / "peers" / "eleventy"


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the peers' programs are. ``can_watch``: publish.py build knows ``--watch``."""

    hugo: Path
    pelican: Path
    eleventy: Path
    node_modules: Path
    versions: dict[str, str]
    can_watch: bool


def installed(work: Path) -> Programs:
    """The peers' programs below ``work``, installed if they are not there yet."""
    venv, node = work / "venv", work / "node"
    if not (venv / "made").exists():
        print("Installing Hugo and Pelican …", file=sys.stderr)
        _call(sys.executable, "-m", "venv", str(venv))
        pip = (str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet")
        _call(*pip, "--require-hashes", "-r", str(_REQUIREMENTS))
        (venv / "made").touch()
    if not (node / "made").exists():
        print("Installing Eleventy …", file=sys.stderr)
        node.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(_NODE / name, node / name)
        _call("npm", "ci", "--silent", "--prefix", str(node))
        (node / "made").touch()
    # The command of that name is a wrapper in Python, which would count against Hugo.
    hugo = next(venv.glob("lib/*/site-packages/hugo/binaries/hugo*"))
    pelican = venv / "bin" / "pelican"
    eleventy = node / "node_modules" / ".bin" / "eleventy"
    root = _HERE.parent
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    versions = {
        "publish.py": project["project"]["version"],
        "hugo": _version(_call(str(hugo), "version")),
        "eleventy": _version(_call(str(eleventy), "--version")),
        "pelican": _version(_call(str(pelican), "--version")),
        "Python": _version(sys.version),
        "Node": _version(_call("node", "--version")),
    }
    ours = _call(sys.executable, str(root / "publish.py"), "build", "--help")
    modules = node / "node_modules"
    return Programs(hugo, pelican, eleventy, modules, versions, "--watch" in ours)


def _call(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _version(text: str) -> str:
    found = re.search(r"\d+(\.\d+)+", text)
    return found[0] if found else "?"
