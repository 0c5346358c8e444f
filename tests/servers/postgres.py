"""A PostgreSQL of its own in a temporary folder, and how test servers are started and stopped."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from .smtp_sink import HOST

DATABASE = "listmonk"
PROGRAMS = ("initdb", "postgres")
UNPRIVILEGED = ("postgres", "nobody")


class RealServerError(RuntimeError):
    """A real server did not start; the message holds the end of its log."""


def missing() -> str | None:
    """One sentence on what keeps PostgreSQL from running here, None if nothing does."""
    if postgres_bin() is None or _client() is None:
        return "No PostgreSQL server: install the package `postgresql`."
    if os.geteuid() == 0 and _unprivileged() is None:
        return "PostgreSQL refuses to run as root and there is no user to run it as."
    return None


def postgres_bin() -> Path | None:
    """The newest folder that holds PostgreSQL's server programs."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
        reverse=True,
    )
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in (*packaged, *on_path):
        if all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
            return folder
    return None


def start_postgres(stack: contextlib.ExitStack, folder: Path) -> int:
    """Start a database cluster below ``folder`` and return its port on the loopback.

    As root it runs as another user, since PostgreSQL refuses root. ``stack`` stops it. Raises
    :class:`RealServerError` if it does not come up.
    """
    home = folder / "postgres"
    home.mkdir(mode=0o700)
    user = _unprivileged() if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(home, user)
    log, port = folder / "postgres.log", free_port()
    process = _spawn(home, log, port, user)
    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients that never leave.
    stack.callback(stop, process, signal.SIGINT)
    wait_until(lambda: _answers(folder, port), process, log)
    return port


def _spawn(home: Path, log: Path, port: int, user: str | None) -> subprocess.Popen[bytes]:
    programs = postgres_bin()
    assert programs is not None
    cluster = str(home / "data")
    make = f"-D {cluster} -U {DATABASE} -A trust -E UTF8 --locale=C.UTF-8 --no-sync"
    run = f"-D {cluster} -h {HOST} -p {port} -k {home} -c fsync=off -c full_page_writes=off"
    with log.open("wb") as out:
        subprocess.run(
            [str(programs / "initdb"), *make.split()],
            user=user,
            cwd=home,
            stdout=out,
            stderr=out,
            check=True,
            env=bare_environment(),
            timeout=60,
        )
        return subprocess.Popen(
            [str(programs / "postgres"), *run.split()],
            user=user,
            cwd=home,
            stdout=out,
            stderr=out,
            env=bare_environment(),
        )


def run_sql(folder: Path, port: int, database: str, statements: str) -> None:
    """Run statements in a database as its owner; CalledProcessError if one fails."""
    client = _client()
    assert client is not None
    subprocess.run(
        [
            client,
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            HOST,
            "-p",
            str(port),
            "-U",
            DATABASE,
            "-d",
            database,
        ],
        input=statements,
        text=True,
        cwd=folder,
        env=bare_environment(),
        check=True,
        capture_output=True,
        timeout=30,
    )


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, timeout: float = 40
) -> None:
    """Return once ``ready``; :class:`RealServerError` if the process dies or time (s) is up."""
    deadline = time.monotonic() + timeout
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RealServerError(log.read_text("utf-8", "replace")[-2000:])
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal, wait ten seconds for the end, then kill."""
    process.send_signal(number)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def bare_environment() -> dict[str, str]:
    """PATH and little else."""
    # Nothing of the caller's: neither its LISTMONK_… nor its PG… settings may reach the servers.
    return {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _unprivileged() -> str | None:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED if name in known), None)


def _client() -> str | None:
    programs = postgres_bin()
    beside = programs / "psql" if programs is not None else None
    return str(beside) if beside is not None and beside.exists() else shutil.which("psql")


def _answers(folder: Path, port: int) -> bool:
    """It listens before it answers: on a busy machine it starts up for seconds."""
    with contextlib.suppress(subprocess.SubprocessError):
        run_sql(folder, port, "postgres", "SELECT 1;")
        return True
    return False
