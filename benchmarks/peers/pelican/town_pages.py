"""What Pelican has no setting for: the years of a topic, JSON feeds, neighbours, incidents."""

import json
from datetime import datetime, timedelta
from itertools import groupby

import zxingcpp
from markupsafe import Markup
from pelican import signals
from town_calendars import write_calendars
from town_cap import write_messages

_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_SHOWN = timedelta(days=90)
_LISTS = ("attachments", "corrections", "references")


def date_short(date):
    return f"{date:%d.%m.%Y}"


def date_time(date):
    return f"{date:%d.%m.%Y, %H:%M} Uhr"


def date_long(date):
    day = f"{_DAYS[date.weekday()]}, {date.day}. {_MONTHS[date.month - 1]} {date.year}"
    return f"{day}, {date:%H:%M} Uhr"


def qr(address):
    code = zxingcpp.create_barcode(
        address, zxingcpp.BarcodeFormat.QRCode, options="ecLevel=L,dataMask=0"
    )
    drawn = code.to_svg()
    return drawn[drawn.index("<svg") :]


def lead_of(article):
    """The summary as plain text; unless it is told otherwise, Pelican makes HTML of it."""
    if "summary" in article.settings["FORMATTED_FIELDS"]:
        return Markup(article.summary).striptags()  # noqa: S704 – trusted only to lose its tags
    return article.summary


def prepare(generator):
    """Give each article what its page shows, in one pass."""
    town = generator.settings["TOWN"]
    now = datetime.fromisoformat(town["now"])
    articles = generator.articles
    incidents = {}
    for place, article in enumerate(articles):
        for name in _LISTS:
            setattr(article, name, json.loads(getattr(article, name, "[]")))
        for name in ("expires", "deadline"):
            if hasattr(article, name):
                setattr(article, name, datetime.fromisoformat(getattr(article, name)))
        article.lead = lead_of(article)
        article.later = articles[place - 1] if place else None
        article.earlier = articles[place + 1] if place + 1 < len(articles) else None
        article.recent = article.date > now - _SHOWN
        if hasattr(article, "incident"):
            incidents.setdefault(article.incident, []).append(article)
    for course in incidents.values():
        for article in course:
            article.course = course
    years = {
        str(category): [
            (year, list(found)) for year, found in groupby(listed, key=lambda a: a.date.year)
        ]
        for category, listed in generator.categories
    }
    generator.context |= {
        "now": now,
        "years": years,
        "counts": {str(category): len(listed) for category, listed in generator.categories},
        "alerts": [
            course[0]
            for course in incidents.values()
            if course[0].msgtype != "cancel" and course[0].expires > now
        ],
    }
    generator.env.filters.update(
        date_short=date_short, date_time=date_time, date_long=date_long, qr=qr
    )


def write_years_and_feeds(generator, writer):
    """The pages of each topic's years, and the JSON feeds."""
    context, town = generator.context, generator.settings["TOWN"]
    template = generator.get_template("topic_year")
    for category, found in context["years"].items():
        for year, listed in found:
            path = f"themen/{category}/{year}/index.html"
            writer.write_file(path, template, context, topic=category, year=year, listed=listed)
    _write_json(writer, "alle", town["title"], f"{town['url']}/", generator.articles)
    for category, listed in generator.categories:
        title = f"{town['title']}: {town['topics'][str(category)]}"
        _write_json(writer, category.slug, title, f"{town['url']}/{category.url}", listed)


def _write_json(writer, name, title, home, articles):
    url = writer.settings["SITEURL"]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": f"{url}/feeds/{name}.json",
        "language": "de",
        "items": [_entry(article, url) for article in articles[:30]],
    }
    with open(f"{writer.output_path}/feeds/{name}.json", "w", encoding="utf-8") as file:
        json.dump(feed, file, ensure_ascii=False, indent=1)


def _entry(article, url):
    return {
        "id": f"tag:info.musterfelde.example,2020:item/{article.slug}",
        "url": f"{url}/{article.url}",
        "title": article.title,
        "summary": article.lead,
        "content_html": article.content,
        "date_published": article.date.isoformat(),
        "date_modified": article.modified.isoformat(),
        "tags": [str(article.category)],
        "attachments": [
            {"url": f"{url}/{file['file']}", "title": file["title"], "size_in_bytes": file["size"]}
            for file in article.attachments
        ],
    }


def register():
    signals.article_generator_finalized.connect(prepare)
    for write in (write_years_and_feeds, write_calendars, write_messages):
        signals.article_writer_finalized.connect(write)
