"""An item of which no mail can be made is held, loudly; it stops no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from subscriptions.core.actions import Facts, Plan
from subscriptions.core.exit_codes import CONTENT
from subscriptions.core.feed import Entry, FeedCorrection, FeedWithdrawal
from subscriptions.core.guard_names import GUARDS
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, ledger_of
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.mails import Mail
from subscriptions.core.messages import message
from subscriptions.core.plan import plan
from subscriptions.core.report import Result
from subscriptions.core.subjects import Occasion
from subscriptions.core.topics import Topics
from tests.unit.test_plan import (
    LISTS,
    NOW,
    SITE,
    TOPICS,
    campaign,
    compose,
    compose_digest,
    entry,
    topic,
    warning,
)

BAD = "<p>unmöglich</p>"


def compose_or_fail(made_from: Entry, occasion: Occasion) -> Mail:
    if made_from.content_html == BAD:
        raise UnmadeMailError(message("its mail cannot be made"))
    return compose(made_from, occasion)


def planned(
    entries: Iterable[Entry], *sent: Campaign, topics: Topics = TOPICS, **facts: Any
) -> Plan:
    given = Facts(lists=LISTS, **facts)
    return plan(
        entries, ledger_of(sent), given, topics, compose_or_fail, compose_digest, site=SITE, now=NOW
    )


def told(made: Plan) -> dict[str, tuple[str, str | None]]:
    return {f"{a.key.kind}/{a.key.id}": (a.verb, a.guard) for a in made.actions}


HELD = ("hold", "compose")
NOTE = FeedCorrection(date=NOW - timedelta(minutes=2), note="Doch um acht.", mail=True)
GONE = FeedWithdrawal(date=NOW - timedelta(minutes=2), note="Fehlalarm.")


def test_others_go_out() -> None:
    made = planned([entry("fest", text=BAD), entry("markt"), warning()])
    assert told(made) == {
        "item/fest": HELD,
        "item/markt": ("create", None),
        "item/brand": ("create", None),
    }
    held = next(action for action in made.actions if action.verb == "hold")
    assert (held.loud, held.mail) == (True, None)
    assert Result("send", made.actions).exit_code == CONTENT


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        pytest.param(warning(text=BAD), "item/brand", id="warning"),
        pytest.param(entry(text=BAD, corrections=(NOTE,)), "correction/fest", id="correction"),
        pytest.param(entry(text=BAD, withdrawn=GONE), "withdrawal/fest", id="withdrawal"),
    ],
)
def test_whatever_the_mail_is_about(bad: Entry, key: str) -> None:
    before = [] if bad.is_warning else [campaign("finished", entry(minutes=30), minutes=20)]
    assert told(planned([bad], *before))[key] == HELD


def test_a_draft_stays_a_draft() -> None:
    made = planned([entry(text=BAD)], campaign("draft"))
    assert told(made) == {"item/fest": HELD}
    assert made.actions[0].campaign is not None


def test_nothing_overrules_it() -> None:
    made = planned([entry(text=BAD)], over=frozenset(GUARDS))
    assert told(made) == {"item/fest": HELD}


def test_it_replaces_no_earlier_warning() -> None:
    first = warning("brand", 20)
    update = warning("brand-2", 5, msgtype="update", references=("brand",), text=BAD)
    assert told(planned([first, update])) == {"item/brand": ("create", None), "item/brand-2": HELD}


def test_it_does_not_count_for_max_mails() -> None:
    made = planned([entry("a", text=BAD), entry("b"), entry("c")])
    assert told(made) == {"item/a": HELD, "item/b": ("create", None), "item/c": ("create", None)}


def test_a_resend_is_held_too() -> None:
    topics = Topics((topic("gefahr", "warning", resends=True),))
    first = campaign("finished", warning(), minutes=20, sent=0)
    made = planned([warning(text=BAD)], first, topics=topics)
    again = Key("resend", SITE, "brand", "item-1")
    assert [(a.verb, a.guard) for a in made.actions if a.key == again] == [HELD]
