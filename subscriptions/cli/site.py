"""From a session to a build: what ``check``, ``build``, ``publish`` and ``demo`` share."""

from __future__ import annotations

from datetime import datetime

from plugins.engine.fingerprint import program_stamp
from plugins.engine.request import Cache, Request
from plugins.engine.theme import Theme
from subscriptions.adapters.program import ROOT, shipped
from subscriptions.cli.session import Session

# The folders whose files decide how a site is made.
_PROGRAM = (ROOT / "plugins", ROOT / "subscriptions" / "core", shipped("locale"))


def request(
    session: Session, now: datetime, *, lenient: bool = False, remember: bool = False
) -> Request:
    """What to build for this town."""
    return Request(
        town=session.town,
        topics=session.topics,
        sign_up=session.sign_up,
        content=session.places.content,
        theme=Theme(session.places.themes),
        output=session.places.output,
        published=session.places.var / "published",
        translations=session.translations,
        now=now,
        lenient=lenient,
        remember=remember,
        cache=Cache(session.places.cache, program_stamp(_PROGRAM)),
    )
