"""nginx and Caddy on the loopback with the files of deploy/, for tests of what they send."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from .site_runs import ROOT

DEPLOY = ROOT / "deploy"
SITE, LISTS, ADMIN = "info.example.org", "listen.example.org", "verwaltung.example.org"


@dataclass(frozen=True, slots=True)
class WebServer:
    """A running server: ``addresses`` by host name. nginx speaks TLS, Caddy plain HTTP."""

    addresses: dict[str, str]
    verify: ssl.SSLContext | bool = True

    def get(self, host: str, path: str, **headers: str) -> httpx.Response:
        return self._send("GET", host, path, headers)

    def post(self, host: str, path: str) -> httpx.Response:
        return self._send("POST", host, path, {})

    def _send(self, method: str, host: str, path: str, headers: dict[str, str]) -> httpx.Response:
        with httpx.Client(verify=self.verify, trust_env=False) as client:
            return client.request(
                method,
                self.addresses[host] + path,
                headers={"Host": host, **headers},
                extensions={"sni_hostname": host},
            )


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of its own, and its key."""
    made, key = folder / "cert.pem", folder / "key.pem"
    request = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=example.org"
    subprocess.run(
        [*request.split(), "-keyout", str(key), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    return made, key


def nginx_files(folder: Path, output: Path, port: int, listmonk: str, publisher: str) -> Path:
    """The main file for nginx around deploy/nginx.conf, with nothing outside of ``folder``."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    made, key = certificate(folder)
    text = re.sub(r"(ssl_certificate +)\S+;", rf"\g<1>{made};", text)
    text = re.sub(r"(ssl_certificate_key +)\S+;", rf"\g<1>{key};", text)
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = text.replace("/srv/infokanal/made/output", str(output))
    text = text.replace("127.0.0.1:9000", listmonk).replace("127.0.0.1:8787", publisher)
    (folder / "infokanal.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {paths}\n"
        "include infokanal.conf; }\n",
        encoding="utf-8",
    )
    return main


@contextmanager
def nginx(folder: Path, output: Path, listmonk: str, publisher: str) -> Iterator[WebServer]:
    (port,) = free_ports(1)
    main = nginx_files(folder, output, port, listmonk, publisher)
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    addresses = dict.fromkeys((SITE, LISTS, ADMIN), f"https://127.0.0.1:{port}")
    with running("nginx", "-c", str(main), "-p", str(folder), port=port):
        yield WebServer(addresses, trusting)


@contextmanager
def caddy(folder: Path, output: Path, listmonk: str, publisher: str) -> Iterator[WebServer]:
    ports = free_ports(4)
    addresses = {
        host: f"http://127.0.0.1:{port}"
        for host, port in zip((SITE, LISTS, ADMIN), ports, strict=False)
    }
    # Plain HTTP under the real names: certificates are not to be had here.
    named = dict(zip(("SITE", "LISTS", "ADMIN"), ports, strict=False))
    environment = {
        **{name: f"http://:{port}" for name, port in named.items()},
        "ALIVE": f"http://127.0.0.1:{ports[3]}",
        "SITE_ROOT": str(output),
        "LISTMONK": listmonk,
        "PUBLISHER": publisher,
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
    }
    command = ("caddy", "run", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile"))
    with running(*command, port=ports[0], environment=environment):
        yield WebServer(addresses)


@contextmanager
def running(*command: str, port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A server in a process of its own, once it answers on its port."""
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(200):
            assert process.poll() is None, process.stderr and process.stderr.read()
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


def missing(name: str) -> str | None:
    """Why a server cannot be tried here; None if it can."""
    where = f"/usr/sbin:{os.environ.get('PATH', '')}"
    return None if shutil.which(name, path=where) else f"{name} is not installed"
