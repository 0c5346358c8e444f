"""The facts about Listmonk that we build on, seen at the stand-in and at a real one alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from .cases import change, create, post, readers, sent
from .servers import Server, unique


def test_credentials(server: Server) -> None:
    def ask(header: str | None, path: str = "/api/config") -> httpx.Response:
        return server.http.get(
            server.url + path, headers={"Authorization": header} if header else {}
        )

    assert ask(f"token {server.user}:{server.token}").status_code == 200
    wrong = ask("token someone:else")
    assert (wrong.status_code, wrong.json()) == (403, {"message": "invalid API credentials"})
    for header in (None, "Bearer x", "token nocolon", "Basic !!!"):
        assert (ask(header).status_code, list(ask(header).json())) == (403, ["message"])
    assert ask(None, "/health").json() == {"data": True}
    assert ask(None, "/api/health").status_code == 403
    assert "date" in ask(None, "/health").headers
    config = server.data("GET", "/api/config")
    assert {"version", "lang", "root_url"} <= set(config)
    assert config["privacy"]["disable_tracking"] is False


def test_bad_requests_are_json(server: Server) -> None:
    for method, path, status in (
        ("GET", "/api/campaigns/999999", 400),
        ("GET", "/api/campaigns/0", 400),
        ("GET", "/api/nothing", 404),
        ("PUT", "/api/campaigns/999999/status", 400),
        ("DELETE", "/api/campaigns/999999", 400),
        ("POST", "/api/campaigns", 400),
    ):
        answer = server.call(method, path)
        assert (answer.status_code, list(answer.json())) == (status, ["message"]), path
    raw = server.http.post(
        server.url + "/api/campaigns", content="{}", auth=(server.user, server.token)
    )
    assert raw.status_code == 415


def test_created_is_a_draft_read_back_as_given(server: Server, bare: int) -> None:
    news = server.add_list()
    text = "Zeile\r\nzwei\u00a0drei \U0001f3ca  Ende "
    given = {
        "subject": text,
        "body": f"<p>{text}</p>",
        "altbody": text,
        "template_id": bare,
        "headers": [{"Reply-To": "amt@town.example"}],
        "attribs": {"key": ["a", 1, None]},
        "from_email": "Stadt <amt@town.example>",
        "archive_slug": unique("s"),
        "archive": False,
    }
    made = create(server, [news.id], status="running", tags=["Info Kanal", " b "], **given)
    assert {key: made[key] for key in given} == given
    assert made["status"] == "draft"
    assert made["tags"] == ["Info-Kanal", "b"]
    assert made["lists"] == [{"id": news.id, "name": news.name}]
    assert server.campaign(made["id"]) == made
    assert create(server, [news.id])["from_email"].endswith("<noreply@listmonk.yoursite.com>")


def test_unknown_list_is_dropped_and_none_refused(server: Server) -> None:
    news = server.add_list()
    assert create(server, [999999])["lists"] == []
    assert [one["id"] for one in create(server, [news.id, 999999])["lists"]] == [news.id]
    for lists in ([], ["1"], [{"id": news.id}]):
        assert post(server, lists).status_code == 400


def test_slug_is_normalised_and_unique(server: Server) -> None:
    news = server.add_list()
    stem = unique("Größe")
    made = create(server, [news.id], archive_slug=f" {stem}/a_b--c ")
    assert made["archive_slug"] == f"{stem}-a-b-c".lower()
    for same in (f"{stem}-a-b-c", f"{stem}--A B/c"):
        assert post(server, [news.id], archive_slug=same).status_code == 500
    assert create(server, [news.id], archive_slug="")["archive_slug"] is None
    other = create(server, [news.id])
    taken = change(server, other, lists=[news.id], archive_slug=made["archive_slug"])
    assert taken.status_code == 500


def test_one_of_many_creates_wins(server: Server) -> None:
    news, slug = server.add_list(), unique("race")
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: post(server, [news.id], archive_slug=slug), range(8))
    assert sorted(answer.status_code for answer in answers) == [200] + [500] * 7


def test_delete_frees_the_slug(server: Server) -> None:
    news, slug = server.add_list(), unique("slug")
    ended = sent(server, create(server, [news.id], archive_slug=slug))
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 0, 0)
    assert server.data("DELETE", f"/api/campaigns/{ended['id']}") is True
    assert create(server, [news.id], archive_slug=slug)["archive_slug"] == slug


def test_starts_once_however_often_asked(server: Server, bare: int) -> None:
    news, people = readers(server, 20)
    made = create(server, [news.id], template_id=bare)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.start(made["id"]).status_code, range(8)))
    assert set(answers) <= {200, 400}
    assert 200 in answers
    ended = server.wait_ended(made["id"])
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 20, 20)
    assert [len(server.sink.mails(one)) for one in people] == [1] * 20
    assert server.start(made["id"]).status_code == 400


def test_update_takes_what_is_there_and_loses_the_rest(server: Server) -> None:
    news = server.add_list()
    made = create(
        server,
        [news.id],
        attribs={"a": 1},
        altbody="alt",
        archive_slug=unique("s"),
        headers=[{"X-A": "1"}],
        tags=["t"],
    )
    assert change(server, made, subject="Neu").status_code == 400
    after = change(server, made, lists=[news.id], subject="Neu").json()["data"]
    assert (after["subject"], after["attribs"], after["altbody"]) == ("Neu", {}, "alt")
    assert (after["headers"], after["tags"]) == ([{"X-A": "1"}], ["t"])
    assert after["archive_slug"] == made["archive_slug"]
    assert change(server, made, lists=[999999]).json()["data"]["lists"] == []
    freed = change(server, made, lists=[news.id], archive_slug="", altbody="").json()["data"]
    assert (freed["archive_slug"], freed["altbody"]) == (None, None)
    assert change(server, made, lists=[news.id], template_id=999999).status_code == 500


def test_update_merges_headers_place_by_place(server: Server) -> None:
    news = server.add_list()
    made = create(server, [news.id], headers=[{"X-Old": "1"}])
    after = change(server, made, lists=[news.id], headers=[{"X-New": "2"}, {"X-Two": "3"}])
    assert after.json()["data"]["headers"] == [{"X-Old": "1", "X-New": "2"}, {"X-Two": "3"}]
    assert change(server, made, lists=[news.id], headers=[]).json()["data"]["headers"] == []
    clean = change(server, made, lists=[news.id], headers=[{"X-New": "2"}])
    assert clean.json()["data"]["headers"] == [{"X-New": "2"}]


def test_status_rules(server: Server) -> None:
    news = server.add_list()

    def put(made: dict[str, Any], status: str) -> int:
        path = f"/api/campaigns/{made['id']}/status"
        return server.call("PUT", path, json={"status": status}).status_code

    draft = create(server, [news.id])
    assert [put(draft, to) for to in ("paused", "cancelled", "scheduled", "draft")] == [400] * 4
    assert put(draft, "nonsense") == 500
    later = create(server, [news.id], send_at="2099-01-01T00:00:00Z")
    assert server.start(later["id"]).json()["data"]["status"] == "running"
    assert server.campaign(later["id"])["status"] == "scheduled"
    assert [put(later, to) for to in ("running", "paused", "cancelled", "draft")] == [400] * 3 + [
        200
    ]
    assert post(server, [news.id], send_at="2020-01-01T00:00:00Z").status_code == 400
    ended = sent(server, draft)
    assert change(server, ended, lists=[news.id]).status_code == 400


def test_list_deleted_after_the_draft(server: Server) -> None:
    news, (one,) = readers(server)
    made = create(server, [news.id])
    assert server.data("DELETE", f"/api/lists/{news.id}") is True
    assert server.campaign(made["id"])["lists"] == [{"id": None, "name": news.name}]
    ended = sent(server, made)
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 0, 0)
    assert server.sink.mails(one) == ()


def test_finding_campaigns(server: Server) -> None:
    news, tag, stem = server.add_list(), unique("Tag"), unique("item/town")
    made = [
        create(server, [news.id], name=f"{stem}/{number}", tags=[tag, f"n{number % 2}"])
        for number in range(5)
    ]

    def find(**query: Any) -> dict[str, Any]:
        found: dict[str, Any] = server.data("GET", "/api/campaigns", **query)
        return found

    def ids(**query: Any) -> list[int]:
        return [row["id"] for row in find(**query)["results"]]

    own = [one["id"] for one in made]
    assert ids(tag=tag) == own[::-1]
    assert ids(tag=tag, order_by="created_at", order="asc") == own
    assert ids(tag=[tag, "n1"], order="asc") == [own[1], own[3]]
    assert ids(tag=tag.lower()) == []
    assert ids(query=f"{stem}/3") == [own[3]]
    assert ids(tag=tag, per_page=2, page=2) == own[2:0:-1]
    page = find(tag=tag, per_page=2, page=2)
    assert (page["total"], page["per_page"], page["page"]) == (5, 2, 2)
    assert find(tag=tag, page=9) == find(tag="none at all")
    assert find(tag="none at all")["total"] == 0
    assert find(tags="none at all")["total"] >= 5
    assert find(tag=tag, per_page="all")["per_page"] == 0
    bare = find(tag=tag, no_body="true")["results"][0]
    assert (bare["body"], bare["altbody"], bare["attribs"]) == ("", None, {})
    assert server.call("GET", "/api/campaigns", query="a:b").status_code == 500


def test_finding_lists(server: Server) -> None:
    tag = unique("tag")
    made = [server.add_list(tags=[tag, f"n{number}"]) for number in range(3)]
    rows = server.data("GET", "/api/lists", tag=tag, per_page="all")["results"]
    assert sorted((row["id"], row["uuid"]) for row in rows) == [(one.id, one.uuid) for one in made]
    assert server.data("GET", "/api/lists", tag=[tag, "n1"])["total"] == 1
