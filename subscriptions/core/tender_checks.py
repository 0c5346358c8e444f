"""What must hold of a tender notice beside the form of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from subscriptions.core.cpv import is_cpv, is_cpv_form, likely_cpv
from subscriptions.core.dates import is_before
from subscriptions.core.item import Item
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import Problem


def check_tender(item: Item) -> Iterator[Problem]:
    """The problems of an item in a topic of the kind tender."""
    yield from _check_needed(item)
    yield from _check_order(item)
    if item.documents_url and not item.documents_url.startswith("https://"):
        what = message(
            "documents_url: must begin with https://; over http anybody could change the documents"
        )
        yield item.problem("documents_url", what)
    if item.cpv and not is_cpv(item.cpv):
        yield item.problem("cpv", _wrong_cpv(item.cpv))


def _wrong_cpv(code: str) -> Message:
    likely = likely_cpv(code)
    if not is_cpv_form(code):
        return message(
            "cpv: “{code}” is no CPV code; write eight digits, a hyphen and the check digit:"
            " {example}",
            code=code,
            example=likely or "45233141-9",
        )
    if likely:
        return message(
            "cpv: the check digit of “{code}” does not fit; if the eight digits before it are"
            " right, it is {likely}; compare them with the CPV list",
            code=code,
            likely=likely,
        )
    return message(
        "cpv: the check digit of “{code}” does not fit; compare each digit with the CPV list",
        code=code,
    )


def check_deadline_names(items: Mapping[str, Item]) -> Iterator[Problem]:
    """Two dates that calendars could not tell apart: a deadline's name is ``<identity>-frist``."""
    for item in items.values():
        if not item.id.endswith("-frist"):
            continue
        tender = items.get(item.id.removesuffix("-frist"))
        if tender and tender.id != item.id and item.start and tender.deadline:
            what = message(
                "start: in calendars this date would be the deadline of {source};"
                " give this file another name that does not end with -frist",
                source=tender.source,
            )
            yield item.problem("start", what)


def _check_needed(item: Item) -> Iterator[Problem]:
    """An open tender needs procedure and deadline; a later notice of it only its number."""
    if not item.tender_number:
        for name in ("procedure", "tender_state", "cpv"):
            if getattr(item, name):
                what = message(
                    "tender_number: is missing; {field}: belongs to a tender", field=name
                )
                yield item.problem(name, what)
                return
        return
    if item.tender_state not in (None, "open"):
        return
    needed: tuple[tuple[str, Message], ...] = (
        (
            "procedure",
            message(
                "procedure: is missing; add for example “procedure: Öffentliche Ausschreibung”"
            ),
        ),
        (
            "deadline",
            message(
                "deadline: is missing; add until when tenders are accepted, for example"
                " “deadline: 2022-08-30 12:00”, or a tender_state: other than open"
            ),
        ),
    )
    for name, what in needed:
        if not getattr(item, name):
            yield item.problem("tender_number", what)


def _check_order(item: Item) -> Iterator[Problem]:
    """First the notice, then the deadline, then opening and the end of the binding period."""
    deadline = item.deadline
    if not deadline:
        return
    is_open = item.tender_state in (None, "open")
    if is_open and not is_before(item.date.at, deadline.at):
        yield item.problem("deadline", message("deadline: must be later than date"))
    if item.opening and item.opening.latest < deadline.at:
        what = message("opening: is before the deadline; tenders are opened after it")
        yield item.problem("opening", what)
    if item.binding_until and item.binding_until.latest <= deadline.at:
        what = message("binding_until: must be later than deadline")
        yield item.problem("binding_until", what)
