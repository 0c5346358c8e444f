"""The program as a package: built, unpacked by pip into a fresh venv, called from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from .site_runs import ROOT, SECOND_NOW, SECOND_TOWN, clean_environment, publish_py, tree

# Older ones cannot read the licence field of pyproject.toml.
NEEDED_SETUPTOOLS = 77
PARTS = ("plugins", "subscriptions", "theme", "locale", "LICENSE", "README.md", "pyproject.toml")


def test_the_package_list_names_every_folder_of_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(project["tool"]["setuptools"]["packages"])
    code = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for part in ("plugins", "subscriptions")
        for path in (ROOT / part).rglob("*.py")
    }
    data = {"subscriptions.shipped.locale", "subscriptions.shipped.theme"} | {
        f"subscriptions.{name}" for name in ("editing", "listmonk", "mail")
    }
    assert listed == code | data


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script of the installed package."""
    if int(version("setuptools").split(".")[0]) < NEEDED_SETUPTOOLS:
        pytest.skip("setuptools 77 is not here: run make dev")
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    source.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    _do(*pip, "wheel", *offline, "--wheel-dir", str(folder), str(source))
    shutil.rmtree(source)
    (wheel,) = folder.glob("*.whl")
    target = folder / "venv"
    venv.create(target, with_pip=False, symlinks=True)
    _do(*pip, "--python", str(target), "install", *offline, str(wheel))
    # The libraries are those of the tests: nothing is fetched.
    (site_packages,) = target.glob("lib/python*/site-packages")
    libraries = Path(click.__file__).parents[1]
    (site_packages / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return target / "bin" / "infokanal"


def _do(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, cwd=cwd, env=clean_environment(), capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_it_makes_the_same_site_from_anywhere(installed: Path, tmp_path: Path) -> None:
    town = Path(shutil.copytree(SECOND_TOWN, tmp_path / "stadt"))
    elsewhere = tmp_path / "woanders"
    elsewhere.mkdir()
    made = tmp_path / "made"
    call = (str(installed), "--site", str(town), "--into", str(made))
    _do(*call, "build", "--as-of", SECOND_NOW, cwd=elsewhere)
    _do(*call, "plan", "--to", "outbox", "--as-of", "2026-03-08 12:00", cwd=elsewhere)
    assert os.listdir(elsewhere) == []  # noqa: PTH208
    by_checkout = tmp_path / "by-checkout"
    answer = publish_py(
        "--site", str(town), "--into", str(by_checkout), "build", "--as-of", SECOND_NOW
    )
    assert answer.code == 0, answer.err
    assert tree(by_checkout / "output") == tree(made / "output")


def test_by_default_the_town_is_the_folder_that_it_is_called_in(
    installed: Path, tmp_path: Path
) -> None:
    town = Path(shutil.copytree(SECOND_TOWN, tmp_path / "stadt"))
    assert " infokanal [" in _do(str(installed), "-h", cwd=tmp_path).stdout
    _do(str(installed), "check", cwd=town)
    lost = subprocess.run(
        [installed, "check"], cwd=tmp_path, env=clean_environment(), capture_output=True, text=True
    )
    assert lost.returncode == 2
    assert "town.yml" in lost.stderr


def test_the_version_is_that_of_the_project(installed: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    expected = f"infokanal {project['version']}\n"
    assert _do(str(installed), "--version").stdout == expected
    assert publish_py("--version").out == expected
