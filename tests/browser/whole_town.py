"""The shipped town with every kind of page, on a day in June with a warning and one in November."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from subscriptions.core.dates import parse_moment
from subscriptions.core.remains import Remains
from tests.site.site_runs import TownFolder, copy_of_shipped

# A boil-water notice is in force, and pools are open.
NOW = "2026-06-26 11:00"
# Nothing warns, tenders are open, and dates are near.
QUIET_NOW = "2026-11-14 12:00"
GONE = "2026-06-01-falsche-meldung"
TOPICS = (
    "gefahrenhinweise",
    "kinderbetreuung",
    "ausschreibungen",
    "vereine",
    "neue-nachbarn",
    "freibaeder",
)

# One of each kind, by its name; the quiet front page is that of November.
QUIET = "home-quiet"
PAGES = {
    "home": "",
    "warning": "aktuelles/2026-06-25-abkochgebot-luederitz-aktualisierung/",
    "replaced": "aktuelles/2026-06-23-abkochgebot-luederitz/",
    "news": "aktuelles/2022-07-28-info-kanal-tausend-nutzer/",
    "event": "aktuelles/2026-06-08-markt-der-vereine/",
    "tender": "aktuelles/2026-05-18-filteranlage-freibad/",
    "pool-report": "aktuelles/2026-05-23-freibad-tangerhuette-saisonstart/",
    "gone": f"aktuelles/{GONE}/",
    "hazards": "gefahren/",
    "topics": "themen/",
    "topic": "themen/kinderbetreuung/",
    "year": "themen/kinderbetreuung/2022/",
    "pools": "freibaeder/",
    "tenders": "ausschreibungen/",
    "services": "leistungen/",
    "situation": "leistungen/umzug/",
    "service": "leistungen/personalausweis-beantragen/",
    "subscribe": "abonnieren/",
    "check-mail": "abonnieren/bestaetigen/",
    "feeds": "feeds/",
    "search": "suche/",
    "offline": "offline/",
    "page": "barrierefreiheit/",
    "not-found": "404.html",
}
NAMES = (*PAGES, QUIET)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, forbids all but the site's own scripts and styles, and keeps no log."""

    policy = "default-src 'self'"

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path, kind: type[Quiet] = Quiet) -> Iterator[str]:
    """The address of a folder of files."""
    handler = partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@contextmanager
def whole_town(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of all pages, by their names."""
    june, november = town_of(folder / "june", NOW), town_of(folder / "november", QUIET_NOW)
    missing = [path for path in PAGES.values() if not _file(june, path).is_file()]
    assert missing == []
    with served(june.output) as address, served(november.output) as quiet:
        yield {QUIET: quiet, **{name: address + path for name, path in PAGES.items()}}


def town_of(folder: Path, now: str) -> TownFolder:
    """The town with a form for mail, and with one message whose file is gone."""
    town = TownFolder(copy_of_shipped(folder))
    uuids = (f"  {topic}: 0c1b2d3e-0000-4000-8000-{n:012}" for n, topic in enumerate(TOPICS))
    form = "form: https://listen.tangerhuette.example/subscription/form"
    town.write("subscriptions/listmonk-lists.yml", "\n".join((form, "lists:", *uuids, "")))
    gone = Remains.model_validate({"id": GONE, "date": "2026-06-01T08:00Z", "topics": ["vereine"]})
    town.write(f"var/published/gone/{GONE}.json", gone.model_dump_json())
    assert town.build(now).code == 0
    return town


def moment_of(name: str) -> str:
    """When the page of this name was built."""
    return QUIET_NOW if name == QUIET else NOW


def opened(browser: Browser, town: dict[str, str], name: str, width: int, **more: Any) -> Page:
    """A page of the town in a window of its own, at the moment for which it was built."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        service_workers="block",
        **more,
    )
    page = context.new_page()
    page.clock.set_fixed_time(parse_moment(moment_of(name)).at)
    page.goto(town[name])
    return page


def _file(town: TownFolder, path: str) -> Path:
    return town.output / (path if path.endswith(".html") else f"{path}index.html")
