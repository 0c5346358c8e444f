"""The steps that the cases are written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from .servers import MailList, Server, address, unique
from .smtp_sink import Received

BARE = '{{ template "content" . }}'
BRACES = '{{ "{{" }}'


def template(server: Server, body: str) -> int:
    given = {"name": unique("layout"), "type": "campaign", "body": body}
    return int(server.data("POST", "/api/templates", json=given)["id"])


def post(server: Server, lists: Sequence[Any], **fields: Any) -> httpx.Response:
    given = {
        "name": unique("item"),
        "subject": "Hallo",
        "lists": list(lists),
        "type": "regular",
        "content_type": "html",
        "body": "<p>Text</p>",
    } | fields
    return server.call("POST", "/api/campaigns", json=given)


def create(server: Server, lists: Sequence[int], **fields: Any) -> dict[str, Any]:
    answer = post(server, lists, **fields)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()["data"]
    return made


def change(server: Server, made: dict[str, Any], **fields: Any) -> httpx.Response:
    return server.call("PUT", f"/api/campaigns/{made['id']}", json=fields)


def readers(server: Server, count: int = 1) -> tuple[MailList, list[str]]:
    news = server.add_list()
    people = [address() for _ in range(count)]
    for one in people:
        server.add_subscriber(one, [news.id])
    return news, people


def sent(server: Server, made: dict[str, Any]) -> dict[str, Any]:
    assert server.start(made["id"]).status_code == 200
    return server.wait_ended(made["id"])


def mail(server: Server, **fields: Any) -> Received:
    """What one resident gets of a campaign with these fields."""
    news, (one,) = readers(server)
    ended = sent(server, create(server, [news.id], **fields))
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 1, 1)
    return server.sink.wait(1, one)[0]
