"""The files of deploy/ as far as they can be tried here: structure, units, scripts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import postgres, real

from .site_runs import ROOT, clean_environment

DEPLOY = ROOT / "deploy"
SCRIPTS = sorted((DEPLOY / "bin").iterdir())
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# Names of the compose specification that these services may use.
KNOWN = {
    "image build command entrypoint networks depends_on environment secrets volumes healthcheck",
    "ports restart logging security_opt stop_grace_period",
}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service(name: str) -> None:
    service = SERVICES[name]
    assert set(service) <= set(" ".join(KNOWN).split())
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period" if name in ("publisher", "listmonk") else "image"]
    assert name == "nightly" or {"test", "interval"} <= set(service["healthcheck"])
    assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    mounted = {volume.split(":")[0] for volume in service.get("volumes", ())}
    assert {one for one in mounted if not one.startswith("./")} <= set(COMPOSE["volumes"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("depends_on", ())) <= set(SERVICES)


def test_the_compose_file_fits_its_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run(
        [*command, str(DEPLOY / "compose.yaml")], capture_output=True, text=True, timeout=60
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_only_the_web_server_is_open_to_the_world() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert SERVICES["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_the_administration_is_open_to_our_own_containers_and_no_others_of_the_network() -> None:
    allowed = SERVICES["caddy"]["environment"]["ADMIN_FROM"].split()
    own = [SERVICES[name]["networks"]["outside"] for name in ("publisher", "nightly")]
    assert allowed == ["${ADMIN_FROM:?}", *(one["ipv4_address"] for one in own)]


def test_secrets_are_files() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|TOKEN|SECRET", name, re.IGNORECASE):
                assert name.endswith("_FILE"), name
                assert value.removeprefix("/run/secrets/") in service["secrets"]
    assert all(list(secret) == ["file"] for secret in COMPOSE["secrets"].values())
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/deploy/secrets/", "/deploy/.env"} <= set(ignored)


def test_the_example_names_every_variable_of_the_compose_file() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = (DEPLOY / "compose.env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == used


def test_caddy_gets_every_variable_of_its_file() -> None:
    used = set(re.findall(r"\{\$([A-Z_]+)", (DEPLOY / "Caddyfile").read_text(encoding="utf-8")))
    assert set(SERVICES["caddy"]["environment"]) == used - {"ALIVE"}


def test_units() -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    units = sorted(str(path) for path in (DEPLOY / "systemd").iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    # The programs are not installed where these tests run.
    told = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    ours = [line for line in told if "infokanal" in line or "listmonk" in line]
    assert ours == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_read_and_run(path: Path) -> None:
    assert os.access(path, os.X_OK)
    assert subprocess.run(["sh", "-n", path]).returncode == 0
    named = (DEPLOY / "systemd").glob("*.service")
    text = "".join(unit.read_text("utf-8") for unit in named) + str(COMPOSE)
    assert path.name in text or path.name in ("restore", "upgrade")


@pytest.mark.parametrize("path", sorted((DEPLOY / "ci").iterdir()), ids=lambda path: path.name)
def test_recipes_check_proposals_and_publish_one_after_the_other(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    recipe = yaml.safe_load(text)
    jobs = recipe.get("jobs", recipe)
    check, publish = jobs["check"], jobs["publish"]
    assert " check" in str(check)
    assert "publish --to listmonk" in str(publish)
    assert "--into /srv/infokanal/made" in str(publish)
    assert "'group': 'publish'" in str(publish) or publish["resource_group"] == "publish"
    assert "infokanal" in str(publish.get("runs-on", publish.get("tags")))
    # Who only proposes a change gets no secret and no machine of ours.
    assert "LISTMONK" not in str(check)
    assert "self-hosted" not in str(check)


@pytest.fixture
def database() -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty database, and the variables that lead to it."""
    if why := postgres.missing():
        pytest.skip(why)
    with contextlib.ExitStack() as stack:
        # As root, the server runs as another user, who may not enter pytest's own folders.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="postgres-")))
        folder.chmod(0o755)
        port = postgres.start_postgres(stack, folder)
        programs = postgres.postgres_bin()
        variables = {
            "PGHOST": postgres.HOST,
            "PGPORT": str(port),
            "PGUSER": postgres.DATABASE,
            "PGDATABASE": "postgres",
            "PATH": f"{programs}:{os.environ['PATH']}",
        }
        yield folder, clean_environment(**variables)


def script(name: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [str(DEPLOY / "bin" / name), *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)


def sql(text: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        ["psql", "-qAt", "-c", text], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_backup_comes_back_and_what_was_sent_since_stays_known(
    database: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    _, env = database
    site, made = tmp_path / "site", tmp_path / "made"
    git = ["git", "-C", str(site), "-c", "user.name=R", "-c", "user.email=r@example.org"]
    site.mkdir()
    (site / "town.yml").write_text("site: x\n")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    witness = made / "var" / "started-listmonk.jsonl"
    (made / "var" / "published").mkdir(parents=True)
    (made / "var" / "cache").mkdir()
    (made / "var" / "cache" / "build.sqlite").write_text("not needed")
    (made / "var" / "published" / "a.md").write_text("gut")
    witness.write_text('{"key": "item/x/eins"}\n')
    sql("CREATE TABLE campaigns (name text); INSERT INTO campaigns VALUES ('eins')", env)
    env |= {"SITE": str(site), "MADE": str(made), "BACKUP": str(tmp_path / "backup")}

    done = script("backup", env=env)
    assert done.returncode == 0, done.stderr
    saved = Path(done.stdout.strip())
    names = {"SHA256SUMS", "content.bundle", "listmonk.dump", "var.tar.gz"}
    assert {path.name for path in saved.iterdir()} == names
    assert saved.stat().st_mode & 0o077 == 0

    sql("INSERT INTO campaigns VALUES ('zwei')", env)
    with witness.open("a") as file:
        file.write('{"key": "item/x/zwei"}\n')
    (made / "var" / "published" / "a.md").unlink()
    shutil.rmtree(site)
    done = script("restore", str(saved), env=env)
    assert done.returncode == 0, done.stderr
    assert sql("SELECT name FROM campaigns", env) == "eins"
    assert (made / "var" / "published" / "a.md").read_text() == "gut"
    known = {json.loads(line)["key"] for line in witness.read_text().splitlines()}
    assert known == {"item/x/eins", "item/x/zwei"}
    assert (tmp_path / "site.restored" / "town.yml").is_file()

    (saved / "listmonk.dump").write_bytes(b"broken")
    sql("INSERT INTO campaigns VALUES ('drei')", env)
    assert script("restore", str(saved), env=env).returncode != 0
    assert sql("SELECT count(*) FROM campaigns", env) == "2"


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(tmp_path: Path) -> None:
    (tmp_path / "made" / "var").mkdir(parents=True)
    env = clean_environment(
        SITE=str(tmp_path), MADE=str(tmp_path / "made"), PGHOST=str(tmp_path), PGDATABASE="x"
    )
    assert script("backup", str(tmp_path / "backup"), env=env).returncode != 0
    assert list((tmp_path / "backup").iterdir()) == []


@pytest.mark.parametrize("fails", ["", "run", "build", "up"])
def test_an_upgrade_saves_first_and_stops_at_what_fails(fails: str, tmp_path: Path) -> None:
    docker = tmp_path / "docker"
    docker.write_text(
        """#!/bin/sh
        for word in "$@"; do
          case $word in run|build|pull|up|exec) echo "$word" >>"$LOG"; break;; esac
        done
        [ "$word" != "$FAILS" ]
        """,
        encoding="utf-8",
    )
    docker.chmod(0o755)
    log = tmp_path / "log"
    env = clean_environment(PATH=f"{tmp_path}:{os.environ['PATH']}", LOG=str(log), FAILS=fails)
    done = script("upgrade", env=env)
    steps = ["run", "build", "pull", "up", "exec"]
    assert log.read_text().split() == (steps[: steps.index(fails) + 1] if fails else steps)
    assert (done.returncode == 0) is not bool(fails)


@pytest.mark.listmonk
def test_what_the_compose_file_tells_listmonk_of_its_database_is_enough(
    database: tuple[Path, dict[str, str]],
) -> None:
    if why := real.missing():
        pytest.skip(why)
    folder, env = database
    sql("CREATE DATABASE listmonk", env)
    told = COMPOSE["services"]["listmonk"]["environment"]
    here = {"LISTMONK_db__host": postgres.HOST, "LISTMONK_db__port": env["PGPORT"]}
    program = real.binary()
    assert program is not None
    installed = subprocess.run(
        [program, "--install", "--idempotent", "--yes", "--config", ""],
        cwd=folder,
        env={**postgres.bare_environment(), **told, **here, "LISTMONK_db__password": "any"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    assert sql("SELECT count(*) FROM pg_database WHERE datname = 'listmonk'", env) == "1"
