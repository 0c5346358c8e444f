"""Codes of the Common Procurement Vocabulary (CPV 2008, Regulation (EC) No 213/2008).

The regulation says that the ninth digit checks the others, but not how. The rule here was found by
comparing all 9,454 codes with it: it holds for 8,922 of them. The others, which the Commission
calls mistakes of the revision of 2008, are real all the same, so they are listed.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"([0-9]{8})-([0-9])")
_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)

# Groups (first three digits) that were renumbered in 2008 and kept their old check digits: so
# much is added.
_SHIFTED = {
    "033": 8,
    "034": 9,
    "091": 6,
    "092": 6,
    "093": 6,
    "421": 3,
    "722": 5,
    "724": 5,
    "726": 5,
    "727": 5,
    "728": 5,
    "729": 5,
}

# Single codes with a check digit of their own.
_SINGLE = frozenset(
    [
        "31711154-0",
        "31711155-7",
        "33141113-4",
        "34211100-9",
        "34211200-9",
        "34211300-9",
        "34421000-7",
        "34422000-7",
        "35113110-0",
        "35125300-2",
        "35331300-3",
        "35642000-7",
        "37442100-8",
        "37442200-8",
        "37442300-8",
        "37442400-8",
        "37442500-8",
        "37442600-8",
        "37442700-8",
        "37442800-8",
        "37442900-8",
        "38941000-7",
        "38942000-7",
        "38944000-7",
        "38945000-7",
        "38946000-7",
        "38947000-7",
        "45233139-3",
        "48628000-9",
        "51000000-9",
        "65122000-0",
        "65123000-3",
        "71351920-2",
        "71351921-2",
        "71351923-2",
        "71351924-2",
        "72330000-2",
        "79342410-4",
        "85210000-3",
        "92225100-7",
    ]
)


def is_cpv_form(text: str) -> bool:
    """True for eight digits, a hyphen and a check digit: ``45233141-9``."""
    return _CODE.fullmatch(text) is not None


def is_cpv(text: str) -> bool:
    """True for a code of that form whose check digit fits."""
    match = _CODE.fullmatch(text)
    if match is None:
        return False
    code, digit = match[1], int(match[2])
    return digit in _fitting(code) or text in _SINGLE


def likely_cpv(text: str) -> str:
    """The code with the eight digits that a text begins with; empty where the rule gives none.

    Whether there is such a code only the list can tell.
    """
    match = re.match(r"[0-9]{8}(?![0-9])", text)
    if match is None or any(code.startswith(match[0]) for code in _SINGLE):
        return ""
    fitting = _fitting(match[0])
    return f"{match[0]}-{fitting.pop()}" if len(fitting) == 1 else ""


def _fitting(code: str) -> set[int]:
    total = sum(int(number) * weight for number, weight in zip(code, _WEIGHTS, strict=True))
    return {total % 10, (total + _SHIFTED.get(code[:3], 0)) % 10}
