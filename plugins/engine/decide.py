"""From files to a site: read, check, fill in last good versions, decide. Nothing is made yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from plugins.engine.alike import are_alike
from plugins.engine.content import Content, never_checked, read_content
from plugins.engine.only_texts import OnlyTexts
from plugins.engine.published import Completed, complete, read_published
from plugins.engine.quiet import quiet_until
from plugins.engine.remains import read_remains
from plugins.engine.request import Request
from plugins.engine.site import Site, site_of
from plugins.engine.store import Store
from subscriptions.core.item import Item
from subscriptions.core.problems import InvalidContentError, Problem


@dataclass(frozen=True, slots=True)
class Decided:
    """What a site shows.

    ``read``: all that was read for it; ``last_good``: the hash of each last good version by source.
    """

    site: Site
    content: Content
    problems: tuple[Problem, ...]
    read: tuple[Content, Content]
    last_good: Mapping[str, bytes]

    def quiet_until(self, now: datetime) -> float:
        """Until when it stays so while no file changes, in seconds since 1970."""
        return quiet_until(now, self.read, self.site)


def decide(
    request: Request,
    store: Store | None,
    texts: OnlyTexts | None = None,
    last_good: Mapping[str, bytes] | None = None,
) -> Decided:
    """Read, check and decide.

    ``texts``: if nothing but these differs, all else was found sound. ``last_good``: the hashes of
    the last good versions, if they are known.

    Raises:
        InvalidContentError: with every problem, unless the request is lenient.
    """
    sources = None if last_good is None else _unopened(request, store, last_good)
    before, content = sources or read_sources(request, store, texts)
    if sources is None:
        last_good = {source: one.whole for source, one in before.readings.items()}
    completed = complete(content, before, request.now)
    problems = all_problems(content, completed)
    if problems and not request.lenient:
        raise InvalidContentError(problems)
    site = decided_site(request, completed, store)
    return Decided(site, completed.content, problems, (before, content), last_good or {})


def _unopened(
    request: Request, store: Store | None, last_good: Mapping[str, bytes]
) -> tuple[Content, Content] | None:
    """The sources without last good versions; None if these are needed.

    If each is a file of today, and nothing is wrong with these, then none has to fill in for
    another, none has vanished, none decides who keeps an identity, and whatever may refer to one
    may refer to the file of today.
    """
    before = Content(gone=read_remains(request.published))
    content = _today(request, before, store)
    if content.problems or not are_alike(last_good, content.readings.values()):
        return None
    return before, content


def decided_site(request: Request, completed: Completed, store: Store | None) -> Site:
    """The site that shows this content."""
    kept = store.entries if store else dict
    return site_of(completed.content, request, completed.held, kept)


def all_problems(content: Content, completed: Completed) -> tuple[Problem, ...]:
    """What is wrong with the content, and with what was to be filled in."""
    found = (*content.problems, *completed.problems)
    return tuple(sorted(found, key=lambda problem: problem.sort_key))


def read_sources(
    request: Request, store: Store | None, texts: OnlyTexts | None = None
) -> tuple[Content, Content]:
    """The last good versions, and the content of today. ``texts``: see ``decide``."""
    before = read_published(
        request.last_good, request.folder, request.topics, store, is_demo=request.town.demo
    )
    return before, _today(request, before, store, texts)


def _today(
    request: Request, before: Content, store: Store | None, texts: OnlyTexts | None = None
) -> Content:
    """The content of today. ``before``: what may be referred to though its file is gone."""
    content = read_content(
        request.folder,
        request.topics,
        now=request.now,
        before={item.id: item for item in (*before.gone, *before.items)},
        is_demo=request.town.demo,
        store=store,
        is_checked=texts.are_all_that_is_new if texts else never_checked,
    )
    if request.drafts:
        content = replace(content, items=tuple(map(_finished, content.items)))
    return content


def _finished(item: Item) -> Item:
    return item.model_copy(update={"draft": False}) if item.draft else item
