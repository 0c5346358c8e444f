"""doctor: each thing that can be wrong, and a server where nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from subscriptions.core.doctor import diagnose, envelope, result_of
from subscriptions.core.doctor_dns import names_to_ask
from subscriptions.core.doctor_mail import read_pace, seconds_of
from subscriptions.core.findings import Finding, Role, Seen, StaffMail, read_role
from subscriptions.core.listmonk_form import TEMPLATE_BODY
from subscriptions.core.messages import message
from tests.unit.samples import TOWN, problems_of, topics, town

ONE = "topics: {gefahren: {name: Gefahren, kind: warning}}"
SOUND_TOWN = f"{TOWN}\nstaff: betreuung@example.org\nrelay_per_minute: 3000\ndkim_selector: s1\n"
SMALLEST = frozenset({"campaigns:get", "campaigns:manage", "campaigns:send", "templates:get"})
LIST = {
    "id": 3,
    "uuid": "u-3",
    "name": "Gefahren",
    "type": "public",
    "optin": "double",
    "tags": ["infokanal-musterstadt--gefahren"],
}
CONFIG: dict[str, Any] = {
    "version": "v6.2.0",
    "lang": "de",
    "root_url": "https://listen.example.org",
    "from_email": "Stadtbote <stadtbote@example.org>",
    "privacy": {"disable_tracking": True},
    "public_subscription": {
        "enabled": True,
        "captcha_enabled": False,
        "redirect_urls": ["https://info.example.org/abonnieren/bestaetigen/"],
    },
}
SETTINGS: dict[str, Any] = {
    "app.batch_size": 200,
    "app.check_updates": False,
    "app.concurrency": 5,
    "app.enable_public_subscription_page": True,
    "app.max_send_errors": 100,
    "app.message_rate": 10,
    "app.message_sliding_window": False,
    "app.message_sliding_window_duration": "1h",
    "app.message_sliding_window_rate": 10000,
    "app.send_optin_confirmation": True,
    "bounce.actions": {"hard": {"count": 3, "action": "blocklist"}},
    "bounce.enabled": True,
    "bounce.mailboxes": [{"enabled": True}],
    "bounce.webhooks_enabled": False,
    "privacy.allow_blocklist": False,
    "privacy.allow_preferences": True,
    "privacy.disable_tracking": True,
    "privacy.unsubscribe_header": True,
    "smtp": [{"enabled": True, "host": "relay.example.org", "tls_type": "STARTTLS"}],
}
ANSWERS: dict[str, tuple[str, ...] | None] = {
    "example.org": ("v=spf1 include:relay.example -all", "something else"),
    "_dmarc.example.org": ("v=DMARC1; p=reject; rua=mailto:post@example.org",),
    "s1._domainkey.example.org": ("v=DKIM1; k=rsa; p=MIGf",),
}


def sound(**changes: Any) -> Seen:
    return Seen(
        **{
            "town": town(SOUND_TOWN),
            "topics": topics(ONE),
            "url": "https://listen.example.org",
            "config": CONFIG,
            "settings": SETTINGS,
            "role": Role(SMALLEST, {3: frozenset({"list:get"})}),
            "lists": (LIST,),
            "templates": ({"id": 1, "name": "infokanal-musterstadt", "body": TEMPLATE_BODY},),
            "answers": ANSWERS,
            "staff_mail": StaffMail("relais.example.org:587"),
            **changes,
        }
    )


def with_settings(**changes: Any) -> Seen:
    names = {name.replace("__", "."): value for name, value in changes.items()}
    # With other settings the relay's limit is not what is looked at.
    return sound(settings={**SETTINGS, **names}, town=town(f"{TOWN}\ndkim_selector: s1"))


def with_config(**changes: Any) -> Seen:
    return sound(config={**CONFIG, **changes}, settings=None)


def public(**changes: Any) -> Seen:
    return with_config(public_subscription={**CONFIG["public_subscription"], **changes})


def with_answers(**changes: Any) -> Seen:
    names = {
        "spf": "example.org",
        "dmarc": "_dmarc.example.org",
        "dkim": "s1._domainkey.example.org",
    }
    return sound(answers={**ANSWERS, **{names[name]: value for name, value in changes.items()}})


def found(seen: Seen, check: str) -> Finding:
    return next(one for one in diagnose(seen) if one.check == check)


def test_nothing_is_wrong() -> None:
    seen = sound()
    findings = diagnose(seen)
    assert [one.what.text for one in findings if one.level != "ok"] == []
    assert all(one.how is None for one in findings)
    assert result_of(seen, findings).exit_code == 0
    document = envelope(seen, findings, str)
    assert (document["schema"], document["command"], document["status"]) == (1, "doctor", "ok")
    assert document["errors"] == []
    assert set(document["findings"][0]) == {"check", "level", "what", "why", "how"}


RECEIPTS = [
    ("warning", "INFOKANAL_SMTP_HOST", sound(staff_mail=StaffMail())),
    ("warning", "staff:", sound(town=town())),
    ("error", "no answer", sound(staff_mail=StaffMail("r:25", message("no answer")))),
    ("ok", "relais.example.org:587", sound()),
]


@pytest.mark.parametrize(("level", "word", "seen"), RECEIPTS)
def test_receipts(level: str, word: str, seen: Seen) -> None:
    finding = found(seen, "receipts")
    assert finding.level == level
    assert word in str(finding.what)
    assert (finding.how is None) == (level == "ok")


SERVER = [
    ("version", "error", "v5.1.0", with_config(version="v5.1.0")),
    ("version", "ok", "v6.0.0-beta", with_config(version="v6.0.0-beta")),
    ("version", "ok", "10.0", with_config(version="10.0")),
    ("version", "unseen", "does not say", with_config(version="")),
    ("clock", "error", "7 minutes", sound(skew=timedelta(minutes=-7))),
    ("clock", "ok", "agree", sound(skew=timedelta(minutes=4))),
    ("role", "unseen", "cannot be seen", sound(role=None)),
    (
        "role",
        "error",
        "campaigns:send, templates:get",
        sound(role=Role(frozenset({"campaigns:get_all", "campaigns:manage"}))),
    ),
    ("role", "warning", "users:manage", sound(role=Role(SMALLEST | {"users:manage"}))),
    ("role", "ok", "small", sound(role=Role(SMALLEST | {"settings:get"}))),
    ("lists", "unseen", "cannot be seen", sound(lists=None)),
    ("lists", "error", "is missing", sound(lists=())),
    ("lists", "error", "2 lists", sound(lists=(LIST, {**LIST, "id": 4}))),
    ("lists", "error", "single opt-in", sound(lists=({**LIST, "optin": "single"},))),
    ("lists", "error", "not public", sound(lists=({**LIST, "type": "private"},))),
    ("lists", "ok", "list (1)", sound()),
    ("template", "unseen", "cannot be seen", sound(templates=None)),
    ("template", "error", "to be made", sound(templates=())),
    (
        "template",
        "error",
        "was changed",
        sound(templates=({"id": 1, "name": "infokanal-musterstadt", "body": "x"},)),
    ),
]
RESIDENTS = [
    ("tracking", "warning", "is on", with_settings(privacy__disable_tracking=False)),
    ("tracking", "warning", "is on", with_config(privacy={"disable_tracking": False})),
    ("tracking", "unseen", "privacy.disable_tracking", with_config(privacy=None)),
    ("blocklist", "warning", "one tick", with_settings(privacy__allow_blocklist=True)),
    ("blocklist", "unseen", "privacy.allow_blocklist", sound(settings=None)),
    ("preferences", "warning", "cannot choose", with_settings(privacy__allow_preferences=False)),
    ("unsubscribe-header", "warning", "not", with_settings(privacy__unsubscribe_header=False)),
    ("sign-up", "error", "is off", with_settings(app__enable_public_subscription_page=False)),
    ("sign-up", "error", "is off", public(enabled=False)),
    ("confirmation", "error", "not asked", with_settings(app__send_optin_confirmation=False)),
    ("updates", "warning", "asks the internet", with_settings(app__check_updates=True)),
    ("captcha", "warning", "has a captcha", public(captcha_enabled=True)),
    ("captcha", "unseen", "cannot be seen", with_config(public_subscription=None)),
    ("redirect", "warning", "leads nobody", public(redirect_urls=None)),
    (
        "redirect",
        "warning",
        "nobody",
        public(redirect_urls=["https://info.example.org.evil.example/"]),
    ),
    (
        "redirect",
        "warning",
        "leads nobody",
        public(redirect_urls=["https://info.example.org/abonnieren/bestaetigen"]),
    ),
    ("redirect", "unseen", "cannot be seen", with_config(public_subscription={})),
    ("language", "warning", "“en”", with_config(lang="en")),
    ("language", "unseen", "cannot be seen", with_config(lang=None)),
    ("root-url", "error", "http://localhost", with_config(root_url="http://localhost:9000")),
    ("root-url", "unseen", "cannot be seen", with_config(root_url="")),
    (
        "own-sender",
        "error",
        "noreply@",
        with_config(from_email="listmonk <noreply@listmonk.yoursite.com>"),
    ),
    ("own-sender", "warning", "a@other.example", with_config(from_email="a@other.example")),
    ("own-sender", "ok", "A@EXAMPLE.org", with_config(from_email="A@EXAMPLE.org")),
    ("own-sender", "unseen", "cannot be seen", with_config(from_email=None)),
]
OPEN = {"enabled": True, "host": "relay.example.org", "tls_type": "none"}
SENDING = [
    ("relay", "unseen", "cannot be seen", sound(settings=None)),
    ("relay", "error", "no SMTP relay", with_settings(smtp=[{**OPEN, "enabled": False}])),
    ("relay", "warning", "without TLS", with_settings(smtp=[OPEN])),
    ("relay", "ok", "127.0.0.1", with_settings(smtp=[{**OPEN, "host": "127.0.0.1"}])),
    ("bounces", "unseen", "cannot be seen", sound(settings=None)),
    ("bounces", "warning", "not looked at", with_settings(bounce__enabled=False)),
    ("bounces", "warning", "not looked at", with_settings(bounce__mailboxes=[{"enabled": False}])),
    (
        "bounces",
        "ok",
        "are looked at",
        with_settings(bounce__mailboxes=[], bounce__webhooks_enabled=True),
    ),
    (
        "bounces",
        "warning",
        "mails: 1",
        with_settings(bounce__actions={"hard": {"count": 1, "action": "blocklist"}}),
    ),
    (
        "bounces",
        "ok",
        "are looked at",
        with_settings(bounce__actions={"hard": {"count": 1, "action": "none"}}),
    ),
    ("crash", "unseen", "cannot be seen", sound(settings=None)),
    ("crash", "ok", "300 mails", sound()),
    ("crash", "warning", "1100 mails", with_settings(app__batch_size=1000)),
    ("crash", "ok", "500 mails", with_settings(app__batch_size=400)),
    ("crash", "warning", "501 mails", with_settings(app__batch_size=401)),
    ("errors", "unseen", "cannot be seen", sound(settings=None)),
    ("errors", "warning", "pauses no mail", with_settings(app__max_send_errors=0)),
    ("errors", "warning", "after 49", with_settings(app__max_send_errors=49)),
    ("errors", "ok", "after 50", with_settings(app__max_send_errors=50)),
]


def slow(relay: int | None = None, seen: bool = True, **changes: Any) -> Seen:
    line = "" if relay is None else f"relay_per_minute: {relay}"
    names = {f"app.{name}": value for name, value in changes.items()}
    return sound(town=town(f"{TOWN}\n{line}"), settings={**SETTINGS, **names} if seen else None)


WINDOW = {"message_sliding_window": True, "message_sliding_window_duration": "1m"}
SPEED = [
    ("relay-limit", "unseen", "not known", slow()),
    ("relay-limit", "unseen", "keeps to 100", slow(100, seen=False)),
    ("relay-limit", "warning", "up to 3000 mails a minute, the relay takes 2999", slow(2999)),
    ("relay-limit", "ok", "up to 3000", slow(3000)),
    ("relay-limit", "ok", "up to 100 ", slow(100, message_sliding_window_rate=100, **WINDOW)),
    (
        "relay-limit",
        "warning",
        "up to 200 ",
        slow(
            100,
            message_sliding_window=True,
            message_sliding_window_duration="30s",
            message_sliding_window_rate=100,
        ),
    ),
    (
        "relay-limit",
        "warning",
        "up to 500 ",
        slow(
            100,
            **{**WINDOW, "message_sliding_window_duration": "1h"},
            message_sliding_window_rate=500,
        ),
    ),
    ("speed", "unseen", "cannot be seen", slow(seen=False)),
    ("speed", "ok", "a minute at most", slow()),
    ("speed", "ok", "5 minutes", slow(200)),
    ("speed", "warning", "6 minutes", slow(199)),
    ("speed", "warning", "6 minutes", slow(199, seen=False)),
    ("speed", "ok", "2 minutes", slow(concurrency=1)),
    ("speed", "warning", "17 minutes", slow(concurrency=1, message_rate=1)),
    ("speed", "warning", "9 minutes", slow(message_sliding_window_rate=100, **WINDOW)),
    ("speed", "ok", "a minute at most", slow(message_sliding_window_rate=0, **WINDOW)),
    (
        "speed",
        "ok",
        "a minute at most",
        slow(message_sliding_window_rate=1, **{**WINDOW, "message_sliding_window_duration": "1s"}),
    ),
]
DNS = [
    ("spf", "unseen", "no answer for example.org", with_answers(spf=None)),
    ("spf", "error", "has no SPF", with_answers(spf=())),
    ("spf", "error", "has no SPF", with_answers(spf=("v=spf10 -all",))),
    ("spf", "error", "2 SPF records", with_answers(spf=("v=spf1 -all", "V=SPF1 mx -all"))),
    ("spf", "error", "every server", with_answers(spf=("v=spf1 mx +all",))),
    ("spf", "error", "every server", with_answers(spf=("v=spf1 all",))),
    ("spf", "warning", "leaves open", with_answers(spf=("v=spf1 mx ?all",))),
    ("spf", "ok", "has SPF", with_answers(spf=("v=spf1 mx ~all",))),
    ("spf", "ok", "has SPF", with_answers(spf=("v=spf1 redirect=_spf.relay.example",))),
    ("dkim", "unseen", "cannot list", sound(town=town())),
    ("dkim", "unseen", "no answer for s1._domainkey", with_answers(dkim=None)),
    ("dkim", "error", "no DKIM key", with_answers(dkim=())),
    ("dkim", "error", "revoked", with_answers(dkim=("v=DKIM1; p=",))),
    ("dkim", "ok", "has a DKIM key", with_answers(dkim=("p=MIGf",))),
    ("dmarc", "unseen", "no answer for _dmarc", with_answers(dmarc=None)),
    ("dmarc", "warning", "has no DMARC", with_answers(dmarc=("v=DMARC2; p=reject",))),
    ("dmarc", "warning", "policy none", with_answers(dmarc=("v=DMARC1; p=none",))),
    ("dmarc", "ok", "policy quarantine", with_answers(dmarc=("v=DMARC1;p=quarantine",))),
]


@pytest.mark.parametrize(
    ("check", "level", "words", "seen"), SERVER + RESIDENTS + SENDING + SPEED + DNS
)
def test_a_finding(check: str, level: str, words: str, seen: Seen) -> None:
    one = found(seen, check)
    assert (one.level, words in str(one.what)) == (level, True), one.what
    assert (one.how is None) == (level == "ok")
    assert str(one.why)


def test_the_policy_of_a_domain_above() -> None:
    below = town(TOWN.replace("stadtbote@example.org", "a@post.example.org"))
    assert names_to_ask(below) == (
        "post.example.org",
        "_dmarc.post.example.org",
        "_dmarc.example.org",
    )
    answers = {**ANSWERS, "post.example.org": (), "_dmarc.post.example.org": ()}
    one = found(sound(town=below, answers=answers), "dmarc")
    assert (one.level, "_dmarc.example.org" in str(one.what)) == ("ok", True)
    answers["_dmarc.example.org"] = ("v=DMARC1; p=reject; sp=none",)
    assert found(sound(town=below, answers=answers), "dmarc").level == "warning"


def test_an_error_is_exit_code_1_and_a_warning_is_not() -> None:
    for seen, code, status in (
        (with_config(root_url="http://x.example"), 1, "error"),
        (with_config(lang="en"), 0, "ok"),
    ):
        findings = diagnose(seen)
        assert result_of(seen, findings).exit_code == code
        assert envelope(seen, findings, str)["status"] == status


def test_a_server_out_of_reach_is_exit_code_4_and_dns_is_looked_at_all_the_same() -> None:
    seen = replace(sound(), failure=message("{url} cannot be reached", url="x"), config={})
    findings = diagnose(seen)
    assert [one.check for one in findings] == ["server", "spf", "dkim", "dmarc", "receipts"]
    assert result_of(seen, findings).exit_code == 4
    document = envelope(seen, findings, str)
    assert document["errors"] == [{"code": "server", "message": "x cannot be reached"}]


def test_an_older_listmonk_without_a_setting() -> None:
    fewer = {name: value for name, value in SETTINGS.items() if name != "app.batch_size"}
    seen = sound(settings=fewer)
    assert read_pace(seen) is None
    assert found(seen, "crash").level == "unseen"


@pytest.mark.parametrize(
    ("span", "seconds"), [("1h", 3600), ("1h30m", 5400), ("90s", 90), ("500ms", 0.5), ("", 0)]
)
def test_go_durations(span: str, seconds: float) -> None:
    assert seconds_of(span) == pytest.approx(seconds)


def test_a_role_as_listmonk_tells_it() -> None:
    profile = {
        "user_role": {"permissions": ["campaigns:get"]},
        "list_role": {"lists": [{"id": 3, "permissions": ["list:get"]}]},
    }
    role = read_role(profile)
    assert role.lists == {3: frozenset({"list:get"})}
    assert (role.may("x", "campaigns:get"), role.may("campaigns:send")) == (True, False)
    assert read_role({"user_role": None, "list_role": None}) == Role(frozenset())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("relay_per_minute: 0", "relay_per_minute: must be 1 or more"),
        ("relay_per_minute: viele", "relay_per_minute: “viele” is no whole number"),
        ("dkim_selector: a b", "dkim_selector: “a b” is no DKIM selector"),
        ("dkim_selector: a..", "dkim_selector: “a..” is no DKIM selector"),
    ],
)
def test_what_town_yml_cannot_say(line: str, problem: str) -> None:
    (one,) = problems_of(lambda: town(f"{TOWN}\n{line}"))
    assert problem in one
