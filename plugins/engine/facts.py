"""What an editor filled in beside the text, as the rows of a definition list."""

from __future__ import annotations

from subscriptions.core.dates import Moment
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.pool_states import POOL_STATES

_SEVERITIES = {
    "Minor": message("minor"),
    "Moderate": message("moderate"),
    "Severe": message("severe"),
    "Extreme": message("extreme"),
}


def facts(
    item: Item, formats: Formats, gettext: Gettext, *, overruled: bool
) -> tuple[tuple[str, str, str], ...]:
    """Rows of label, value and address (empty: no link), without the empty ones.

    ``overruled``: a later message of the incident, or notice of the tender, says until when.
    """
    deadline, expires = message("Deadline for tenders"), message("Valid until")
    if overruled:
        deadline = message("Deadline in this notice (no longer valid)")
        expires = message("Was valid by this message until")

    def date(moment: Moment | None) -> str:
        return formats.date_long(moment.at, with_time=moment.has_time) if moment else ""

    def word(words: dict[str, Message], name: str | None) -> str:
        return words[name].format(gettext) if name in words else ""

    rows: tuple[tuple[Message, str, str], ...] = (
        (message("Area"), item.area, ""),
        (message("Severity"), word(_SEVERITIES, item.severity), ""),
        (expires, date(item.expires), ""),
        (message("State"), word(POOL_STATES, item.state), ""),
        (message("Reason"), item.reason, ""),
        (message("Until"), date(item.until), ""),
        (message("Begins"), date(item.start), ""),
        (message("Ends"), date(item.end), ""),
        (message("Location"), item.location, ""),
        (message("Tender number"), item.tender_number, ""),
        (message("Procedure"), item.procedure, ""),
        (message("Rules"), item.tender_rules, ""),
        (message("Place of performance"), item.place, ""),
        (message("Period of performance"), item.execution_period, ""),
        (deadline, date(item.deadline), ""),
        (message("Opening of tenders"), date(item.opening), ""),
        (message("Tender binding until"), date(item.binding_until), ""),
        (message("CPV code"), item.cpv, ""),
        (message("Documents"), item.documents_url or "", item.documents_url or ""),
    )
    return tuple((label.format(gettext), value, link) for label, value, link in rows if value)
