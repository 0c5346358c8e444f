"""What Listmonk needs before the first mail: a list a topic, and the mail template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from subscriptions.core.listmonk_form import TEMPLATE_BODY, list_tag, template_name
from subscriptions.core.messages import Message, message
from subscriptions.core.topics import Topic, Topics


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to make, change, keep or refuse; ``topic`` is None for the mail template."""

    verb: Literal["create", "update", "keep", "refuse"]
    reason: Message
    topic: Topic | None = None
    id: int | None = None
    uuid: str = ""


def plan_setup(
    topics: Topics,
    site: str,
    lists: Iterable[Mapping[str, Any]],
    template: Mapping[str, Any] | None,
) -> tuple[Step, ...]:
    """Compare what is there with what is needed. ``lists`` and ``template`` as Listmonk tells."""
    by_tag: dict[str, list[Mapping[str, Any]]] = {}
    for entry in lists:
        for tag in entry.get("tags") or ():
            by_tag.setdefault(tag, []).append(entry)
    steps = [_list_step(topic, by_tag.get(list_tag(site, topic.id), []), site) for topic in topics]
    return (*steps, _template_step(site, template))


def _list_step(topic: Topic, found: list[Mapping[str, Any]], site: str) -> Step:
    if not found:
        return Step("create", message("list for {topic}: to be made", topic=topic.name), topic)
    if len(found) > 1:
        what = message(
            "list for {topic}: {count} lists have the tag {tag}; take it from all but one",
            topic=topic.name,
            count=len(found),
            tag=list_tag(site, topic.id),
        )
        return Step("refuse", what, topic)
    entry = found[0]
    if entry.get("optin") != "double":
        what = message(
            "list for {topic}: “{name}” takes people without confirmation (single opt-in); set it"
            " to double opt-in in Listmonk",
            topic=topic.name,
            name=entry["name"],
        )
        return Step("refuse", what, topic)
    what = message("list for {topic}: is there (“{name}”)", topic=topic.name, name=entry["name"])
    return Step("keep", what, topic, int(entry["id"]), str(entry.get("uuid", "")))


def _template_step(site: str, template: Mapping[str, Any] | None) -> Step:
    name = template_name(site)
    if template is None:
        return Step("create", message("mail template {name}: to be made", name=name))
    number = int(template["id"])
    if str(template.get("body", "")).strip() != TEMPLATE_BODY:
        what = message("mail template {name}: was changed, to be put right", name=name)
        return Step("update", what, id=number)
    return Step("keep", message("mail template {name}: is there", name=name), id=number)
