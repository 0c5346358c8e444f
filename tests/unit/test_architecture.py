"""The house: which room may touch which, and how large a room may be (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What of ours each room may import; the longest name that fits counts.
ARROWS = {
    "publish": {"subscriptions.cli"},
    "pelicanconf": {"subscriptions.adapters", "subscriptions.core"},
    "tools": set[str](),
    "benchmarks": {"benchmarks"},
    "plugins": {"plugins.engine", "subscriptions.core"},
    "plugins.engine": {"plugins.engine", "subscriptions.core"},
    "subscriptions": set[str](),
    "subscriptions.core": {"subscriptions.core"},
    "subscriptions.adapters": {"subscriptions.adapters", "subscriptions.core"},
    "subscriptions.cli": {
        "subscriptions.cli",
        "subscriptions.adapters",
        "subscriptions.core",
        "plugins.engine",
    },
}
# What of others each room may not import.
NETWORK = {"httpx", "socket", "ssl", "urllib.request", "http", "smtplib", "requests", "asyncio"}
WORLD = {"os", "sys", "io", "time", "subprocess", "shutil", "tempfile", "random", "secrets"}
FORBIDDEN = {
    "subscriptions.core": {*NETWORK, *WORLD, "pelican", "click", "rich", "dotenv", "uuid"},
    "subscriptions.adapters": {"pelican", "click", "rich"},
    "subscriptions.cli": {"pelican"},
    "plugins": {*NETWORK, "click", "rich"},
    "plugins.engine": {*NETWORK, "pelican", "click", "rich"},
}
SPEAKING = ("subscriptions.cli", "tools", "benchmarks", "publish")
MAX_MODULE = 250
MAX_FUNCTION = 40


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    name_of(path): ast.parse(path.read_text(encoding="utf-8"))
    for pattern in ("publish.py", "pelicanconf.py", "plugins/**/*.py", "subscriptions/**/*.py")
    for path in sorted(ROOT.glob(pattern))
} | {
    name_of(path): ast.parse(path.read_text(encoding="utf-8"))
    for pattern in ("tools/*.py", "benchmarks/*.py")
    for path in sorted(ROOT.glob(pattern))
}


def room_of(module: str) -> str:
    fitting = (room for room in ARROWS if module == room or module.startswith(f"{room}."))
    return max(fitting, key=len)


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every import with its line, wherever it stands; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_below(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("module", MODULES)
def test_arrows(module: str) -> None:
    room = room_of(module)
    wrong = []
    for line, name in imports(MODULES[module]):
        own = is_below(
            name, {"subscriptions", "plugins", "tests", "tools", "benchmarks", "publish"}
        )
        if own and not is_below(name, ARROWS[room]):
            wrong.append(f"{line}: {name}")
        if is_below(name, FORBIDDEN.get(room, set())):
            wrong.append(f"{line}: {name}")
    assert wrong == []


def test_only_the_pelican_plugins_import_pelican() -> None:
    found = {
        m for m, tree in MODULES.items() if any(is_below(n, {"pelican"}) for _, n in imports(tree))
    }
    assert {room_of(module) for module in found} <= {"plugins"}


def test_httpx_stands_in_one_module() -> None:
    found = {
        m for m, tree in MODULES.items() if any(is_below(n, {"httpx"}) for _, n in imports(tree))
    }
    assert found == {"subscriptions.adapters.http"}


def calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


@pytest.mark.parametrize("module", [name for name in MODULES if room_of(name) not in SPEAKING])
def test_no_print_outside_the_command_line(module: str) -> None:
    assert [line for line, name in calls(MODULES[module]) if name == "print"] == []


@pytest.mark.parametrize(
    "module", [name for name in MODULES if room_of(name) == "subscriptions.core"]
)
def test_the_core_has_no_clock_and_opens_no_file(module: str) -> None:
    endings = ("open", ".now", ".today", ".utcnow", ".read_text", ".read_bytes", ".write_text")
    assert [name for _, name in calls(MODULES[module]) if name.endswith(endings)] == []
    paths = {name for _, name in imports(MODULES[module]) if name.startswith("pathlib")}
    assert paths <= {"pathlib.PurePosixPath"}


@pytest.mark.parametrize("module", MODULES)
def test_no_global_names_that_change(module: str) -> None:
    assert not any(isinstance(node, ast.Global) for node in ast.walk(MODULES[module]))


def test_no_module_is_named_utils() -> None:
    words = {"utils", "util", "helpers", "misc", "common"}
    assert [module for module in MODULES if words & set(module.split("."))] == []


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_small(module: str) -> None:
    path = ROOT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE


@pytest.mark.parametrize("module", MODULES)
def test_functions_are_small(module: str) -> None:
    large = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert large == []


def blind(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or ast.unparse(one) in {"Exception", "BaseException"} for one in caught)


def test_one_blind_except_at_most_and_at_the_very_outside() -> None:
    found = [
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and blind(node)
    ]
    assert len(found) <= 1
    assert set(found) <= {"publish", "subscriptions.cli.main"}
