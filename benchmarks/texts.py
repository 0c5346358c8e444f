"""The grammar of the texts: 1,500 to 3,000 characters of Markdown, as a town's office writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from benchmarks.sentences import (
    DAYS,
    GENERAL,
    HEADINGS,
    OFFICES,
    OWN,
    PLACES,
    POINTS,
    ROLES,
    SPOKEN,
)

SHORTEST, LONGEST = 1500, 3000
_SLOT = re.compile(r"\{(\w+)\}")
_TABLES = 0.3


def filled(dice: Random, sentence: str) -> str:
    """A sentence with something in each of its slots."""
    places = iter(dice.sample(PLACES, 2))  # no sentence names one twice
    return _SLOT.sub(lambda slot: _word(dice, slot[1], places), sentence)


def _word(dice: Random, slot: str, places: Iterator[str]) -> str:
    if slot == "place":
        return next(places)
    if slot == "number":
        return str(dice.randint(3, 48))
    if slot == "clock":
        return f"{dice.randint(7, 19)}:{dice.choice(('00', '15', '30', '45'))}"
    return dice.choice({"day": DAYS, "office": OFFICES}[slot])


def body(dice: Random, topic: str) -> str:
    """A text on a topic: lead, list, quotation, at times a table, and sections until it is long."""
    target = dice.randint(SHORTEST, LONGEST - 600)
    headings = iter(dice.sample(HEADINGS, len(HEADINGS)))
    parts = [_paragraph(dice, (*OWN[topic], *GENERAL[:4]), 3)]
    parts += [f"## {next(headings)}", _paragraph(dice, GENERAL, 2), _list(dice), _quotation(dice)]
    if dice.random() < _TABLES:
        parts += [f"## {next(headings)}", _table(dice)]
    parts += [f"## {next(headings)}", _links(dice)]
    while sum(len(part) + 2 for part in parts) < target:
        if dice.randrange(3) == 0:
            parts.append(f"## {next(headings, 'Weitere Hinweise')}")
        parts.append(_paragraph(dice, (*OWN[topic], *GENERAL), dice.randint(2, 4)))
    return "\n\n".join(parts) + "\n"


def _paragraph(dice: Random, bank: tuple[str, ...], count: int) -> str:
    sentences = [filled(dice, sentence) for sentence in dice.sample(bank, count)]
    if dice.randrange(4) == 0:
        sentences[-1] = f"**{sentences[-1]}**"
    return "\n".join(sentences)


def _list(dice: Random) -> str:
    return "\n".join(
        f"- {filled(dice, point)}" for point in dice.sample(POINTS, dice.randint(3, 5))
    )


def _quotation(dice: Random) -> str:
    return f"> {filled(dice, dice.choice(SPOKEN))}\n> — {dice.choice(ROLES)}"


def _table(dice: Random) -> str:
    return "\n".join(("| Ort | Tag | Uhrzeit |", "|---|---|---|", *_rows(dice)))


def _rows(dice: Random) -> Iterator[str]:
    for place in dice.sample(PLACES, dice.randint(3, 6)):
        yield filled(dice, f"| {place} | {{day}} | {{clock}} Uhr |")


def _links(dice: Random) -> str:
    """Most links lead to the town's own pages; bare and foreign addresses cost Markdown more."""
    page = dice.choice(("/themen/", "/themen/rathaus/", "https://www.example.org/formulare/"))
    return (
        f"{filled(dice, dice.choice(GENERAL))}\n"
        f"Vordrucke und Karten stehen auf der [Seite für Antragstellende]({page})"
        f" bereit, **telefonische Auskunft gibt das {dice.choice(OFFICES)}**."
    )
