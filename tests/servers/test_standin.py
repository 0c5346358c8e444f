"""The facts about Listmonk that we build on, seen at the stand-in and at a real one alike."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from . import real
from .launch import server_of, standin_server
from .servers import MailList, Server, address, unique
from .smtp_sink import Received, SmtpSink

BARE = '{{ template "content" . }}'
BRACES = '{{ "{{" }}'


@pytest.fixture(
    scope="module",
    params=["stand-in", pytest.param("listmonk", marks=pytest.mark.listmonk)],
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if request.param == "listmonk" and (why := real.missing()):
        pytest.skip(why)
    with server_of(request.param) as running:
        yield running


@pytest.fixture(scope="module")
def standin() -> Iterator[Server]:
    with SmtpSink() as sink, standin_server(sink) as running:
        yield running


@pytest.fixture(scope="module")
def bare(server: Server) -> int:
    return template(server, BARE)


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


def test_braces_are_code_unless_escaped(server: Server, bare: int) -> None:
    news = server.add_list()
    for field in ("subject", "body", "altbody"):
        assert post(server, [news.id], **{field: "a {{ nonsense }} b"}).status_code == 400
    assert post(server, [news.id], headers=[{"X-A": "{{ nonsense }}"}]).status_code == 400
    assert post(server, [news.id], body="a {{ b").status_code == 400
    assert post(server, [news.id], subject="a {{ b", altbody="a {{ b").status_code == 200
    got = mail(
        server,
        template_id=bare,
        subject=f"Ä {BRACES} b }}}}",
        altbody=f"a {BRACES} b }}}}",
        body=f'<p title="{BRACES}">{BRACES} b }}}}</p>',
        headers=[{"X-A": f"{BRACES} b"}],
    )
    assert got.message["Subject"] == "Ä {{ b }}"
    assert got.message["X-A"] == "{{ b"
    assert got.body("plain") == "a {{ b }}"
    assert got.body("html") == '<p title="{{">{{ b }}</p>'


def test_fields_are_escaped_by_their_place(server: Server, bare: int) -> None:
    tricky = "<b> & \"Ä\" + 'x'"
    got = mail(
        server,
        template_id=bare,
        attribs={"a": tricky},
        subject="{{ .Campaign.Attribs.a }}",
        body='<a href="https://town.example/?q={{ .Campaign.Attribs.a }}">{{ .Campaign.Attribs.a }}'
        "</a>{{ .Campaign.Attribs.none }}{{ .Subscriber.Email }}",
        altbody="{{ .Campaign.Attribs.a }}",
    )
    escaped = "&lt;b&gt; &amp; &#34;Ä&#34; &#43; &#39;x&#39;"
    assert got.message["Subject"] == tricky
    assert got.body("plain") == escaped
    assert got.body("html") == (
        '<a href="https://town.example/?q=%3cb%3e%20%26%20%22%c3%84%22%20%2b%20%27x%27">'
        f"{escaped}</a>{got.recipient}"
    )


def test_comments_vanish_from_html(server: Server, bare: int) -> None:
    got = mail(server, template_id=bare, body="<p>a<!-- b -->c</p><!--[if mso]>d<![endif]-->e")
    assert (got.body("html") or "").strip() == "<p>ac</p>e"


@pytest.mark.parametrize(
    "broken",
    [
        {"body": "<p>unter <unter 5"},
        {"altbody": f"unter <unter 5 {BRACES}"},
        {"subject": "{{ .Nothing }}"},
    ],
    ids=["open-tag", "open-tag-in-plain-text", "unknown-field"],
)
def test_what_cannot_be_rendered_is_mailed_to_nobody(
    server: Server, bare: int, broken: dict[str, str]
) -> None:
    news, (one,) = readers(server)
    made = create(server, [news.id], template_id=bare, **broken)
    assert server.call("GET", f"/api/campaigns/{made['id']}/preview").status_code == 400
    ended = sent(server, made)
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 1, 0)
    assert server.sink.mails(one) == ()


def test_mail_as_it_arrives(server: Server, bare: int) -> None:
    got = mail(
        server,
        template_id=bare,
        subject="a\r\nBcc: x@y.example",
        altbody="Zeile\r\nzwei\n",
        from_email="Stadt Größe <amt@town.example>",
        headers=[
            {"References": "<a@town.example> <b@town.example>"},
            {"List-Id": "<n.town.example>"},
            {"Auto-Submitted": "auto-generated"},
            {"Reply-To": "amt@town.example"},
            {"List-Unsubscribe": "<https://town.example/>"},
        ],
    )
    message = got.message
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert (got.body("plain"), got.body("html")) == ("Zeile\nzwei\n", "<p>Text</p>")
    assert message["References"] == "<a@town.example> <b@town.example>"
    assert (message["List-Id"], message["Auto-Submitted"]) == ("<n.town.example>", "auto-generated")
    assert message["Reply-To"] == "amt@town.example"
    assert message["From"] == "Stadt Größe <amt@town.example>"
    assert (got.sender, message["To"]) == ("amt@town.example", got.recipient)
    assert message["Bcc"] is None
    assert message["Message-Id"].endswith("@town.example>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith(f"<{server.url}/subscription/")


def test_without_plain_text_the_mail_is_html_only(server: Server, bare: int) -> None:
    got = mail(server, template_id=bare, altbody="")
    assert got.message.get_content_type() == "text/html"
    assert got.body("plain") is None


def test_addresses_in_a_template(server: Server) -> None:
    layout = template(
        server,
        BARE + '<a href="{{ UnsubscribeURL }}">u</a>{{ ManageURL }} '
        "{{ MessageURL }} {{ RootURL }} {{ TrackView }}",
    )
    got = mail(server, template_id=layout)
    assert got.message["List-Unsubscribe"] is not None
    leave = got.message["List-Unsubscribe"][1:-1]
    campaign, person = leave.rsplit("/", 2)[1:]
    assert (got.body("html") or "").strip() == (
        f'<p>Text</p><a href="{leave}">u</a>{leave}?manage=true '
        f"{server.url}/campaign/{campaign}/{person} {server.url} "
        f'<img src="{server.url}/campaign/{campaign}/00000000-0000-0000-0000-000000000000/px.png"'
        ' alt="" />'
    )


def test_template_rules(server: Server) -> None:
    news, (one,) = readers(server)
    without = {"name": "x", "type": "campaign", "body": "no place"}
    assert server.call("POST", "/api/templates", json=without).status_code == 400
    doomed = template(server, f"<i>{BARE}</i>")
    made = create(server, [news.id], template_id=doomed)
    assert server.data("DELETE", f"/api/templates/{doomed}") is True
    fallen = server.campaign(made["id"])["template_id"]
    rows = server.data("GET", "/api/templates")
    assert [row["is_default"] for row in rows if row["id"] == fallen] == [True]
    assert server.call("DELETE", f"/api/templates/{fallen}").status_code == 400
    assert create(server, [news.id], template_id=999999)["template_id"] is None
    assert sent(server, made)["sent"] == 1
    body = server.sink.wait(1, one)[0].body("html")
    assert body is not None
    assert "px.png" in body
    assert "<i>" not in body


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


def test_preview_and_test_mail(server: Server, bare: int) -> None:
    news, (one,) = readers(server)
    made = create(server, [news.id], template_id=bare)
    shown = server.call("GET", f"/api/campaigns/{made['id']}/preview")
    assert (shown.status_code, shown.text) == (200, "<p>Text</p>")
    trial = {
        "name": "n",
        "subject": "Probe",
        "lists": [news.id],
        "body": "<p>x</p>",
        "content_type": "html",
        "messenger": "email",
    }
    path = f"/api/campaigns/{made['id']}/test"
    assert server.call("POST", path, json=trial | {"subscribers": [address()]}).status_code == 400
    assert server.data("POST", path, json=trial | {"subscribers": [one]}) is True
    assert server.sink.wait(1, one)[0].message["Subject"] == "Probe"
    assert server.campaign(made["id"])["status"] == "draft"


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


def test_error_limit_pauses_for_good(standin: Server) -> None:
    news, _ = readers(standin, 8)
    standin.control(settings={"app.max_send_errors": 5})
    standin.sink.refuse("*")
    ended = sent(standin, create(standin, [news.id]))
    standin.sink.clear()
    standin.control(settings={"app.max_send_errors": 1000})
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("paused", 8, 0)
    ended = sent(standin, ended)
    assert (ended["status"], ended["sent"]) == ("finished", 0)


def test_crash_loses_what_was_in_memory(standin: Server) -> None:
    news, people = readers(standin, 40)
    standin.control(delay=0.02)
    made = create(standin, [news.id])
    assert standin.start(made["id"]).status_code == 200
    standin.sink.until(lambda mails: len(mails) >= 5 and mails[-1].recipient in people)
    standin.control(crash=True, delay=0)
    ended = standin.wait_ended(made["id"])
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 40, 0)
    assert 0 < sum(len(standin.sink.mails(one)) for one in people) < 40


def test_faults_and_log(standin: Server) -> None:
    news, slug = standin.add_list(), unique("slug")
    creates = {"count": 1, "method": "POST", "path": "/api/campaigns"}
    for how, status in (("500", 500), ("html", 502)):
        standin.control(fail={"how": how, **creates})
        assert post(standin, [news.id]).status_code == status
    for how in ("cut", "lost"):
        standin.control(fail={"how": how, **creates})
        with pytest.raises(httpx.TransportError):
            post(standin, [news.id], archive_slug=slug)
    assert post(standin, [news.id], archive_slug=slug).status_code == 500
    statuses = [call.status for call in standin.log() if call.path == "/api/campaigns"]
    assert statuses[-5:] == [500, 502, 0, 0, 500]


def test_manager_waits_for_its_orders(standin: Server) -> None:
    news, (one,) = readers(standin)
    standin.control(manager="pause")
    made = create(standin, [news.id], send_at="2098-01-01T00:00:00Z")
    assert standin.start(made["id"]).status_code == 200
    standin.control(manager="scan")
    assert standin.campaign(made["id"])["status"] == "scheduled"
    standin.control(forward=80 * 366 * 86400, manager="scan")
    assert standin.campaign(made["id"])["status"] == "finished"
    assert len(standin.sink.mails(one)) == 1
    standin.control(forward=-80 * 366 * 86400, manager="run")


def test_change_and_start_can_cross(standin: Server) -> None:
    news = standin.add_list()
    made = create(standin, [news.id])
    standin.control(race=0.2)
    with ThreadPoolExecutor(2) as pool:
        changed = pool.submit(change, standin, made, lists=[news.id], subject="Neu")
        time.sleep(0.05)
        started = pool.submit(standin.start, made["id"])
        assert (changed.result().status_code, started.result().status_code) == (200, 200)
    standin.control(race=0)
    assert standin.wait_ended(made["id"])["subject"] == "Neu"
