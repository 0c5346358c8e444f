"""A real Listmonk with its own PostgreSQL in a temporary folder, gone when the test ends."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from . import postgres
from .postgres import (
    DATABASE,
    RealServerError,
    bare_environment,
    free_port,
    run_sql,
    start_postgres,
    stop,
    wait_until,
)
from .servers import Server
from .smtp_sink import HOST, SmtpSink

TOKEN = re.compile(r'LISTMONK_ADMIN_API_TOKEN="([^"]+)"')
SCAN = 5.0


def binary() -> str | None:
    """The Listmonk executable: ``LISTMONK_BIN``, or ``listmonk`` on PATH."""
    named = os.environ.get("LISTMONK_BIN")
    return named if named and os.access(named, os.X_OK) else shutil.which("listmonk")


def missing() -> str | None:
    """One sentence on what keeps a real Listmonk from running here, None if nothing does."""
    if binary() is None:
        return "No Listmonk: set LISTMONK_BIN or put `listmonk` on PATH."
    return postgres.missing()


@contextlib.contextmanager
def listmonk_server(
    sink: SmtpSink, settings: Mapping[str, Any] | None = None, static: Path | None = None
) -> Iterator[Server]:
    """A freshly installed Listmonk that delivers to ``sink``; takes about four seconds.

    ``settings`` are laid over the installed ones (``{"app.max_send_errors": 5}``), the files of
    ``static`` over those of its pages and mails.
    Raises :class:`RealServerError` if something does not come up.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="listmonk-")))
        folder.chmod(0o755)
        database = start_postgres(stack, folder)
        options = ["--static-dir", str(static)] if static else []
        server = _start_listmonk(stack, folder, database, sink, settings or {}, options)
        stack.callback(server.http.close)
        yield server


def _start_listmonk(
    stack: contextlib.ExitStack,
    folder: Path,
    database: int,
    sink: SmtpSink,
    wanted: Mapping[str, Any],
    options: Sequence[str] = (),
) -> Server:
    """Create the database, install, lay the settings over it and start."""
    program = binary()
    assert program is not None
    port = free_port()
    run_sql(folder, database, "postgres", f"CREATE DATABASE {DATABASE};")
    environment = _environment(port, database)
    (folder / "uploads").mkdir()
    installed = subprocess.run(
        [program, "--config", "", "--install", "--idempotent", "--yes"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    token = TOKEN.search(installed.stderr)
    if token is None:
        raise RealServerError(installed.stdout[-2000:] + installed.stderr[-2000:])
    server = Server("listmonk", f"http://{HOST}:{port}", "publisher", token[1], sink, SCAN)
    # Before the first start, not through the API: with its installed settings Listmonk would ask
    # the internet for updates, and each PUT of settings costs a restart.
    run_sql(folder, database, DATABASE, _settings(server, wanted))
    log = folder / "listmonk.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program, "--config", "", *options], cwd=folder, env=environment, stdout=out, stderr=out
        )
    stack.callback(stop, process, signal.SIGTERM)
    wait_until(lambda: _healthy(server.url), process, log)
    return server


def _settings(server: Server, wanted: Mapping[str, Any]) -> str:
    """SQL that sets what differs from a fresh installation."""
    relay = {
        "enabled": True,
        "host": HOST,
        "port": server.sink.port,
        "auth_protocol": "none",
        "username": "",
        "password": "",
        "hello_hostname": "",
        "max_conns": 10,
        "idle_timeout": "15s",
        "wait_timeout": "5s",
        "max_msg_retries": 2,
        "msg_retry_delay": "10ms",
        "tls_type": "none",
        "tls_skip_verify": False,
        "email_headers": [],
        "from_addresses": [],
    }
    values: dict[str, Any] = {
        "app.check_updates": False,
        "app.root_url": server.url,
        "app.message_rate": 1000,
        "smtp": [relay],
    }
    return "".join(
        f"UPDATE settings SET value = {_quoted(json.dumps(value))} WHERE key = {_quoted(key)};\n"
        for key, value in (values | dict(wanted)).items()
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _healthy(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url + "/health", timeout=2).status_code == 200
    return False


def _environment(port: int, database: int) -> dict[str, str]:
    return bare_environment() | {
        "LISTMONK_app__address": f"{HOST}:{port}",
        "LISTMONK_db__host": HOST,
        "LISTMONK_db__port": str(database),
        "LISTMONK_db__user": DATABASE,
        "LISTMONK_db__password": DATABASE,
        "LISTMONK_db__database": DATABASE,
        "LISTMONK_db__ssl_mode": "disable",
        "LISTMONK_ADMIN_USER": "admin",
        "LISTMONK_ADMIN_PASSWORD": "only-for-this-test",
        "LISTMONK_ADMIN_API_USER": "publisher",
    }
