"""Making outputs: what waits in memory, and what lies in the folder already."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.engine.files import write_outputs
from plugins.engine.output import Output
from plugins.engine.staging import NEW, stage
from plugins.engine.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache" / "build.sqlite", b"1")


@pytest.mark.parametrize("is_copy", [True, False])
def test_large_files_do_not_wait_for_each_other(
    tmp_path: Path, store: Store, *, is_copy: bool
) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    shows = (lambda: ("shown",)) if is_copy else None

    def make(number: int) -> bytes:
        before = [path.name for path in staging.rglob("*.bin")]
        assert sorted(before) == [f"{one}.bin" for one in range(number)]
        return bytes(number)

    outputs = [
        Output(f"theme/{n}.bin", lambda n=n: make(n), shows=shows, is_copy=is_copy)
        for n in range(1, 4)
    ]
    first = Output("theme/0.bin", lambda: b"", shows=shows, is_copy=is_copy)
    made = stage([first, *outputs], tmp_path / "output", staging, store)
    assert [one.staged for one in made] == [f"{NEW}/theme/{n}.bin" for n in range(4)]


def test_what_lies_in_a_hidden_folder_of_a_new_site_stays(tmp_path: Path) -> None:
    there = tmp_path / "output" / ".well-known" / "security.txt"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"same")
    outputs = [Output(".well-known/security.txt", lambda: b"same"), Output("neu/a", lambda: b"a")]
    before = there.stat()
    written = write_outputs(outputs, tmp_path / "output")
    assert (written.total, written.changed) == (2, ("neu/a",))
    assert there.stat() == before
