"""What a command tells people and programs: rows, errors, and one exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from subscriptions.core.actions import FAILURES, Action
from subscriptions.core.exit_codes import CONTENT, INCOMPLETE, OK, REFUSED, SERVER, USAGE
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.problems import Problem

SCHEMA = 1

# Of several, the first: what needs a person most.
_FIRST = (USAGE, SERVER, INCOMPLETE, REFUSED, CONTENT)
_NAMES = {
    INCOMPLETE: "incomplete",
    USAGE: "usage",
    CONTENT: "content",
    SERVER: "server",
    REFUSED: "refused",
}
_OF_GUARD = {"list": INCOMPLETE, "broken": CONTENT, "compose": CONTENT}

Status = Literal["ok", "partial", "refused", "error"]

VERBS = {
    "create": message("to send"),
    "resume": message("to send (draft)"),
    "update": message("to send (changed draft)"),
    "wait": message("waits"),
    "done": message("sent"),
    "incomplete": message("incomplete"),
    "paused": message("paused"),
    "stuck": message("stuck"),
    "stopped": message("stopped"),
    "forgotten": message("forgotten"),
    "missed": message("missed"),
    "superseded": message("replaced"),
    "abandoned": message("draft only"),
    "hold": message("held"),
    "skip": message("not mailed"),
}

_BEING_SENT = message("being sent")


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong, with the exit code that it asks for.

    ``key``: of the mail that it concerns. ``problem``: the mistake in a file that it tells of.
    """

    exit_code: int
    message: Message
    key: str = ""
    problem: Problem | None = None

    @property
    def code(self) -> str:
        """The word for programs."""
        return _NAMES[self.exit_code]


@dataclass(frozen=True, slots=True)
class Result:
    """What a command did. ``now`` holds the keys that were mailed in this very run."""

    command: str
    actions: tuple[Action, ...] = ()
    failures: tuple[Failure, ...] = ()
    now: frozenset[str] = frozenset()

    @property
    def exit_code(self) -> int:
        """0, or of the codes that apply the one that comes first."""
        codes = {failure.exit_code for failure in self.failures}
        codes |= {code for action in self.actions if (code := exit_code_of(action))}
        return next((code for code in _FIRST if code in codes), OK)

    @property
    def status(self) -> Status:
        """The exit code in a word."""
        code = self.exit_code
        if code == OK:
            return "ok"
        if code == REFUSED and not self.now:
            return "refused"
        if code == INCOMPLETE or self.now:
            return "partial"
        return "error"

    @property
    def shown(self) -> tuple[Action, ...]:
        """The actions worth a line: not what was never to be mailed."""
        return tuple(action for action in self.actions if action.verb != "skip")

    def word(self, action: Action) -> str:
        """``sent`` for what was mailed in this very run and lost nobody, else the verb."""
        is_now = str(action.key) in self.now and action.verb not in FAILURES
        return "sent" if is_now else action.verb

    def envelope(self, gettext: Gettext) -> dict[str, Any]:
        """The result for programs; ``schema`` counts up when a field changes its meaning."""
        return {
            "schema": SCHEMA,
            "command": self.command,
            "status": self.status,
            "actions": [self._row(action, gettext) for action in self.actions],
            "errors": [
                {"code": failure.code, "message": failure.message.format(gettext)}
                for failure in self.failures
            ],
        }

    def _row(self, action: Action, gettext: Gettext) -> dict[str, Any]:
        return {
            "key": str(action.key),
            "item": action.key.id,
            "title": title_of(action),
            "topics": list(action.topics),
            "items": [entry.info.id for entry in action.items],
            "action": self.word(action),
            "reason": action.reason.format(gettext),
            "recipients": action.recipients,
            "sent": action.sent,
        }


def verb_of(action: Action) -> Message:
    """What happens, in a word. What the server has begun to send waits for nothing."""
    begun = action.campaign is not None and action.campaign.state != "draft"
    return _BEING_SENT if action.verb == "wait" and begun else VERBS[action.verb]


def rest_of(actions: Iterable[Action]) -> tuple[tuple[Message, int], ...]:
    """How many there are of each word for what is not to be sent now, in the order of the words.

    An item that goes with a digest of the same plan is no mail of its own.
    """
    known = tuple(actions)
    listed = {entry.info.id for one in known if one.delivers for entry in one.items}
    counted = Counter(
        verb_of(one)
        for one in known
        if not one.delivers and not (one.verb == "wait" and one.key.id in listed)
    )
    return tuple((word, counted[word]) for word in (_BEING_SENT, *VERBS.values()) if counted[word])


def title_of(action: Action) -> str:
    """The title of what an action is about."""
    if action.entry:
        return action.entry.title
    if action.mail:
        return action.mail.subject
    if action.campaign:
        return action.campaign.subject
    return ", ".join(entry.title for entry in action.items)


def exit_code_of(action: Action) -> int:
    """The exit code that one action asks for."""
    if action.verb == "hold":
        return _OF_GUARD.get(action.guard or "", REFUSED)
    if action.verb == "forgotten":
        return REFUSED
    if action.verb in FAILURES and action.loud:
        return INCOMPLETE
    return OK


def failures_of(problems: Iterable[Problem]) -> tuple[Failure, ...]:
    """Problems of content as failures."""
    return tuple(
        Failure(
            CONTENT,
            message(
                "{path}:{line}: {what}",
                path=problem.path,
                line=problem.line,
                what=problem.message,
            ),
            problem=problem,
        )
        for problem in problems
    )
