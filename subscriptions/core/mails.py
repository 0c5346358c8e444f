"""A mail, made from a feed entry: subject, HTML, plain text and headers.

The whole mail is made here, so that every mail server sends the same bytes; a server adds only
what it alone knows (the links to leave and to manage, which stand in for :data:`UNSUBSCRIBE` and
:data:`MANAGE`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from email.header import Header
from textwrap import shorten
from urllib.parse import urlsplit

import css_inline
from jinja2 import Environment

from subscriptions.core.dates import ZONE, compact
from subscriptions.core.feed import Entry
from subscriptions.core.formats import Formats
from subscriptions.core.keys import Key, fingerprint
from subscriptions.core.mail_templates import MailTemplates, Texts
from subscriptions.core.pool_states import POOL_STATES
from subscriptions.core.problems import Problem
from subscriptions.core.subjects import Occasion, clean, kind_label, subject
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

# Control characters cannot come out of content (front_matter.decode strips them), so nobody can
# write these marks.
UNSUBSCRIBE = "\x02unsubscribe\x03"
MANAGE = "\x02manage\x03"

# Gmail shows no more than 102 KB of a mail, and would hide the links at its end (bytes).
MAX_HTML = 100_000

# Mail programs show about so many characters of it beside the subject.
_MAX_PREHEADER = 180

_KEPT = '<style data-css-inline="keep">'

# What cannot be changed in silence once people have read it.
COMPARED_AFTER_SENDING = ("state", "severity", "deadline")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready for any server.

    ``sender`` is ``"Name" <address>``; ``headers`` are what goes beside From, To, Subject; values
    are ASCII. ``attribs`` is what the ledger must remember of it. ``problem`` is what kept the
    town's own templates from being used.
    """

    key: Key
    topics: tuple[str, ...]
    subject: str
    html: str
    text: str
    sender: str
    headers: tuple[tuple[str, str], ...]
    attribs: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for two mails that say, and let us remember, the same, to the same lists."""
        headers = (f"{name}: {value}" for name, value in self.headers)
        attribs = (f"{name}: {value}" for name, value in sorted(self.attribs.items()))
        texts = (self.subject, self.html, self.text, self.sender)
        return fingerprint(*texts, *self.topics, "", *headers, "", *attribs)


class Composer:
    """Makes the mails of one town.

    All mails of one incident name the same never-sent Message-ID in References, so that mail
    programs show them as one thread (RFC 5322, 3.6.4); so does the reopening of a pool with its
    closure.
    """

    def __init__(self, town: Town, topics: Topics, texts: Texts) -> None:
        self._town = town
        self._topics = topics
        self._texts = texts
        self._formats = Formats(town.language)
        self._templates = MailTemplates(texts, self._formats)
        self._inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=False)
        self._gatherer = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True)

    @property
    def templates(self) -> MailTemplates:
        """The mail templates with the town's language, dates and sizes."""
        return self._templates

    def compose(self, entry: Entry, occasion: Occasion) -> Mail:
        """The mail of one occasion, the same for equal arguments.

        Raises:
            UnmadeMailError: this item's mail cannot be made.
        """
        mail, problem = self._templates.use(
            lambda environment: self._mail(environment, entry, occasion)
        )
        return replace(mail, problem=problem)

    def _mail(self, environment: Environment, entry: Entry, occasion: Occasion) -> Mail:
        context = self._context(entry, occasion)
        html = self._html(environment, context)
        if len(html.encode()) > MAX_HTML:
            html = self._html(environment, {**context, "whole": False})
        text = environment.get_template("mail.txt.j2").render(context)
        first = self._topics[entry.tags[0]]
        return Mail(
            key=occasion.key,
            topics=entry.tags,
            subject=subject(entry, self._label(entry, occasion), self._texts.gettext),
            html=html,
            text=_tidy(text),
            sender=self._sender(first.name),
            headers=self._headers(entry, occasion),
            attribs=remembered(entry, occasion.note),
        )

    def _html(self, environment: Environment, context: Mapping[str, object]) -> str:
        """Rules for screens and paper stay in the style sheet that is marked to be kept.

        A template of the town's own may mark none; then they are gathered at the top of the head.
        """
        html = environment.get_template("mail.html.j2").render(context).strip()
        inliner = self._inliner if _KEPT in html else self._gatherer
        return inliner.inline(html) + "\n"

    def _sender(self, topic: str) -> str:
        name = f"{_quotable(self._town.title)}: {_quotable(topic)}"
        return f'"{name}" <{self._town.sender}>'

    def _context(self, entry: Entry, occasion: Occasion) -> dict[str, object]:
        label = self._label(entry, occasion)
        state = POOL_STATES.get(entry.info.state or "")
        return {
            "town": self._town,
            "entry": entry,
            "kind": occasion.kind,
            "note": clean(occasion.note),
            "kind_label": label,
            "subject": subject(entry, label, self._texts.gettext),
            "state_label": state.format(self._texts.gettext) if state else "",
            "state_until": self._until(entry) if state else "",
            "topics": [self._topics[name] for name in entry.tags],
            "unsubscribe": UNSUBSCRIBE,
            "manage": MANAGE,
            "preheader": _preheader(entry, occasion),
            "whole": True,
            "accent": self._town.colours.accent,
            "accent_dark": self._town.colours.accent_dark,
        }

    def _label(self, entry: Entry, occasion: Occasion) -> str:
        of_hazards = any(self._topics[name].kind == "warning" for name in entry.tags)
        return kind_label(entry, occasion, self._texts.gettext, of_hazards=of_hazards)

    def _until(self, entry: Entry) -> str:
        """Until when a pool's state holds; of the end of a day, that day."""
        if not entry.info.until:
            return ""
        end = entry.info.until.astimezone(ZONE)
        if end.time() == time():
            return self._formats.date_long(end - timedelta(days=1), with_time=False)
        return self._formats.date_long(end)

    def _headers(self, entry: Entry, occasion: Occasion) -> tuple[tuple[str, str], ...]:
        first = self._topics[entry.tags[0]]
        host = urlsplit(self._town.url).hostname or self._town.ids.domain
        thread = entry.info.incident or entry.info.follows or entry.info.id
        anchor = f"<{self._town.site}.{thread}@{self._town.ids.domain}>"
        return (
            ("Reply-To", self._town.reply_to),
            ("List-Id", f"{_ascii(first.name)} <{first.id}.{host}>"),
            ("References", anchor),
            ("In-Reply-To", anchor),
            ("Auto-Submitted", "auto-generated"),
            ("Precedence", "bulk"),
            ("X-Infokanal-Key", str(occasion.key)),
        )


def remembered(entry: Entry, note: str = "") -> dict[str, str]:
    """What a later plan compares: likely renames, and edits after sending.

    ``note``: the text of the correction or withdrawal that the mail is about.
    """
    info = entry.info
    values = {
        "item": info.id,
        "likeness": entry.likeness,
        "incident": info.incident,
        "state": info.state or "",
        "severity": info.severity or "",
        "deadline": info.deadline.isoformat() if info.deadline else "",
        "msgtype": info.msgtype,
        "corrections": " ".join(compact(one.date) for one in info.corrections),
        "notes": " ".join(note_likeness(one.note) for one in info.corrections),
        "note": note_likeness(note) if note else "",
    }
    return {name: value for name, value in values.items() if value}


def _preheader(entry: Entry, occasion: Occasion) -> str:
    """What the list of mails shows beside the subject: the note, or summary and what to do."""
    parts = [occasion.note] if occasion.note else [entry.summary, entry.info.instruction]
    text = clean(" ".join(part for part in parts if part) or entry.info.area)
    return shorten(text, _MAX_PREHEADER, placeholder="…")


def note_likeness(note: str) -> str:
    """12 hex digits, equal for two notes that read the same."""
    return fingerprint(clean(note))[:12]


def _quotable(name: str) -> str:
    return clean(name).replace("\\", "").replace('"', "")


def _ascii(text: str) -> str:
    """RFC 2047 for a display name that is not ASCII."""
    line = clean(text)
    return line if line.isascii() else Header(line, "utf-8", maxlinelen=500).encode()


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
