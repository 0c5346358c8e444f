"""Two files that claim one identity: who keeps it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.checks import check_together
from subscriptions.core.item import Item
from tests.unit.samples import item, warning

# As the last good version lies in var/published: called by its identity.
ALERT = warning("brand", "2022-07-14 20:35")
DATE = "2022-07-14 20:35"


def told(*items: Item, before: Item | None = None, **broken: str) -> list[str]:
    """The files that are told to give way."""
    known = {before.id: before} if before else {}
    return [problem.format().split(":")[0] for problem in check_together(items, known, broken)]


def test_one_identity_is_taken_by_one_file() -> None:
    first, second = item("content/aktuelles/fest.md"), item("content/aktuelles/Fest!.md")
    (found,) = check_together([second, first])
    assert found.format().startswith(
        f"{second.source}:1: the identity “fest” is taken by {first.source};"
    )


def test_a_warning_keeps_its_identity_before_others() -> None:
    other = item("content/aktuelles/A Brand.md", id="brand")
    alarm = warning("B Brand", DATE, id="brand")
    assert told(other, alarm) == [other.source]


def titled(one: Item, title: str) -> Item:
    return one.model_copy(update={"title": title})


@pytest.mark.parametrize(
    "thief",
    [
        pytest.param(warning("brand", "2022-07-14 21:00"), id="a later warning"),
        pytest.param(warning("brand", DATE, "update", references="a"), id="another kind"),
        pytest.param(titled(warning("brand", DATE), "Anders"), id="only its title is another"),
    ],
)
def test_what_was_published_keeps_its_identity(thief: Item) -> None:
    """The thief is named like the identity, so that it would have it by its name alone."""
    own = titled(warning("Brand!", DATE), "Brand")
    published = own.model_copy(update={"source": ALERT.source})
    assert own.source in told(own, thief), "the other name is the better one"
    found = told(own, thief, before=published)
    assert (thief.source in found, own.source in found) == (True, False)


def test_a_copy_with_the_same_date_is_known_by_its_words() -> None:
    own = titled(warning("a", DATE, id="brand"), "Brand am Bahndamm")
    copy = titled(warning("brand", DATE), "Brand im Wald")
    assert told(own, copy, before=own) == [copy.source]


def test_a_true_copy_is_known_by_the_identity_it_names() -> None:
    own = titled(warning("z", DATE, id="brand"), "Brand")
    copy = titled(warning("brand", DATE), "Brand")
    assert told(own, copy, before=own) == [copy.source]


def test_a_draft_of_what_was_published_keeps_it_from_others() -> None:
    own = warning("Brand!", DATE, draft="true")
    thief = item("content/aktuelles/brand.md", date="2022-07-15 08:00")
    assert told(own, thief, before=ALERT) == [thief.source]


def test_a_file_that_cannot_be_read_keeps_what_was_published() -> None:
    source = "content/aktuelles/kaputt.md"
    thief = warning("brand", "2022-07-14 21:00")
    assert told(thief, before=ALERT, brand=source) == [thief.source]
    assert told(warning("x", DATE, id="brand"), before=ALERT, brand=source) == []
    assert told(thief, brand=source) == [], "it was never published"


def test_an_edited_date_is_no_theft() -> None:
    assert told(warning("brand", "2022-07-14 20:50"), before=ALERT) == []


@given(st.permutations([DATE, "2022-07-14 21:00", "2022-07-14 22:00"]), st.permutations("abc"))
def test_the_order_of_the_files_decides_nothing(dates: list[str], names: list[str]) -> None:
    files = [warning(n, d, id="brand") for n, d in zip(names, dates, strict=True)]
    keeps = next(one for one in files if one.date == ALERT.date)
    assert set(told(*files, before=ALERT)) == {one.source for one in files} - {keeps.source}


CANCEL = warning("ende", "2022-07-14 22:00", "cancel", references="brand", until_further_notice="")


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        pytest.param({"draft": "true"}, [], id="a draft"),
        pytest.param({"draft": "true", "date": "2032-07-14 20:35"}, [], id="a draft of later"),
        pytest.param({"date": "2032-07-14 20:35"}, ["brand"], id="dated later than its all-clear"),
    ],
)
def test_an_all_clear_is_sound_whatever_became_of_its_warning(
    changed: dict[str, str], wrong: list[str]
) -> None:
    edited = warning("brand", **{"date": DATE, **changed})
    names = [f"content/aktuelles/{name}.md" for name in wrong]
    assert told(edited, CANCEL, before=ALERT) == names


def test_an_all_clear_of_what_is_news_by_now_is_sound() -> None:
    assert told(item("content/aktuelles/brand.md", date=DATE), CANCEL, before=ALERT) == []
