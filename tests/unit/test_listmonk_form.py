"""A mail as Listmonk takes it, and what Listmonk tells back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from subscriptions.core.keys import Key, is_identity
from subscriptions.core.ledger import Campaign
from subscriptions.core.listmonk_form import (
    campaign_form,
    differences,
    escape,
    escape_plain,
    failures_in_log,
    half_way,
    list_form,
    list_tag,
    mailing_lists,
    read_campaign,
    template_form,
)
from subscriptions.core.mails import MANAGE, UNSUBSCRIBE, Mail
from tests.unit.samples import at, topics

LITERAL = re.compile(r'\{\{ (?:Safe )?"(\{\{|\{?<)" \}\}')

MAIL = Mail(
    key=Key("item", "musterstadt", "brand"),
    topics=("gefahren",),
    subject="Warnung: {{ Brand }}",
    html=f'<p>{{{{ x }}}}</p><a href="{UNSUBSCRIBE}">ab</a><a href="{MANAGE}">mehr</a>',
    text=f"a < b {{{{ x }}}} {UNSUBSCRIBE} {MANAGE}",
    sender='"Gefahren" <stadtbote@example.org>',
    headers=(("List-Id", "{{ a }}"), ("References", "<a@example.org>")),
    attribs={"state": "closed"},
)
FORM = campaign_form(MAIL, "musterstadt", [3], 7, 12)

braces = st.text(st.sampled_from('{} "<-/*.ä%')) | st.text()


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("", ""),
        ("{ a } {", "{ a } {"),
        ("{{ a }}", '{{ "{{" }} a }}'),
        ("{{{", '{{ "{{" }}{'),
        ("{{{{", '{{ "{{" }}{{ "{{" }}'),
        ('{{ "{{" }}', '{{ "{{" }} "{{ "{{" }}" }}'),
        ("{{- /* x */ -}}", '{{ "{{" }}- /* x */ -}}'),
    ],
)
def test_braces_are_quoted(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(braces)
def test_whatever_the_text_each_pair_of_braces_is_quoted(text: str) -> None:
    assert "{{" not in LITERAL.sub("\x00", escape(text))
    assert LITERAL.sub(r"\1", escape(text)) == text


@given(braces)
def test_plain_text_opens_no_tag_either(text: str) -> None:
    left = LITERAL.sub("\x00", escape_plain(text))
    assert "{{" not in left
    assert "<" not in left
    assert LITERAL.sub(r"\1", escape_plain(text)) == text


@given(braces)
def test_nothing_runs_into_the_quoted_braces(text: str) -> None:
    """Three braces in a row would be read as two and one."""
    assert "{{{" not in escape(text)
    assert "{{{" not in escape_plain(text)


def test_every_field_of_a_campaign_is_said() -> None:
    expected = {
        "name": "item/musterstadt/brand",
        "subject": 'Warnung: {{ "{{" }} Brand }}',
        "lists": [3],
        "type": "regular",
        "content_type": "html",
        "body": '<p>{{ "{{" }} x }}</p><a href="{{ UnsubscribeURL }}">ab</a>'
        '<a href="{{ ManageURL }}">mehr</a>',
        "altbody": 'a {{ Safe "<" }} b {{ "{{" }} x }} {{ UnsubscribeURL }} {{ ManageURL }}',
        "template_id": 7,
        "tags": ["infokanal-musterstadt"],
        "headers": [{"List-Id": '{{ "{{" }} a }}'}, {"References": "<a@example.org>"}],
        "attribs": {
            "state": "closed",
            "key": "item/musterstadt/brand",
            "content": MAIL.fingerprint,
            "planned": "12",
        },
        "archive_slug": MAIL.key.slug,
        "archive": False,
        "from_email": '"Gefahren" <stadtbote@example.org>',
        "messenger": "email",
    }
    assert expected == FORM


def test_an_unknown_number_of_subscribers_is_not_said() -> None:
    assert "planned" not in campaign_form(MAIL, "musterstadt", [3], 7, None)["attribs"]


def test_a_list_is_public_and_asks_twice() -> None:
    assert list_form("musterstadt", topics()["freibaeder"]) == {
        "name": "Freibäder",
        "type": "public",
        "optin": "double",
        "tags": ["infokanal-musterstadt--freibaeder"],
        "description": "",
    }


identities = st.from_regex(r"[a-c0]{1,2}(-[a-c0]{1,2}){0,3}", fullmatch=True).filter(is_identity)


@given(identities, identities, identities, identities)
@example("a", "b-c", "a-b", "c")
def test_tags_tell_towns_and_topics_apart(
    site: str, topic: str, other_site: str, other_topic: str
) -> None:
    same = (site, topic) == (other_site, other_topic)
    assert (list_tag(site, topic) == list_tag(other_site, other_topic)) is same


@given(identities, identities, identities)
@example("a", "a-b", "c")
def test_no_town_takes_the_list_of_another(site: str, other: str, topic: str) -> None:
    raw = [{"id": 3, "name": "Liste", "tags": [list_tag(other, topic)]}]
    assert set(mailing_lists(raw, site)) == ({topic} if site == other else set())


def test_the_template_adds_nothing() -> None:
    assert template_form("musterstadt")["body"] == '{{ template "content" . }}'


def told(**fields: Any) -> dict[str, Any]:
    """The campaign as Listmonk gives it back."""
    return {
        **FORM,
        "id": 5,
        "lists": [{"id": 3, "name": "Gefahren"}],
        "status": "draft",
        "created_at": "2022-07-14T18:36:00Z",
        "updated_at": "2022-07-14T18:37:00Z",
        "started_at": None,
        "to_send": 0,
        "sent": 0,
        **fields,
    }


def test_what_was_kept_as_it_was_sent_has_no_differences() -> None:
    assert differences(told(), FORM) == ()


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"subject": "x"}, ("subject",)),
        ({"headers": []}, ("headers",)),
        ({"altbody": None}, ("altbody",)),
        ({"lists": []}, ("lists",)),
        ({"lists": [{"id": None, "name": "gelöscht"}]}, ("lists",)),
        ({"lists": [{"id": 4}], "body": ""}, ("body", "lists")),
        ({"template_id": None}, ("template_id",)),
    ],
)
def test_what_was_kept_otherwise_is_named(fields: dict[str, Any], found: tuple[str, ...]) -> None:
    assert differences(told(**fields), FORM) == found


def test_a_campaign_is_read() -> None:
    campaign = read_campaign(told(started_at="2022-07-14T18:38:00Z", sent=2, to_send=3), {3: "g"})
    assert (campaign.key, campaign.slug, campaign.id) == (MAIL.key, MAIL.key.slug, "5")
    assert (campaign.topics, campaign.content) == (("g",), MAIL.fingerprint)
    assert (campaign.sent, campaign.to_send) == (2, 3)
    assert campaign.started == at("2022-07-14 20:38")


@pytest.mark.parametrize("nothing", [None, "", "0001-01-01T00:00:00Z"])
def test_a_campaign_that_was_not_started(nothing: str | None) -> None:
    assert read_campaign(told(started_at=nothing), {}).started is None


def test_a_campaign_of_somebody_else_is_read_too() -> None:
    raw = told(name="Newsletter", attribs=None, archive_slug=None, lists=None)
    campaign = read_campaign(raw, {3: "g"})
    assert campaign.key == Key("unknown", "", "Newsletter")
    assert (campaign.slug, campaign.topics, campaign.content) == ("", (), "")


@pytest.mark.parametrize(
    ("took", "failures"),
    [
        pytest.param(4, 1, id="one-run"),
        pytest.param(9, None, id="killed-and-begun-again"),
    ],
)
def test_a_log_that_knows_of_one_part_only_proves_nothing(took: int, failures: int | None) -> None:
    log = [
        "2026/06/01 20:38:00.500000 manager.go:467: start processing campaign (item/ort/fest)",
        "2026/06/01 20:38:02.000000 manager.go:553: error sending message in item/ort/fest",
        "2026/06/01 20:38:03.500000 pipe.go:236: campaign (item/ort/fest) finished",
    ]
    ended = at("2026-06-01 20:40")
    key = Key("item", "ort", "fest")
    mail = Campaign(key, key.slug, "1", "finished", "", (), ended, ended)
    mail = replace(mail, started=ended - timedelta(seconds=took))
    assert failures_in_log(log, mail) == failures
    assert failures_in_log(log[1:], mail) is None
    assert failures_in_log(["x" + line for line in log], mail) is None


def test_an_update_is_half_done_until_it_is_done() -> None:
    half = half_way(FORM)
    assert (half["headers"], half["attribs"]["content"]) == ([], "")
    assert half["attribs"]["key"] == FORM["attribs"]["key"]
