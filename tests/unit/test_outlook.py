"""What a preview tells of an item: the plan's words, and what is to be composed."""

from __future__ import annotations

from datetime import timedelta

from subscriptions.core.actions import Plan
from subscriptions.core.digests import Digest
from subscriptions.core.feed import Entry, FeedCorrection
from subscriptions.core.outlook import occasions, words
from subscriptions.core.subjects import Occasion
from tests.unit.test_digests import FEST, TOPICS, at, key, news, planned
from tests.unit.test_plan import NOW, SITE, warning


def told(made: Plan, identity: str) -> list[tuple[str, bool]]:
    return [(f"{word.what}: {word.why}", word.is_held) for word in words(identity, made)]


def composed(entries: list[Entry], identity: str, made: Plan) -> list[Occasion | Digest]:
    return list(occasions(identity, entries, made, TOPICS, site=SITE, now=NOW))


def test_the_plans_word() -> None:
    fire = warning("brand", 3)
    made = planned([fire, FEST])
    assert told(made, "brand") == [("goes to 3 subscribers: is due and was not sent yet", False)]
    assert [what for what, _ in told(made, "fest")] == [
        "waits: goes with digest/ort/tag/20260601t1700",
        "goes to 3 subscribers: is due and was not sent yet",
    ]
    assert told(made, "niemand") == []


def test_without_a_server_nobody_is_counted_and_what_is_held_says_so() -> None:
    fire = warning("brand", 3)
    assert told(planned([fire], lists=None), "brand")[0][0].startswith("goes out; how many")
    ((_, is_held),) = told(planned([fire], demo_refused=True), "brand")
    assert is_held


def test_all_mails_of_an_item() -> None:
    note = FeedCorrection(date=NOW - timedelta(minutes=1), note="Um drei.", mail=True)
    fest = news("fest", NOW - timedelta(minutes=5), tags="verein", corrections=(note,))
    found = composed([fest], "fest", planned([fest]))
    assert [type(one) for one in found] == [Occasion, Occasion]
    assert [one.key.kind for one in found] == ["item", "correction"]
    assert composed([fest], "niemand", planned([fest])) == []


def test_of_a_topic_with_digests_the_digest() -> None:
    entries = [FEST, news("chor", at(1, 11)), news("heute", at(1, 18)), news("auch", at(1, 19))]
    made = planned(entries)
    (now,) = composed(entries, "fest", made)
    (later,) = composed(entries, "heute", made)
    assert isinstance(now, Digest)
    assert isinstance(later, Digest)
    assert (now.key, [one.info.id for one in now.entries]) == (key(), ["fest", "chor"])
    assert later.key == key(at(2, 17))
    assert {one.info.id for one in later.entries} >= {"heute", "auch"}
