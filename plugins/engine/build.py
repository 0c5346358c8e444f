"""The build, from top to bottom: read, check, decide, render, write.

``publish.py build`` calls it, and so does the Pelican plugin.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from plugins.engine.content import Content
from plugins.engine.decide import decide, decided_site, read_sources
from plugins.engine.files import write_outputs
from plugins.engine.frame import Frame
from plugins.engine.garbage import no_collection
from plugins.engine.hints import hints
from plugins.engine.only_texts import OnlyTexts
from plugins.engine.output import paths_of
from plugins.engine.outputs import outputs
from plugins.engine.own_templates import Pages
from plugins.engine.published import complete, remember
from plugins.engine.readings import OvertakenError
from plugins.engine.request import Report, Request
from plugins.engine.site import Site
from plugins.engine.store import Store
from plugins.engine.templates import environment
from plugins.engine.theme import Theme
from plugins.engine.unchanged import NOTHING_SEEN, Seal, Seen, open_store, others_of
from subscriptions.core.changes import Change, Shown, earlier, next_change
from subscriptions.core.mail_moments import next_mailing
from subscriptions.core.problems import Problem

# So often a build begins before it gives up.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class SiteReport(Report):
    """What a build did, and the site that it decided on."""

    site: Site


def check(request: Request) -> tuple[Problem, ...]:
    """Every problem of the content and every hint, without writing anything but the cache."""
    with _store(request) as store:
        before, content = read_sources(request, store)
        completed = complete(content, before, request.now)
        site = decided_site(request, completed, store)
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
        before, content = read_sources(request, store)
        return complete(content, before, request.now).content


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
            return _build_until_alone(request, opened, seen)
    return _build_until_alone(request, store, seen)


def _build_until_alone(request: Request, store: Store | None, seen: Seen) -> SiteReport:
    """Build; begin anew if a file changed meanwhile and another build has read it."""
    for _ in range(_TRIES - 1):
        with suppress(OvertakenError):
            return _build(request, store, seen)
        if store:
            store.catch_up()
        request, seen = replace(request, found=None, found_published=None), NOTHING_SEEN
    return _build(request, store, seen)


def _build(request: Request, store: Store | None, seen: Seen) -> SiteReport:
    others = others_of(request)
    texts = OnlyTexts.of(request, store, seen, others) if store else None
    with no_collection():
        decided = decide(request, store, texts, seen.last_good)
    site = decided.site
    frame = frame_of(request, site)
    are_unharmed = seen.are_unharmed()
    are_sound = not decided.problems
    if texts and are_sound and are_unharmed and texts.are_all_that_is_new(site.readings):
        written = texts.write(frame)
    else:
        written = write_outputs(
            outputs(frame),
            request.output,
            store,
            lenient=request.lenient,
            are_unharmed=are_unharmed,
        )
    keep_entries(site, store)
    problems = (*decided.problems, *written.problems)
    if request.remember:
        public = {item.id for item in site.items}
        content = decided.content
        sound = tuple(item for item in content.items if item.id in public)
        content = replace(content, items=sound)
        remember(content, decided.last_good, request.published, request.folder, store)
    elif store and not problems:
        begin = request.now.timestamp()
        until = decided.quiet_until(request.now)
        store.keep_seal(Seal(begin, until, others, len(site.items), written.total))
    return SiteReport(written, len(site.items), problems, site)


def frame_of(request: Request, site: Site) -> Frame:
    """What makes the pages of the site."""
    return Frame(site, request.theme, _templates(request), request.translations.gettext)


def keep_entries(site: Site, store: Store | None) -> None:
    """Remember the entries of the publisher's feed, if this build has written it."""
    if store and site.entries.written:
        store.keep_entries(site.entries.written)


def _templates(request: Request) -> Pages:
    theme, cache = request.theme, request.cache
    town, words = request.town, request.translations
    if len(theme.folders) == 1:
        shipped = environment(theme, town, words, cache)
        return Pages(shipped, shipped, None)
    shipped = environment(Theme(theme.folders[1:]), town, words, cache)
    return Pages(environment(theme, town, words, cache), shipped, theme.folders[0])


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
        published, content = read_sources(request, store)

        def shown_at(moment: datetime) -> Shown:
            completed = complete(content, published, moment)
            found = completed.content
            return Shown(found.items, found.gone, completed.held, found.pools)

        known = (*content.items, *published.items, *published.gone)
        change = next_change(request.now, known, shown_at)
        return earlier(change, next_mailing(content.items, request.topics, request.now))
