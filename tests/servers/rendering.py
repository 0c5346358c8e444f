"""From a campaign and a subscriber to one mail: template, body, plain text, headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .gotemplate import (
    CONTENT,
    Program,
    Scope,
    has_expression,
    html_program,
    inserted,
    parse,
    run,
    text_program,
)
from .state import DUMMY_UUID, Campaign, Subscriber


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one subscriber, before it is put into MIME.

    ``text`` or ``html`` is None where the mail has no such part. ``headers`` holds Listmonk's own
    first, then the campaign's; of two with one name the first counts.
    """

    campaign_id: int
    subscriber_id: int
    sender: str
    to: str
    subject: str
    text: str | None
    html: str | None
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """What of the settings goes into a mail."""

    root_url: str
    tracking: bool
    unsubscribe_header: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """A campaign ready to be rendered for any number of subscribers."""

    campaign: Campaign
    subject: Program
    body: Program
    alt: Program | None
    headers: tuple[tuple[str, Program], ...]

    def message(self, to: Subscriber, sender: Sender, uuid: str | None = None) -> Message:
        """The mail to one subscriber. Raises :class:`~.gotemplate.RenderError`.

        ``uuid`` stands for the campaign's own in a preview.
        """
        camp = self.campaign
        scope = _scope(camp, to, sender, uuid or camp.uuid)
        subject, body = run(self.subject, scope), run(self.body, scope)
        plain = camp.content_type == "plain"
        alt = None if plain or self.alt is None else run(self.alt, scope)
        own = [("X-Listmonk-Campaign", camp.uuid), ("X-Listmonk-Subscriber", to.uuid)]
        if sender.unsubscribe_header:
            own += [
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
                ("List-Unsubscribe", f"<{scope.functions['UnsubscribeURL']}>"),
            ]
        given = [(name, run(value, scope)) for name, value in self.headers]
        return Message(
            camp.id,
            to.id,
            camp.from_email,
            to.email,
            subject,
            body if plain else alt or None,
            None if plain else body,
            (*own, *given),
        )


def compile_campaign(campaign: Campaign, template: str) -> Compiled:
    """Check and prepare everything that may hold expressions.

    An empty ``template`` is the bare content. Raises :class:`~.gotemplate.ParseError`.
    Markdown is sent as it is written; the real one turns it into HTML.
    """
    bare = not template or campaign.content_type == "visual"
    base = parse(CONTENT if bare else template)
    body = html_program(inserted(base, parse(campaign.body)))
    return Compiled(
        campaign, _text(campaign.subject), body, _alt(campaign.altbody), _headers(campaign.headers)
    )


def _text(text: str, *, add_dot: bool = True) -> Program:
    return text_program(text, add_dot=add_dot) if has_expression(text) else (text,)


def _alt(text: str | None) -> Program | None:
    # With an expression the plain text goes through html/template too: `<` and `&` matter there.
    if text is None or not has_expression(text):
        return None if text is None else (text,)
    return html_program(parse(text))


def _headers(sets: Sequence[Mapping[str, str]]) -> tuple[tuple[str, Program], ...]:
    return tuple(
        (name, _text(value, add_dot=False)) for group in sets for name, value in group.items()
    )


def _scope(campaign: Campaign, to: Subscriber, sender: Sender, uuid: str) -> Scope:
    root = sender.root_url
    leave = f"{root}/subscription/{uuid}/{to.uuid}"
    pixel = f'<img src="{root}/campaign/{uuid}/{DUMMY_UUID}/px.png" alt="" />'
    first, _, last = to.name.partition(" ")
    return Scope(
        {
            "ID": campaign.id,
            "UUID": uuid,
            "Name": campaign.name,
            "Subject": campaign.subject,
            "FromEmail": campaign.from_email,
            "Attribs": campaign.attribs,
        },
        {
            "ID": to.id,
            "UUID": to.uuid,
            "Email": to.email,
            "Name": to.name,
            "FirstName": first,
            "LastName": last,
            "Attribs": to.attribs,
            "Status": to.status,
        },
        {
            "UnsubscribeURL": leave,
            "ManageURL": leave + "?manage=true",
            "OptinURL": f"{root}/subscription/optin/{to.uuid}?",
            "MessageURL": f"{root}/campaign/{uuid}/{to.uuid}",
            "RootURL": root,
            "ArchiveURL": root + "/archive",
            "TrackView": pixel if sender.tracking else "",
        },
    )
