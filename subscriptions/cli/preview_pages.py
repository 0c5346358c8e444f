"""The preview's own pages, and what it adds to those of the site."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import PurePosixPath
from threading import Lock
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from subscriptions.adapters.catalogues import catalogue
from subscriptions.adapters.preview_server import EVENTS, Answer
from subscriptions.adapters.program import ROOT
from subscriptions.cli.preview_outlook import Outlook, Outlooks, filled
from subscriptions.cli.preview_state import Desk, Shown
from subscriptions.cli.session import Session, language
from subscriptions.core.formats import Formats
from subscriptions.core.mails import Mail
from subscriptions.core.messages import Message
from subscriptions.core.preview_pages import OWN, item_of, local_pictures
from subscriptions.core.problems import Problem

_FILES = ROOT / "subscriptions" / "editing"
_STATIC = {"preview.css": "text/css", "preview.js": "text/javascript"}
_ITEM = f"{OWN}meldung/"
# No script runs in a mail, and nothing is fetched for it from elsewhere.
_MAIL_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; img-src 'self' data:;"
    " style-src 'unsafe-inline'; frame-ancestors 'self'"
)
_MOST_ROWS = 100


@dataclass
class PreviewPages:
    """Answers the preview server. Called from several threads."""

    session: Session
    base: str
    desk: Desk
    outlooks: Outlooks
    _lock: Lock = field(default_factory=Lock)
    _outlook: tuple[str, Outlook] | None = None

    def __post_init__(self) -> None:
        self._language = language(self.session.environ)
        self._environment = _environment(self._language)

    def wait(self, known: str, seconds: float) -> str:
        """The version of what is shown, as soon as it is another than ``known``."""
        return self.desk.wait(known, seconds)

    def own(self, path: str) -> Answer | None:
        """The overview, an item, one of its mails, or the preview's style and script."""
        name = path.removeprefix(OWN)
        if name in _STATIC:
            return Answer((_FILES / name).read_text(encoding="utf-8"), _STATIC[name])
        if name in ("", "index.html"):
            return self._overview()
        parts = PurePosixPath(path.removeprefix(_ITEM)).parts if path.startswith(_ITEM) else ()
        if len(parts) == 1:
            return self._item(parts[0])
        if len(parts) == 2:  # noqa: PLR2004  # item and mail
            return self._mail(*parts)
        return None

    def extras(self, path: str) -> tuple[str, str]:
        """The script that reloads, and a bar with what is wrong and where the mails are."""
        shown = self.desk.shown
        row = shown.row(item_of(path)) if item_of(path) else None
        problems = row.problems if row else ()
        others = len(shown.problems) - len(problems)
        told = self._told(problems)
        bar = self._render("preview_bar", shown, row=row, problems=told, others=others)
        return self._render("preview_head", shown), bar

    def missing(self, path: str) -> Answer:
        """What is wrong with the file that should stand here, or that there is none."""
        shown = self.desk.shown
        row = shown.row(item_of(path)) if item_of(path) else None
        problems = self._told(row.problems if row else shown.problems)
        page = self._render("preview_missing", shown, row=row, problems=problems)
        return Answer(page, status=HTTPStatus.NOT_FOUND)

    def _overview(self) -> Answer:
        shown = self.desk.shown
        outlook = self._look(shown)
        rows = shown.rows()
        page = self._render(
            "preview",
            shown,
            rows=[(row, outlook.words(row.id)) for row in rows[:_MOST_ROWS]],
            more=max(0, len(rows) - _MOST_ROWS),
            problems=self._told((*shown.problems, *outlook.problems())),
            unasked=self._sentence(outlook.trouble),
        )
        return Answer(page)

    def _item(self, identity: str) -> Answer | None:
        shown = self.desk.shown
        row = shown.row(identity)
        if row is None:
            return None
        outlook = self._look(shown)
        entry = outlook.feed_entry(identity)
        page = self._render(
            "preview_item",
            shown,
            row=row,
            problems=self._told(row.problems),
            unasked=self._sentence(outlook.trouble),
            words=outlook.words(identity),
            mails=self._mails(shown, identity),
            entry=entry,
            entry_text=json.dumps(entry, ensure_ascii=False, indent=2) if entry else "",
        )
        return Answer(page)

    def _mails(self, shown: Shown, identity: str) -> list[Mail | str]:
        """The mails of an item, with a sentence in place of one that cannot be made."""
        outlook = self._look(shown)
        with self._lock:
            found = list(outlook.mails_of(identity))
        return [one if isinstance(one, Mail) else self._sentence(one) for one in found]

    def _mail(self, identity: str, name: str) -> Answer | None:
        """One mail as HTML; ``name`` is its number and ``.html``."""
        shown = self.desk.shown
        number = name.removesuffix(".html")
        mails = dict(enumerate(self._mails(shown, identity)))
        mail = mails.get(int(number)) if number.isdecimal() else None
        if shown.site is None or not isinstance(mail, Mail):
            return None
        town = shown.site.town
        html = local_pictures(filled(mail.html, town), town.url, self.base)
        return Answer(html, policy=_MAIL_POLICY)

    def _look(self, shown: Shown) -> Outlook:
        """The outlook on what is shown, made once."""
        with self._lock:
            if self._outlook is None or self._outlook[0] != shown.version:
                self._outlook = (shown.version, self.outlooks.look())
            return self._outlook[1]

    def _sentence(self, what: Message | None) -> str:
        return what.format(self.session.gettext) if what else ""

    def _told(self, problems: Iterable[Problem]) -> list[tuple[str, str]]:
        """Where a mistake is, and what it is."""
        return [self._one(problem) for problem in problems]

    def _one(self, problem: Problem) -> tuple[str, str]:
        return f"{problem.path}:{problem.line}", problem.sentence(self.session.gettext)

    def _render(self, name: str, shown: Shown, **context: object) -> str:
        formats = Formats(self._language)
        return self._environment.get_template(f"{name}.html.j2").render(
            lang=self._language,
            base=self.base,
            own=f"{self.base}/{OWN}",
            events=f"{self.base}/{EVENTS}",
            version=shown.version,
            trouble=self._sentence(shown.trouble),
            told=self._sentence,
            filled=lambda text: filled(text, self.session.town),
            date_time=formats.date_time,
            now=shown.site.now if shown.site else None,
            **context,
        )


def base_of(url: str) -> str:
    """The path of the site's address, without a slash at its end."""
    return urlsplit(url).path.rstrip("/")


def _environment(name: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FILES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(name), newstyle=True)  # type: ignore[attr-defined]
    return environment
