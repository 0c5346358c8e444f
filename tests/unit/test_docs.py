"""The docs name everything that there is: read from the commands and models themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import click
import pytest
from pydantic import BaseModel

from subscriptions.adapters import settings
from subscriptions.cli import session
from subscriptions.cli.main import group
from subscriptions.core import report, topics
from subscriptions.core.actions import Guard, Verb
from subscriptions.core.feed import Extension, FeedCorrection, FeedInfo, FeedWithdrawal
from subscriptions.core.item_fields import Attachment, Correction, Image, ItemFields, Withdrawal
from subscriptions.core.pages import PageFields, ServiceFields
from subscriptions.core.pools import PoolFields
from subscriptions.core.seasons import Season
from subscriptions.core.town import Colours, CommonAlerting, Identifiers, Town
from tests.browser.whole_town import NAMES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))

# The tests' own servers and the sample's tools are configured from within, not by people.
_NOT_FOR_PEOPLE = {"PATH", "LANGUAGE", "HOME", "TZ"}
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^([ ]*)(```|~~~).*?^\1\2", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def marked(text: str) -> set[str]:
    """All that stands between backticks."""
    return set(re.findall(r"`([^`\n]+)`", _FENCE.sub("", text)))


def commands() -> dict[str, click.Command]:
    context = click.Context(group, info_name="publish.py")
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def section(text: str, command: str) -> str:
    """The part of a page below ``## `command …` ``, up to the next heading of that level."""
    match = re.search(rf"^## `{command}[ `].*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[0] if match else ""


def written_options(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }


def fields(*models: type[BaseModel]) -> set[str]:
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def rows(text: str) -> set[str]:
    """The names in the first cells of all tables: ``| `start`, `end` | …``."""
    cells = re.findall(r"^\| (.+?) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("name", commands())
def test_each_command_has_a_section_with_all_its_options(name: str) -> None:
    text = section(page("commands.md"), name)
    assert text, f"docs/commands.md has no section for {name}"
    documented = {word.split()[0] for word in marked(text)}
    assert written_options(commands()[name]) <= documented


def test_the_options_before_the_command() -> None:
    text = page("commands.md").partition("Options before the command")[2].partition("\n## ")[0]
    documented = {name.split()[0] for name in rows(text)}
    assert written_options(group) - {"--help"} == documented


def test_no_section_for_a_command_that_is_not_there() -> None:
    sections = set(re.findall(r"^## `(\w+)", page("commands.md"), re.MULTILINE))
    assert sections == set(commands())


def test_no_option_that_is_not_there() -> None:
    known = {"--help"} | written_options(group)
    known |= {name for command in commands().values() for name in written_options(command)}
    for path in (ROOT / "README.md", *(DOCS / f"{n}.md" for n in ("commands", "betrieb"))):
        text = path.read_text(encoding="utf-8")
        calls = re.findall(r"publish\.py[^`|\n>]*", text)
        used = {word for call in calls for word in re.findall(r"(?<!\S)--[a-z][a-z-]*", call)}
        assert used <= known, path.name


def test_make_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    used = {
        target
        for path in PAGES
        for target in re.findall(
            r"(?:`|^)make ([a-z][a-z-]*)", path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert targets <= set(re.findall(r"`make ([a-z][a-z-]*)", page("commands.md")))
    assert used <= targets


@pytest.mark.parametrize("name", ["OK", "INCOMPLETE", "USAGE", "CONTENT", "SERVER", "REFUSED"])
def test_each_exit_code(name: str) -> None:
    code = getattr(report, name)
    word = report._NAMES.get(code, "ok")
    assert re.search(rf"^\| {code} \| {word} \|", page("exit-codes.md"), re.MULTILINE)
    assert re.search(rf"^\| {code} \|", page("betrieb.md"), re.MULTILINE)


def test_exit_codes_of_the_page_are_those_of_the_program() -> None:
    listed = set(re.findall(r"^\| (\d) \| (\w+) \|", page("exit-codes.md"), re.MULTILINE))
    assert listed == {(str(code), name) for code, name in {0: "ok", **report._NAMES}.items()}
    order = ", ".join(str(code) for code in report._FIRST)
    assert f"of {order}" in page("exit-codes.md")
    assert f"von {order}" in page("betrieb.md")


def test_each_environment_variable() -> None:
    assert variables() <= rows(page("environment.md"))


def test_no_environment_variable_that_nothing_reads() -> None:
    # NO_COLOR is read by the terminal library, CHROMIUM named by the marker of browser tests.
    listed = {name for name in rows(page("environment.md")) if name != ".env"}
    assert listed - {"NO_COLOR", "CHROMIUM"} <= variables()


def variables() -> set[str]:
    """The variables that our code reads, and those that make sets for it."""
    found = {"SITEURL", session.LANGUAGE_VARIABLE, *settings._LISTMONK, *settings._SECRETS}
    for folder in ("subscriptions", "plugins", "tests", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= set(_read_by(ast.parse(path.read_text(encoding="utf-8"))))
    found |= set(_read_by(ast.parse((ROOT / "pelicanconf.py").read_text(encoding="utf-8"))))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found |= set(re.findall(r"@([A-Z_]+)=\S+ \.venv", makefile))
    return found - _NOT_FOR_PEOPLE


def _read_by(tree: ast.AST) -> Iterator[str]:
    """Literal names in ``environ.get("X")``, ``environ["X"]`` and ``getenv("X")``."""
    for node in ast.walk(tree):
        name: ast.expr | None = None
        if isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            if called.endswith(("environ.get", "environment.get", "getenv")):
                name = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            name = node.slice
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value


def test_each_field_of_an_item() -> None:
    documented = marked(page("redaktion.md"))
    assert fields(ItemFields) <= rows(page("redaktion.md"))
    assert fields(Image, Attachment, Correction, Withdrawal) <= documented


def test_each_field_of_pages_and_services() -> None:
    text = page("redaktion.md").partition("## Seiten und Leistungen")[2]
    assert fields(PageFields, ServiceFields) <= rows(text)


def test_each_field_of_pools() -> None:
    text = page("redaktion.md").partition("## Freibäder")[2].partition("\n## ")[0]
    assert fields(PoolFields) <= rows(text)
    assert fields(Season) <= marked(text)


def test_each_word_that_a_field_of_an_item_allows() -> None:
    documented = marked(page("redaktion.md"))
    for name in (
        "msgtype",
        "severity",
        "urgency",
        "certainty",
        "category",
        "state",
        "tender_state",
    ):
        annotation = ItemFields.model_fields[name].annotation
        options = [get_args(argument) for argument in get_args(annotation)]
        words = {word for option in options for word in option} or set(get_args(annotation))
        assert words <= documented, name


def test_each_field_of_town_yml() -> None:
    text = page("betrieb.md").partition("## town.yml")[2].partition("\n## ")[0]
    assert fields(Town) == rows(text)
    assert fields(Colours, CommonAlerting, Identifiers) <= marked(text)


def test_each_field_of_topics_yml() -> None:
    text = page("betrieb.md").partition("## subscriptions/topics.yml")[2].partition("\n## ")[0]
    assert fields(topics._TopicFields) == rows(text)
    assert {"defaults", "topics", *get_args(topics.TopicKind)} <= marked(text)


def test_each_field_of_the_seam() -> None:
    text = page("architecture.md").partition("### `_infokanal` of an entry")[2]
    text = text.partition("\n## ")[0]
    assert fields(Extension) == rows(text)
    assert fields(FeedCorrection, FeedWithdrawal) <= marked(text)
    assert fields(FeedInfo) <= rows(page("architecture.md").partition("of the feed")[2])


def test_each_verb_of_a_plan() -> None:
    text = page("architecture.md").partition("## What `plan` says")[2].partition("### Due")[0]
    assert rows(text) == set(get_args(Verb))


def test_each_guard() -> None:
    text = page("architecture.md").partition("### Guards")[2].partition("\n## ")[0]
    assert rows(text) == set(get_args(Guard))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    for link in _LINK.findall(re.sub(r"`[^`\n]*`", "", text)):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(path: Path) -> set[str]:
    """The ids that forges give to headings: small letters, blanks as hyphens, no other signs."""
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(text)
    }


def test_pictures_are_small() -> None:
    pictures = list((DOCS / "screenshots").iterdir())
    assert all(picture.stat().st_size < 150_000 for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 800_000


def test_the_readme_shows_every_kind_of_page() -> None:
    shown = re.findall(
        r"\(docs/screenshots/([a-z-]+)\.webp\)", (ROOT / "README.md").read_text("utf-8")
    )
    assert sorted(shown) == sorted(NAMES)
