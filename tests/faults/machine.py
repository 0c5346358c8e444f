"""A mail server of a test's own, which may be given settings, filled with people, and killed."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import real
from tests.servers.launch import standin_server
from tests.servers.postgres import (
    DATABASE,
    free_port,
    run_sql,
    start_postgres,
    stop,
    wait_until,
)
from tests.servers.servers import Kind, Server, unique
from tests.servers.smtp_sink import HOST, SmtpSink


@dataclass
class Machine:
    """One server, alone on its database."""

    server: Server
    folder: Path | None = None
    database: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def crash(self) -> None:
        """Kill it with SIGKILL and start it again; what it had in memory is lost."""
        if self.process is None:
            self.server.control(crash=True)
            return
        self.process.kill()
        self.process.wait(10)
        self.start()

    def stop(self) -> None:
        """Stop it; the stand-in goes on, but hangs up on whoever calls."""
        if self.process is None:
            self.server.control(fail={"how": "cut", "count": 10**9})
            return
        stop(self.process, signal.SIGTERM)

    def go_on(self) -> None:
        """Be there again after a stop."""
        if self.process is None:
            self.server.control(calm=True)
            return
        self.start()

    def start(self) -> None:
        """Start the real one, and wait until it answers."""
        assert self.folder is not None
        program = real.binary()
        assert program is not None
        log = self.folder / "listmonk.log"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [program, "--config", ""],
                cwd=self.folder,
                env=dict(self.environment),
                stdout=out,
                stderr=out,
            )
        wait_until(lambda: real._healthy(self.server.url), self.process, log)

    def populate(self, list_id: int, count: int) -> list[str]:
        """Subscribe so many confirmed people to a list, quickly."""
        people = [f"{unique('viele')}@residents.example" for _ in range(count)]
        if self.folder is None:
            for person in people:
                self.server.add_subscriber(person, [list_id])
            return people
        rows = ",".join(f"(gen_random_uuid(), '{one}', '{one}')" for one in people)
        run_sql(
            self.folder,
            self.database,
            DATABASE,
            f"WITH made AS (INSERT INTO subscribers (uuid, email, name) VALUES {rows} RETURNING id)"
            " INSERT INTO subscriber_lists (subscriber_id, list_id, status)"
            f" SELECT id, {list_id}, 'confirmed' FROM made;",
        )
        return people


@contextlib.contextmanager
def machine_of(kind: Kind, settings: Mapping[str, Any]) -> Iterator[Machine]:
    """A machine with these settings laid over its installed ones."""
    with contextlib.ExitStack() as stack:
        sink = stack.enter_context(SmtpSink())
        if kind == "stand-in":
            server = stack.enter_context(standin_server(sink))
            server.control(settings=dict(settings))
            yield Machine(server)
            return
        yield _real(stack, sink, settings)


def _real(stack: contextlib.ExitStack, sink: SmtpSink, settings: Mapping[str, Any]) -> Machine:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="listmonk-")))
    folder.chmod(0o755)
    database = start_postgres(stack, folder)
    run_sql(folder, database, "postgres", f"CREATE DATABASE {DATABASE};")
    port = free_port()
    environment = real._environment(port, database)
    (folder / "uploads").mkdir()
    program = real.binary()
    assert program is not None
    installed = subprocess.run(
        [program, "--config", "", "--install", "--idempotent", "--yes"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    token = real.TOKEN.search(installed.stderr)
    assert token, installed.stderr[-2000:]
    server = Server("listmonk", f"http://{HOST}:{port}", "publisher", token[1], sink, real.SCAN)
    run_sql(folder, database, DATABASE, real._settings(server, settings))
    machine = Machine(server, folder, database, environment)
    machine.start()
    stack.callback(lambda: machine.process and stop(machine.process, signal.SIGTERM))
    stack.callback(server.http.close)
    return machine
