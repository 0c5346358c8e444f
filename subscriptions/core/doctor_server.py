"""Findings about the server itself: version, clock, role, lists, mail template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from subscriptions.core.findings import Finding, Role, Seen
from subscriptions.core.guards import CLOCK_TOLERANCE
from subscriptions.core.listmonk_form import list_tag, template_name
from subscriptions.core.messages import message
from subscriptions.core.setup import Step, plan_setup

OLDEST = (6, 0)

# Of each row, one: the smallest role that publishes (measured; docs/listmonk.md).
NEEDED = (
    ("campaigns:get", "campaigns:get_all"),
    ("campaigns:manage", "campaigns:manage_all"),
    ("campaigns:send",),
    ("templates:get",),
)
# What a token that lies on a disk should not be good for.
TOO_MUCH = (
    "lists:manage_all",
    "roles:manage",
    "settings:maintain",
    "settings:manage",
    "subscribers:get",
    "subscribers:get_all",
    "subscribers:import",
    "subscribers:manage",
    "subscribers:sql_query",
    "users:manage",
)


def server_findings(seen: Seen) -> Iterator[Finding]:
    """All findings of this module."""
    yield _version(seen)
    yield _clock(seen)
    yield from _role(seen)
    yield from _lists(seen)
    yield _template(seen)


def _version(seen: Seen) -> Finding:
    told = str(seen.config.get("version") or "")
    found = re.match(r"v?(\d+)\.(\d+)", told)
    why = message("the publisher rests on what Listmonk 6 was measured to do")
    if found is None:
        what = message("{url} answers, but does not say its version", url=seen.url)
        how = message("look at the foot of Listmonk's admin pages; it must be 6.0 or newer")
        return Finding("version", "unseen", what, why, how)
    what = message("{url} answers: Listmonk {version}", url=seen.url, version=told)
    if (int(found[1]), int(found[2])) < OLDEST:
        how = message("back up its database, then update Listmonk to 6.0 or newer")
        return Finding("version", "error", what, why, how)
    return Finding("version", "ok", what, why)


def _clock(seen: Seen) -> Finding:
    why = message("what is due is decided by the clock; with a wrong one only warnings are mailed")
    if abs(seen.skew) <= CLOCK_TOLERANCE:
        return Finding("clock", "ok", message("the clocks here and there agree"), why)
    minutes = round(abs(seen.skew).total_seconds() / 60)
    what = message("the mail server's clock and ours differ by {minutes} minutes", minutes=minutes)
    how = message("let both machines set their clocks by NTP")
    return Finding("clock", "error", what, why, how)


def _role(seen: Seen) -> Iterator[Finding]:
    why = message("without these rights nothing is mailed, with more a stolen token does more harm")
    if seen.role is None:
        what = message("the role of the API user cannot be seen")
        how = message("compare it in Listmonk under Users with docs/listmonk.md")
        yield Finding("role", "unseen", what, why, how)
        return
    missing = _missing(seen.role)
    if missing:
        what = message("the API user's role lacks {rights}", rights=", ".join(missing))
        how = message("add these to the role in Listmonk under Users → User roles")
        yield Finding("role", "error", what, why, how)
    spare = [name for name in TOO_MUCH if seen.role.may(name)]
    if spare:
        what = message("the API user may do more than it needs: {rights}", rights=", ".join(spare))
        how = message(
            "keep in .env a user with the smallest role (docs/listmonk.md), and a stronger one for"
            " publish.py setup only"
        )
        yield Finding("role", "warning", what, why, how)
    elif not missing:
        yield Finding("role", "ok", message("the API user's role is as small as can be"), why)


def _missing(role: Role) -> list[str]:
    return [names[0] for names in NEEDED if not role.may(*names)]


def _lists(seen: Seen) -> Iterator[Finding]:
    why = message("a topic without its list is mailed to nobody")
    if seen.lists is None:
        what = message("the lists cannot be seen")
        how = message("give the API user list:get for each topic's list")
        yield Finding("lists", "unseen", what, why, how)
        return
    steps = plan_setup(seen.topics, seen.town.site, seen.lists, None)
    wrong = [finding for step in steps if (finding := _list(seen, step))]
    yield from wrong
    if not wrong:
        what = message("each topic has its list ({count})", count=len(steps) - 1)
        yield Finding("lists", "ok", what, why)


def _list(seen: Seen, step: Step) -> Finding | None:
    if step.topic is None:
        return None
    name = step.topic.name
    if step.verb == "create":
        tag = list_tag(seen.town.site, step.topic.id)
        why = message("mails of this topic would reach nobody, so they are held")
        return Finding(
            "lists",
            "error",
            message("list for {topic}: is missing, or the API user may not see it", topic=name),
            why,
            message("run publish.py setup, and give the role list:get for the list {tag}", tag=tag),
        )
    if step.verb == "refuse":
        why = message("people would get mail that they did not confirm, or miss the mail they want")
        how = message("put it right in Listmonk under Lists, then run publish.py setup")
        return Finding("lists", "error", step.reason, why, how)
    entry = next(entry for entry in seen.lists or () if entry["id"] == step.id)
    if entry.get("type") != "public":
        return Finding(
            "lists",
            "error",
            message("list for {topic}: is not public", topic=name),
            message("nobody can sign up for it"),
            message("set its type to public in Listmonk under Lists"),
        )
    return None


def _template(seen: Seen) -> Finding:
    why = message(
        "Listmonk takes its own template in place of a missing one, without a word, and that one"
        " tracks people"
    )
    if seen.templates is None:
        what = message("the mail templates cannot be seen")
        how = message("give the API user templates:get")
        return Finding("template", "unseen", what, why, how)
    name = template_name(seen.town.site)
    found = next((entry for entry in seen.templates if entry.get("name") == name), None)
    step = plan_setup(seen.topics, seen.town.site, (), found)[-1]
    if step.verb == "keep":
        return Finding("template", "ok", step.reason, why)
    how = message("run publish.py setup with a user that may change templates")
    return Finding("template", "error", step.reason, why, how)
