"""What looks like something that was sent under a key that has left the feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from subscriptions.core.candidates import Candidate
from subscriptions.core.dates import compact
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger
from subscriptions.core.mails import note_likeness


def renames(found: Iterable[Candidate], sent: Ledger) -> Mapping[Key, Key]:
    """For each candidate that looks like one sent before, the key of that one.

    An item whose file was renamed has another identity, and a correction whose date was moved
    another part of its key. A withdrawal's key holds no date.
    """
    listed = tuple(found)
    items = _renamed_items(listed, sent)
    moved = dict(_moved_corrections(listed, sent))
    return moved | {c.key: items[c.entry.likeness] for c in listed if c.entry.likeness in items}


def _renamed_items(found: Iterable[Candidate], sent: Ledger) -> Mapping[str, Key]:
    """Items sent under an identity that no entry has any more, by their likeness."""
    # A held entry may be all that is left of a file that was renamed.
    present = {one.entry.info.id for one in found if not one.entry.info.held}
    return {
        memory["likeness"]: Key("item", campaign.key.site, item)
        for campaign, item, memory in _told_of(sent)
        if campaign.key.kind != "correction"
        and campaign.is_sent
        and item not in present
        and "likeness" in memory
    }


def _told_of(sent: Ledger) -> Iterator[tuple[Campaign, str, Mapping[str, str]]]:
    """Each item that a mail told of, and what the mail remembers of it."""
    for campaign in sent:
        if campaign.key.kind in ("item", "correction"):
            yield campaign, campaign.key.id, campaign.attribs
        elif campaign.key.kind == "digest":
            yield from ((campaign, item, campaign.memory(item)) for item in campaign.items)


def _moved_corrections(found: Iterable[Candidate], sent: Ledger) -> Iterator[tuple[Key, Key]]:
    """Corrections whose note was mailed, by itself or with its item, under a date now gone."""
    mailed: dict[str, list[tuple[Campaign, Mapping[str, str]]]] = {}
    for campaign, item, memory in _told_of(sent):
        if campaign.is_mailed:
            mailed.setdefault(item, []).append((campaign, memory))
    for candidate in found:
        if candidate.key.kind != "correction":
            continue
        likeness = note_likeness(candidate.occasion.note)
        dates = {compact(note.date) for note in candidate.entry.info.corrections}
        for campaign, memory in mailed.get(candidate.key.id, ()):
            told = _notes_in(campaign, memory)
            if any(note == likeness and date not in dates for date, note in told):
                yield candidate.key, campaign.key


def _notes_in(campaign: Campaign, memory: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The date and likeness of each correction that a mail told of."""
    if campaign.key.kind == "correction":
        yield campaign.key.part, memory.get("note", "")
    else:
        dates, notes = (memory.get(name, "").split() for name in ("corrections", "notes"))
        yield from zip(dates, notes, strict=False)
