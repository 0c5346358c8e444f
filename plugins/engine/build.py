"""The build, from top to bottom: read, check, decide, render, write.

``publish.py build`` calls it, and so does the Pelican plugin.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from plugins.engine.content import Content, never_checked, read_content
from plugins.engine.files import write_outputs
from plugins.engine.frame import Frame
from plugins.engine.garbage import no_collection
from plugins.engine.hints import hints
from plugins.engine.only_texts import OnlyTexts
from plugins.engine.output import paths_of
from plugins.engine.outputs import outputs
from plugins.engine.own_templates import Pages
from plugins.engine.published import Completed, complete, read_published, remember
from plugins.engine.quiet import quiet_until
from plugins.engine.request import Report, Request
from plugins.engine.site import Site, site_of
from plugins.engine.store import Store
from plugins.engine.templates import environment
from plugins.engine.theme import Theme
from plugins.engine.unchanged import NOTHING_SEEN, Seal, Seen, open_store, others_of
from subscriptions.core.changes import Change, Shown, earlier, next_change
from subscriptions.core.item import Item
from subscriptions.core.mail_moments import next_mailing
from subscriptions.core.problems import InvalidContentError, Problem


@dataclass(frozen=True, slots=True)
class SiteReport(Report):
    """What a build did, and the site that it decided on."""

    site: Site


def check(request: Request) -> tuple[Problem, ...]:
    """Every problem of the content and every hint, without writing anything but the cache."""
    with _store(request) as store:
        before, content = _sources(request, store)
        completed = complete(content, before, request.now)
        site = _site(request, completed, store)
        gettext = request.translations.gettext
        templates = _templates(request)
        paths = paths_of(outputs(Frame(site, request.theme, templates, gettext)))
        published = {item.id for item in (*before.items, *before.gone)}
        found = hints(site, completed.content.items, paths, published, gettext)
        problems = (*content.problems, *completed.problems, *templates.problems(), *found)
        return tuple(sorted(problems, key=lambda problem: problem.sort_key))


def survey(request: Request) -> Content:
    """All that is sound, with last good versions in place of what is broken."""
    with _store(request) as store:
        return _read(request, store)[0]


def build(request: Request, store: Store | None = None, seen: Seen = NOTHING_SEEN) -> SiteReport:
    """Make the site.

    ``store``: that of the request's cache, if it is open already. ``seen``: what is known of the
    last build.

    Raises:
        InvalidContentError: with every problem; nothing was changed. A lenient build raises it only
            for an output folder that is not ours.
    """
    if store is None:
        with _store(request) as opened:
            return _build(request, opened, seen)
    return _build(request, store, seen)


def _build(request: Request, store: Store | None, seen: Seen) -> SiteReport:
    others = others_of(request)
    texts = OnlyTexts.of(request, store, seen, others) if store else None
    with no_collection():
        decided = decide(request, store, texts)
    site = decided.site
    frame = frame_of(request, site)
    is_new = texts and not decided.problems and texts.are_all_that_is_new(site.readings)
    if texts and is_new and seen.are_unharmed():
        written = texts.write(frame)
    else:
        written = write_outputs(
            outputs(frame),
            request.output,
            store,
            lenient=request.lenient,
            are_unharmed=seen.are_unharmed(),
        )
    keep_entries(site, store)
    problems = (*decided.problems, *written.problems)
    if request.remember:
        public = {item.id for item in site.items}
        content = decided.content
        sound = tuple(item for item in content.items if item.id in public)
        content = replace(content, items=sound)
        remember(content, decided.read[0], request.published, request.folder, store)
    elif store and not problems:
        begin = request.now.timestamp()
        until = decided.quiet_until(request.now)
        store.keep_seal(Seal(begin, until, others, len(site.items), written.total))
    return SiteReport(written, len(site.items), problems, site)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a site shows, before anything of it is made. ``read``: all that was read for it."""

    site: Site
    content: Content
    problems: tuple[Problem, ...]
    read: tuple[Content, Content]

    def quiet_until(self, now: datetime) -> float:
        """Until when it stays so while no file changes, in seconds since 1970."""
        return quiet_until(now, self.read, self.site)


def decide(request: Request, store: Store | None, texts: OnlyTexts | None = None) -> Decided:
    """Read, check and decide. ``texts``: if nothing but these differs, all else was found sound.

    Raises:
        InvalidContentError: with every problem, unless the request is lenient.
    """
    before, content = _sources(request, store, texts)
    completed = complete(content, before, request.now)
    problems = _together(content, completed)
    if problems and not request.lenient:
        raise InvalidContentError(problems)
    site = _site(request, completed, store)
    return Decided(site, completed.content, problems, (before, content))


def frame_of(request: Request, site: Site) -> Frame:
    """What makes the pages of the site."""
    return Frame(site, request.theme, _templates(request), request.translations.gettext)


def keep_entries(site: Site, store: Store | None) -> None:
    """Remember the entries of the publisher's feed, if this build has written it."""
    if store and site.entries.written:
        store.keep_entries(site.entries.written)


def _site(request: Request, completed: Completed, store: Store | None) -> Site:
    kept = store.entries if store else dict
    return site_of(completed.content, request, completed.held, kept)


def _templates(request: Request) -> Pages:
    folder = request.cache.file.parent if request.cache else None
    theme = request.theme
    town, words = request.town, request.translations
    if len(theme.folders) == 1:
        shipped = environment(theme, town, words, folder)
        return Pages(shipped, shipped, None)
    shipped = environment(Theme(theme.folders[1:]), town, words, folder)
    return Pages(environment(theme, town, words, folder), shipped, theme.folders[0])


@contextmanager
def _store(request: Request) -> Iterator[Store | None]:
    if request.cache is None:
        yield None
        return
    store = open_store(request)
    try:
        yield store
    finally:
        store.close()


def upcoming(request: Request) -> Change | None:
    """When a lenient build next differs from one now, if nobody writes anything."""
    with _store(request) as store:
        published, content = _sources(request, store)

        def shown_at(moment: datetime) -> Shown:
            completed = complete(content, published, moment)
            found = completed.content
            return Shown(found.items, found.gone, completed.held, found.pools)

        known = (*content.items, *published.items, *published.gone)
        change = next_change(request.now, known, shown_at)
        return earlier(change, next_mailing(content.items, request.topics, request.now))


def _read(
    request: Request, store: Store | None
) -> tuple[Content, tuple[Problem, ...], frozenset[str]]:
    published, content = _sources(request, store)
    completed = complete(content, published, request.now)
    return completed.content, _together(content, completed), completed.held


def _together(content: Content, completed: Completed) -> tuple[Problem, ...]:
    found = (*content.problems, *completed.problems)
    return tuple(sorted(found, key=lambda problem: problem.sort_key))


def _sources(
    request: Request, store: Store | None, texts: OnlyTexts | None = None
) -> tuple[Content, Content]:
    """The last good versions, and the content of today."""
    is_demo = request.town.demo
    published = read_published(
        request.last_good, request.folder, request.topics, store, is_demo=is_demo
    )
    before = {item.id: item for item in (*published.gone, *published.items)}
    content = read_content(
        request.folder,
        request.topics,
        now=request.now,
        before=before,
        is_demo=is_demo,
        store=store,
        is_checked=texts.are_all_that_is_new if texts else never_checked,
    )
    if request.drafts:
        content = replace(content, items=tuple(map(_finished, content.items)))
    return published, content


def _finished(item: Item) -> Item:
    return item.model_copy(update={"draft": False}) if item.draft else item
