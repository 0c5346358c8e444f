"""nginx and Caddy with the files of deploy/ really serve a site: headers, types, doors shut."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from . import web_servers
from .site_runs import TownFolder
from .web_servers import ADMIN, DEPLOY, LISTS, SITE, WebServer

ALWAYS = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
TYPES = [
    ("/", "text/html", "no-cache"),
    ("/feeds/alle.rss.xml", "application/rss+xml", "public, max-age=60"),
    ("/feeds/alle.atom.xml", "application/atom+xml", "public, max-age=60"),
    ("/feeds/alle.json", "application/feed+json", "public, max-age=60"),
    ("/feeds/alle.ics", "text/calendar", "public, max-age=60"),
    ("/feeds/themen.opml", "text/x-opml", "public, max-age=300"),
    ("/feeds/gefahrenhinweise.cap.atom.xml", "application/atom+xml", "public, max-age=60"),
    ("/feeds/gefahrenhinweise.rss.xml", "application/rss+xml", "public, max-age=60"),
    ("/feeds/vereine.rss.xml", "application/rss+xml", "public, max-age=300"),
    ("/feeds/", "text/html", "no-cache"),
    ("/sw.js", "text/javascript", "no-cache"),
    ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
    ("/.well-known/security.txt", "text/plain", "no-cache"),
    (
        "/aktuelles/2022-07-14-brand-am-bahndamm/warnung.cap.xml",
        "application/cap+xml",
        "no-cache",
    ),
    ("/freibaeder.json", "application/json", "public, max-age=60"),
    ("/sitemap.xml", "text/xml", "no-cache"),
    ("/theme/style.css", "text/css", "public, max-age=3600"),
    ("/theme/over.js", "text/javascript", "public, max-age=3600"),
    ("/theme/icons.svg", "image/svg+xml", "public, max-age=3600"),
]
# Some have two names for one thing.
SAME = {"application/javascript": "text/javascript", "application/xml": "text/xml"}


class _Echo(BaseHTTPRequestHandler):
    """Stands behind the proxy and says which path arrived."""

    def do_GET(self) -> None:
        data = f"behind: {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET  # noqa: N815  # the name that http.server asks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def behind() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def server(
    request: pytest.FixtureRequest,
    built: TownFolder,
    behind: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[WebServer]:
    if why := web_servers.missing(request.param):
        pytest.skip(why)
    start = web_servers.nginx if request.param == "nginx" else web_servers.caddy
    with start(tmp_path_factory.mktemp(request.param), built.output, behind, behind) as running:
        yield running


def has_headers(answer: httpx.Response) -> None:
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


@pytest.mark.parametrize(("path", "kind", "cache"), TYPES)
def test_types_and_caching(server: WebServer, path: str, kind: str, cache: str) -> None:
    answer = server.get(SITE, path)
    assert answer.status_code == 200
    found = answer.headers["content-type"].split(";")[0]
    assert SAME.get(found, found) == kind
    if kind != "image/svg+xml":
        assert "charset=utf-8" in answer.headers["content-type"].lower()
    assert answer.headers.get_list("cache-control") == [cache]
    has_headers(answer)
    is_open = path.startswith("/feeds/") or path == "/freibaeder.json"
    assert answer.headers.get("access-control-allow-origin") == ("*" if is_open else None)


def test_the_index_of_the_search_is_kept_for_long(server: WebServer, built: TownFolder) -> None:
    folder = built.output / "pagefind"
    folder.mkdir(exist_ok=True)
    for name in ("pagefind.de_a1.pf_meta", "pagefind-entry.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    lasting = server.get(SITE, "/pagefind/pagefind.de_a1.pf_meta").headers["cache-control"]
    assert lasting == "public, max-age=31536000, immutable"
    entry = server.get(SITE, "/pagefind/pagefind-entry.json").headers["cache-control"]
    assert entry == "no-cache"
    shutil.rmtree(folder)


def test_a_page_asked_for_again_is_not_sent_again(server: WebServer) -> None:
    tag = server.get(SITE, "/").headers["etag"]
    assert server.get(SITE, "/", **{"If-None-Match": tag}).status_code == 304


def rules_of(server: WebServer, path: str) -> dict[str, str]:
    policy = server.get(SITE, path).headers["content-security-policy"]
    return dict(rule.strip().split(" ", 1) for rule in policy.split(";"))


def test_only_the_search_may_compile(server: WebServer) -> None:
    rules = rules_of(server, "/")
    wider = {**rules, "script-src": "'self' 'wasm-unsafe-eval'"}
    assert rules_of(server, "/suche/") == wider
    assert rules_of(server, "/suche/?q=feuer") == wider


def test_nothing_inline_may_run(server: WebServer) -> None:
    rules = rules_of(server, "/")
    assert "unsafe" not in str(rules)
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["img-src"] == "'self'"
    assert rules["form-action"] == f"'self' https://{LISTS}"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"


@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/.infokanal", "/.git/HEAD"])
def test_what_is_not_there_or_hidden(server: WebServer, path: str) -> None:
    answer = server.get(SITE, path)
    assert answer.status_code == 404
    assert "<h1" in answer.text
    assert answer.headers.get_list("cache-control") == ["no-cache"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    has_headers(answer)


def test_the_web_hook_reaches_the_publisher(server: WebServer) -> None:
    assert server.post(SITE, "/hook").text == "behind: /hook"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/subscription/form", 200),
        ("/subscription/optin/abc?l=1", 200),
        ("/api/public/lists", 200),
        ("/campaign/a/b", 200),
        ("/public/static/style.css", 200),
        ("/", 302),
        ("/admin", 404),
        ("/admin/login", 404),
        ("/api/lists", 404),
        ("/api/campaigns", 404),
        ("/api/health", 404),
        ("/webhooks/bounce", 404),
        ("/subscription/../api/lists", 404),
        ("/subscription/..%2fapi/lists", 404),
        ("//api/lists", 404),
    ],
)
def test_of_listmonk_only_the_public_pages(server: WebServer, path: str, status: int) -> None:
    answer = server.get(LISTS, path)
    assert answer.status_code == status
    has_headers(answer)
    if status == 200:
        assert answer.text == f"behind: {path}"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_the_administration_is_elsewhere(server: WebServer) -> None:
    answer = server.get(ADMIN, "/admin/")
    assert answer.text == "behind: /admin/"
    assert answer.headers["cache-control"] == "no-store"
    has_headers(answer)


def test_nginx_accepts_the_file(tmp_path: Path) -> None:
    if why := web_servers.missing("nginx"):
        pytest.skip(why)
    main = web_servers.nginx_files(tmp_path, tmp_path, 8443, "127.0.0.1:9000", "127.0.0.1:8787")
    done = subprocess.run(
        ["nginx", "-t", "-c", main, "-p", tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_caddy_accepts_the_file(tmp_path: Path) -> None:
    if why := web_servers.missing("caddy"):
        pytest.skip(why)
    file = str(DEPLOY / "Caddyfile")
    done = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", file],
        env={"HOME": str(tmp_path), "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
