"""What went wrong beside single mails, as events for the staff: files, mail server, the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from subscriptions.core.exit_codes import SERVER
from subscriptions.core.keys import fingerprint
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem
from subscriptions.core.receipts import Event
from subscriptions.core.report import Failure, failures_of


def failure_events(failures: Iterable[Failure]) -> Iterator[Event]:
    """An event a file, one for the mail server, and one for each other failure."""
    listed = tuple(failures)
    yield from _of_files(one.problem for one in listed if one.problem)
    others = [one for one in listed if not one.problem]
    if out := [one for one in others if one.exit_code == SERVER]:
        yield _of_server(out)
    for failure in others:
        if failure.exit_code != SERVER:
            name = fingerprint(str(failure.message))[:12]
            headline = message("something went wrong")
            yield Event(f"failure/{name}", "bad", "bad", headline, lines=(failure.message,))


def _of_files(problems: Iterable[Problem]) -> Iterator[Event]:
    ordered = sorted(problems, key=lambda one: (one.path, one.line))
    for path, group in groupby(ordered, key=lambda one: one.path):
        found = list(group)
        what_now = message("What now: mend it; until then its last good version stays")
        yield Event(
            f"file/{path}",
            # Without lines: what is written above a mistake does not make it another one.
            fingerprint(*(str(one.message) for one in found))[:12],
            "bad",
            message("a file has a mistake"),
            path,
            lines=(*(one.message for one in failures_of(found)), what_now),
            lasts=True,
        )


def _of_server(failures: Iterable[Failure]) -> Event:
    what_now = message(
        "What now: site and feeds go out all the same. Start Listmonk, or put its address, user"
        " and token right; what is due goes out with the next run"
    )
    headline = message("the mail server cannot be reached")
    lines = (*(failure.message for failure in failures), what_now)
    return Event("server", "out", "bad", headline, lines=lines, lasts=True)
