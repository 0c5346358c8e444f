"""What the site tests share: copies of towns, the real commands, and a look at what came out."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from subscriptions.cli.main import run

ROOT = Path(__file__).parents[2]
SECOND_TOWN = ROOT / "tests" / "fixtures" / "zweite-stadt"
MARKER = ".infokanal"

# After every item of the shipped content, so that all of it is there.
SHIPPED_NOW = "2026-11-14 12:00"
# The second town's high water is in force; one item is still to come.
SECOND_NOW = "2026-03-09 18:00"

FIRE_MOMENTS = ("2022-07-14 20:38", "2022-07-14 21:40", "2022-07-15 08:00")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The lines of stderr that name a file."""
        return [line for line in self.err.splitlines() if line.startswith(("content/", "subscr"))]


@dataclass(frozen=True, slots=True)
class TownFolder:
    """A copy of a town that a test may change, and the commands on it."""

    folder: Path
    captured: pytest.CaptureFixture[str] | None = None

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    def run(self, *arguments: str) -> Answer:
        """One command in this process; with capsys its words are there too."""
        if self.captured:
            self.captured.readouterr()
        code = run(["--site", str(self.folder), *arguments])
        out, err = self.captured.readouterr() if self.captured else ("", "")
        return Answer(code, out, err)

    def build(self, at: str, *options: str) -> Answer:
        """Build the site as of a moment."""
        return self.run("build", "--as-of", at, *options)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file below the town's folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a file, which must be there."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def page(self, path: str) -> BeautifulSoup:
        """A page of the site by its path: ``""``, ``aktuelles/x/`` or ``404.html``."""
        return page(self.output, path)

    def mails(self) -> dict[str, EmailMessage]:
        """The outbox: mails by the name of their key's file."""
        return mails(self.outbox)


def copy_of_shipped(folder: Path) -> Path:
    """The shipped town's own data, without anything that was made from it."""
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "subscriptions", folder / "subscriptions", ignore=_all_but("topics.yml"))
    shutil.copy(ROOT / "town.yml", folder / "town.yml")
    return folder


def _all_but(wanted: str) -> Callable[[str, list[str]], list[str]]:
    def ignored(directory: str, names: list[str]) -> list[str]:
        return [name for name in names if name != wanted]

    return ignored


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without anything that configures this program."""
    ours = ("LISTMONK_", "INFOKANAL_", "SITEURL", "NO_COLOR", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **more}


def program(*command: str, environment: Mapping[str, str] | None = None) -> Answer:
    """A program of its own, started in the checkout."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=clean_environment(**(environment or {})),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def publish_py(*arguments: str, **environment: str) -> Answer:
    """``publish.py`` in a process of its own."""
    return program(sys.executable, "publish.py", *arguments, environment=environment)


def pelican(site: Path, output: Path, at: str = "") -> Answer:
    """``pelican`` as everybody calls it; ``at`` moves its clock by a settings file of its own."""
    settings = ROOT / "pelicanconf.py"
    if at:
        settings = output.parent / "pelicanconf_at.py"
        settings.write_text(
            "from pelicanconf import *\n"
            "from subscriptions.core.dates import parse_moment\n"
            f"INFOKANAL_AS_OF = parse_moment({at!r}).at\n",
            encoding="utf-8",
        )
    command = ("-m", "pelican", str(site / "content"), "-s", str(settings), "-o", str(output))
    environment = {"INFOKANAL_SITE": str(site), "COLUMNS": "300"}
    return program(sys.executable, *command, environment=environment)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the build's own hidden ones."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def digest(folder: Path) -> str:
    """One hash over all names, contents and times of change below a folder."""
    summed = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        summed.update(f"{path.relative_to(folder)} {path.stat().st_mtime_ns}\n".encode())
        summed.update(path.read_bytes() if path.is_file() else b"/")
    return summed.hexdigest()


def page(output: Path, path: str) -> BeautifulSoup:
    """A page of a site, parsed."""
    file = output / (path if path.endswith((".html", ".xml")) else f"{path}index.html")
    return BeautifulSoup(file.read_bytes(), "lxml")


def pages(output: Path) -> list[str]:
    """The paths of all pages of a site."""
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))


def one(found: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element that a selector finds."""
    elements = found.select(selector)
    assert len(elements) == 1, f"{selector}: {len(elements)}"
    return elements[0]


def text(found: BeautifulSoup | Tag, selector: str = "") -> str:
    """The words of an element (the only one of its kind), with single spaces."""
    element = one(found, selector) if selector else found
    return " ".join(element.get_text().split())


def href(element: Tag) -> str:
    """Where a link leads."""
    return str(element["href"])


def mails(outbox: Path) -> dict[str, EmailMessage]:
    """The mails of an outbox by file name."""
    parser = BytesParser(policy=policy.default)
    found = {}
    for path in sorted(outbox.glob("*.eml")):
        message = parser.parsebytes(path.read_bytes())
        assert isinstance(message, EmailMessage)
        found[path.name] = message
    return found


def body(mail: EmailMessage, kind: str = "plain") -> str:
    """The plain or HTML text of a mail."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
