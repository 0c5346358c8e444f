"""The fields of front matter in an editor's words: a label for each, as the website shows it."""

from __future__ import annotations

import re

from subscriptions.core.messages import Gettext, Message, message

FIELD_LABELS: dict[str, Message] = {
    "id": message("Fixed identity"),
    "title": message("Headline"),
    "date": message("Date"),
    "topics": message("Topics"),
    "summary": message("Summary"),
    "image": message("Picture"),
    "alt": message("Description of the picture"),
    "credit": message("Picture credit"),
    "attachments": message("Attachments"),
    "file": message("File"),
    "contact": message("Contact"),
    "draft": message("Draft"),
    "mail": message("E-mail"),
    "corrections": message("Corrections"),
    "note": message("Note"),
    "withdrawn": message("Withdrawn"),
    "exercise": message("Exercise"),
    "msgtype": message("Kind of message"),
    "references": message("Refers to"),
    "severity": message("Severity"),
    "urgency": message("Urgency"),
    "certainty": message("Certainty"),
    "category": message("Kind of danger"),
    "area": message("Area"),
    "instruction": message("What to do"),
    "expires": message("Valid until"),
    "until_further_notice": message("Valid until further notice"),
    "pool": message("Pool"),
    "state": message("State"),
    "reason": message("Reason"),
    "until": message("Until"),
    "tender_number": message("Tender number"),
    "procedure": message("Procedure"),
    "tender_rules": message("Rules"),
    "place": message("Place of performance"),
    "deadline": message("Deadline for tenders"),
    "opening": message("Opening of tenders"),
    "binding_until": message("Tender binding until"),
    "execution_period": message("Period of performance"),
    "tender_state": message("State of the tender"),
    "documents_url": message("Documents"),
    "cpv": message("CPV code"),
    "start": message("Begins"),
    "end": message("Ends"),
    "location": message("Location"),
    "menu": message("Menu"),
    "order": message("Order"),
    "also": message("Other words"),
    "situations": message("Situations"),
    "audience": message("For whom"),
    "bring": message("What to bring"),
    "fee": message("Fee"),
    "duration": message("Duration"),
    "form": message("Forms"),
    "online_url": message("Apply online"),
    "booking_url": message("Book an appointment"),
    "office": message("Office"),
    "hours": message("Opening hours"),
    "phone": message("Phone"),
    "email": message("E-mail address"),
    "village": message("Village"),
    "address": message("Street"),
    "season": message("Season"),
    "from": message("First day"),
    "to": message("Last day"),
    "attachments.title": message("Name of the file"),
    "form.title": message("Name of the file"),
}

_FIELD = re.compile(r"(?P<field>[a-z_]+(?:\.(?P<inner>[a-z_]+))?): ")


def field_of(text: str) -> str:
    """The field that a sentence about a problem begins with; empty if it names none."""
    match = _FIELD.match(text)
    name = (match["inner"] or match["field"]) if match else ""
    return match["field"] if match and name in FIELD_LABELS else ""


def labelled(text: str, gettext: Gettext) -> str:
    """``expires: …`` becomes ``expires (Valid until): …``; other sentences stay."""
    field = field_of(text)
    if not field:
        return text
    label = FIELD_LABELS.get(field) or FIELD_LABELS[field.rpartition(".")[2]]
    return f"{field} ({label.format(gettext)}){text[len(field) :]}"
