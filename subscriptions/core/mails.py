"""A mail, made from a feed entry: subject, HTML, plain text and headers.

The whole mail is made here, so that every mail server sends the same bytes; a server adds only
what it alone knows (the links to leave and to manage, which stand in for :data:`UNSUBSCRIBE` and
:data:`MANAGE`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

from jinja2 import Environment

from subscriptions.core.dates import ZONE, compact
from subscriptions.core.digest_words import Row, digest_heading, digest_subject
from subscriptions.core.digests import Digest
from subscriptions.core.feed import Entry
from subscriptions.core.formats import Formats
from subscriptions.core.intake import with_safe_html
from subscriptions.core.keys import Key, fingerprint
from subscriptions.core.mail_headers import headers, sender
from subscriptions.core.mail_pages import MailPages, preheader
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
        self._pages = MailPages()

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
        html = self._pages.page(environment, "mail.html.j2", context)
        text = environment.get_template("mail.txt.j2").render(context)
        first = self._topics[entry.tags[0]]
        return Mail(
            key=occasion.key,
            topics=entry.tags,
            subject=subject(entry, self._label(entry, occasion), self._texts.gettext),
            html=html,
            text=_tidy(text),
            sender=sender(self._town, first),
            headers=headers(self._town, first, occasion.key, self._thread(entry)),
            attribs=remembered(entry, occasion.note),
        )

    def _thread(self, entry: Entry) -> str:
        thread = entry.info.incident or entry.info.follows or entry.info.id
        return f"<{self._town.site}.{thread}@{self._town.ids.domain}>"

    def _safe(self, entry: Entry) -> Entry:
        """What templates may show of an entry: a feed may be that of any site."""
        return with_safe_html(entry, self._town.url)

    def _context(self, entry: Entry, occasion: Occasion) -> dict[str, object]:
        label = self._label(entry, occasion)
        return {
            "entry": self._safe(entry),
            "kind": occasion.kind,
            "note": clean(occasion.note),
            "standing": entry.info.withdrawn and entry.info.withdrawn.standing,
            "kind_label": label,
            "subject": subject(entry, label, self._texts.gettext),
            "state_label": self._state(entry),
            "state_until": self._until(entry),
            "preheader": preheader(occasion.note or entry.summary, entry.info.instruction),
            **self._frame(entry.tags),
        }

    def _frame(self, topics: Iterable[str]) -> dict[str, object]:
        return {
            "town": self._town,
            "topics": [self._topics[name] for name in topics],
            "unsubscribe": UNSUBSCRIBE,
            "manage": MANAGE,
            "accent": self._town.colours.accent,
            "accent_dark": self._town.colours.accent_dark,
        }

    def _state(self, entry: Entry) -> str:
        state = POOL_STATES.get(entry.info.state or "")
        return state.format(self._texts.gettext) if state else ""

    def _label(self, entry: Entry, occasion: Occasion) -> str:
        of_hazards = any(self._topics[name].kind == "warning" for name in entry.tags)
        return kind_label(entry, occasion, self._texts.gettext, of_hazards=of_hazards)

    def _until(self, entry: Entry) -> str:
        """Until when a pool's state holds; of the end of a day, that day."""
        if not (entry.info.state and entry.info.until):
            return ""
        end = entry.info.until.astimezone(ZONE)
        if end.time() == time():
            return self._formats.date_long(end - timedelta(days=1), with_time=False)
        return self._formats.date_long(end)

    def compose_digest(self, digest: Digest) -> Mail:
        """The mail of a topic's digest, the same for equal arguments.

        Raises:
            UnmadeMailError: it cannot be made.
        """
        mail, problem = self._templates.use(lambda environment: self._digest(environment, digest))
        return replace(mail, problem=problem)

    def _digest(self, environment: Environment, digest: Digest) -> Mail:
        topic = digest.period.topic
        heading = digest_heading(digest, self._formats).format(self._texts.gettext)
        subject_ = digest_subject(topic, heading)
        context = {
            "heading": heading,
            "subject": subject_,
            "topic": topic,
            "preheader": preheader(" · ".join(entry.title for entry in digest.entries)),
            "rows": [
                Row(self._safe(entry), self._state(entry), self._until(entry))
                for entry in digest.entries
            ],
            **self._frame((topic.id,)),
        }
        html = self._pages.page(environment, "digest.html.j2", context)
        text = environment.get_template("digest.txt.j2").render(context)
        return Mail(
            key=digest.key,
            topics=(topic.id,),
            subject=subject_,
            html=html,
            text=_tidy(text),
            sender=sender(self._town, topic),
            headers=headers(self._town, topic, digest.key),
            attribs=remembered_of_all(digest.entries),
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


def remembered_of_all(entries: Iterable[Entry]) -> dict[str, str]:
    """What a digest remembers: ``items``, and of each as ``<item>/<name>`` what a mail would."""
    listed = tuple(entries)
    found = {"items": " ".join(entry.info.id for entry in listed)}
    for entry in listed:
        for name, value in remembered(entry).items():
            found[f"{entry.info.id}/{name}"] = value
    return found


def note_likeness(note: str) -> str:
    """12 hex digits, equal for two notes that read the same."""
    return fingerprint(clean(note))[:12]


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
