"""Hints of ``check`` that need more than one item: its files, its links, what was published."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import unquote, urlsplit

from plugins.engine.folder import PAGES, Folder
from plugins.engine.pdf_tags import is_untagged
from plugins.engine.reading import Thing
from plugins.engine.rendered import Rendered
from plugins.engine.site import Site
from subscriptions.core.dates import after
from subscriptions.core.hints import item_hints, service_hints
from subscriptions.core.item import Item
from subscriptions.core.legal import LEGAL_PAGES, missing_from
from subscriptions.core.messages import Gettext, message
from subscriptions.core.pages import Service
from subscriptions.core.problems import Problem
from subscriptions.core.security_txt import expiry_hint

_LINK = re.compile(r'<a\b[^>]*\shref="([^"]+)"')


def hints(
    site: Site,
    items: Iterable[Item],
    outputs: Collection[str],
    published: Collection[str],
    gettext: Gettext,
) -> tuple[Problem, ...]:
    """All hints about sound files.

    ``items`` are all, also those that are not public yet; ``outputs`` the paths of the site's
    files, ``published`` the identities that went out before (empty if nobody knows).
    ``gettext``: into the town's language.
    """
    known = tuple(item for item in items if item.source.startswith(f"{site.folder.name}/"))
    paths = {*outputs, *(f"{item.path}index.html" for item in known)}
    things: tuple[Thing, ...] = (*known, *site.pages, *site.services, *site.pools)
    found = [hint for item in known for hint in _of_item(item, site, published, gettext)]
    found += [hint for service in site.services for hint in service_hints(service)]
    for thing in things:
        found += _untagged(thing, site.folder)
        found += _dead_links(thing, site.texts[thing.source], site, paths)
    found += _legal(site)
    if expiry := expiry_hint(site.town, site.now):
        found.append(Problem("town.yml", 1, expiry, "warning"))
    return tuple(found)


def _legal(site: Site) -> Iterator[Problem]:
    """What a town's legal pages do not say, and which it does not have."""
    for page in site.pages:
        for missing in missing_from(page.id, site.texts[page.source].html):
            what = message("the page does not say {what}", what=missing)
            yield Problem(page.source, page.body_line, what, "warning")
    there = {one.likely_id for one in site.readings.values() if one.part == PAGES}
    for name in sorted(LEGAL_PAGES.keys() - there):
        what = message("there is no such page; a town must have one, in the menu footer")
        yield Problem(f"{site.folder.name}/{PAGES}/{name}.md", 1, what, "warning")


def _of_item(
    item: Item, site: Site, published: Collection[str], gettext: Gettext
) -> Iterator[Problem]:
    topics = [site.topics[name] for name in item.topics]
    yield from item_hints(item, gettext, of_hazards=any(t.kind == "warning" for t in topics))
    longest = max((topic.max_age for topic in topics), default=timedelta())
    is_new = bool(published) and item.id not in published and item.mail and not item.draft
    if is_new and after(item.date.latest, longest) < site.now:
        what = message(
            "date: lies so far back that nobody gets a mail of this; write when it is published,"
            " or mail: false"
        )
        yield Problem(item.source, item.line("date"), what, "warning")


def _untagged(thing: Thing, folder: Folder) -> Iterator[Problem]:
    if isinstance(thing, Item):
        field, files = "attachments", thing.attachments
    elif isinstance(thing, Service):
        field, files = "form", thing.form
    else:
        return
    for one in files:
        path = folder.root / one.file
        if path.suffix.lower() == ".pdf" and path.is_file() and is_untagged(path.read_bytes()):
            what = message(
                "{field}: {file} has no tags, so screen readers cannot read it well; save it as an"
                " accessible PDF, or put what it says into the text",
                field=field,
                file=one.file,
            )
            yield Problem(thing.source, dict(thing.lines).get(field, 1), what, "warning")


def _dead_links(
    thing: Thing, text: Rendered, site: Site, paths: Collection[str]
) -> Iterator[Problem]:
    for target in dict.fromkeys(_LINK.findall(text.html)):
        path = _own_path(unescape(target), site)
        if path is None or _is_there(path, paths):
            continue
        what = message(
            "the link leads to {path}, which is not on the website; check how it is written",
            path=path,
        )
        yield Problem(thing.source, _line(thing, path, site.folder), what, "warning")


def _own_path(target: str, site: Site) -> str | None:
    """The path below the site's address that a link leads to; None if it leads elsewhere."""
    own = urlsplit(site.town.url)
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme and (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
        return None
    base = f"{site.town.base_path}/"
    if (parts.netloc and not parts.scheme) or not parts.path.startswith(base):
        return None
    return unquote(parts.path.removeprefix(base))


def _is_there(path: str, paths: Collection[str]) -> bool:
    folder = path.rstrip("/")
    return path in paths or f"{folder}/index.html".lstrip("/") in paths


def _line(thing: Thing, path: str, folder: Folder) -> int:
    """Where the text names the path first."""
    file = folder.root / thing.source.removeprefix(f"{folder.name}/")
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines[thing.body_line - 1 :]):
        if path.strip("/") in unquote(line):
            return thing.body_line + number
    return thing.body_line
