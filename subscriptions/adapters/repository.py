"""A town's content repository, as a copy of one branch of it that only this program touches."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from subscriptions.adapters.settings import ConfigurationError
from subscriptions.core.messages import Message, message

# Says that a work tree is ours to overwrite.
_OURS = "infokanal.follow"
# The one file of the folder that an administrator may have put there.
_KEPT = "/.env"
_SECRETS = re.compile(r"//[^/@\s]+@")
# Asks nobody for a password, runs no hooks, and makes no links that lead out of the folder.
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_CAUTION = ("-c", "core.hooksPath=/dev/null", "-c", "core.symlinks=false")


class RepositoryError(Exception):
    """The repository did not give its branch; what lies in the folder stays as it was."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.message = what


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: the commit that the folder holds now.

    ``is_rewritten``: it does not follow from the one before (a forced push).
    """

    commit: str
    is_rewritten: bool = False


@dataclass(frozen=True, slots=True)
class Repository:
    """A branch at an address (anything that git can fetch), and the folder of its copy."""

    address: str
    branch: str
    folder: Path
    seconds: float = 30.0

    def prepare(self) -> None:
        """Make the folder a copy, still empty, if it is none. To be called once, alone.

        Raises:
            ConfigurationError: the folder holds something that is not ours to overwrite.
            RepositoryError: git cannot be run.
        """
        if self._is_ours():
            # Left behind by a process that was killed.
            (self.folder / ".git" / "index.lock").unlink(missing_ok=True)
        elif (self.folder / ".git").exists() or (self.folder / "town.yml").exists():
            raise ConfigurationError(
                message(
                    "{folder} is somebody's own work; name an empty folder with --site",
                    folder=self.folder,
                )
            )
        else:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet")
            self._git("config", _OURS, "true")
        self._git("config", "remote.origin.url", self.address)
        if head := self._commit("HEAD"):
            self._restore(head)

    @property
    def commit(self) -> str:
        """What the folder holds; empty before the first pull."""
        return self._commit("HEAD")

    def pull(self) -> Pulled:
        """Fetch the branch and show it in the folder.

        Raises:
            RepositoryError: it cannot be fetched; the folder stays as it was.
        """
        before = self._commit("HEAD")
        branch = f"refs/remotes/origin/{self.branch}"
        self._git("fetch", "--quiet", "--no-tags", "origin", f"+refs/heads/{self.branch}:{branch}")
        commit = self._commit(branch)
        if commit == before:
            return Pulled(commit)
        is_rewritten = bool(before) and not self._follows(commit, before)
        self._restore(commit)
        return Pulled(commit, is_rewritten)

    def _is_ours(self) -> bool:
        config = self.folder / ".git" / "config"
        return config.is_file() and self._run("config", "--get", _OURS).stdout.strip() == "true"

    def _commit(self, name: str) -> str:
        """The full hash of a name; empty if there is no such commit."""
        return self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").stdout.strip()

    def _follows(self, commit: str, before: str) -> bool:
        return self._run("merge-base", "--is-ancestor", before, commit).returncode == 0

    def _restore(self, commit: str) -> None:
        self._git("reset", "--quiet", "--hard", commit)
        self._git("clean", "--quiet", "-ffdx", "--exclude", _KEPT)

    def _git(self, *arguments: str) -> None:
        done = self._run(*arguments)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"git {arguments[0]}"]
            raise self._error(_SECRETS.sub("//…@", lines[-1]))

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["git", "-C", str(self.folder), *_CAUTION, *arguments]
        try:
            return subprocess.run(  # noqa: S603  # a list, no shell
                command,
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=self.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            why = f"git {arguments[0]}: {self.seconds:g} s"
            raise self._error(why) from error
        except OSError as error:
            why = f"git: {error.strerror}"
            raise self._error(why) from error

    def _error(self, why: str) -> RepositoryError:
        return RepositoryError(
            message(
                "{address} ({branch}) cannot be fetched: {reason}",
                address=_SECRETS.sub("//…@", self.address),
                branch=self.branch,
                reason=why,
            )
        )
