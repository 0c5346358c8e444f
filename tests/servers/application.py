"""The stand-in between HTTP and the model: who asks, for what, and how the answer looks."""

from __future__ import annotations

import base64
import binascii
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .faults import Controls
from .model import ApiError, Listmonk, User
from .pages import Visit, show, sign_up
from .postman import Postman
from .routes import HALVES, ROUTES, Html, Request, find
from .servers import Call

JSON = "application/json"
PAGE = "text/html; charset=UTF-8"
OWN = "/__"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    kind: str
    body: bytes
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came over the wire. Header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path


class Application:
    """Answers requests from any number of threads; the model is touched by one at a time."""

    def __init__(self, model: Listmonk, controls: Controls, relay: str, scan: float) -> None:
        self.model, self.controls = model, controls
        self._lock = threading.RLock()
        self.postman = Postman(model, self._lock, controls, relay, scan)
        self._log: list[Call] = []

    def note(self, incoming: Incoming, status: int) -> None:
        """Write a request into the log; status 0 for one that is left without an answer."""
        if not incoming.path.startswith(OWN):
            self._log.append(Call(incoming.method, incoming.target, status))

    def answer(self, incoming: Incoming) -> Answer:
        """Carry a request out."""
        path = incoming.path
        try:
            if path.startswith(OWN):
                return self._own(incoming)
            if path == "/health":
                return _data(True)
            if path.startswith("/api/public/"):
                return self._public_api(incoming)
            if path.startswith("/api/"):
                return self._api(incoming)
            return self._page(incoming)
        except ApiError as error:
            return _json(error.status, {"message": error.message})
        finally:
            self.postman.send_notices()

    def _api(self, incoming: Incoming) -> Answer:
        route, key = None, 0
        try:
            route, key = find(incoming.method, incoming.path)
        except ApiError as error:
            if error.status == 404:
                raise
        with self._lock:
            user = self._user(incoming.headers.get("authorization", ""))
        if route is None:
            raise ApiError(400, "invalid ID")
        query = parse_qs(urlsplit(incoming.target).query, keep_blank_values=True)
        request = Request(user, query, _json_body(incoming), self.controls.now(), key)
        result = self._call(route, request)
        if isinstance(result, Html):
            return Answer(200, f"{result.kind}; charset=UTF-8", result.text.encode())
        if isinstance(result, tuple):
            self.postman.send(result)
            result = True
        return _data(result)

    def _call(self, route: tuple[str, str], request: Request) -> Any:
        if self.controls.race and route in HALVES:
            check, write = HALVES[route]
            with self._lock:
                half = check(self.model, request)
            time.sleep(self.controls.race)
            with self._lock:
                return write(self.model, half, self.controls.now())
        with self._lock:
            return ROUTES[route](self.model, request)

    def _user(self, header: str) -> User:
        if not header.strip():
            raise ApiError(403, "invalid session")
        if header.startswith("token"):
            pair = header[5:].strip()
        elif header.startswith("Basic"):
            try:
                pair = base64.b64decode(header[5:].strip(), validate=True).decode()
            except (binascii.Error, UnicodeDecodeError) as error:
                raise ApiError(403, "code=400, message=invalid Base64 value") from error
        else:
            raise ApiError(403, "code=400, message=unknown Authorization scheme")
        name, colon, token = pair.partition(":")
        if not colon or not name or not token:
            raise ApiError(403, "code=400, message=api_key:token missing")
        return self.model.login(name, token)

    def _public_api(self, incoming: Incoming) -> Answer:
        with self._lock:
            if (incoming.method, incoming.path) == ("GET", "/api/public/lists"):
                return _json(200, self.model.public_lists())
            if (incoming.method, incoming.path) == ("POST", "/api/public/subscription"):
                visit = Visit((), _form(incoming), _json_body(incoming), self.controls.now())
                return _data(sign_up(self.model, visit))
        raise ApiError(404, "404 unknown endpoint")

    def _page(self, incoming: Incoming) -> Answer:
        form = _form(incoming)
        if incoming.path == "/subscription/form" and form.get("nonce", [""])[0]:
            raise ApiError(502, "That feature is not available.")
        with self._lock:
            shown = show(
                self.model,
                incoming.method,
                incoming.path,
                Visit((), form, None, self.controls.now()),
            )
        return Answer(shown.status, PAGE, shown.text.encode(), shown.place)

    def _own(self, incoming: Incoming) -> Answer:
        """The stand-in's own pages, which no Listmonk has."""
        if (incoming.method, incoming.path) == ("GET", "/__log"):
            return _json(200, [asdict(call) for call in tuple(self._log)])
        if (incoming.method, incoming.path) != ("POST", "/__control"):
            raise ApiError(404, "no such control")
        orders = _json_body(incoming) or {}
        try:
            self.controls.obey(orders)
        except (TypeError, ValueError) as error:
            raise ApiError(400, str(error)) from error
        if orders.get("crash"):
            self.postman.crash()
        with self._lock:
            self.model.settings.update(orders.get("settings", {}))
        if orders.get("manager") == "scan":
            for thread in self.postman.look():
                thread.join()
        return _data(True)


def _json_body(incoming: Incoming) -> Any:
    kind = incoming.headers.get("content-type", "").partition(";")[0].strip()
    if not incoming.body or kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return None
    if kind != JSON:
        raise ApiError(415, "Unsupported Media Type")
    try:
        return json.loads(incoming.body)
    except ValueError as error:
        raise ApiError(400, f"Syntax error: {error}") from error


def _form(incoming: Incoming) -> Mapping[str, list[str]]:
    form = parse_qs(urlsplit(incoming.target).query, keep_blank_values=True)
    if "form-urlencoded" in incoming.headers.get("content-type", ""):
        text = incoming.body.decode("utf-8", "replace")
        for key, values in parse_qs(text, keep_blank_values=True).items():
            form[key] = values
    return form


def _data(value: Any) -> Answer:
    return _json(200, {"data": value})


def _json(status: int, value: Any) -> Answer:
    return Answer(status, JSON, json.dumps(value, ensure_ascii=False).encode() + b"\n")
