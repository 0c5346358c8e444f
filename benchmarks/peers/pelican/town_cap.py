"""Warnings as messages of the Common Alerting Protocol 1.2, and the Atom index of them."""

import html
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

_TOPIC = "gefahrenhinweise"
_KINDS = {"alert": "Warnung", "update": "Aktualisierung", "cancel": "Entwarnung"}
_TAG = "tag:info.musterfelde.example,2020:cap"
_ZONE = ZoneInfo("Europe/Berlin")
_HOLDS = timedelta(hours=24)  # so long does an all-clear
_ENDS = re.compile(r"</(?:p|h\d|li|tr)>")
_EDGES = re.compile(r"\s*\n\s*")
_TAGS = re.compile(r"<[^>]+>")


def write_messages(generator, writer):
    """``warnung.cap.xml`` beside each warning's page, and the index of the newest."""
    town = generator.settings["TOWN"]
    warnings = [article for article in generator.articles if hasattr(article, "incident")]
    for article in warnings:
        _write(writer, f"{article.url}warnung.cap.xml", _message(article, town))
    _write(writer, f"feeds/{_TOPIC}.cap.atom.xml", _index(warnings[:30], town))


def _write(writer, path, text):
    with open(f"{writer.output_path}/{path}", "w", encoding="utf-8") as file:
        file.write(text)


def _message(article, town):
    before = [other for other in article.course if other.date < article.date]  # newest first
    references = " ".join(
        f"{town['sender']},{_identifier(other, town)},{other.date.isoformat()}"
        for other in reversed(before)
    )
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{_identifier(article, town)}</identifier>
  <sender>{town["sender"]}</sender>
  <sent>{article.date.isoformat()}</sent>
  <status>Actual</status>
  <msgType>{article.msgtype.title()}</msgType>
  <scope>Public</scope>
{_line(2, "references", references)}\
  <incidents>{town["site"]}.{article.incident}</incidents>
{_info(article, before, town)}</alert>
"""


def _info(article, before, town):
    is_cancel = article.msgtype == "cancel"
    areas = (getattr(one, "area", "") for one in (article, *before))
    # The day may end in the other half of the year: the offset of its begin does not hold then.
    expires = (article.date + _HOLDS).astimezone(_ZONE) if is_cancel else article.expires
    return f"""\
  <info>
    <language>de-DE</language>
    <category>Safety</category>
    <event>{html.escape(article.course[-1].title)}</event>
{_line(4, "responseType", "AllClear" if is_cancel else "")}\
    <urgency>{"Past" if is_cancel else getattr(article, "urgency", "Unknown")}</urgency>
    <severity>{"Minor" if is_cancel else getattr(article, "severity", "Unknown")}</severity>
    <certainty>{"Observed" if is_cancel else getattr(article, "certainty", "Unknown")}</certainty>
    <expires>{expires.isoformat()}</expires>
    <senderName>Stadt Musterfelde</senderName>
    <headline>{html.escape(_headline(article))}</headline>
    <description>{_plain(article.content)}</description>
{_line(4, "instruction", getattr(article, "instruction", ""))}\
    <web>{town["url"]}/{article.url}</web>
    <area>
      <areaDesc>{html.escape(next(filter(None, areas), "Stadt Musterfelde"))}</areaDesc>
    </area>
  </info>
"""


def _line(indent, name, text):
    return f"{'':{indent}}<{name}>{html.escape(text)}</{name}>\n" if text else ""


def _identifier(article, town):
    return f"{town['site']}.{article.slug}"


def _headline(article):
    return f"{_KINDS[article.msgtype]}: {article.title}"


def _plain(content):
    """A line for each heading, paragraph and point of a list."""
    lines = _TAGS.sub("", _ENDS.sub("\n", content.replace("\n", " ")))
    return html.escape(html.unescape(_EDGES.sub("\n", lines).strip()))


def _index(warnings, town):
    title = f"{town['title']}: {town['topics'][_TOPIC]} (CAP 1.2)"
    entries = "\n".join(_entry(article, town) for article in warnings)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<id>{_TAG}/{_TOPIC}</id>
<title>{html.escape(title)}</title>
<updated>{warnings[0].date.isoformat()}</updated>
<author><name>Stadt Musterfelde</name></author>
<link rel="self" type="application/atom+xml" href="{town["url"]}/feeds/{_TOPIC}.cap.atom.xml"/>
<link rel="alternate" type="text/html" href="{town["url"]}/themen/{_TOPIC}/"/>
{entries}
</feed>
"""


def _entry(article, town):
    address = f"{town['url']}/{article.url}"
    return f"""\
<entry>
<id>{_TAG}/{_identifier(article, town)}</id>
<title>{html.escape(_headline(article))}</title>
<updated>{article.date.isoformat()}</updated>
<summary>{html.escape(article.lead)}</summary>
<link rel="alternate" type="application/cap+xml" href="{address}warnung.cap.xml"/>
<link rel="alternate" type="text/html" href="{address}"/>
</entry>"""
