"""Who gets a mail, who joins and leaves, who may do what, at the stand-in and a real one."""

from __future__ import annotations

import re

import httpx

from .cases import create, post, readers, sent
from .servers import Server, address, unique


def test_who_gets_it(server: Server, bare: int) -> None:
    first, second = server.add_list(), server.add_list()
    double = server.add_list(optin="double")
    both, left, waiting = address(), address(), address()
    server.add_subscriber(both, [first.id, second.id])
    gone = server.add_subscriber(left, [first.id])
    server.add_subscriber(waiting, [double.id], confirmed=False)
    blocked = server.add_subscriber(address(), [first.id])
    order = {"ids": [gone], "action": "unsubscribe", "target_list_ids": [first.id]}
    server.data("PUT", "/api/subscribers/lists", json=order)
    server.data("PUT", f"/api/subscribers/{blocked}/blocklist")
    lists = [first.id, second.id, double.id]
    ended = sent(server, create(server, lists, template_id=bare))
    assert (ended["to_send"], ended["sent"]) == (1, 1)
    assert len(server.sink.wait(1, both)) == 1
    assert server.sink.mails(left) == ()
    assert [got.message["X-Listmonk-Campaign"] for got in server.sink.mails(waiting)] == [None]


def test_join_confirm_leave(server: Server, bare: int) -> None:
    double, single = server.add_list(optin="double"), server.add_list()
    hidden = server.add_list(kind="private")
    shown = {
        row["uuid"]: row["name"] for row in server.http.get(server.url + "/api/public/lists").json()
    }
    assert {double.uuid, single.uuid} <= set(shown)
    assert hidden.uuid not in shown
    form, one = server.url + "/subscription/form", address()
    assert single.uuid in server.http.get(form).text
    joined = server.http.post(
        form, data={"email": one, "l": [double.uuid, single.uuid], "nonce": ""}
    )
    assert (joined.status_code, joined.headers["content-type"][:9]) == (200, "text/html")
    asked = server.sink.wait(1, one)[0].body("html") or ""
    found = re.search(r'href="([^"]+/optin/[^"]+)"', asked)
    assert found is not None
    link = found[1].replace("&amp;", "&")
    assert "<form" in server.http.get(link).text
    assert server.http.post(link, data={"confirm": "true", "l": [double.uuid]}).status_code == 200
    ended = sent(server, create(server, [double.id, single.id], template_id=bare))
    assert ended["sent"] == 1
    leave = server.sink.wait(2, one)[1].message["List-Unsubscribe"][1:-1]
    assert server.http.post(leave, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    rows = server.data("GET", "/api/subscribers", search=one)["results"][0]["lists"]
    assert [row["subscription_status"] for row in rows] == ["unsubscribed"] * 2


def test_public_subscription(server: Server) -> None:
    double, single = server.add_list(optin="double"), server.add_list()
    hidden = server.add_list(kind="private")

    def join(email: str, *lists: str) -> httpx.Response:
        given = {"email": email, "name": "", "list_uuids": lists}
        return server.http.post(server.url + "/api/public/subscription", json=given)

    assert join(address(), double.uuid).json() == {"data": {"has_optin": True}}
    assert join(address(), single.uuid).json() == {"data": {"has_optin": False}}
    assert join("nonsense", single.uuid).status_code == 400
    assert join(address()).status_code == 400
    assert join(address(), hidden.uuid).status_code == 400
    bot = {"email": address(), "l": single.uuid, "nonce": "x"}
    assert server.http.post(server.url + "/subscription/form", data=bot).status_code == 502


def test_smallest_role(server: Server) -> None:
    mine, other = server.add_list(), server.add_list()
    user, slug = server.add_user({mine.id: ["list:get"]}), unique("slug")
    assert user.call("GET", "/api/config").status_code == 200
    for path in ("/api/settings", "/api/subscribers", f"/api/lists/{other.id}"):
        assert user.call("GET", path).status_code == 403
    assert [row["id"] for row in user.data("GET", "/api/lists")["results"]] == [mine.id]
    made = create(user, [mine.id, other.id], archive_slug=slug)
    assert [one["id"] for one in made["lists"]] == [mine.id]
    assert post(user, [other.id]).status_code == 400
    foreign = create(server, [other.id])
    assert user.call("GET", f"/api/campaigns/{foreign['id']}").status_code == 403
    assert user.start(foreign["id"]).status_code == 403
    assert user.start(made["id"]).status_code == 200
    server.data("DELETE", f"/api/lists/{mine.id}")
    assert user.data("GET", "/api/campaigns")["total"] == 0
    assert post(server, [other.id], archive_slug=slug).status_code == 500


def test_refused_address_is_a_gap(server: Server, bare: int) -> None:
    news, people = readers(server, 4)
    server.sink.refuse(people[1])
    ended = sent(server, create(server, [news.id], template_id=bare))
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 4, 3)
    assert [len(server.sink.mails(one)) for one in people] == [1, 0, 1, 1]


def test_relay_down_is_finished_all_the_same(server: Server) -> None:
    news, people = readers(server, 3)
    server.sink.down()
    try:
        ended = sent(server, create(server, [news.id]))
    finally:
        server.sink.up()
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 3, 0)
    assert not any(server.sink.mails(one) for one in people)
