"""Where a town's things are, and what its files and the environment say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from subscriptions.adapters.program import shipped
from subscriptions.core.fields import LOOPBACK, is_web_address
from subscriptions.core.front_matter import decode
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.sign_up import FILE as SIGN_UP_FILE
from subscriptions.core.sign_up import SignUp, read_sign_up
from subscriptions.core.topics import Topics, read_topics
from subscriptions.core.town import Town, read_town
from subscriptions.core.yaml_text import Document, YamlTextError, parse_yaml

_SECRETS = ("LISTMONK_TOKEN", "INFOKANAL_SMTP_PASSWORD", "INFOKANAL_HOOK_SECRET")
_LISTMONK = ("LISTMONK_URL", "LISTMONK_USER", "LISTMONK_TOKEN")


class ConfigurationError(Exception):
    """The program cannot begin as it is called or configured (exit code 2)."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.message = what


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one town. ``site`` holds what the town writes, ``into`` what is made."""

    site: Path
    into: Path

    @property
    def content(self) -> Path:
        """Markdown and attachments."""
        return self.site / "content"

    @property
    def output(self) -> Path:
        """The website."""
        return self.into / "output"

    @property
    def outbox(self) -> Path:
        """The mails of the embedded mail server."""
        return self.into / "outbox"

    @property
    def var(self) -> Path:
        """What the program remembers."""
        return self.into / "var"

    @property
    def told(self) -> Path:
        """What the staff was told."""
        return self.var / "told.jsonl"

    @property
    def cache(self) -> Path:
        """What earlier builds found out; may be deleted."""
        return self.var / "cache" / "build.sqlite"

    @property
    def last_settings(self) -> Path:
        """The settings that the published site was built with."""
        return self.var / "published" / "settings"

    @property
    def feed(self) -> Path:
        """The seam between site and mail."""
        return self.output / "feeds" / "alle.json"

    @property
    def themes(self) -> tuple[Path, ...]:
        """Theme folders: the town's own first, then the shipped one."""
        own, ours = self.site / "theme", shipped("theme")
        return (own, ours) if own.is_dir() and own != ours else (ours,)


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to reach Listmonk: address without a closing slash, API user, token."""

    url: str
    user: str
    token: str

    def __repr__(self) -> str:
        return f"Credentials(url={self.url!r}, user={self.user!r}, token=…)"


def read_environment(environ: Mapping[str, str], site: Path) -> dict[str, str]:
    """The environment, completed by ``.env`` beside town.yml. An empty value counts as not set.

    Raises:
        InvalidContentError: ``.env`` cannot be read, or is not UTF-8.
    """
    path = site / ".env"
    values = _values(_text(path, ".env")) if path.is_file() else {}
    values.update(_secrets_by_file(environ))
    values.update({name: value for name, value in environ.items() if value})
    return values


def _values(text: str) -> dict[str, str]:
    from dotenv import dotenv_values  # noqa: PLC0415  # many sites have no such file

    # Tokens may hold a dollar sign, so nothing is filled in.
    found = dotenv_values(stream=StringIO(text), interpolate=False)
    return {name: value for name, value in found.items() if value}


def _secrets_by_file(environ: Mapping[str, str]) -> dict[str, str]:
    """Secrets as containers and services get them: ``LISTMONK_TOKEN_FILE`` names a file.

    Only the environment may name one: ``.env`` may come with the content.
    """
    found = {}
    for name in _SECRETS:
        path = environ.get(f"{name}_FILE")
        if path:
            found[name] = _text(Path(path), path).strip()
    return found


def read_settings(site: Path, *, url: str | None = None) -> tuple[Town, Topics]:
    """Read town.yml and subscriptions/topics.yml.

    Raises:
        ConfigurationError: there is no town.yml in this folder, or ``url`` is no web address.
        InvalidContentError: everything that is wrong with them.
    """
    path = site / "town.yml"
    if not path.is_file():
        raise ConfigurationError(
            message("there is no town.yml in {folder}; is --site right?", folder=site)
        )
    if url and not is_web_address(url):
        what = message("“{text}” is no web address; write https://…", text=url)
        raise ConfigurationError(message("{field}: {what}", field="SITEURL", what=what))
    town = read_town(_document(path, "town.yml"), "town.yml", url=url)
    name = "subscriptions/topics.yml"
    return town, read_topics(_document(topics_path(site), name), name)


def read_sign_up_file(site: Path, topics: Topics) -> SignUp | None:
    """Where the form for subscribing goes, as ``setup`` wrote it; None without a Listmonk.

    Raises:
        InvalidContentError: everything that is wrong with the file.
    """
    path = site / SIGN_UP_FILE
    return read_sign_up(_document(path, SIGN_UP_FILE), topics) if path.is_file() else None


def topics_path(site: Path) -> Path:
    """Where a town names its topics."""
    return site / "subscriptions" / "topics.yml"


def _document(path: Path, name: str) -> Document:
    try:
        return parse_yaml(_text(path, name))
    except YamlTextError as error:
        raise InvalidContentError([Problem(name, error.line, error.message)]) from error


def _text(path: Path, name: str) -> str:
    try:
        return decode(path.read_bytes(), name)
    except OSError as error:
        what = message("cannot be read: {reason}", reason=error.strerror or error)
        raise InvalidContentError([Problem(name, 1, what)]) from error


def read_credentials(environment: Mapping[str, str], town: Town) -> Credentials:
    """How to reach the town's Listmonk; its address may stand in town.yml too.

    Raises:
        ConfigurationError: something is missing, or the address is plain http and not loopback.
    """
    url = environment.get("LISTMONK_URL") or town.listmonk_url or ""
    values = {**environment, "LISTMONK_URL": url}
    missing = [name for name in _LISTMONK if not values.get(name)]
    if missing:
        raise ConfigurationError(
            message(
                "{names} not set; put it into the environment or into .env beside town.yml",
                names=", ".join(missing),
            )
        )
    if not is_web_address(url):
        raise ConfigurationError(message("LISTMONK_URL is no web address: {url}", url=url))
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigurationError(
            message(
                "{url} is plain http, so the token could be read on its way; use https://",
                url=url,
            )
        )
    return Credentials(url.rstrip("/"), values["LISTMONK_USER"], values["LISTMONK_TOKEN"])
