"""Is the page live? Asked with a clock that only sleeping moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from subscriptions.adapters import live
from subscriptions.adapters.live import WARNING_WAIT, ReadPage, live_pages, page_in_folder, shows
from subscriptions.core.feed import Entry
from tests.unit.samples import entry, town


def page(one: Entry) -> str:
    return f'<html><meta name="infokanal-revision" content="{one.info.revision}"></html>'


@dataclass
class Clock:
    """Seconds that pass only by sleeping."""

    seconds: float = 0.0
    asked: list[tuple[float, str]] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def reader(self, live_from: dict[str, float]) -> ReadPage:
        """Pages that are live from a second on; others never."""

        def read(one: Entry, seconds: float) -> str:
            self.asked.append((self.seconds, one.info.id))
            return page(one) if self.seconds >= live_from.get(one.info.id, 1e9) else ""

        return read


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(live, "monotonic", lambda: made.seconds)
    return made


NEWS = entry("fest").with_revision()
ALERT = entry("brand", msgtype="alert").with_revision()


@pytest.mark.parametrize(
    ("live_from", "wait", "found", "slept"),
    [
        pytest.param({"fest": 0}, 60, True, 0, id="at once"),
        pytest.param({"fest": 5}, 60, True, 6, id="after a while"),
        pytest.param({"fest": 58}, 60, True, 58, id="in the last seconds"),
        pytest.param({"fest": 59}, 60, False, 58, id="too late to look once more"),
        pytest.param({}, 60, False, 58, id="never"),
        pytest.param({"fest": 1}, 0, False, 0, id="without waiting"),
        pytest.param({"fest": 0}, 0, True, 0, id="without waiting, but there"),
    ],
)
def test_news_waits_for_its_page(
    clock: Clock, live_from: dict[str, float], wait: float, found: bool, slept: float
) -> None:
    answer = live_pages([NEWS], clock.reader(live_from), wait=wait, sleep=clock.sleep)
    assert answer == {"fest": found}
    assert clock.seconds == slept


@pytest.mark.parametrize("wait", [20, 60, 600])
def test_a_warning_waits_twenty_seconds_at_most(clock: Clock, wait: float) -> None:
    answer = live_pages([ALERT], clock.reader({}), wait=wait, sleep=clock.sleep)
    assert answer == {"brand": False}
    assert clock.seconds <= WARNING_WAIT


def test_a_page_that_was_seen_is_not_asked_for_again(clock: Clock) -> None:
    read = clock.reader({"fest": 0, "brand": 3})
    assert live_pages([NEWS, ALERT], read, wait=60, sleep=clock.sleep) == {
        "fest": True,
        "brand": True,
    }
    assert [second for second, name in clock.asked if name == "fest"] == [0]
    assert [second for second, name in clock.asked if name == "brand"] == [0, 2, 4]


def test_nothing_is_asked_about_nothing(clock: Clock) -> None:
    assert live_pages([], clock.reader({}), wait=60, sleep=clock.sleep) == {}
    assert clock.seconds == 0


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        pytest.param(page(NEWS), True, id="this revision"),
        pytest.param(page(ALERT), False, id="another"),
        pytest.param(NEWS.info.revision, False, id="only in the text"),
        pytest.param("", False, id="no page"),
    ],
)
def test_a_page_shows_its_revision(text: str, is_shown: bool) -> None:
    assert shows(text, NEWS) is is_shown


def test_for_the_outbox_the_page_is_a_file(tmp_path: Path) -> None:
    read = page_in_folder(tmp_path, town())
    assert read(NEWS, 5) == ""
    folder = tmp_path / "aktuelles" / "fest"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(page(NEWS), encoding="utf-8")
    assert shows(read(NEWS, 5), NEWS)
