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
        campaign.attribs["likeness"]: campaign.key
        for campaign in sent
        if campaign.key.kind == "item"
        and campaign.is_sent
        and campaign.key.id not in present
        and "likeness" in campaign.attribs
    }


def _moved_corrections(found: Iterable[Candidate], sent: Ledger) -> Iterator[tuple[Key, Key]]:
    """Corrections whose note was mailed, by itself or with its item, under a date now gone."""
    mailed: dict[str, list[Campaign]] = {}
    for campaign in sent:
        if campaign.key.kind in ("item", "correction") and campaign.is_mailed:
            mailed.setdefault(campaign.key.id, []).append(campaign)
    for candidate in found:
        if candidate.key.kind != "correction":
            continue
        likeness = note_likeness(candidate.occasion.note)
        dates = {compact(note.date) for note in candidate.entry.info.corrections}
        for campaign in mailed.get(candidate.key.id, ()):
            if any(note == likeness and date not in dates for date, note in _told_in(campaign)):
                yield candidate.key, campaign.key


def _told_in(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """The date and likeness of each correction that a mail told of."""
    attribs = campaign.attribs
    if campaign.key.kind == "correction":
        yield campaign.key.part, attribs.get("note", "")
    else:
        dates, notes = (attribs.get(name, "").split() for name in ("corrections", "notes"))
        yield from zip(dates, notes, strict=False)
