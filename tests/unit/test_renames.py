"""A correction whose date was moved is none of its own: who moves it is asked first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from subscriptions.core.actions import Plan
from subscriptions.core.dates import compact
from subscriptions.core.exit_codes import REFUSED
from subscriptions.core.feed import Entry, FeedCorrection, FeedWithdrawal
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, State
from subscriptions.core.mails import remembered
from subscriptions.core.report import exit_code_of
from tests.unit.test_plan import NOW, SITE, campaign, entry, planned, warning

NOTE = "Beginn ist um 15 Uhr."


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def note(minutes: float, text: str = NOTE, *, mail: bool = True) -> FeedCorrection:
    return FeedCorrection(date=ago(minutes), note=text, mail=mail)


def corrected(*notes: FeedCorrection, minutes: float = 60) -> Entry:
    return entry("fest", minutes, corrections=notes)


def mailed(one: FeedCorrection, state: State = "finished", sent: int = 3) -> Campaign:
    """The campaign of a correction."""
    made_from = corrected(one)
    key = Key("correction", SITE, "fest", compact(one.date))
    attribs = remembered(made_from, one.note)
    return campaign(state, made_from, key=key, attribs=attribs, sent=sent)


def item_mailed(*notes: FeedCorrection) -> Campaign:
    """The campaign of the item, which told of these corrections."""
    return campaign("finished", corrected(*notes), minutes=50)


def corrections(made: Plan) -> dict[str, tuple[str, str | None]]:
    """What is said of the correction of each time."""
    return {a.key.part[-4:]: (a.verb, a.guard) for a in made.actions if a.key.kind == "correction"}


HELD, SENT = ("hold", "rename"), ("create", None)


@pytest.mark.parametrize(
    ("now_in_feed", "expected"),
    [
        pytest.param([note(9)], HELD, id="a minute later"),
        pytest.param([note(11)], HELD, id="a minute earlier"),
        pytest.param([note(9, f"  {NOTE}\n")], HELD, id="blanks more"),
        pytest.param([note(9, "Beginn ist um 16 Uhr.")], SENT, id="another note"),
        pytest.param([note(10), note(9)], SENT, id="the same note once more"),
        pytest.param([note(10, mail=False), note(9)], SENT, id="the old one is still told"),
    ],
)
def test_a_moved_correction_is_held(
    now_in_feed: list[FeedCorrection], expected: tuple[str, str | None]
) -> None:
    made = planned([corrected(*now_in_feed)], item_mailed(), mailed(note(10)))
    assert corrections(made)[compact(now_in_feed[-1].date)[-4:]] == expected


def test_it_is_told_loudly_and_may_be_overruled() -> None:
    sent = (item_mailed(), mailed(note(10)))
    (held,) = (a for a in planned([corrected(note(9))], *sent).actions if a.guard)
    assert (held.loud, exit_code_of(held)) == (True, REFUSED)
    assert f"correction/{SITE}/fest/{compact(ago(10))}" in str(held.reason)
    assert "date" in str(held.reason)
    over = planned([corrected(note(9))], *sent, over=frozenset({"rename"}))
    assert list(corrections(over).values()) == [SENT]


@pytest.mark.parametrize(
    ("state", "sent", "expected"),
    [
        ("finished", 3, HELD),
        ("running", 1, HELD),
        ("paused", 0, HELD),
        ("cancelled", 2, HELD),
        ("cancelled", 0, SENT),
        ("draft", 0, SENT),
    ],
)
def test_only_what_somebody_may_have_holds_it(
    state: State, sent: int, expected: tuple[str, str | None]
) -> None:
    made = planned([corrected(note(9))], item_mailed(), mailed(note(10), state, sent))
    assert corrections(made)[compact(ago(9))[-4:]] == expected


def test_another_items_correction_holds_nothing() -> None:
    other = mailed(note(10))
    key = Key("correction", SITE, "markt", other.key.part)
    stranger = campaign("finished", entry("markt"), key=key, attribs=other.attribs)
    made = planned([corrected(note(9)), entry("markt")], item_mailed(), stranger)
    assert corrections(made)[compact(ago(9))[-4:]] == SENT


@pytest.mark.parametrize(
    ("now_in_feed", "expected"),
    [
        pytest.param([note(10)], ("skip", None), id="as it was"),
        pytest.param([note(9)], HELD, id="moved"),
        pytest.param([note(9, "Neues.")], SENT, id="another note"),
        pytest.param([note(10), note(9)], SENT, id="the same note once more"),
    ],
)
def test_what_the_items_own_mail_told_is_not_told_again(
    now_in_feed: list[FeedCorrection], expected: tuple[str, str | None]
) -> None:
    made = planned([corrected(*now_in_feed)], item_mailed(note(10)))
    assert corrections(made)[compact(now_in_feed[-1].date)[-4:]] == expected


def test_a_warnings_correction_is_held_too() -> None:
    before = warning(minutes=60, corrections=(note(10),))
    key = Key("correction", SITE, "brand", compact(ago(10)))
    first = campaign("finished", warning(minutes=60), minutes=50)
    sent = campaign("finished", before, key=key, attribs=remembered(before, NOTE))
    made = planned([warning(minutes=60, corrections=(note(9),))], first, sent)
    assert list(corrections(made).values()) == [HELD]


def test_a_withdrawal_has_one_key_whatever_its_date() -> None:
    gone = entry("fest", 60, withdrawn=FeedWithdrawal(date=ago(9), note="Falsch."))
    key = Key("withdrawal", SITE, "fest")
    sent = campaign("finished", gone, key=key, attribs=remembered(gone, "Falsch."))
    made = planned([gone], item_mailed(), sent)
    assert {a.verb for a in made.actions} == {"done"}
