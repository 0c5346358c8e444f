"""All that goes over the network, with every failure told apart (httpx)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

import httpx
import stamina

from subscriptions.adapters.deadline import in_time
from subscriptions.adapters.mail_errors import (
    LostAnswerError,
    NonsenseError,
    RefusedError,
    RejectedError,
    ServerFaultError,
    UnreachableError,
)
from subscriptions.core.messages import message

# Seconds to connect, and to wait for each part of an answer.
TIMEOUT = httpx.Timeout(15.0, connect=5.0)

# Seconds for a whole answer: a slow drip never makes a single part wait too long.
ANSWER_SECONDS = 30.0

# More is no answer of a mail server, and no page of ours.
MOST_BYTES = 50_000_000

MOST_REDIRECTS = 5

READ_ATTEMPTS = 4
READ_SECONDS = 20.0

_FORBIDDEN = frozenset({401, 403})
_SERVER_FAULT = 500
_CLIENT_FAULT = 400


class JsonApi:
    """A JSON API with the envelope ``{"data": …}`` and errors ``{"message": …}`` (Listmonk).

    Reads are repeated when the server does not answer well; nothing that changes anything ever is:
    whether that is safe only the caller knows.
    """

    def __init__(
        self,
        url: str,
        user: str,
        token: str,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = url
        self.server_time: datetime | None = None
        self._client = httpx.Client(
            base_url=url,
            auth=(user, token),
            timeout=timeout,
            follow_redirects=False,
            transport=transport,
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The ``data`` of a GET, asked up to four times within twenty seconds."""
        for attempt in stamina.retry_context(
            on=(UnreachableError, NonsenseError),
            attempts=READ_ATTEMPTS,
            timeout=READ_SECONDS,
            wait_initial=0.2,
            wait_max=3.0,
        ):
            with attempt:
                return self._call("GET", path, params=params)
        return None

    def send(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        """The ``data`` of a POST or PUT."""
        return self._call(method, path, json=body)

    def _call(self, method: str, path: str, **request: Any) -> Any:
        try:
            with self._client.stream(method, path, **request) as response:
                body = _in_full(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise UnreachableError(
                message(
                    "{url} cannot be reached ({reason}); is the server running?",
                    url=self.url,
                    reason=str(error) or type(error).__name__,
                )
            ) from error
        except httpx.HTTPError as error:
            raise LostAnswerError(
                message(
                    "{url} did not answer in full ({reason}); run this again, it goes on where it"
                    " stopped",
                    url=self.url,
                    reason=str(error) or type(error).__name__,
                )
            ) from error
        self.server_time = _date_of(response) or self.server_time
        return self._data(response, body)

    def _data(self, response: httpx.Response, body: bytes) -> Any:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        told = answer.get("message", "") if isinstance(answer, dict) else ""
        if response.status_code in _FORBIDDEN:
            raise RefusedError(
                message(
                    "{url} refuses the credentials ({told}); check LISTMONK_USER and LISTMONK_TOKEN"
                    " and the role of that user",
                    url=self.url,
                    told=told or response.status_code,
                )
            )
        if response.status_code >= _SERVER_FAULT:
            raise ServerFaultError(
                message(
                    "{url} has an error of its own ({status}: {told}); its log says more",
                    url=self.url,
                    status=response.status_code,
                    told=told or "–",
                )
            )
        if response.status_code >= _CLIENT_FAULT and told:
            raise RejectedError(message("{url} declined: {told}", url=self.url, told=told))
        if not isinstance(answer, dict) or "data" not in answer:
            raise NonsenseError(
                message(
                    "{url} answers, but not as Listmonk does ({status}); is the address right?",
                    url=self.url,
                    status=response.status_code,
                )
            )
        return answer["data"]


def fetch_text(url: str, *, seconds: float = ANSWER_SECONDS, most: int = MOST_BYTES) -> str:
    """The text at a public address, past any cache; redirects are followed.

    Name look-up, redirects, headers and body together take at most ``seconds``, and the body at
    most ``most`` bytes.

    Raises:
        UnreachableError: no answer, not 200, too late or too long.
    """
    answer = in_time(lambda: _fetched(url, most), seconds)
    if answer is None:
        raise _unread(url, f"no end after {seconds:.0f} s")
    if isinstance(answer, UnreachableError):
        raise answer
    return answer


def _fetched(url: str, most: int) -> str | UnreachableError:
    try:
        with httpx.Client(timeout=TIMEOUT, headers={"Cache-Control": "no-cache"}) as client:
            request = client.build_request("GET", url)
            for _ in range(MOST_REDIRECTS + 1):
                with closing(client.send(request, stream=True)) as response:
                    if response.next_request is None:
                        response.raise_for_status()
                        return _in_full(response, most).decode("utf-8", "replace")
                    # Left to httpx, the body of a redirect would be read, however long it is.
                    request = response.next_request
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError) as error:
        return _unread(url, error)
    return _unread(url, f"more than {MOST_REDIRECTS} redirects")


def _unread(url: str, reason: object) -> UnreachableError:
    return UnreachableError(message("{url} cannot be read ({reason})", url=url, reason=reason))


def _date_of(response: httpx.Response) -> datetime | None:
    """The time that an answer bears; None if it bears none that can be read."""
    try:
        at = parsedate_to_datetime(response.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@contextmanager
def understood(url: str) -> Iterator[None]:
    """What an answer holds is read here; one of another shape is none of Listmonk's."""
    try:
        yield
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise NonsenseError(
            message(
                "{url} answers, but not as Listmonk does ({status}); is the address right?",
                url=url,
                status=type(error).__name__,
            )
        ) from error


def _in_full(response: httpx.Response, most: int = MOST_BYTES) -> bytes:
    """The whole body; ReadTimeout when it takes too long, ReadError when it is too long."""
    deadline = monotonic() + ANSWER_SECONDS
    parts, length = [], 0
    for part in response.iter_bytes():
        parts.append(part)
        length += len(part)
        if length > most:
            reason = f"more than {most} bytes"
            raise httpx.ReadError(reason, request=response.request)
        if monotonic() > deadline:
            reason = f"no end after {ANSWER_SECONDS:.0f} s"
            raise httpx.ReadTimeout(reason, request=response.request)
    return b"".join(parts)
