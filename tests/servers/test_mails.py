"""What becomes of a campaign's texts on the way into a mail, at the stand-in and a real one."""

from __future__ import annotations

import pytest

from .cases import BARE, BRACES, create, mail, post, readers, sent, template
from .servers import Server, address


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
