"""Listmonk 6 as a mail server. The facts this rests on were measured; docs/listmonk.md has them.

A campaign's name is the key, its ``archive_slug`` the key's hash, which the database keeps unique.
Nothing is ever started that was not read back first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from subscriptions.adapters.http import JsonApi, understood
from subscriptions.adapters.listmonk_pages import campaign_pages
from subscriptions.adapters.mail_errors import (
    LostAnswerError,
    MailServerError,
    MismatchError,
    NonsenseError,
    RefusedError,
    RejectedError,
    ServerFaultError,
    hidden_error,
)
from subscriptions.core.keys import Key
from subscriptions.core.ledger import ENDED, Campaign, Ledger, MailingList, ledger_of
from subscriptions.core.listmonk_form import (
    campaign_form,
    differences,
    failures_in_log,
    half_way,
    mailing_lists,
    read_campaign,
    site_tag,
    template_name,
)
from subscriptions.core.mails import Mail
from subscriptions.core.messages import message

LOOK_AGAIN_SECONDS = 1.0

# What an administrator may delete and make anew under a draft.
REPLACED = frozenset({"lists", "template_id"})


class Listmonk:
    """The lists and campaigns of one town on one Listmonk."""

    name = "listmonk"

    def __init__(
        self, api: JsonApi, site: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._api = api
        self._sleep = sleep
        self._site = site
        self._lists: dict[str, MailingList] | None = None
        self._template: int | None = None

    def lists(self) -> Mapping[str, MailingList]:
        """The lists of this town's topics, found by their tags, whatever they are called."""
        if self._lists is None:
            with understood(self._api.url):
                self._lists = mailing_lists(self.raw_lists(), self._site)
        return self._lists

    def raw_lists(self) -> list[dict[str, Any]]:
        """All lists that this user may see, as Listmonk tells them."""
        data = self._api.get("/api/lists", {"per_page": "all"})
        return list(data["results"] or ())

    def ledger(self, since: datetime) -> Ledger:
        """The campaigns of this town, read newest first and only as far back as ``since``."""
        pages = campaign_pages(self._api, site_tag(self._site))
        return ledger_of(self._wanted(pages, since))

    def _wanted(self, raws: Iterable[Mapping[str, Any]], since: datetime) -> Iterator[Campaign]:
        for raw in raws:
            campaign = self._campaign(raw)
            if campaign.created < since and campaign.state != "draft":
                return
            if campaign.key.site == self._site:
                yield campaign

    def find(self, key: Key) -> Campaign | None:
        """The campaign with this key's slug, looked up by its name."""
        data = self._api.get(
            "/api/campaigns", {"query": str(key), "no_body": "true", "per_page": "all"}
        )
        found = [raw for raw in data["results"] or () if raw.get("archive_slug") == key.slug]
        return self._campaign(found[0]) if found else None

    def _find_later(self, key: Key) -> Campaign | None:
        """Look once more: what a lost request did may show a moment later."""
        self._sleep(LOOK_AGAIN_SECONDS)
        return self.find(key)

    def skew(self, now: datetime) -> timedelta:
        """How far the server's clock is ahead of ours, by its last answer."""
        return (self._api.server_time or now) - now

    def stop(self, campaign: Campaign) -> Campaign:
        """Cancel a campaign that is being sent; one that has ended stays as it is."""
        return self._set_status(campaign, "cancelled", lambda now: now.state in ENDED)

    def create(self, mail: Mail, planned: int | None) -> Campaign:
        """Make the draft, or find the one that is there already."""
        form = self._form(mail, planned)
        try:
            return self._campaign(self._api.send("POST", "/api/campaigns", form))
        except (LostAnswerError, NonsenseError) as error:
            # Whatever was lost: the slug is unique, so the server knows whether it acted.
            found = self.find(mail.key) or self._find_later(mail.key)
            if found:
                return found
            if isinstance(error, ServerFaultError):
                raise hidden_error(mail.key, error.message) from error
        # The server was asked and has none, so this is no blind repetition.
        return self._campaign(self._api.send("POST", "/api/campaigns", form))

    def update(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Give the draft every field anew; what is left out Listmonk would empty."""
        planned = campaign.attribs.get("planned")
        form = self._form(mail, int(planned) if planned else None)
        try:
            self._api.send("PUT", f"/api/campaigns/{campaign.id}", half_way(form))
            raw = self._api.send("PUT", f"/api/campaigns/{campaign.id}", form)
        except (LostAnswerError, NonsenseError):
            return self.progress(campaign)
        return self._campaign(raw)

    def start(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Compare the draft with the mail, start it, and read it once more."""
        self._verify(self._healed(campaign, mail), mail)
        now = self._start(campaign)
        if not now.is_sent:
            # The server was asked and has not begun, so this is no blind repetition.
            now = self._start(campaign)
        self._verify(campaign, mail)
        return now

    def _start(self, campaign: Campaign) -> Campaign:
        return self._set_status(campaign, "running", lambda now: now.is_sent)

    def _set_status(
        self, campaign: Campaign, status: str, is_reached: Callable[[Campaign], bool]
    ) -> Campaign:
        """Ask for a status, and read what became of it; unchanged only if the answer was lost."""
        try:
            self._api.send("PUT", f"/api/campaigns/{campaign.id}/status", {"status": status})
        except LostAnswerError:
            return self.progress(campaign)
        except (NonsenseError, RejectedError):
            # 400 means that it was there already: it runs, or has ended.
            now = self.progress(campaign)
            if not is_reached(now):
                raise
            return now
        return self.progress(campaign)

    def progress(self, campaign: Campaign) -> Campaign:
        """The campaign as it is now."""
        return self._campaign(self._api.get(f"/api/campaigns/{campaign.id}"))

    def test(self, campaign: Campaign, mail: Mail, address: str) -> None:
        """Send the draft to one existing subscriber."""
        self._verify(campaign, mail)
        form = self._form(mail, None)
        body = {**form, "subscribers": [address]}
        self._api.send("POST", f"/api/campaigns/{campaign.id}/test", body)

    def _form(self, mail: Mail, planned: int | None) -> dict[str, Any]:
        lists = self.lists()
        missing = [topic for topic in mail.topics if topic not in lists]
        if missing:
            raise MailServerError(
                message(
                    "there is no mailing list for {topics}; run publish.py setup",
                    topics=", ".join(missing),
                )
            )
        ids = [lists[topic].id for topic in mail.topics]
        return campaign_form(mail, self._site, ids, self._template_id(), planned)

    def _template_id(self) -> int:
        if self._template is None:
            found = self.template()
            if found is None:
                raise MailServerError(
                    message(
                        "there is no mail template “{name}” on Listmonk; run publish.py setup",
                        name=template_name(self._site),
                    )
                )
            self._template = int(found["id"])
        return self._template

    def template(self) -> dict[str, Any] | None:
        """This town's mail template, found by its name."""
        name = template_name(self._site)
        return next((raw for raw in self._api.get("/api/templates") if raw["name"] == name), None)

    def make_list(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Make a list."""
        return dict(self._api.send("POST", "/api/lists", form))

    def make_template(self, form: Mapping[str, Any], template_id: int | None) -> dict[str, Any]:
        """Make or change the mail template."""
        if template_id is None:
            return dict(self._api.send("POST", "/api/templates", form))
        return dict(self._api.send("PUT", f"/api/templates/{template_id}", form))

    def _healed(self, campaign: Campaign, mail: Mail) -> Campaign:
        """A draft whose list or template was deleted and made anew is given the new one."""
        differing = self._differing(campaign, mail)
        return self.update(campaign, mail) if differing and set(differing) <= REPLACED else campaign

    def _differing(self, campaign: Campaign, mail: Mail) -> tuple[str, ...]:
        raw = self._api.get(f"/api/campaigns/{campaign.id}")
        planned = (raw.get("attribs") or {}).get("planned")
        return differences(raw, self._form(mail, int(planned) if planned else None))

    def _verify(self, campaign: Campaign, mail: Mail) -> None:
        """Read back what Listmonk holds: an unknown list, for one, it drops without a word."""
        if differing := self._differing(campaign, mail):
            raise MismatchError(
                message(
                    "the draft on Listmonk is not what was sent there ({fields} differ), so it was"
                    " not started; look at campaign {id}, then run this again",
                    fields=", ".join(differing),
                    id=campaign.id,
                )
            )

    def _campaign(self, raw: Mapping[str, Any]) -> Campaign:
        topics = {entry.id: topic for topic, entry in self.lists().items()}
        with understood(self._api.url):
            campaign = read_campaign(raw, topics)
        if campaign.state == "finished" and (campaign.sent or 0) < (campaign.to_send or 0):
            return replace(campaign, failures=self._failures(campaign))
        return campaign

    def _failures(self, campaign: Campaign) -> int | None:
        """What the log says of a campaign that misses some; few roles may read it."""
        try:
            return failures_in_log(self._api.get("/api/logs"), campaign)
        except RefusedError:
            return None
