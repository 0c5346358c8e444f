"""One mail of each kind, as it is sent. To write them: ``.venv/bin/python -m tests.golden.write``.

What changed is then a diff to read: these files are what people get.
"""

from __future__ import annotations

from pathlib import Path

from subscriptions.adapters.catalogues import catalogue
from subscriptions.adapters.mail_templates import read_mail_templates
from subscriptions.core.cadence import parse_delivery
from subscriptions.core.dates import parse_moment
from subscriptions.core.digests import Digest, period_at
from subscriptions.core.feed import (
    Entry,
    Extension,
    FeedAttachment,
    FeedCorrection,
    FeedStanding,
    FeedWithdrawal,
)
from subscriptions.core.keys import Key
from subscriptions.core.mail_templates import Texts
from subscriptions.core.mails import MANAGE, UNSUBSCRIBE, Composer
from subscriptions.core.subjects import Occasion
from tests.unit.samples import topics, town

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "mails"

_NOTE = "Der Alarm am Pegel war ein Fehler des Geräts. Es bestand keine Gefahr."
_CORRECTED = "Das Fest beginnt um 15 Uhr, nicht um 14 Uhr."


def _entry(
    identity: str,
    title: str,
    summary: str,
    text: str = "",
    /,
    *,
    topic: str = "gefahren",
    date: str = "2022-07-14 20:35",
    **more: object,
) -> Entry:
    attachments = more.pop("attachments", ())
    moments = {"expires", "until", "deadline", "start", "end"}
    fields = {
        name: parse_moment(value).at if name in moments and isinstance(value, str) else value
        for name, value in more.items()
    }
    return Entry(
        id=f"tag:info.example.org,2022:item/{identity}",
        url=f"https://info.example.org/aktuelles/{identity}/",
        title=title,
        summary=summary,
        content_html=text,
        date_published=parse_moment(date).at,
        tags=(topic,),
        attachments=attachments,
        info=Extension.model_validate({"id": identity, **fields}),
    )


# All that the text of an item can hold, as the engine writes it.
_RICH = (Path(__file__).parent / "rich.html").read_text(encoding="utf-8")

_INSTRUCTION = "Halten Sie Fenster und Türen geschlossen und schalten Sie Lüftungen ab."

_ALERT = {
    "msgtype": "alert",
    "severity": "Moderate",
    "area": "Wohngebiete beiderseits der Bahnstrecke",
    "instruction": _INSTRUCTION,
    "expires": "2022-07-15 08:00",
    "contact": "Ordnungsamt, ordnungsamt@example.org",
}


def entries() -> dict[str, Entry]:
    """The entry of each kind of mail."""
    fire = "<p>Am Bahndamm brennt trockenes Gras. Häuser sind nicht bedroht.</p>"
    return {
        "info": _entry(
            "waldbrandgefahr",
            "Waldbrandgefahr gesunken",
            "Seit heute gilt Stufe 2.",
            "<p>Der Regen der Nacht hat geholfen.</p>",
        ),
        "alert": _entry(
            "brand", "Brand am Bahndamm", "Am Bahndamm brennt die Böschung.", fire, **_ALERT
        ),
        "update": _entry(
            "brand-lage",
            "Brand am Bahndamm unter Kontrolle",
            "Das Feuer breitet sich nicht weiter aus.",
            "<p>Die Löscharbeiten dauern bis in die Nacht.</p>",
            date="2022-07-14 21:38",
            **{
                **_ALERT,
                "msgtype": "update",
                "expires": None,
                "until_further_notice": True,
                "incident": "brand",
            },
        ),
        "cancel": _entry(
            "brand-ende",
            "Brand am Bahndamm gelöscht",
            "Alle Einschränkungen sind aufgehoben.",
            "<p>Sie können die Fenster wieder öffnen.</p>",
            date="2022-07-15 07:30",
            msgtype="cancel",
            references=("brand-lage",),
            incident="brand",
        ),
        "withdrawal": _entry(
            "pegel",
            "Hochwasser am Talbach",
            "",
            msgtype="alert",
            withdrawn=FeedWithdrawal(date=parse_moment("2022-07-14 21:00").at, note=_NOTE),
        ),
        "withdrawal-standing": _entry(
            "brand-nord",
            "Brand breitet sich nach Norden aus",
            "",
            date="2022-07-14 21:38",
            msgtype="update",
            incident="brand",
            withdrawn=FeedWithdrawal(
                date=parse_moment("2022-07-14 22:00").at,
                note="Der Wind hat nicht gedreht. Die Nordstadt ist nicht betroffen.",
                standing=FeedStanding(
                    title="Brand am Bahndamm",
                    url="https://info.example.org/aktuelles/brand/",
                    instruction=_INSTRUCTION,
                    expires=parse_moment("2022-07-15 08:00").at,
                ),
            ),
        ),
        "exercise": _entry(
            "probe",
            "ÜBUNG: Gasgeruch",
            "Wir proben den Ernstfall.",
            fire,
            **{**_ALERT, "exercise": True, "title": "Gasgeruch"},
        ),
        "exercise-cancel": _entry(
            "probe-ende",
            "ÜBUNG: Gasleitung ist dicht",
            "Danke an alle, die mitgemacht haben.",
            "<p>Die nächste Übung ist im Herbst.</p>",
            date="2022-07-14 22:10",
            msgtype="cancel",
            references=("probe",),
            incident="probe",
            exercise=True,
            title="Gasleitung ist dicht",
        ),
        **_others(),
    }


def _others() -> dict[str, Entry]:
    """What is no warning."""
    return {
        "correction": _entry(
            "sommerfest",
            "Sommerfest der Vereine",
            "Alle Vereine laden auf die Festwiese ein.",
            "<p>Es gibt Kuchen, Musik und Spiele.</p>",
            topic="vereine",
            corrections=(
                FeedCorrection(
                    date=parse_moment("2022-07-15 09:00").at, note=_CORRECTED, mail=True
                ),
            ),
        ),
        "pool": _entry(
            "freibad",
            "Freibad heute geschlossen",
            "Wegen Gewitters bleibt das Freibad heute zu.",
            "<p>Morgen öffnen wir wie gewohnt.</p>",
            topic="freibaeder",
            pool="freibad",
            state="closed",
            reason="Gewitter",
            until="2022-07-15",
        ),
        "tender": _entry(
            "wegebau",
            "Wegebau in der Unterstadt",
            "Die Stadt vergibt Pflasterarbeiten an 180 Metern Gehweg.",
            "<p>Die Unterlagen liegen auf der Vergabeplattform.</p>",
            topic="vergabe",
            tender_number="2022-07",
            deadline="2022-08-01 10:00",
            calendar="https://info.example.org/aktuelles/wegebau/termin.ics",
            attachments=(
                FeedAttachment(
                    url="https://info.example.org/anhaenge/leistung.pdf",
                    mime_type="application/pdf",
                    title="Leistungsbeschreibung",
                    size_in_bytes=184_000,
                ),
            ),
        ),
        "rich": _entry(
            "abfuhr",
            "Müllabfuhr in der Unterstadt und in Hinterwalde: neue Abfuhrtage ab Montag",
            "Restmüll, Papier und Bioabfall werden an anderen Tagen geholt.",
            _RICH,
            topic="vereine",
            contact="Bauhof, bauhof@example.org",
        ),
        "event": _entry(
            "fruehstueck",
            "Frühstück für neue Nachbarn",
            "Wer neu in der Stadt ist, ist eingeladen.",
            "<p>Bitte bringen Sie gute Laune mit.</p>",
            topic="vereine",
            start="2022-08-06 10:00",
            end="2022-08-06 12:00",
            location="Bürgerhaus",
            calendar="https://info.example.org/aktuelles/fruehstueck/termin.ics",
        ),
    }


def _occasion(kind: str, entry: Entry) -> Occasion:
    identity = entry.info.id
    if entry.info.withdrawn:
        return Occasion(Key("withdrawal", "musterstadt", identity), entry.info.withdrawn.note)
    if kind == "correction":
        key = Key("correction", "musterstadt", identity, "20220715t0900")
        return Occasion(key, entry.info.corrections[0].note)
    return Occasion(Key("item", "musterstadt", identity))


def digests() -> dict[str, Digest]:
    """A digest of a day, and one of a week."""
    listed = entries()
    practice = listed["event"].model_copy(
        update={
            "title": "ÜBUNG: Sirenenprobe der Feuerwehr",
            "summary": "",
            "info": Extension(id="sirene", title="Sirenenprobe der Feuerwehr", exercise=True),
        }
    )
    found = {
        "digest-daily": ("vereine", "täglich 17:00", (listed["event"], listed["correction"])),
        "digest-weekly": (
            "freibaeder",
            "wöchentlich freitag 12:00",
            (listed["pool"], listed["tender"], practice),
        ),
    }
    return {kind: _digest(*parts) for kind, parts in found.items()}


def _digest(name: str, delivery: str, listed: tuple[Entry, ...]) -> Digest:
    hours = parse_delivery(delivery)
    if hours is None:
        raise ValueError(delivery)
    period = period_at(topics()[name], hours, parse_moment("2022-07-15 18:00").at)
    return Digest(period.key("musterstadt"), period, listed)


def made() -> dict[str, str]:
    """Subject, text and HTML of each kind by file name."""
    german = catalogue("de")
    texts = Texts(read_mail_templates(ROOT).found, german.gettext, german.ngettext)
    composer = Composer(town(), topics(), texts)
    mails = {
        kind: composer.compose(entry, _occasion(kind, entry)) for kind, entry in entries().items()
    }
    mails |= {kind: composer.compose_digest(digest) for kind, digest in digests().items()}
    found = {}
    for kind, mail in mails.items():
        found[f"{kind}.subject"] = f"{mail.subject}\n"
        for ending, body in (("txt", mail.text), ("html", mail.html)):
            leave = body.replace(UNSUBSCRIBE, "https://liste.example.org/abmelden")
            found[f"{kind}.{ending}"] = leave.replace(MANAGE, "https://liste.example.org/themen")
    return found


def main() -> None:
    """Write all files anew."""
    for old in FOLDER.glob("*"):
        old.unlink()
    for name, text in made().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
