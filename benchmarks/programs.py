"""The peers' programs: installed once into a folder of their own, from hash-locked lists."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import RunError

_HERE = Path(__file__).parent
_REQUIREMENTS = _HERE / "peers" / "requirements.txt"
_NODE = _HERE / "peers" / "eleventy"
_LOCK = "installed.lock"  # a copy of the list that was installed last


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
    """The peers' programs below ``work``, installed if they are not there as they are locked.

    Raises:
        RunError: npm is missing.
    """
    venv, node = work / "venv", work / "node"
    if not shutil.which("npm"):
        message = "npm is missing, which Eleventy needs: apt install npm"
        raise RunError(message)
    if _is_new(venv, _REQUIREMENTS):
        print("Installing Hugo and Pelican …", file=sys.stderr)
        _call(sys.executable, "-m", "venv", "--clear", str(venv))
        pip = (str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet")
        _call(*pip, "--require-hashes", "-r", str(_REQUIREMENTS))
        shutil.copy(_REQUIREMENTS, venv / _LOCK)
    if _is_new(node, _NODE / "package-lock.json"):
        print("Installing Eleventy …", file=sys.stderr)
        node.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(_NODE / name, node / name)
        _call("npm", "ci", "--silent", "--prefix", str(node))
        shutil.copy(_NODE / "package-lock.json", node / _LOCK)
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


def _is_new(folder: Path, lock: Path) -> bool:
    kept = folder / _LOCK
    return not kept.exists() or kept.read_bytes() != lock.read_bytes()


def _call(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _version(text: str) -> str:
    found = re.search(r"\d+(\.\d+)+", text)
    return found[0] if found else "?"
