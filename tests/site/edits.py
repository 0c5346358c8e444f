"""A person who edits a town at random, as people do: one thing at a time, not always rightly."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from .site_runs import ROOT

_TITLE = re.compile(r"^title: .*$", re.MULTILINE)
_DATE = re.compile(r"^date: (.*)$", re.MULTILINE)
_TOPICS = re.compile(r"^topics: .*$", re.MULTILINE)


@dataclass
class Editor:
    """Changes the files of one town. ``topics`` are those of plain news, ``hazards`` warns.

    ``outputs`` are the folders that are made of them, which get damaged too.
    """

    folder: Path
    random: Random
    topics: tuple[str, ...]
    hazards: str
    now: datetime
    number: int = 0
    outputs: tuple[Path, ...] = ()

    def edit(self) -> str:
        """Do one thing, and say what it was."""
        edits: list[Callable[[], str]] = [
            self.text, self.text, self.title, self.title, self.add, self.add, self.delete,
            self.rename, self.retopic, self.redate, self.correct, self.withdraw, self.draft,
            self.spoil, self.attachment, self.page, self.settings, self.theme, self.time,
            self.time, self.damage, self.nothing, self.warn, self.warn, self.lift,
        ]  # fmt: skip
        self.number += 1
        return self.random.choice(edits)()

    def _items(self) -> list[Path]:
        return sorted((self.folder / "content/aktuelles").glob("*.md"))

    def _item(self) -> Path:
        return self.random.choice(self._items())

    def _front(self, line: str) -> str:
        """Put a line into the front matter of some item."""
        path = self._item()
        path.write_text(path.read_text("utf-8").replace("\n", f"\n{line}\n", 1), "utf-8")
        return f"{line} in {path.name}"

    def text(self) -> str:
        path = self._item()
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nNoch ein Satz, es ist der {self.number}.\n")
        return f"text of {path.name}"

    def title(self) -> str:
        path = self._item()
        title = f"title: Ein anderer Titel mit der Nummer {self.number}"
        path.write_text(_TITLE.sub(title, path.read_text("utf-8"), count=1), "utf-8")
        return f"title of {path.name}"

    def add(self) -> str:
        before = self._item().read_text("utf-8")
        at = self.now - timedelta(hours=self.random.randrange(400))
        path = self.folder / f"content/aktuelles/neu-{self.number}.md"
        path.write_text(_DATE.sub(f"date: {at:%Y-%m-%d 12:%M}", before, count=1), "utf-8")
        return f"new {path.name}"

    def warn(self) -> str:
        at, end = self.now - timedelta(minutes=5), self.now + timedelta(minutes=self.number * 20)
        front = (
            f"title: Gefahr {self.number}\ndate: {at:%Y-%m-%d %H:%M}\ntopics: {self.hazards}\n"
            f"msgtype: alert\nexpires: {end:%Y-%m-%d %H:%M}"
        )
        path = self.folder / f"content/aktuelles/gefahr-{self.number}.md"
        path.write_text(f"---\n{front}\n---\nEs brennt.\n", "utf-8")
        return f"warning {path.name}"

    def lift(self) -> str:
        open_ones = sorted((self.folder / "content/aktuelles").glob("gefahr-*.md"))
        if not open_ones:
            return self.warn()
        earlier = self.random.choice(open_ones)
        kind = self.random.choice(("cancel", "update\nuntil_further_notice: ja"))
        front = (
            f"title: Nachricht {self.number}\ndate: {self.now:%Y-%m-%d %H:%M}\n"
            f"topics: {self.hazards}\nmsgtype: {kind}\nreferences: {earlier.stem}"
        )
        path = self.folder / f"content/aktuelles/danach-{self.number}.md"
        path.write_text(f"---\n{front}\n---\nEs geht weiter.\n", "utf-8")
        return f"{kind} of {earlier.name}"

    def delete(self) -> str:
        if len(self._items()) < 3:
            return self.add()
        path = self._item()
        path.unlink()
        return f"without {path.name}"

    def rename(self) -> str:
        path = self._item()
        path.rename(path.with_name(f"umbenannt-{self.number}.md"))
        return f"{path.name} renamed"

    def retopic(self) -> str:
        path = self._item()
        topics = f"topics: {', '.join(self.random.sample(self.topics, 2))}"
        path.write_text(_TOPICS.sub(topics, path.read_text("utf-8"), count=1), "utf-8")
        return f"{topics} for {path.name}"

    def redate(self) -> str:
        path = self._item()
        at = self.now - timedelta(hours=self.random.randrange(-100, 9000))
        date = f"date: {at:%Y-%m-%d 12:%M}"
        path.write_text(_DATE.sub(date, path.read_text("utf-8"), count=1), "utf-8")
        return f"{date} for {path.name}"

    def correct(self) -> str:
        at = self.now - timedelta(minutes=self.number)
        return self._front(
            f"corrections: [{{date: '{at:%Y-%m-%d %H:%M}', note: Richtig ist {self.number}}}]"
        )

    def withdraw(self) -> str:
        return self._front(f"withdrawn: {{date: '{self.now:%Y-%m-%d %H:%M}', note: Ein Irrtum}}")

    def draft(self) -> str:
        return self._front("draft: ja")

    def spoil(self) -> str:
        return self._front(f"unsinn: {self.number}")

    def attachment(self) -> str:
        path = self.random.choice(sorted((self.folder / "content/anhaenge").glob("*.*")))
        if self.random.random() < 0.3:
            path.unlink()
            (path.with_name(f"ersatz-{self.number}.pdf")).write_bytes(b"%PDF-1.4")
            return f"without {path.name}"
        with path.open("ab") as file:
            file.write(b"\n" * self.number)
        return f"longer {path.name}"

    def page(self) -> str:
        path = self.random.choice(sorted((self.folder / "content").glob("[ls]e*/*.md")))
        text = path.read_text("utf-8")
        if self.random.random() < 0.5:
            text = _TITLE.sub(f"title: Titel {self.number}", text, count=1)
        path.write_text(f"{text}\nEin Satz mehr, der {self.number}.\n", "utf-8")
        return f"page {path.name}"

    def settings(self) -> str:
        path = self.folder / "town.yml"
        title = f"title: Kanal {self.number}"
        text = re.sub(r"^title: .*$", title, path.read_text("utf-8"), flags=re.MULTILINE)
        path.write_text(text, "utf-8")
        return title

    def theme(self) -> str:
        name = self.random.choice(("templates/_cards.html", "templates/page.html"))
        path = self.folder / "theme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shipped = (ROOT / "theme" / name).read_text("utf-8")
        path.write_text(shipped.replace("<p", f'<p data-edit="{self.number}"'), "utf-8")
        return f"theme {name}"

    def time(self) -> str:
        self.now += timedelta(minutes=self.random.choice((-60, 1, 30, 600, 1440, 9000)))
        return f"it is {self.now:%Y-%m-%d %H:%M}"

    def damage(self) -> str:
        """Somebody works in the output folder by hand."""
        first = self.outputs[0]
        files = sorted(p for p in first.rglob("*.*") if p.is_file())
        path = self.random.choice([p for p in files if not p.name.startswith(".")])
        is_deleted = self.random.random() < 0.5
        for output in self.outputs:
            if is_deleted:
                (output / path.relative_to(first)).unlink(missing_ok=True)
            else:
                (output / path.relative_to(first)).write_bytes(b"damaged")
        return f"damage to {path.name}"

    def nothing(self) -> str:
        return "nothing"
