"""The embedded mail server: one ``.eml`` file a mail, and the folder is the ledger.

A mail is written to a temporary file and then linked to its key's name. ``link`` fails if the name
exists, so two publishers can make one mail only, and none is ever half there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from subscriptions.core.keys import Key, parse_key
from subscriptions.core.ledger import Campaign, Ledger, MailingList, ledger_of
from subscriptions.core.mails import MANAGE, UNSUBSCRIBE, Mail
from subscriptions.core.sign_up import SUBSCRIBE_PATH
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

_POLICY = policy.SMTP.clone(max_line_length=900)
_PARSER = BytesParser(policy=policy.default)


class Outbox:
    """Mails of one town in a folder. ``clock`` gives the time that stands in them."""

    name = "outbox"

    def __init__(
        self, folder: Path, town: Town, topics: Topics, clock: Callable[[], datetime]
    ) -> None:
        self._folder = folder
        self._town = town
        self._topics = topics
        self._clock = clock

    def lists(self) -> Mapping[str, MailingList] | None:
        """None: a folder has no subscribers."""
        return None

    def ledger(self, since: datetime) -> Ledger:
        """All mails of this town in the folder, however old: reading them costs little."""
        del since
        found = (_read(path) for path in sorted(self._folder.glob("*.eml")))
        return ledger_of(
            campaign for campaign in found if campaign and campaign.key.site == self._town.site
        )

    def find(self, key: Key) -> Campaign | None:
        """The mail with this key's name."""
        path = self._folder / key.file_name
        return _read(path) if path.is_file() else None

    def create(self, mail: Mail, planned: int | None) -> Campaign:
        """Write the mail under a temporary name."""
        del planned
        self._folder.mkdir(parents=True, exist_ok=True)
        now = self._clock()
        draft = self._folder / f".{mail.key.file_name}.{os.getpid()}.draft"
        with draft.open("wb") as file:
            file.write(self._message(mail, now).as_bytes(policy=_POLICY))
            file.flush()
            os.fsync(file.fileno())
        return Campaign(
            key=mail.key,
            slug=mail.key.slug,
            id=str(draft),
            state="draft",
            content=mail.fingerprint,
            topics=mail.topics,
            created=now,
            changed=now,
            subject=mail.subject,
            attribs=mail.attribs,
        )

    def update(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Write the draft anew."""
        Path(campaign.id).unlink(missing_ok=True)
        return self.create(mail, None)

    def start(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Give the draft its name; if another publisher was first, its mail is the one."""
        draft = Path(campaign.id)
        target = self._folder / mail.key.file_name
        try:
            os.link(draft, target)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        found = self.find(mail.key)
        if found is None:
            raise FileNotFoundError(target)
        return found

    def progress(self, campaign: Campaign) -> Campaign:
        """A mail in the folder is there for good."""
        return self.find(campaign.key) or campaign

    def skew(self, now: datetime) -> timedelta:
        """None: a folder has no clock."""
        del now
        return timedelta()

    def stop(self, campaign: Campaign) -> Campaign:
        """A mail in the folder is there for good."""
        return campaign

    def test(self, campaign: Campaign, mail: Mail, address: str) -> None:
        """Write the mail beside the others, under a name that is no key."""
        Path(campaign.id).unlink(missing_ok=True)
        message = self._message(mail, self._clock())
        del message["To"]
        message["To"] = address
        (self._folder / f"test.{mail.key.file_name}.txt").write_bytes(
            message.as_bytes(policy=_POLICY)
        )

    def _message(self, mail: Mail, now: datetime) -> EmailMessage:
        host = urlsplit(self._town.url).hostname or self._town.ids.domain
        message = EmailMessage(policy=_POLICY)
        message["From"] = mail.sender
        message["To"] = tuple(
            Address(self._topics[topic].name, topic, host) for topic in mail.topics
        )
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{mail.key.slug}@{host}>"
        for name, value in mail.headers:
            message[name] = value
        message["X-Infokanal-Content"] = mail.fingerprint
        message["X-Infokanal-Attribs"] = json.dumps(dict(mail.attribs), sort_keys=True)
        page = self._town.absolute(SUBSCRIBE_PATH)
        for text, subtype in ((mail.text, "plain"), (mail.html, "html")):
            filled = text.replace(UNSUBSCRIBE, page).replace(MANAGE, page)
            if subtype == "plain":
                message.set_content(filled, cte="quoted-printable")
            else:
                message.add_alternative(filled, subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{mail.key.slug}")
        return message


def _read(path: Path) -> Campaign | None:
    """The campaign that a file records; None for a file that is no mail of ours."""
    headers = _PARSER.parsebytes(path.read_bytes(), headersonly=True) if path.is_file() else None
    if headers is None or "X-Infokanal-Key" not in headers:
        return None
    key = parse_key(str(headers["X-Infokanal-Key"]))
    at = parsedate_to_datetime(str(headers["Date"])).astimezone(UTC)
    attribs = json.loads(str(headers["X-Infokanal-Attribs"] or "{}"))
    return Campaign(
        key=key,
        slug=key.slug,
        id=path.name,
        state="finished",
        content=str(headers["X-Infokanal-Content"]),
        topics=tuple(address.username for address in headers["To"].addresses),
        created=at,
        changed=at,
        started=at,
        subject=str(headers["Subject"]),
        attribs=attribs,
    )
