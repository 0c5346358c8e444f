"""A page that lists and shows the mails of an outbox, for people without a mail program."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from subscriptions.core.dates import local
from subscriptions.core.formats import Formats
from subscriptions.core.mail_templates import MailTemplates
from subscriptions.core.problems import Problem


@dataclass(frozen=True, slots=True)
class _Shown:
    file: str
    subject: str
    recipients: str
    date: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


def write_index(folder: Path, templates: MailTemplates, formats: Formats) -> Problem | None:
    """Write ``index.html`` beside the mails, newest first; what is wrong with its template."""
    parser = BytesParser(policy=policy.default)
    found = []
    for path in folder.glob("*.eml"):
        message = parser.parsebytes(path.read_bytes())
        at = local(parsedate_to_datetime(str(message["Date"])))
        plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        shown = _Shown(
            file=path.name,
            subject=str(message["Subject"]),
            recipients=str(message["To"]),
            date=formats.date_time(at),
            text=plain.get_content() if plain else "",
            html=html.get_content() if html else "",
            headers=tuple((name, str(value)) for name, value in message.items()),
        )
        found.append((at, path.name, shown))
    mails = [shown for _, _, shown in sorted(found, key=lambda entry: entry[:2], reverse=True)]
    page, problem = templates.use(
        lambda environment: environment.get_template("outbox.html.j2").render(mails=mails)
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    return problem
