"""Findings about what residents meet: tracking, sign-up, leaving, language, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from subscriptions.core.findings import Finding, Level, Seen, unseen
from subscriptions.core.messages import Message, mark, message
from subscriptions.core.sign_up import CHECK_MAIL_PATH, trust, trusted_urls


@dataclass(frozen=True, slots=True)
class _Switch:
    """A setting that should be on or off. ``place``: its page in Listmonk, and what to do there."""

    check: str
    setting: str
    level: Level
    good: Message
    bad: Message
    why: Message
    place: Message
    wanted: bool


_SWITCHES = (
    _Switch(
        "tracking",
        "privacy.disable_tracking",
        "warning",
        message("tracking is off"),
        message("tracking is on"),
        message(
            "our mails carry no tracking, but another template on this server would record who"
            " reads what"
        ),
        message("Settings → Privacy → Disable tracking: on"),
        wanted=True,
    ),
    _Switch(
        "blocklist",
        "privacy.allow_blocklist",
        "warning",
        message("nobody can block all mail by one tick"),
        message("one tick on the leave page blocks all mail"),
        message("who leaves one topic so would never get a hazard warning again"),
        message("Settings → Privacy → Allow blocklisting: off"),
        wanted=False,
    ),
    _Switch(
        "preferences",
        "privacy.allow_preferences",
        "warning",
        message("people can choose their topics themselves"),
        message("people cannot choose their topics themselves"),
        message(
            "the link “manage” in our mails would not let them leave one topic and keep others"
        ),
        message("Settings → Privacy → Allow preference changes: on"),
        wanted=True,
    ),
    _Switch(
        "unsubscribe-header",
        "privacy.unsubscribe_header",
        "warning",
        message("mails carry the header for leaving by one click"),
        message("mails do not carry the header for leaving by one click"),
        message("large mail providers want it, and who cannot leave marks the mail as spam"),
        message("Settings → Privacy → Include List-Unsubscribe header: on"),
        wanted=True,
    ),
    _Switch(
        "sign-up",
        "app.enable_public_subscription_page",
        "error",
        message("the public sign-up page is on"),
        message("the public sign-up page is off"),
        message("nobody can sign up"),
        message("Settings → General → Enable public subscription page: on"),
        wanted=True,
    ),
    _Switch(
        "confirmation",
        "app.send_optin_confirmation",
        "error",
        message("who signs up is asked by mail to confirm"),
        message("who signs up is not asked by mail to confirm"),
        message("unconfirmed people get no mail, and would never learn why"),
        message("Settings → General → Send opt-in confirmation: on"),
        wanted=True,
    ),
    _Switch(
        "updates",
        "app.check_updates",
        "warning",
        message("Listmonk does not ask the internet for updates"),
        message("Listmonk asks the internet for updates"),
        message("a foreign server learns of yours; updates are better watched for by yourself"),
        message("Settings → General → Check for updates: off"),
        wanted=False,
    ),
)

# Listmonk's sender until somebody sets one.
_PLACEHOLDER = "listmonk.yoursite.com"


def settings_findings(seen: Seen) -> Iterator[Finding]:
    """All findings of this module."""
    for switch in _SWITCHES:
        yield _switched(seen, switch)
    yield _captcha(seen)
    yield _redirect(seen)
    yield _language(seen)
    yield _root_url(seen)
    yield _own_sender(seen)


def _switched(seen: Seen, switch: _Switch) -> Finding:
    value = seen.setting(switch.setting)
    if value is None:
        # Two of them are told to every role.
        if switch.check == "tracking":
            value = (seen.config.get("privacy") or {}).get("disable_tracking")
        elif switch.check == "sign-up":
            value = (seen.config.get("public_subscription") or {}).get("enabled")
    if value is None:
        what = message("{setting} cannot be seen", setting=switch.setting)
        return unseen(switch.check, what, switch.why, switch.place)
    if bool(value) is switch.wanted:
        return Finding(switch.check, "ok", switch.good, switch.why)
    return Finding(switch.check, switch.level, switch.bad, switch.why, switch.place)


def _captcha(seen: Seen) -> Finding:
    why = message(
        "a captcha keeps out who cannot solve it, and a form on the town's site does not work"
        " with it"
    )
    place = message("Settings → Security → CAPTCHA: off")
    value = (seen.config.get("public_subscription") or {}).get("captcha_enabled")
    if value is None:
        return unseen("captcha", message("whether there is a captcha cannot be seen"), why, place)
    if value:
        return Finding("captcha", "warning", message("the sign-up has a captcha"), why, place)
    return Finding("captcha", "ok", message("the sign-up has no captcha"), why)


def _redirect(seen: Seen) -> Finding:
    why = message(
        "after signing up people can come back to the town's site, and learn what is next"
    )
    place = trust(seen.town)
    if "redirect_urls" not in (seen.config.get("public_subscription") or {}):
        what = message("the trusted addresses cannot be seen")
        return unseen("redirect", what, why, place)
    after = seen.town.absolute(CHECK_MAIL_PATH)
    if after in trusted_urls(seen.config):
        return Finding("redirect", "ok", message("Listmonk leads back to {url}", url=after), why)
    what = message("Listmonk leads nobody back to {url}", url=after)
    return Finding("redirect", "warning", what, why, place)


_LANGUAGES = {"de": mark("German"), "en": mark("English")}


def _language(seen: Seen) -> Finding:
    why = message("Listmonk's own pages and its mail for confirming come in its language")
    told = str(seen.config.get("lang") or "")
    wanted = message(_LANGUAGES[seen.town.language])
    place = message("Settings → General → Language: {language}", language=wanted)
    if not told:
        return unseen("language", message("Listmonk's language cannot be seen"), why, place)
    if told == seen.town.language:
        what = message("Listmonk speaks the town's language ({language})", language=told)
        return Finding("language", "ok", what, why)
    what = message(
        "Listmonk speaks “{told}”, the town “{wanted}”", told=told, wanted=seen.town.language
    )
    return Finding("language", "warning", what, why, place)


def _root_url(seen: Seen) -> Finding:
    why = message("the links for confirming and leaving in all mails begin with it")
    told = str(seen.config.get("root_url") or "")
    place = message("Settings → General → Root URL: Listmonk's public address with https://")
    if not told:
        return unseen("root-url", message("Listmonk's root URL cannot be seen"), why, place)
    what = message("Listmonk's root URL is {url}", url=told)
    if urlsplit(told).scheme == "https":
        return Finding("root-url", "ok", what, why)
    return Finding("root-url", "error", what, why, place)


def _own_sender(seen: Seen) -> Finding:
    why = message(
        "Listmonk's mail for confirming comes from it; if that is refused, nobody signs up"
    )
    told = str(seen.config.get("from_email") or "")
    place = message("Settings → General → Default from email: {address}", address=seen.town.sender)
    if not told:
        return unseen("own-sender", message("Listmonk's own sender cannot be seen"), why, place)
    domain = told.rpartition("@")[2].rstrip("> ").lower()
    what = message("Listmonk's own mails come from {address}", address=told)
    if domain == seen.town.sender.rpartition("@")[2].lower():
        return Finding("own-sender", "ok", what, why)
    level: Level = "error" if domain == _PLACEHOLDER else "warning"
    return Finding("own-sender", level, what, why, place)
