"""``/abonnieren/``: topics by e-mail through Listmonk's form, or by feed; and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output
from plugins.engine.views import feeds_of, topic_feeds
from subscriptions.core.sign_up import (
    CHECK_MAIL_PATH,
    SUBSCRIBE_PATH,
    consent_of,
    frequency_of,
)
from subscriptions.core.topics import Topic


@dataclass(frozen=True, slots=True)
class Choice:
    """One topic to tick. ``uuid``: of its list; empty: not to be had by e-mail."""

    topic: Topic
    frequency: str
    uuid: str


def outputs(frame: Frame) -> Iterator[Output]:
    """The page with the form, and with a form the page that one sees after it."""
    sign_up = frame.site.sign_up
    make = partial(_page, frame)
    yield frame.page(SUBSCRIBE_PATH, "subscribe.html", make, shows=lambda: (sign_up,))
    if sign_up:
        # Nobody is led here but by the form, and search engines not at all.
        path = f"{CHECK_MAIL_PATH}index.html"
        yield frame.file(path, "check_mail.html", partial(_check_mail, frame), alerts=True)


def _page(frame: Frame) -> Context:
    site = frame.site
    title = frame.gettext("Subscribe")
    about = frame.gettext("Choose topics, and hear about them by e-mail, by feed or in a calendar.")
    links = feeds_of("alle", site.town.title)
    return {
        **frame.head(title, SUBSCRIBE_PATH, about, links),
        "sign_up": site.sign_up,
        "choices": tuple(_choice(frame, topic) for topic in site.topics),
        "consent": consent_of(site.town, frame.gettext),
        "after": site.town.absolute(CHECK_MAIL_PATH),
        "rows": (
            (frame.gettext("All topics"), links),
            *((topic.name, topic_feeds(topic)) for topic in site.topics),
        ),
        "opml": "feeds/themen.opml",
    }


def _choice(frame: Frame, topic: Topic) -> Choice:
    sign_up = frame.site.sign_up
    uuid = sign_up.uuid(topic.id) if sign_up else ""
    return Choice(topic, frequency_of(topic, frame.gettext), uuid)


def _check_mail(frame: Frame) -> Context:
    title = frame.gettext("One more click: confirm now")
    return frame.head(title, CHECK_MAIL_PATH, noindex=True)
