"""What an examination found, and what it was found from (``publish.py doctor``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

Level = Literal["ok", "warning", "error", "unseen"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    ``check`` is its name for programs; ``how`` to mend it is None where nothing is to be done.
    """

    check: str
    level: Level
    what: Message
    why: Message
    how: Message | None = None

    def row(self, gettext: Gettext) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "check": self.check,
            "level": self.level,
            "what": self.what.format(gettext),
            "why": self.why.format(gettext),
            "how": self.how.format(gettext) if self.how else None,
        }


@dataclass(frozen=True, slots=True)
class Role:
    """What an API user may do. ``lists`` maps a list's id to its rights (``list:get`` …)."""

    permissions: frozenset[str]
    lists: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def may(self, *alternatives: str) -> bool:
        """Whether one of these is granted."""
        return not self.permissions.isdisjoint(alternatives)


def read_role(profile: Mapping[str, Any]) -> Role:
    """The role in an answer of Listmonk's ``/api/profile``."""
    granted = profile.get("user_role") or {}
    scoped = (profile.get("list_role") or {}).get("lists") or ()
    return Role(
        frozenset(granted.get("permissions") or ()),
        {int(entry["id"]): frozenset(entry.get("permissions") or ()) for entry in scoped},
    )


@dataclass(frozen=True, slots=True)
class StaffMail:
    """The way to the staff: ``place`` is ``host:port``, empty if no server is named."""

    place: str = ""
    failure: Message | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was asked, as it was answered.

    None stands for what could not be seen: the role does not allow it, or nobody answered.
    ``failure``: the mail server itself gave no sensible answer, and nothing of it was seen.
    ``config``, ``settings``, ``lists``, ``templates``: as Listmonk tells them. ``skew``: how far
    its clock is ahead of ours. ``answers``: the TXT records by domain name; empty if the name has
    none.
    """

    town: Town
    topics: Topics
    url: str
    failure: Message | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] | None = None
    role: Role | None = None
    lists: tuple[Mapping[str, Any], ...] | None = None
    templates: tuple[Mapping[str, Any], ...] | None = None
    skew: timedelta = timedelta()
    answers: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    staff_mail: StaffMail = StaffMail()

    def setting(self, name: str) -> Any:
        """A setting; None if it was not seen, or this version of Listmonk does not have it."""
        return None if self.settings is None else self.settings.get(name)


def unseen(check: str, what: Message, why: Message, place: Message) -> Finding:
    """A setting that was not seen. ``place``: where it stands, and what it should be."""
    how = message(
        "look yourself: {place}; or let the role see the settings (settings:get)", place=place
    )
    return Finding(check, "unseen", what, why, how)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether something is wrong by which mail or sign-ups get lost."""
    return any(finding.level == "error" for finding in findings)
