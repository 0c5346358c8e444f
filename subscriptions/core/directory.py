"""The directory of services: from A to Z, and by situation in life."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from slugify import slugify

from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import message
from subscriptions.core.pages import Service
from subscriptions.core.problems import Problem

# What begins with a digit stands below one heading, which is also its anchor.
_DIGITS = "0-9"


@dataclass(frozen=True, slots=True)
class Listing:
    """One line from A to Z: a service, or another word with the services that it leads to."""

    title: str
    service: Service | None = None
    see: tuple[Service, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """A time in life, such as “Umzug”, with the services that it calls for, from A to Z."""

    id: str
    name: str
    services: tuple[Service, ...]

    @property
    def path(self) -> str:
        """The situation's page, as a path below the site's address."""
        return f"leistungen/{self.id}/"


def in_order(services: Iterable[Service]) -> tuple[Service, ...]:
    """From A to Z; Ä stands with A, as in DIN 5007-1."""
    return tuple(sorted(services, key=lambda one: (*_order(one.title), one.id)))


def letters(services: Iterable[Service]) -> tuple[tuple[str, tuple[Listing, ...]], ...]:
    """Services and the other words for them, by first letter (or ``0-9``)."""
    ordered = in_order(services)
    listings = [Listing(service.title, service) for service in ordered]
    titles = {slugify(service.title) for service in ordered}
    words: dict[str, list[tuple[str, Service]]] = defaultdict(list)
    for service in ordered:
        for word in service.also:
            if slugify(word) not in {"", *titles}:
                words[slugify(word)].append((word, service))
    for found in words.values():
        leads_to = tuple(dict.fromkeys(service.id for _, service in found))
        by_id = {service.id: service for _, service in found}
        listings.append(Listing(found[0][0], see=tuple(by_id[name] for name in leads_to)))
    listings.sort(key=lambda listing: (*_order(listing.title), listing.service is None))
    return tuple((name, tuple(group)) for name, group in groupby(listings, key=_letter))


def _order(title: str) -> tuple[str, str]:
    return (slugify(title), title)


def _letter(listing: Listing) -> str:
    first = slugify(listing.title)[:1].upper()
    return first if first.isalpha() else _DIGITS


def situations(services: Iterable[Service]) -> tuple[Situation, ...]:
    """Every situation that a service names, from A to Z.

    Of several spellings (“umzug”, “Umzug”) the one used most is shown.
    """
    ordered = in_order(services)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    members: dict[str, list[Service]] = defaultdict(list)
    for service in ordered:
        for name in service.situations:
            identity = identity_of_stem(name)
            names[identity][name] += 1
            if service not in members[identity][-1:]:
                members[identity].append(service)
    found = (
        Situation(identity, _most_used(counted), tuple(members[identity]))
        for identity, counted in names.items()
        if identity
    )
    return tuple(sorted(found, key=lambda situation: _order(situation.name)))


def _most_used(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))


def check_situations(services: Iterable[Service]) -> Iterator[Problem]:
    """Situations that have no address, and services that stand at the address of one."""
    everything = tuple(services)
    pages = {situation.id: situation for situation in situations(everything)}
    for service in everything:
        for name in service.situations:
            if not identity_of_stem(name):
                what = message("situations: “{text}” has no letters; write a word", text=name)
                yield service.problem("situations", what)
        if service.id in pages:
            what = message(
                "the address {path} is that of the situation “{name}”; rename this file",
                path=service.path,
                name=pages[service.id].name,
            )
            yield Problem(service.source, 1, what)
