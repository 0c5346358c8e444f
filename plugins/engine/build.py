"""The build, from top to bottom: read, check, decide, render, write.

``publish.py build`` calls it, and so does the Pelican plugin.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path

from jinja2 import Environment

from plugins.engine.content import Content, read_content
from plugins.engine.files import Written, write_outputs
from plugins.engine.fingerprint import fingerprint
from plugins.engine.folder import Folder
from plugins.engine.hints import hints
from plugins.engine.output import paths_of
from plugins.engine.outputs import outputs
from plugins.engine.published import complete, read_published, remember
from plugins.engine.site import Site, site_of
from plugins.engine.store import Store
from plugins.engine.templates import Theme, environment
from subscriptions.core.changes import Change, Shown, earlier, next_change
from subscriptions.core.mail_moments import next_mailing
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.sign_up import SignUp
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town


@dataclass(frozen=True, slots=True)
class Request:
    """What to build.

    ``now``: which items are published, and what state they are in. ``published``: the folder of the
    last good versions. ``lenient``: hold back only what is broken. ``remember``: this build is
    published, so its sound files are the last good ones from now on. ``cache``: what earlier builds
    found out; without one, everything is read and made. ``sign_up``: where the form for e-mail
    goes.
    """

    town: Town
    topics: Topics
    content: Path
    theme: Theme
    output: Path
    published: Path
    translations: NullTranslations
    now: datetime
    lenient: bool = False
    remember: bool = False
    cache: Cache | None = None
    sign_up: SignUp | None = None

    @property
    def folder(self) -> Folder:
        """The content folder, as the engine reads it."""
        return Folder(self.content, self.content.name, self.town.base_path)


@dataclass(frozen=True, slots=True)
class Cache:
    """Where earlier builds put down what they found out, and the stamp of the code that did."""

    file: Path
    program: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. ``problems`` is empty but for a lenient build."""

    written: Written
    items: int
    problems: tuple[Problem, ...]


def check(request: Request) -> tuple[Problem, ...]:
    """Every problem of the content and every hint, without writing anything but the cache."""
    with _store(request) as store:
        before, content = _sources(request, store)
        completed = complete(content, before, request.now)
        site = _site(request, completed.content, completed.held)
        gettext = request.translations.gettext
        paths = paths_of(outputs(site, request.theme, _templates(request), gettext))
        published = {item.id for item in (*before.items, *before.gone)}
        found = hints(site, completed.content.items, paths, published, gettext)
        problems = (*content.problems, *completed.problems, *found)
        return tuple(sorted(problems, key=lambda problem: problem.sort_key))


def survey(request: Request) -> Content:
    """All that is sound, with last good versions in place of what is broken."""
    with _store(request) as store:
        return _read(request, store)[0]


def build(request: Request) -> Report:
    """Make the site.

    Raises:
        InvalidContentError: with every problem; nothing was changed. A lenient build raises it only
            for an output folder that is not ours.
    """
    with _store(request) as store:
        with _no_collection():
            content, problems, held = _read(request, store)
            if problems and not request.lenient:
                raise InvalidContentError(problems)
            site = _site(request, content, held)
        jinja = _templates(request)
        files = outputs(site, request.theme, jinja, request.translations.gettext)
        written = write_outputs(files, request.output, store)
    if request.remember:
        public = {item.id for item in site.items}
        public_content = replace(
            content, items=tuple(item for item in content.items if item.id in public)
        )
        remember(public_content, request.published, request.folder)
    return Report(written, len(site.items), problems)


def _site(request: Request, content: Content, held: frozenset[str]) -> Site:
    return site_of(
        content,
        town=request.town,
        topics=request.topics,
        folder=request.folder,
        now=request.now,
        gettext=request.translations.gettext,
        held=held,
        sign_up=request.sign_up,
    )


def _templates(request: Request) -> Environment:
    folder = request.cache.file.parent if request.cache else None
    return environment(request.theme, request.town, request.translations, folder)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Thousands of items are made that all stay: looking for garbage among them costs a third."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _store(request: Request) -> Iterator[Store | None]:
    if request.cache is None:
        yield None
        return
    found = fingerprint(request.town, request.topics, request.theme, request.cache.program)
    store = Store(request.cache.file, found)
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
    problems = tuple(
        sorted((*content.problems, *completed.problems), key=lambda problem: problem.sort_key)
    )
    return completed.content, problems, completed.held


def _sources(request: Request, store: Store | None) -> tuple[Content, Content]:
    """The last good versions, and the content of today."""
    is_demo = request.town.demo
    published = read_published(
        request.published, request.folder, request.topics, store, is_demo=is_demo
    )
    before = {item.id: item for item in (*published.gone, *published.items)}
    content = read_content(
        request.folder,
        request.topics,
        now=request.now,
        before=before,
        is_demo=is_demo,
        store=store,
    )
    return published, content
