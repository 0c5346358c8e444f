"""Which files the site has. What each is made from stands in the module of its section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from plugins.engine import (
    calendar_files,
    cap,
    feed_files,
    hazards,
    home,
    installable,
    news,
    pools,
    remains,
    search,
    services,
    static_pages,
    subscribe,
    tenders,
)
from plugins.engine.frame import Frame
from plugins.engine.output import Bundle, Output
from plugins.engine.site import Site
from plugins.engine.sitemap import robots, sitemap
from plugins.engine.templates import stylesheet
from plugins.engine.theme import Theme
from subscriptions.core.attachments import ATTACHMENTS, is_inside, is_safe
from subscriptions.core.item import Item
from subscriptions.core.security_txt import SECURITY_TXT, security_txt

_WORKER = "sw.js"
_STYLE = "style.css"

_SECTIONS: tuple[Callable[[Frame], Iterator[Output | Bundle]], ...] = (
    home.outputs,
    news.outputs,
    remains.outputs,
    hazards.outputs,
    tenders.outputs,
    static_pages.outputs,
    services.outputs,
    pools.outputs,
    subscribe.outputs,
    search.outputs,
    installable.outputs,
    feed_files.outputs,
    calendar_files.outputs,
    cap.outputs,
)


def outputs(frame: Frame) -> Iterator[Output | Bundle]:
    """All files of one site. Nothing is rendered before a file is made."""
    site = frame.site
    addresses: list[tuple[str, float | None]] = []
    for section in _SECTIONS:
        for output in section(frame):
            if isinstance(output, Bundle):
                addresses += output.addresses
            elif output.address is not None:
                addresses.append((output.address, output.updated))
            yield output
    yield from _files(site, frame.theme)
    # A text for all of them is made in a tenth of the time that a tuple of pairs takes.
    told = " ".join([f"{path} {updated}" for path, updated in addresses])
    yield Output("sitemap.xml", partial(sitemap, site.town, addresses), shows=lambda: (told,))
    yield Output("robots.txt", partial(robots, site.town))
    if site.town.security:
        yield Output(SECURITY_TXT, security_txt(site.town).encode)


def outputs_with_texts(frame: Frame, sources: Iterable[str]) -> Iterator[Output | Bundle]:
    """Those of all outputs that may show the texts of these items, not only their front matter."""
    things = [frame.site.readings[source].thing for source in sources]
    items = [thing for thing in things if isinstance(thing, Item)]
    yield from news.pages_of_items(frame, {item.month for item in items})
    yield from feed_files.outputs(frame)
    if any(item.is_warning for item in items):
        yield from cap.outputs(frame)


def _files(site: Site, theme: Theme) -> Iterator[Output]:
    for name, path in theme.static_files().items():
        # A service worker rules what lies beside and below it.
        make = partial(_style, path, site) if name == _STYLE else path.read_bytes
        yield Output(name if name == _WORKER else f"theme/{name}", make)
    for name in sorted(_attached(site)):
        if site.size_of(name) is not None:
            make = site.folder.path_of(name).read_bytes
            yield Output(name, make, shows=partial(site.faces.files, (name,)), is_copy=True)


def _style(path: Path, site: Site) -> bytes:
    """The theme's style with the town's colours: one file is there sooner than two."""
    return path.read_bytes() + stylesheet(site.town)


def _attached(site: Site) -> set[str]:
    """The files of content/anhaenge/ that may be given out; hidden ones may not."""
    names = {composed for composed, _ in site.folder.names(ATTACHMENTS)}
    return {name for name in names if is_inside(name) and is_safe(name)}
