"""Signing up on the town's own site: the form of Listmonk, the uuids of its lists, the consent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from subscriptions.core.fields import is_web_address
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.topics import Topic, Topics
from subscriptions.core.town import Town
from subscriptions.core.yaml_text import Document

# The file that ``setup`` writes, below the town's folder.
FILE = "subscriptions/listmonk-lists.yml"
SUBSCRIBE_PATH = "abonnieren/"
# Where Listmonk leads people after the form; it must be one of its trusted URLs, to the letter.
CHECK_MAIL_PATH = "abonnieren/bestaetigen/"
FORM_PATH = "/subscription/form"

CONSENT_VERSION = "1"
_AT_ONCE = message("As soon as there is something new")
_ANY_HOUR = message("At once when it matters, by day and by night")

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KNOWN = frozenset({"form", "lists"})


@dataclass(frozen=True, slots=True)
class SignUp:
    """``form``: the address that the form is sent to; ``lists``: uuids by topic."""

    form: str
    lists: tuple[tuple[str, str], ...]

    def uuid(self, topic: str) -> str:
        """The uuid of a topic's list; empty for a topic without one."""
        return dict(self.lists).get(topic, "")


@dataclass(frozen=True, slots=True)
class Consent:
    """What people agree to, and the version by which its wording is found again."""

    text: str
    version: str


def consent_of(town: Town, gettext: Gettext) -> Consent:
    """The town's own words, or those of the software."""
    if town.consent:
        return Consent(town.consent.text, town.consent.version)
    # Whoever changes these words counts the version up.
    text = message(
        "By sending the form I agree that {name} sends me e-mails about the topics that I ticked,"
        " and stores my address, these topics and the time for it. I can withdraw this at any"
        " time, for the future, with one click in any e-mail.",
        name=town.name,
    )
    return Consent(text.format(gettext), CONSENT_VERSION)


def frequency_of(topic: Topic, gettext: Gettext) -> str:
    """How often there is mail: the town's words, else what holds of every such topic."""
    default = _ANY_HOUR if topic.kind == "warning" else _AT_ONCE
    return topic.frequency or default.format(gettext)


def trusted_urls(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Where Listmonk leads people back to after the form, as ``/api/config`` tells it."""
    public = config.get("public_subscription") or {}
    return tuple(str(url) for url in public.get("redirect_urls") or ())


def trust(town: Town) -> Message:
    """The setting that lets Listmonk lead people back to the town's site."""
    return message("Settings → Security → Trusted URLs: {url}", url=town.absolute(CHECK_MAIL_PATH))


def sign_up_text(root_url: str, uuids: Mapping[str, str]) -> str:
    """The file as ``setup`` writes it; ``root_url`` is Listmonk's public address."""
    lines = [f"  {topic}: {uuid}" for topic, uuid in sorted(uuids.items())]
    return "\n".join(
        (
            "# Written by publish.py setup; belongs into the repository.",
            "# The site's form for subscribing (/abonnieren/) is made of it. It holds no secret.",
            f"form: {root_url.rstrip('/')}{FORM_PATH}",
            "lists:",
            *lines,
            "",
        )
    )


def read_sign_up(document: Document, topics: Topics) -> SignUp:
    """Read the file. A list of a topic that is no more is left out.

    Raises:
        InvalidContentError: everything that is wrong with it.
    """
    form, lists = document.values.get("form"), document.values.get("lists")
    rows = lists if isinstance(lists, dict) else {}
    wrong = [name for name in document.values if name not in _KNOWN]
    if not isinstance(form, str) or not is_web_address(form):
        wrong.append("form")
    if not rows or not all(isinstance(u, str) and _UUID.fullmatch(u) for u in rows.values()):
        wrong.append("lists")
    if wrong:
        raise InvalidContentError(_problem(document, name) for name in wrong)
    known = {topic.id for topic in topics}
    found = tuple((name, str(uuid)) for name, uuid in sorted(rows.items()) if name in known)
    return SignUp(str(form), found)


def _problem(document: Document, name: str) -> Problem:
    what = message(
        "{field}: is missing, wrong or no such field; delete the file and run publish.py setup,"
        " which writes it anew",
        field=name,
    )
    return Problem(FILE, document.line((name,)), what)
