"""Calendars (RFC 5545), for which Pelican has no setting: of all, each topic, each deadline."""

import re
from datetime import UTC

_BEGIN = """\
BEGIN:VCALENDAR
PRODID:-//Infokanal//Infokanal//DE
VERSION:2.0
CALSCALE:GREGORIAN"""
_ZONE = """\
REFRESH-INTERVAL;VALUE=DURATION:PT6H
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE"""
# Folded far enough below 75 octets for umlauts.
_FOLD = re.compile(r"(.{56})(?=.)")


def write_calendars(generator, writer):
    """``termin.ics`` of each article with a deadline, and a calendar of each feed."""
    town, articles = generator.settings["TOWN"], generator.articles
    tenders = [article for article in articles if hasattr(article, "deadline")]
    tenders.sort(key=lambda article: (article.deadline, article.slug))
    for article in tenders:
        _write(writer, f"{article.url}termin.ics", article.title, [article], town)
    begin = articles[0].date.year - 1
    shown = [article for article in tenders if article.deadline.year >= begin]
    _write(writer, "feeds/alle.ics", town["title"], shown, town)
    for topic, name in town["topics"].items():
        own = [article for article in shown if article.category == topic]
        _write(writer, f"feeds/{topic}.ics", f"{town['title']}: {name}", own, town)


def _write(writer, path, name, tenders, town):
    lines = [
        _BEGIN,
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Europe/Berlin",
        f"SOURCE;VALUE=URI:{town['url']}/{path}",
        _ZONE,
        *(_deadline(article, town) for article in tenders),
        "END:VCALENDAR\n",
    ]
    target = f"{writer.output_path}/{path}"
    with open(target, "w", encoding="utf-8", newline="\r\n") as file:
        file.write(_FOLD.sub(r"\1\n ", "\n".join(lines)))


def _deadline(article, town):
    address = f"{town['url']}/{article.url}"
    description = f"{article.lead}\n\n{address}"
    return f"""\
BEGIN:VEVENT
UID:{article.slug}-frist@info.musterfelde.example
DTSTAMP:{_utc(article.modified)}
CREATED:{_utc(article.date)}
LAST-MODIFIED:{_utc(article.modified)}
SEQUENCE:{len(article.corrections)}
STATUS:CONFIRMED
DTSTART;TZID=Europe/Berlin:{article.deadline:%Y%m%dT%H%M%S}
SUMMARY:Angebotsfrist: {_text(article.title)}
DESCRIPTION:{_text(description)}
URL:{address}
CATEGORIES:{_text(town["topics"][str(article.category)])}
END:VEVENT"""


def _utc(at):
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value):
    return re.sub(r"[\\;,]", r"\\\g<0>", value).replace("\n", r"\n")
