"""What stands above a mail: who sends it, and the headers beside From, To and Subject."""

from __future__ import annotations

from email.header import Header
from urllib.parse import urlsplit

from subscriptions.core.keys import Key
from subscriptions.core.subjects import clean
from subscriptions.core.topics import Topic
from subscriptions.core.town import Town


def sender(town: Town, topic: Topic) -> str:
    """``"Stadtbote: Vereine" <stadtbote@example.org>``."""
    name = f"{_quotable(town.title)}: {_quotable(topic.name)}"
    return f'"{name}" <{town.sender}>'


def headers(town: Town, topic: Topic, key: Key, thread: str = "") -> tuple[tuple[str, str], ...]:
    """The headers of one mail; ``thread``: the Message-ID that all mails of a thread name."""
    host = urlsplit(town.url).hostname or town.ids.domain
    threading = (("References", thread), ("In-Reply-To", thread)) if thread else ()
    return (
        ("Reply-To", town.reply_to),
        ("List-Id", f"{_ascii(topic.name)} <{topic.id}.{host}>"),
        *threading,
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("X-Infokanal-Key", str(key)),
    )


def _quotable(name: str) -> str:
    return clean(name).replace("\\", "").replace('"', "")


def _ascii(text: str) -> str:
    """RFC 2047 for a display name that is not ASCII."""
    line = clean(text)
    return line if line.isascii() else Header(line, "utf-8", maxlinelen=500).encode()
