"""How pages set German words: what stays on one line, and where a long compound may be parted.

Only pages are set so. Feeds, mails and search hold the words as they were written.
"""

from __future__ import annotations

import re

# Shorter words fit into a heading on the narrowest phone.
_LONG = 15

# It begins with the blank, so that a text of thousands of letters is looked through at once; nearly
# everywhere none of the three stands before it.
_UNITS = "Uhr|Euro|€|%|Prozent|°C|Grad|km/h|km|m²|m|cm|mm|kg|g|t|l|ha|kW|MB|kB|GB"
_TIED = re.compile(
    rf" (?<=[\d.§] )(?:(?<=\d )(?=(?:{_UNITS})(?!\w))"
    r"|(?<=\d\. )(?=Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
    r"|(?<=\bz\. )(?=B\.)|(?<=\bd\. )(?=h\.)|(?<=\bu\. )(?=a\.)"
    r"|(?<=\bNr\. )(?=\d)|(?<=§ )(?=\d))"
)
_WORD = re.compile(rf"[^\W\d_]{{{_LONG},}}")

# A joint is after a linking s, or before a word that many of a town's compounds are made with.
# Left out are words that others hold by chance: "park" in Sparkasse, "rat" in Demonstration.
_LINKED = "|".join(f"(?<={end})" for end in ("heits", "keits", "hafts", "ungs", "ions", "täts"))
_PARTS = (
    "anmeldung|annahme|antrag|ausgabe|ausschreibung|ausweis|bahn|bedarf|beirat|beleuchtung|bereich|"
    "betreuung|bezirk|brand|dienst|erklärung|eröffnung|feier|feuerwehr|förderung|freiheit|frühstück|"
    "fund|garten|gebot|gebühr|gefahr|gemeinde|gemeinschaft|gericht|häuser|haus|hinweis|konzert|"
    "leistung|markt(?!sc)|meldung|monat|müll|ordnung|parkplatz|platz|prüfung|schule|schutz|sitzung|"
    "sperrung|stelle(?!r)|straße|termin|übung|umleitung|unterricht|veranstaltung|verein|verkehr|"
    "versammlung|versorgung|verzeichnis|wehr|zeichen|zeit|zeugnis"
)
_LEAST = 4  # letters before and after a joint
_JOINT = re.compile(rf"{_LINKED}|(?<!ver)(?<!c)(?<!ab)(?={_PARTS})")


def tied(text: str) -> str:
    """The text, or HTML, with no-break spaces before units, in dates and in abbreviations."""
    return _TIED.sub("\u00a0", text)


def parts(word: str) -> tuple[str, ...]:
    """The pieces of a long compound; a word that has no joint that we know of is one piece."""
    places = [0]
    for found in _JOINT.finditer(word):
        at = found.start()
        if at - places[-1] >= _LEAST and len(word) - at >= _LEAST:
            places.append(at)
    return tuple(word[a:b] for a, b in zip(places, [*places[1:], len(word)], strict=True))


def compounds(text: str) -> tuple[tuple[str, ...], ...]:
    """The text in order, long compounds in their pieces, all else as one piece."""
    found: list[tuple[str, ...]] = []
    end = 0
    for match in _WORD.finditer(text):
        found += [(text[end : match.start()],), parts(match[0])]
        end = match.end()
    return tuple(piece for piece in (*found, (text[end:],)) if piece != ("",))
