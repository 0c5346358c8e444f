"""The sample content as it came, publish by publish: each item in exactly one mail a reader."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from subscriptions.adapters.settings import read_settings
from subscriptions.core.dates import parse_moment
from subscriptions.core.keys import parse_key

from .site_runs import TownFolder

# When a publisher that wakes by ``next`` has mail to send; other changes are for pages only.
MAIL = frozenset({"public", "mail", "mailing"})


Publish = Callable[[TownFolder, str], None]

# A file does not know what it said before its corrections: these were not there yet.
_LATER = re.compile(r"^(?:corrections|withdrawn):.*\n(?:(?: |- ).*\n)*", re.MULTILINE)


def as_first_written(town: TownFolder) -> None:
    """Take what was added later out of all items."""
    for path in (town.folder / "content/aktuelles").glob("*.md"):
        path.write_text(_LATER.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")


def to_outbox(town: TownFolder, now: str) -> None:
    """Build and send as of a moment."""
    assert town.build(now).code == 0
    sent = town.run("send", "--to", "outbox", "--as-of", now)
    assert sent.code == 0, f"{now}: {sent.out} {sent.err}"


def replay(town: TownFolder, begin: str, end: str, publish: Publish = to_outbox) -> None:
    """Publish at each moment that ``next`` names, as a timer would."""
    now, last = begin, parse_moment(end).at
    while True:
        found = json.loads(town.run("next", "--as-of", now, "--json").out)
        now = found["next"]
        if not now or parse_moment(now).at > last:
            return
        if MAIL & {change["what"] for change in found["changes"]}:
            publish(town, now)


def items_of(mail: EmailMessage) -> list[str]:
    key = parse_key(str(mail["X-Infokanal-Key"]))
    if key.kind == "digest":
        return str(json.loads(str(mail["X-Infokanal-Attribs"]))["items"]).split()
    return [key.id] if key.kind == "item" else []


def topics_of(mail: EmailMessage) -> list[str]:
    return [address.username for address in mail["To"].addresses]


def dated(town: TownFolder, begin: str, end: str) -> dict[str, list[str]]:
    """The topics of each item of this time that is mailed."""
    feed = json.loads((town.output / "feeds/alle.json").read_text(encoding="utf-8"))
    first, last = parse_moment(begin).at, parse_moment(end).at
    found = {
        entry["_infokanal"]["id"]: entry["tags"]
        for entry in feed["items"]
        if first < parse_moment(entry["date_published"]).at <= last
        and entry["_infokanal"].get("mail", True)
    }
    assert found, "nothing was dated in this time"
    return found


def check(town: TownFolder, begin: str, end: str) -> Counter[str]:
    """What each kind of mail took along; fails for an item that came twice or not at all."""
    _, topics = read_settings(town.folder, url=None)
    got: Counter[tuple[str, str]] = Counter()
    whole: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for mail in town.mails().values():
        kinds[parse_key(str(mail["X-Infokanal-Key"])).kind] += 1
        got.update((topic, item) for topic in topics_of(mail) for item in items_of(mail))
        whole.update(items_of(mail))
        hour = str(mail["Date"]).split()[4][:2]
        is_warning = topics[topics_of(mail)[0]].kind == "warning"
        assert is_warning or 4 <= int(hour) < 22, mail["Subject"]
    assert not {pair: times for pair, times in got.items() if times != 1}
    # Who reads all topics gets each item once too.
    assert not {item: times for item, times in whole.items() if times != 1}
    due = {(topic, item) for item, topics in dated(town, begin, end).items() for topic in topics}
    assert due <= set(got), f"never mailed: {sorted(due - set(got))}"
    return kinds


@pytest.mark.parametrize(
    ("begin", "end", "until"),
    [
        pytest.param("2026-10-01 08:00", "2026-11-01 08:00", "2026-10-23 08:00", id="october"),
        pytest.param(
            "2026-04-01 08:00",
            "2026-12-01 08:00",
            "2026-11-20 08:00",
            id="year",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "2022-07-14 08:00",
            "2022-10-15 08:00",
            "2022-10-01 08:00",
            id="first-year",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_each_item_is_in_one_mail(shipped: TownFolder, begin: str, end: str, until: str) -> None:
    """``until``: what is dated later may still wait for its digest at the end."""
    as_first_written(shipped)
    replay(shipped, begin, end)
    kinds = check(shipped, begin, until)
    assert kinds["digest"] >= 2
    assert kinds["item"] >= 2
