"""``publish.py stop``: cancel a wrong mail while it is being sent."""

from __future__ import annotations

import click

from subscriptions.cli.mailing import mailing
from subscriptions.cli.options import to_option
from subscriptions.cli.output import tell
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import INCOMPLETE, OK
from subscriptions.core.messages import mark, message


@click.command(
    help=mark(
        "Cancel the mail of a KEY while it is being sent. What has gone out cannot be called back;"
        " the rest does not go out, now or later."
    )
)
@click.argument("key")
@to_option
@click.pass_obj
def command(session: Session, key: str, to: str | None) -> int:
    """Cancel, and say how many it reached."""
    with mailing(session, session.server_name(to)) as mails:
        meant = mails.key(key)
        campaign = mails.server.find(meant)
        if campaign is None:
            told = message("{key}: the server has no such mail", key=meant)
        elif campaign.state == "draft":
            told = message(
                "{key}: is only a draft; take the item back (draft: true), and it does not start",
                key=meant,
            )
        else:
            campaign = mails.server.stop(campaign)
            values = {"key": meant, "sent": campaign.sent, "to_send": campaign.to_send}
            told = (
                message("{key}: cancelled; {sent} of {to_send} had gone out", **values)
                if campaign.state == "cancelled"
                else message("{key}: was sent already ({sent} of {to_send})", **values)
            )
        tell(told.format(session.gettext))
        return OK if campaign and campaign.state == "cancelled" else INCOMPLETE
