"""The pages that a public body must have, and what each of them has to say.

Sources: § 5 DDG and § 18 (2) MStV (Impressum), Articles 13 and 77 GDPR (Datenschutz), Implementing
Decision (EU) 2018/1523 (Erklärung zur Barrierefreiheit). The law of the Länder asks for more; this
only finds what was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from subscriptions.core.messages import Message, message

IMPRINT, PRIVACY, ACCESSIBILITY = "impressum", "datenschutz", "barrierefreiheit"

# The page, what it is called, and of what it speaks in which words, German or English.
LEGAL_PAGES: dict[str, tuple[tuple[Message, str], ...]] = {
    IMPRINT: (
        (message("who represents the town"), "vertret|represent"),
        (message("an e-mail address"), "mailto:"),
        (message("a telephone number"), "telefon|phone"),
        (message("which authority supervises the town"), "aufsicht|supervis"),
        (message("who answers for the texts (§ 18 MStV)"), "verantwortlich|responsible"),
    ),
    PRIVACY: (
        (message("who is responsible"), "verantwortlich|controller|responsible"),
        (message("how to reach the data protection officer"), "datenschutz(beauf|stel)|officer"),
        (message("on what legal ground data are used"), "grundlage|legal (basis|ground)"),
        (message("when data are deleted"), "lösch|delet|erase"),
        (message("what the web server logs"), "protokoll|log(s|ged)? "),
        (message("that Listmonk sends the mails"), "listmonk"),
        (message("which rights people have"), "auskunft|access"),
        (message("where to complain"), "beschwer|complain"),
    ),
    ACCESSIBILITY: (
        (message("how far the website conforms"), "vereinbar|conform|complian"),
        (message("what is not accessible"), "nicht barrierefrei|not accessible"),
        (message("where to report barriers"), "mailto:"),
        (
            message("who helps if the answer is not enough"),
            "ombud|schlichtung|durchsetzung|enforce",
        ),
    ),
    "leichte-sprache": (),
    "gebaerdensprache": (),
}


def missing_from(page: str, html: str) -> Iterator[Message]:
    """What a legal page does not say; nothing for any other page."""
    for what, words in LEGAL_PAGES.get(page, ()):
        if not re.search(words, html, re.IGNORECASE):
            yield what
