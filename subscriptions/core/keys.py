"""Identities and keys: what stays the same when title, date or topic change.

One thing that is mailed has one key, ``<kind>/<site>/<id>[/<part>]``. Its slug is what the mail
server keeps unique.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from slugify import slugify

MAX_IDENTITY = 100
_IDENTITY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# The same for other programs (ECMA-262).
IDENTITY_PATTERN = f"^{_IDENTITY.pattern}$"
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"))


def is_identity(text: str) -> bool:
    """True for ``[a-z0-9]+(-[a-z0-9]+)*`` of at most 100 characters."""
    return len(text) <= MAX_IDENTITY and _IDENTITY.fullmatch(text) is not None


def identity_of_stem(stem: str) -> str:
    """The identity that a file name stands for: ``Käse & Brot`` becomes ``kaese-brot``.

    Empty when nothing of the name can be kept.
    """
    if is_identity(stem):
        return stem
    # Some systems keep "ä" in file names as "a" and a combining mark; bytes that are no UTF-8 come
    # as halves of surrogate pairs.
    composed = unicodedata.normalize("NFC", stem.encode(errors="ignore").decode())
    return slugify(composed, replacements=_UMLAUTS, max_length=MAX_IDENTITY)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The name of one thing that is mailed once.

    ``kind``: ``item``, ``correction``, ``withdrawal``, ``resend``, or ``digest``, whose ``id`` is
    its topic.
    """

    kind: str
    site: str
    id: str
    part: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.kind, self.site, self.id, self.part) if part)

    @property
    def slug(self) -> str:
        """The first 32 hex digits of the key's SHA-256: Listmonk's unique ``archive_slug``.

        A hash, since Listmonk writes ``a/b``, ``a--b`` and ``a-b`` as one slug.
        """
        return hashlib.sha256(str(self).encode()).hexdigest()[:32]

    @property
    def file_name(self) -> str:
        """The name of the key's mail in the outbox."""
        return str(self).replace("/", ".") + ".eml"


def parse_key(text: str) -> Key:
    """Read a key as ``str(key)`` writes it.

    Raises:
        ValueError: fewer than three parts.
    """
    kind, site, id_, *part = text.split("/", 3)
    return Key(kind, site, id_, part[0] if part else "")


def fingerprint(*parts: str) -> str:
    """32 hex digits that differ when any of ``parts`` does."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]
