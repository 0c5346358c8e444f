"""A mail as bytes, headers encoded the way Listmonk's library does, and the way to the relay."""

from __future__ import annotations

import contextlib
import quopri
import re
import secrets
import smtplib
from datetime import datetime
from email.utils import format_datetime, parseaddr

from .rendering import Message
from .state import Notice

PRINTABLE = re.compile(r"[ -~\t]*")
WORD = 63
CRLF = "\r\n"
LINES = re.compile(r"\r\n|\r|\n")


def to_bytes(message: Message, now: datetime) -> bytes:
    """The whole mail, with a new Message-Id and CR LF line ends."""
    name, address = parseaddr(message.sender)
    headers: dict[str, str] = {}
    # Of two headers with one name the first counts, so the campaign cannot override Listmonk's.
    for key, value in message.headers:
        headers.setdefault(_canonical(key), value)
    domain = address.rpartition("@")[2] or "localhost"
    shown = (
        _encoded(name, "utf-8") if not PRINTABLE.fullmatch(name) else f'"{name}"' if name else ""
    )
    for key, value in (
        ("Message-Id", f"<{secrets.token_hex(12)}@{domain}>"),
        ("To", f"<{message.to}>"),
        ("From", f"{shown} <{address}>".strip()),
        ("Subject", message.subject),
        ("Date", format_datetime(now)),
        ("Mime-Version", "1.0"),
    ):
        headers.setdefault(key, value)
    parts = [
        (kind, text)
        for kind, text in (("plain", message.text), ("html", message.html))
        if text is not None
    ]
    head = "".join(f"{key}: {_encoded(value)}{CRLF}" for key, value in headers.items())
    return (head + _body(parts)).encode("ascii")


def notice_to_bytes(notice: Notice, sender: str, now: datetime) -> bytes:
    """One of Listmonk's own mails as bytes."""
    return to_bytes(
        Message(0, 0, sender, notice.to, notice.subject, None, notice.html, notice.headers), now
    )


class Relay:
    """One connection to an SMTP server at ``host:port``, opened when it is needed."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host, int(port)
        self._open: smtplib.SMTP | None = None

    def send(self, sender: str, to: str, raw: bytes) -> bool:
        """Whether the server took the mail. A dead connection is opened once more."""
        for _ in range(2):
            try:
                if self._open is None:
                    self._open = smtplib.SMTP(
                        self._host, self._port, local_hostname="localhost", timeout=10
                    )
                self._open.sendmail(parseaddr(sender)[1], [to], raw)
            except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
                return False
            except (OSError, smtplib.SMTPException):
                self.close()
            else:
                return True
        return False

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._open.quit()
            self._open = None


def _body(parts: list[tuple[str, str]]) -> str:
    if len(parts) == 1:
        return _part(*parts[0])
    boundary = secrets.token_hex(20)
    inside = "".join(f"--{boundary}{CRLF}{_part(*part)}{CRLF}" for part in parts)
    return (
        f"Content-Type: multipart/alternative;{CRLF} boundary={boundary}{CRLF}{CRLF}"
        f"{inside}--{boundary}--{CRLF}"
    )


def _part(kind: str, text: str) -> str:
    lines = LINES.sub("\n", text)
    coded = quopri.encodestring(lines.encode()).decode("ascii").replace("\n", CRLF)
    return (
        f"Content-Type: text/{kind}; charset=UTF-8{CRLF}"
        f"Content-Transfer-Encoding: quoted-printable{CRLF}{CRLF}{coded}"
    )


def _canonical(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _encoded(text: str, charset: str = "UTF-8") -> str:
    """Q coding (RFC 2047) for all but printable ASCII, so that no header can be injected."""
    if PRINTABLE.fullmatch(text):
        return text
    words, word = [], ""
    for sign in text:
        coded = _q(sign)
        if len(word) + len(coded) > WORD:
            words.append(word)
            word = ""
        word += coded
    return " ".join(f"=?{charset}?q?{word}?=" for word in (*words, word))


def _q(sign: str) -> str:
    if sign == " ":
        return "_"
    if "!" <= sign <= "~" and sign not in "=?_":
        return sign
    return "".join(f"={byte:02X}" for byte in sign.encode())
