"""``publish.py follow``: publish a repository's branch, and go on whenever something is new."""

from __future__ import annotations

import fcntl
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Literal

import click
import structlog

from subscriptions.adapters.repository import Repository, RepositoryError
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.adapters.web_hook import Talk, listening
from subscriptions.cli.logs import journal
from subscriptions.cli.options import to_option
from subscriptions.cli.rounds import Indexing, Rounds
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import OK
from subscriptions.core.messages import mark, message
from subscriptions.core.rounds import Reason, Standing, document, is_well, pause, reason

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
Call = Literal["push", "stop"]


@click.command(
    help=mark(
        "Keep a copy of a git repository's branch in the town's folder (--site), and publish"
        " whenever it changes, something runs out, or a mail is still open. Ends with SIGTERM."
    )
)
@click.option(
    "--repository", required=True, metavar="URL", help=mark("The repository; all that git fetches.")
)
@click.option("--branch", default="main", show_default=True, help=mark("The branch to publish."))
@to_option
@click.option(
    "--poll",
    type=click.FloatRange(min=1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help=mark("How often to look at the repository; a web hook makes it look at once."),
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8787",
    show_default=True,
    help=mark("Where to answer /hook and /health; “off” for nowhere."),
)
@click.pass_obj
def command(
    session: Session, repository: str, branch: str, to: str | None, poll: float, listen: str
) -> int:
    """Publish until told to stop."""
    places = session.places
    if places.into == places.site:
        raise ConfigurationError(
            message("follow needs a folder for what it makes, outside of --site: --into DIR")
        )
    follower = Follower(
        Repository(repository, branch, places.site),
        Rounds(places, to, session.environ, _now),
        Indexing(places, session.environ),
        places.var / "publish.lock",
        timedelta(seconds=poll),
    )
    for number in _SIGNALS:
        signal.signal(number, follower.stop)
    with _alone(places.var / "follow.lock") as is_alone:
        if not is_alone:
            raise ConfigurationError(
                message("another follow publishes into {folder} already", folder=places.into)
            )
        with _hook(session, follower, listen):
            follower.run()
    return OK


@dataclass
class Follower:
    """The loop. Everything that may reach it from outside goes through ``calls``."""

    repository: Repository
    rounds: Rounds
    indexing: Indexing
    lock: Path
    poll: timedelta
    standing: Standing = field(default_factory=Standing)
    # Its put may be called from a signal handler, which no other queue or event allows.
    calls: SimpleQueue[Call] = field(default_factory=SimpleQueue)
    log: structlog.typing.FilteringBoundLogger = field(default_factory=journal)

    def pushed(self) -> None:
        """Somebody says that the repository has something new."""
        self.calls.put("push")

    def stop(self, number: int, frame: FrameType | None) -> None:
        """A signal: end after the round that runs."""
        self.calls.put("stop")

    def health(self) -> tuple[dict[str, object], bool]:
        """How all is, for the small HTTP server."""
        now, standing = _now(), self.standing
        return document(standing, now), is_well(standing, now)

    def run(self) -> None:
        """Look, publish, sleep, until told to stop."""
        self.repository.prepare()
        self.log.info("following", repository=str(self.repository.folder))
        while True:
            with _alone(self.lock) as is_alone:
                if is_alone:
                    self._look()
                    self._publish()
            self.indexing.tend()
            if self._told_to_stop(pause(self.standing, _now(), self.poll)):
                self.indexing.stop()
                self.log.info("stopped")
                return

    def _look(self) -> None:
        """Pull. What fails is told once, and what lies here goes on being published."""
        try:
            pulled = self.repository.pull()
        except RepositoryError as error:
            problem = str(error)
            if problem != self.standing.problem:
                self.log.error("pull failed", problem=problem)  # noqa: TRY400  # foreseen
            held = self.standing.commit or self.repository.commit
            self.standing = replace(self.standing, problem=problem, commit=held)
            return
        if self.standing.problem:
            self.log.info("pull works again")
        if pulled.is_rewritten:
            self.log.warning(
                "history was rewritten", before=self.standing.commit, now=pulled.commit
            )
        now = _now()
        rewritten = now if pulled.is_rewritten else self.standing.rewritten
        self.standing = replace(
            self.standing, commit=pulled.commit, pulled=now, problem="", rewritten=rewritten
        )

    def _publish(self) -> None:
        """Publish if there is a reason to."""
        now = _now()
        why: Reason | None = reason(self.standing, now)
        if why is None:
            return
        self.standing = replace(self.standing, busy=now)
        self.log.info("publishing", why=why, commit=self.standing.commit)
        last = self.rounds.publish(self.standing.commit)
        self.standing = replace(self.standing, busy=None, last=last)
        self.indexing.want()
        seconds = round((last.ended - last.began).total_seconds(), 1)
        level = self.log.info if last.exit_code == OK else self.log.warning
        level(
            "published",
            exit_code=last.exit_code,
            seconds=seconds,
            commit=last.commit,
            next=last.wake.isoformat() if last.wake else None,
        )

    def _told_to_stop(self, longest: timedelta) -> bool:
        """Sleep until somebody calls; of several calls at once, a stop counts."""
        heard: list[Call] = []
        try:
            heard.append(self.calls.get(timeout=longest.total_seconds()))
            while True:
                heard.append(self.calls.get_nowait())
        except Empty:
            return "stop" in heard


@contextmanager
def _hook(session: Session, follower: Follower, listen: str) -> Iterator[None]:
    """The small HTTP server, if it is wanted."""
    if listen == "off":
        yield
        return
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal():
        raise ConfigurationError(message("--listen takes HOST:PORT, not “{text}”", text=listen))
    hook_secret = session.environment.get("INFOKANAL_HOOK_SECRET", "")
    talk = Talk(hook_secret, follower.pushed, follower.health)
    with ExitStack() as stack:
        try:
            used = stack.enter_context(listening(host.strip("[]"), int(port), talk))
        except OSError as error:
            raise ConfigurationError(
                message("{address} cannot be used: {reason}", address=listen, reason=error)
            ) from error
        follower.log.info("listening", host=host, port=used)
        yield


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether nobody else holds this file (flock(1)); held meanwhile if so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _now() -> datetime:
    return datetime.now(UTC)
