"""Gather what ``doctor`` judges. Nothing here changes anything on the server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from subscriptions.adapters.http import JsonApi
from subscriptions.adapters.mail_errors import (
    OUT_OF_REACH,
    MailServerError,
    RefusedError,
    RejectedError,
)
from subscriptions.adapters.txt_records import AskTxt
from subscriptions.core.doctor_dns import names_to_ask
from subscriptions.core.findings import Seen, read_role
from subscriptions.core.listmonk_form import site_tag
from subscriptions.core.messages import message
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town


def examine(api: JsonApi, url: str, town: Town, topics: Topics, ask: AskTxt) -> Seen:
    """Ask mail server and DNS for all that is needed.

    A server out of reach is something seen, and so is what its user may not see.

    Raises:
        MailServerError: the server answered at first and failed later on.
    """
    answers = {name: ask(name) for name in names_to_ask(town)}
    try:
        config = dict(api.get("/api/config"))
    except OUT_OF_REACH as error:
        return Seen(town, topics, url, failure=error.message, answers=answers)
    profile = _if_allowed(api, "/api/profile")
    return Seen(
        town,
        topics,
        url,
        config=config,
        settings=_if_allowed(api, "/api/settings"),
        role=None if profile is None else read_role(profile),
        lists=_lists(api),
        templates=_tuple(_if_allowed(api, "/api/templates")),
        skew=_skew(api),
        answers=answers,
    )


def _if_allowed(api: JsonApi, path: str) -> Any:
    """The answer; None if the role may not have it, or this version does not know the path."""
    try:
        return api.get(path)
    except (RefusedError, RejectedError):
        return None


def _lists(api: JsonApi) -> tuple[dict[str, Any], ...] | None:
    try:
        data = api.get("/api/lists", {"per_page": "all"})
    except (RefusedError, RejectedError):
        return None
    return tuple(data["results"] or ())


def _tuple(data: Any) -> tuple[dict[str, Any], ...] | None:
    return None if data is None else tuple(data)


def _skew(api: JsonApi) -> timedelta:
    if api.server_time is None:
        return timedelta()
    return api.server_time - datetime.now(UTC)


def try_mail(api: JsonApi, site: str, address: str, mail: dict[str, Any]) -> None:
    """Send a mail to one subscriber through the newest campaign of the town, and change nothing.

    Listmonk mails what the request says, and only needs some campaign to hang it on; that one may
    have ended, and stays as it is. ``mail``: ``subject``, ``body``, ``altbody``, ``from_email``.

    Raises:
        MailServerError: there is no campaign yet, or Listmonk declines (no such subscriber).
    """
    number, lists = _newest_campaign(api, site_tag(site))
    form = {
        "name": "doctor",
        "lists": lists,
        "type": "regular",
        "content_type": "html",
        "messenger": "email",
        "headers": [{"Auto-Submitted": "auto-generated"}],
        "subscribers": [address],
        **mail,
    }
    try:
        api.send("POST", f"/api/campaigns/{number}/test", form)
    except RejectedError as error:
        raise MailServerError(
            message(
                "Listmonk sends no test mail there; the address must be a subscriber's, of a list"
                " that the API user may see"
            )
        ) from error


def _newest_campaign(api: JsonApi, tag: str) -> tuple[int, list[int]]:
    """The id and the lists' ids of the town's newest campaign."""
    newest = {"order_by": "created_at", "order": "desc", "no_body": "true", "per_page": 1}
    data = api.get("/api/campaigns", {"tag": tag, **newest})
    for raw in data["results"] or ():
        lists = [int(entry["id"]) for entry in raw["lists"] or () if entry["id"]]
        if tag in raw["tags"] and lists:
            return int(raw["id"]), lists
    raise MailServerError(
        message(
            "the test mail needs a campaign of this town on Listmonk, and there is none yet;"
            " use publish.py send --test ADDRESS KEY, which makes a draft"
        )
    )
