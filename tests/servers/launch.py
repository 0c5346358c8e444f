"""Start the stand-in as a process of its own, and pick servers by kind."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import real
from .servers import Kind, Server
from .smtp_sink import SmtpSink

ROOT = Path(__file__).parents[2]
MODULE = "tests.servers.standin"


@contextlib.contextmanager
def standin_server(
    sink: SmtpSink, *, scan: float = 0.2, seed: Mapping[str, Any] | None = None
) -> Iterator[Server]:
    """A stand-in that delivers to ``sink``, gone at the end; ``scan`` in seconds."""
    with tempfile.TemporaryDirectory(prefix="standin-") as folder:
        command = [
            sys.executable,
            "-m",
            MODULE,
            "--port",
            "0",
            "--smtp",
            sink.address,
            "--scan",
            str(scan),
            "--tied",
        ]
        if seed is not None:
            path = Path(folder) / "seed.json"
            path.write_text(json.dumps(seed), "utf-8")
            command += ["--seed", str(path)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, "the stand-in did not start"
            ready = json.loads(line)
            server = Server("stand-in", ready["url"], ready["user"], ready["token"], sink, scan)
            with server.http:
                yield server
        finally:
            process.terminate()
            process.communicate(timeout=10)


@contextlib.contextmanager
def server_of(
    kind: Kind, settings: Mapping[str, Any] | None = None, static: Path | None = None
) -> Iterator[Server]:
    """A server of this kind with a sink of its own.

    ``static``: the folder with Listmonk's pages in the town's design; the stand-in's stay plain.
    """
    with SmtpSink() as sink:
        if kind == "listmonk":
            with real.listmonk_server(sink, settings, static) as server:
                yield server
            return
        with standin_server(sink) as server:
            server.control(settings=dict(settings or {}))
            yield server
