"""Between a mail and Listmonk's JSON: names, tags, forms, and what is read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from subscriptions.core.keys import Key, parse_key
from subscriptions.core.ledger import Campaign, MailingList
from subscriptions.core.mails import MANAGE, UNSUBSCRIBE, Mail
from subscriptions.core.topics import Topic

# The whole mail is ours; the server's template adds nothing.
TEMPLATE_BODY = '{{ template "content" . }}'


def site_tag(site: str) -> str:
    """The tag of all campaigns of one town."""
    return f"infokanal-{site}"


def list_tag(site: str, topic: str) -> str:
    """The tag by which the list of a topic is found, so that it may be renamed.

    No identity holds two hyphens in a row, so no two towns with topics share one.
    """
    return f"infokanal-{site}--{topic}"


def template_name(site: str) -> str:
    """The name of the town's mail template."""
    return f"infokanal-{site}"


def escape(text: str) -> str:
    """Text that a Go template gives out as it is: every ``{{`` becomes a quoted one."""
    return text.replace("{{", '{{ "{{" }}')


def escape_plain(text: str) -> str:
    """Plain text that Listmonk's html/template gives out as it is.

    A text with an expression in it is parsed as HTML there: a ``<`` would begin a tag, and an
    unfinished tag ends all mails of the campaign unsent, without a word. So would ``{{{``, which a
    brace before a ``<`` would make if it did not go with it.
    """
    pieces = {"{{": '{{ "{{" }}', "<": '{{ Safe "<" }}', "{<": '{{ Safe "{<" }}'}
    return re.sub(r"\{\{|\{?<", lambda match: pieces[match[0]], text)


def campaign_form(
    mail: Mail, site: str, lists: Sequence[int], template: int, planned: int | None
) -> dict[str, Any]:
    """Every field of a campaign; a field left out of an update would be emptied."""
    attribs = {**mail.attribs, "key": str(mail.key), "content": mail.fingerprint}
    if planned is not None:
        attribs["planned"] = str(planned)
    return {
        "name": str(mail.key),
        "subject": escape(mail.subject),
        "lists": list(lists),
        "type": "regular",
        "content_type": "html",
        "body": _linked(escape(mail.html)),
        "altbody": _linked(escape_plain(mail.text)),
        "template_id": template,
        "tags": [site_tag(site)],
        "headers": [{name: escape(value)} for name, value in mail.headers],
        "attribs": attribs,
        "archive_slug": mail.key.slug,
        "archive": False,
        "from_email": mail.sender,
        "messenger": "email",
    }


def half_way(form: Mapping[str, Any]) -> dict[str, Any]:
    """The first half of an update: Listmonk merges new headers into those that are there.

    Until the second half is there too, the draft must not pass for the new mail.
    """
    return {**form, "headers": [], "attribs": {**form["attribs"], "content": ""}}


def _linked(text: str) -> str:
    return text.replace(UNSUBSCRIBE, "{{ UnsubscribeURL }}").replace(MANAGE, "{{ ManageURL }}")


def list_form(site: str, topic: Topic) -> dict[str, Any]:
    """A topic's list: public, and only for those who confirmed."""
    return {
        "name": topic.name,
        "type": "public",
        "optin": "double",
        "tags": [list_tag(site, topic.id)],
        "description": topic.description,
    }


def template_form(site: str) -> Mapping[str, Any]:
    """The town's mail template."""
    return {"name": template_name(site), "type": "campaign", "subject": "", "body": TEMPLATE_BODY}


def mailing_lists(raw: Iterable[Mapping[str, Any]], site: str) -> dict[str, MailingList]:
    """The lists of a town's topics, found by their tags, whatever they are called."""
    prefix = list_tag(site, "")
    found: dict[str, MailingList] = {}
    for entry in raw:
        for tag in entry.get("tags") or ():
            if tag.startswith(prefix):
                topic = tag.removeprefix(prefix)
                size = (entry.get("subscriber_statuses") or {}).get("confirmed", 0)
                found[topic] = MailingList(topic, int(entry["id"]), entry["name"], size)
    return found


# What must be the same on the server before anything is started.
_COMPARED = (
    "archive_slug",
    "name",
    "subject",
    "body",
    "altbody",
    "headers",
    "from_email",
    "template_id",
    "content_type",
    "type",
    "messenger",
)
# The log's lines are written a little before or after the table; a new start takes longer.
_SAME_RUN = timedelta(seconds=2)

_NO_DATE = "0001-01-01T00:00:00Z"


def differences(raw: Mapping[str, Any], form: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields in which a campaign, as Listmonk tells it, is not what was sent there."""
    # A list that was deleted stays in the campaign without an id.
    lists = sorted(entry["id"] or 0 for entry in raw.get("lists") or ())
    found = [name for name in _COMPARED if raw.get(name) != form[name]]
    return (*found, "lists") if lists != sorted(form["lists"]) else tuple(found)


def read_campaign(raw: Mapping[str, Any], topics: Mapping[int, str]) -> Campaign:
    """A campaign as Listmonk tells it; ``topics`` by the ids of their lists."""
    attribs = {str(name): str(value) for name, value in (raw.get("attribs") or {}).items()}
    started = raw.get("started_at")
    return Campaign(
        key=_key(str(attribs.get("key") or raw["name"])),
        slug=str(raw.get("archive_slug") or ""),
        id=str(raw["id"]),
        state=raw["status"],
        content=attribs.get("content", ""),
        topics=tuple(
            topics[entry["id"]] for entry in raw.get("lists") or () if entry["id"] in topics
        ),
        created=datetime.fromisoformat(raw["created_at"]),
        changed=datetime.fromisoformat(raw["updated_at"]),
        started=datetime.fromisoformat(started) if started and started != _NO_DATE else None,
        subject=str(raw.get("subject", "")),
        to_send=int(raw["to_send"]),
        sent=int(raw["sent"]),
        attribs=attribs,
    )


def failures_in_log(lines: Iterable[str], campaign: Campaign) -> int | None:
    """How many mails of a campaign were not accepted; None if the log does not hold all of it.

    If the log knows of much less time than lies between the campaign's first start and its end,
    Listmonk was killed in between: what it then lost is no failure of any line.
    """
    name, took = str(campaign.key), campaign.changed - (campaign.started or campaign.created)
    listed = [line for line in lines if name in line]
    begun = [line for line in listed if f"start processing campaign ({name})" in line]
    ended = [line for line in listed if f"campaign ({name}) finished" in line]
    if not (begun and ended):
        return None
    first, last = _time_of(begun[0]), _time_of(ended[-1])
    if first is None or last is None or took - (last - first) > _SAME_RUN:
        return None
    return sum(" error " in line for line in listed)


def _time_of(line: str) -> datetime | None:
    """When a line of the log was written, in the server's own zone."""
    try:
        return datetime.strptime(line[:26], "%Y/%m/%d %H:%M:%S.%f")  # noqa: DTZ007
    except ValueError:
        return None


def _key(name: str) -> Key:
    try:
        return parse_key(name)
    except (ValueError, TypeError):
        return Key("unknown", "", name)
