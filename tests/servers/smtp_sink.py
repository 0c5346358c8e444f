"""An SMTP server that keeps what it gets, for looking at what residents would receive."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cached_property
from types import TracebackType
from typing import Any, Self, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MAX_BYTES = 64 * 2**20

T = TypeVar("T")


@dataclass(frozen=True)
class Received:
    """One mail as one recipient got it.

    ``recipient`` and ``sender`` are the envelope's, ``raw`` the bytes of DATA.
    """

    recipient: str
    sender: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The same parsed with the modern policy."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    def body(self, kind: str) -> str | None:
        """The decoded text of the first part ``text/<kind>`` (``plain`` or ``html``), or None."""
        for part in self.message.walk():
            if part.get_content_type() == f"text/{kind}":
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                return payload.decode("utf-8").replace("\r\n", "\n")
        return None


class _Handler:
    """Answers the SMTP commands for one sink."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        code = self._sink.refusal(address)
        if code is not None:
            return f"{code} not wanted here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        self._sink.keep(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw)
        return "250 OK"


class SmtpSink:
    """A server on a free loopback port that stores every mail in memory.

    Its event loop runs in a thread of its own, so a test only ever sees finished mails.
    The port stays the same through :meth:`down` and :meth:`up`.
    """

    def __init__(self) -> None:
        self.port = 0
        self._received: list[Received] = []
        self._refused: dict[str, int] = {}
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sink", daemon=True)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()

    @property
    def address(self) -> str:
        """``host:port``, as ``--smtp`` wants it."""
        return f"{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self.up()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def up(self) -> None:
        """Accept connections (again)."""
        if self._server is None:
            self._run(self._listen())

    def down(self) -> None:
        """Refuse connections and drop those that are open, like a relay that died."""
        if self._server is not None:
            self._run(self._close())

    def refuse(self, address: str, code: int = 550) -> None:
        """Answer RCPT TO for this address with ``code`` from now on."""
        self._refused[address.lower()] = code

    def accept(self, address: str) -> None:
        """Take mail for this address again."""
        self._refused.pop(address.lower(), None)

    def refusal(self, address: str) -> int | None:
        """The code that RCPT TO for this address gets, None if it is welcome."""
        return self._refused.get(address.lower(), self._refused.get("*"))

    def keep(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> None:
        """Store one mail once for each of its recipients."""
        with self._changed:
            self._received += [Received(to, sender, raw) for to in recipients]
            self._changed.notify_all()

    def mails(self, recipient: str | None = None) -> tuple[Received, ...]:
        """All mails in the order they came, or one recipient's."""
        with self._changed:
            return tuple(mail for mail in self._received if recipient in (None, mail.recipient))

    def clear(self) -> None:
        """Forget the mails and the refusals."""
        with self._changed:
            self._received.clear()
        self._refused.clear()

    def wait(
        self, count: int, recipient: str | None = None, timeout: float = 20.0
    ) -> tuple[Received, ...]:
        """The mails as soon as there are ``count`` of them; AssertionError after ``timeout`` s."""
        return self.until(lambda mails: len(mails) >= count, recipient, timeout)

    def until(
        self,
        enough: Callable[[tuple[Received, ...]], bool],
        recipient: str | None = None,
        timeout: float = 20.0,
    ) -> tuple[Received, ...]:
        """The mails as soon as ``enough`` of them is true; AssertionError after ``timeout`` s."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not enough(self.mails(recipient)):
                left = deadline - time.monotonic()
                assert left > 0, f"after {timeout} s: {len(self.mails(recipient))} mails"
                self._changed.wait(left)
            return self.mails(recipient)

    async def _listen(self) -> None:
        handler = _Handler(self)

        def connection() -> SMTP:
            return _Tracked(
                handler,
                self._open,
                hostname="sink.example",
                loop=self._loop,
                data_size_limit=MAX_BYTES,
            )

        self._server = await self._loop.create_server(connection, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for transport in tuple(self._open):
            transport.close()
        await asyncio.sleep(0)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


class _Tracked(SMTP):
    """A session that is known to its sink, so that it can be cut."""

    def __init__(
        self, handler: _Handler, known: set[asyncio.BaseTransport], **options: Any
    ) -> None:
        super().__init__(handler, **options)
        self._known = known
        self._mine: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._mine = transport
        self._known.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._mine is not None:
            self._known.discard(self._mine)
        super().connection_lost(error)
