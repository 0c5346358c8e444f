"""One file of the content folder, read by itself: all that no other file can change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from plugins.engine.folder import ITEMS, PAGES, POOLS, SERVICES, Folder
from plugins.engine.rendered import Rendered
from plugins.engine.stamps import hash_of
from plugins.engine.steps import Steps, at_once
from subscriptions.core.changes import all_moments
from subscriptions.core.checks import check_item, resolve_topics, unknown_topics_in
from subscriptions.core.front_matter import FrontMatter, decode, split_front_matter
from subscriptions.core.item import Item, read_item
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.pages import Page, Service, read_page, read_service
from subscriptions.core.placeholders import blanks_in, placeholders_in
from subscriptions.core.pools import Pool, read_pool
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.topics import Topics

Thing = Item | Page | Service | Pool

# How the files of each part of the folder are given their types.
READERS: dict[str, Callable[[FrontMatter, str], Thing]] = {
    ITEMS: read_item,
    PAGES: read_page,
    SERVICES: read_service,
    POOLS: read_pool,
}

# The id: of a file that is too broken to be read.
_ID = re.compile(rb"^id:[ \t]*['\"]?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)


class Reading(NamedTuple):
    """What one file says. ``thing`` and ``text`` are None if it cannot be read.

    ``problems`` are those of the file itself. ``likely_id``: what it stands for, read or not.
    ``blanks``: what it leaves open, which only a demonstration may.
    ``whole`` is the hash of the file, ``front`` that of all but its text. ``moments``: when a build
    may differ because of it (core/changes.py). Thousands are made at a time, which takes a frozen
    dataclass five times as long.
    """

    source: str
    part: str
    likely_id: str
    thing: Thing | None = None
    text: Rendered | None = None
    problems: tuple[Problem, ...] = ()
    whole: bytes = b""
    front: bytes = b""
    blanks: tuple[Problem, ...] = ()
    moments: tuple[float, ...] = ()


def read_file(folder: Folder, part: str, path: Path, topics: Topics) -> Reading:
    """Read one file below ``part``; what is wrong with it is in the result."""
    return at_once(read_in_steps(folder, part, path, topics))


def read_in_steps(folder: Folder, part: str, path: Path, topics: Topics) -> Steps[Reading]:
    """``read_file`` in steps."""
    source = folder.source(path)
    try:
        raw = folder.read(path, source)
    except InvalidContentError as error:
        return Reading(source, part, identity_of_stem(path.stem), problems=tuple(error.problems))
    yield
    likely_id = _likely_id(raw, path)
    still_open: tuple[Problem, ...] = ()
    front: FrontMatter | None = None
    try:
        front = split_front_matter(decode(raw, source), source)
        still_open = placeholders_in(front, source)
        yield
        thing = _typed(front, part, source, topics)
    except InvalidContentError as error:
        problems = _with_placeholders(error.problems, still_open)
        broken = Reading(source, part, likely_id, None, None, problems, hash_of(raw), hash_of(raw))
        return (yield from _with_findings(broken, front, folder)) if front else broken
    problems = ()
    if isinstance(thing, Item):
        thing, problems = _resolved(thing, topics)
        still_open = () if thing.draft else still_open
    yield
    text = yield from _rendering(thing.body, part, thing.id, folder)
    yield
    return Reading(
        source,
        part,
        thing.id,
        _without_body(thing),
        text,
        (*_with_placeholders(problems, still_open), *_findings(source, thing.body_line, text)),
        hash_of(raw),
        hash_of(repr(front.document.values).encode()),
        blanks_in(front, source),
        all_moments(thing) if isinstance(thing, Item) else (),
    )


def _likely_id(raw: bytes, path: Path) -> str:
    match = _ID.search(raw)
    return match[1].decode() if match else identity_of_stem(path.stem)


def _with_findings(broken: Reading, front: FrontMatter, folder: Folder) -> Steps[Reading]:
    """Whoever mends the fields is told at once what is wrong with the text."""
    text = yield from _rendering(front.body, broken.part, broken.likely_id, folder)
    found = _findings(broken.source, front.body_line, text)
    return broken._replace(problems=(*broken.problems, *found))


def _with_placeholders(
    problems: Iterable[Problem], still_open: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """Of a field that is still to be filled in, nothing else is told."""
    lines = {problem.line for problem in still_open}
    return (*still_open, *(problem for problem in problems if problem.line not in lines))


def _typed(front: FrontMatter, part: str, source: str, topics: Topics) -> Thing:
    try:
        return READERS[part](front, source)
    except InvalidContentError as wrong:
        # The editor is told all at once, so the topics are looked at although the rest is wrong.
        problems = list(wrong.problems)
        if part == ITEMS:
            problems += unknown_topics_in(front, source, topics)
        raise InvalidContentError(problems) from wrong


def _resolved(item: Item, topics: Topics) -> tuple[Item, tuple[Problem, ...]]:
    """The item with its topics' ids, and what is wrong with its fields."""
    known, wrong = resolve_topics(item, topics)
    return known, wrong or tuple(check_item(known, topics))


def _rendering(body: str, part: str, identity: str, folder: Folder) -> Steps[Rendered]:
    """The text; that of a pool stands below its name on a page that many share."""
    from plugins.engine.markdown import render_in_steps  # noqa: PLC0415  # slow to load

    if part == POOLS:
        return render_in_steps(body, folder.base_path, below=2, anchor=f"s-{identity}")
    return render_in_steps(body, folder.base_path)


def _without_body(thing: Thing) -> Thing:
    """Of the Markdown, which nobody reads again, a hash stays: it tells one text from another."""
    return thing.model_copy(update={"body": hash_of(thing.body.encode()).hex()})


def _findings(source: str, body_line: int, text: Rendered) -> Iterator[Problem]:
    for finding in text.findings:
        yield Problem(source, body_line + finding.line, finding.message)
