"""What must hold of a warning: its times, and the earlier messages that it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from subscriptions.core.item import Item
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import Problem, did_you_mean

# So many earlier warnings are named to whoever refers to none of them.
_TOLD = 5


def check_warning(item: Item) -> Iterator[Problem]:
    """The problems of an alert, update or cancel that it has by itself."""
    if not item.is_warning:
        return
    if not item.date.has_time:
        yield item.problem(
            "date", message("date: a warning needs a time of day too: 2022-07-14 20:35")
        )
    if item.msgtype == "alert" and item.references:
        what = message(
            "references: an alert begins an incident and refers to nothing;"
            " write msgtype: update to continue one"
        )
        yield item.problem("references", what)
    if item.msgtype != "alert" and not item.references:
        what = message("references: name the earlier item that this one updates or cancels")
        yield item.problem("msgtype", what)
    yield from _check_end(item)


def _check_end(item: Item) -> Iterator[Problem]:
    if item.msgtype != "cancel" and not (item.expires or item.until_further_notice):
        what = message(
            "expires: until when does this hold? Add expires: 2022-07-15 08:00,"
            " or until_further_notice: true"
        )
        yield item.problem("msgtype", what)
    if item.expires and item.until_further_notice:
        what = message(
            "until_further_notice: expires says already until when this holds;"
            " leave out one of the two"
        )
        yield item.problem("until_further_notice", what)
    if item.expires and item.expires.at <= item.date.at:
        yield item.problem("expires", message("expires: must be later than date"))


@dataclass(frozen=True, slots=True)
class Known:
    """What an item may refer to.

    ``items`` and ``before`` (what was published last) by identity. ``unread`` may be missing among
    ``items``; of what is ``doubtful`` the file has a problem, so that neither its date nor its kind
    says anything against who refers to it.
    """

    items: Mapping[str, Item]
    before: Mapping[str, Item]
    unread: frozenset[str]
    doubtful: frozenset[str]


def check_references(item: Item, known: Known) -> Iterator[Problem]:
    """References that lead nowhere, forward, to itself, or to what this cannot follow."""
    for identity in item.references:
        earlier = known.items.get(identity)
        if earlier and _is_earlier_warning(known.before.get(identity), item):
            # What has become of it since is no mistake of this item.
            yield from _check_moved(earlier, item)
        elif what := _wrong_reference(item, identity, known):
            yield item.problem("references", what)
    if item.msgtype == "update" and _all_ended(item, known):
        what = message(
            "references: what this one updates is an all-clear, so the incident is over;"
            " begin a new one with msgtype: alert"
        )
        yield item.problem("references", what)


def _is_earlier_warning(earlier: Item | None, item: Item) -> bool:
    return earlier is not None and earlier.is_warning and earlier.sort_key < item.sort_key


def _check_moved(earlier: Item, item: Item) -> Iterator[Problem]:
    """A published warning whose date is now that of its follower, or later."""
    if earlier.is_warning and not earlier.draft and earlier.sort_key >= item.sort_key:
        what = message(
            "date: is not earlier than that of “{id}”, which refers to this item; put the former"
            " date back",
            id=item.id,
        )
        yield earlier.problem("date", what)


def _wrong_reference(item: Item, identity: str, known: Known) -> Message | None:
    earlier = known.items.get(identity)
    if identity == item.id:
        return message("references: an item cannot refer to itself")
    if identity in known.doubtful:
        return None
    if earlier is None:
        is_known = identity in known.before or identity in known.unread
        return None if is_known else _no_such_item(item, identity, known.items)
    if not earlier.is_warning:
        return message(
            "references: “{id}” is no alert, update or cancel; name the warning that this one"
            " continues",
            id=identity,
        )
    if earlier.sort_key >= item.sort_key:
        return message(
            "references: “{id}” is not earlier than this item; compare the date of both",
            id=identity,
        )
    if item.is_warning and earlier.exercise != item.exercise:
        return message(
            "references: of “{id}” and this item only one is an exercise; correct exercise: in one"
            " of them, or begin anew with msgtype: alert",
            id=identity,
        )
    return None


def _no_such_item(item: Item, identity: str, items: Mapping[str, Item]) -> Message:
    known = sorted(
        (other for other in items.values() if other.is_warning and other.sort_key < item.sort_key),
        key=lambda other: other.sort_key,
        reverse=True,
    )
    warnings = [other.id for other in known]
    hint = did_you_mean(identity, warnings, warnings[:_TOLD])
    return message("references: there is no item “{id}”; {hint}", id=identity, hint=hint)


def _all_ended(item: Item, known: Known) -> bool:
    """It refers to all-clears alone. One that was withdrawn has ended nothing."""
    named = [known.items.get(identity) for identity in item.references]
    return bool(named) and all(
        earlier is not None
        and earlier.id not in {item.id, *known.doubtful}
        and earlier.msgtype == "cancel"
        and not earlier.withdrawn
        for earlier in named
    )
