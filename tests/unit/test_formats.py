"""Dates and sizes as residents read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.formats import Formats

FIRE = datetime(2022, 7, 14, 18, 35, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "with_time", "german", "english"),
    [
        (
            FIRE,
            True,
            "Donnerstag, 14. Juli 2022, 20:35\u00a0Uhr",
            "Thursday, 14 July 2022, 20:35",
        ),
        (FIRE, False, "Donnerstag, 14. Juli 2022", "Thursday, 14 July 2022"),
        (MARCH, True, "Sonntag, 1. März 2026, 09:05\u00a0Uhr", "Sunday, 1 March 2026, 09:05"),
    ],
)
def test_long_dates(at: datetime, with_time: bool, german: str, english: str) -> None:
    assert Formats("de").date_long(at, with_time=with_time).replace(" Uhr", "\u00a0Uhr") == german
    assert Formats("en").date_long(at, with_time=with_time) == english


@pytest.mark.parametrize(
    ("language", "short", "with_time"),
    [("de", "14.07.2022", "14.07.2022, 20:35 Uhr"), ("en", "14 Jul 2022", "14 Jul 2022, 20:35")],
)
def test_short_dates(language: str, short: str, with_time: str) -> None:
    formats = Formats(language)
    assert formats.date_short(FIRE) == short
    assert formats.date_time(FIRE).replace("\u00a0", " ") == with_time
    assert formats.date_time(FIRE, with_time=False) == short


def test_a_date_is_that_of_the_town() -> None:
    assert Formats().date_short(datetime(2022, 7, 14, 22, 30, tzinfo=UTC)) == "15.07.2022"


@pytest.mark.parametrize(
    ("in_bytes", "german", "english"),
    [
        (0, "1 kB", "1 kB"),
        (999, "1 kB", "1 kB"),
        (12_345, "12 kB", "12 kB"),
        (49_999, "49 kB", "49 kB"),
        (50_000, "0,1 MB", "0.1 MB"),
        (103_000, "0,1 MB", "0.1 MB"),
        (1_000_000, "1,0 MB", "1.0 MB"),
        (12_340_000, "12,3 MB", "12.3 MB"),
    ],
)
def test_sizes(in_bytes: int, german: str, english: str) -> None:
    assert Formats("de").size(in_bytes) == german
    assert Formats("en").size(in_bytes) == english


@given(st.integers(0, 10**12), st.sampled_from(["de", "en"]))
def test_every_size_is_a_number_with_a_unit(in_bytes: int, language: str) -> None:
    assert re.fullmatch(r"[1-9]\d? kB|\d+[.,]\d MB", Formats(language).size(in_bytes))


@given(
    st.datetimes(
        datetime(1901, 1, 1),  # noqa: DTZ001
        datetime(2999, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    )
)
def test_the_day_is_the_same_in_all_forms(at: datetime) -> None:
    formats = Formats("de")
    short = formats.date_short(at)
    day = str(int(short[:2]))
    assert formats.date_time(at).startswith(short)
    assert formats.date_long(at).split(", ")[1].startswith(f"{day}. ")
    assert formats.date_long(at).split(", ")[1].endswith(short[-4:])
