"""Which fields of an item belong to which kind of topic."""

from __future__ import annotations

FIELDS_OF_KIND = {
    "warning": (
        "references",
        "severity",
        "urgency",
        "certainty",
        "category",
        "area",
        "instruction",
        "expires",
        "until_further_notice",
    ),
    "pool": ("pool", "state", "until"),
    "tender": (
        "tender_number",
        "procedure",
        "tender_rules",
        "deadline",
        "opening",
        "tender_state",
        "cpv",
    ),
}
