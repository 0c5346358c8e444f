"""YAML as editors write it: text stays text, and every mistake knows its line."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.characters import legal
from subscriptions.core.yaml_text import Document, Node, YamlTextError, parse_yaml


def error_of(text: str, first_line: int = 1) -> YamlTextError:
    with pytest.raises(YamlTextError) as caught:
        parse_yaml(text, first_line)
    return caught.value


@pytest.mark.parametrize("typed", ["20:00", "no", "0123", "1e3", "2022-07-14", "null", "~", "0x1f"])
def test_scalars_stay_the_text_that_was_typed(typed: str) -> None:
    assert parse_yaml(f"a: {typed}").values == {"a": typed}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("# only a comment", {}, id="comment"),
        pytest.param("a:", {"a": ""}, id="no value"),
        pytest.param("a: [b, c]", {"a": ["b", "c"]}, id="list on a line"),
        pytest.param("a:\n  - b: c\n", {"a": [{"b": "c"}]}, id="list of fields"),
        pytest.param("a: |\n  eins\n  zwei\n", {"a": "eins\nzwei\n"}, id="block"),
        pytest.param("a: >\n  eins\n  zwei\n", {"a": "eins zwei\n"}, id="folded"),
        pytest.param("a: 'it''s'", {"a": "it's"}, id="quotation marks"),
    ],
)
def test_the_forms_of_values(text: str, values: dict[str, Node]) -> None:
    assert parse_yaml(text).values == values


@pytest.mark.parametrize(
    ("line", "title"),
    [
        pytest.param("title: Brand: die Lage", "Brand: die Lage", id="a colon"),
        pytest.param("title: Achtung:", "Achtung:", id="a colon at the end"),
        pytest.param("title: Rock'n'Roll: heute", "Rock'n'Roll: heute", id="colon, apostrophes"),
        pytest.param("title: Foo: Bar # intern", "Foo: Bar", id="a comment stays one"),
        pytest.param('title: "Buntspecht" bleibt zu', '"Buntspecht" bleibt zu', id="quotation"),
        pytest.param('title: "Eins" und "Zwei"', '"Eins" und "Zwei"', id="two quotations"),
        pytest.param("title: „Foo“: Bar", "„Foo“: Bar", id="curly quotation and a colon"),
        pytest.param("title: *Wichtig*", "*Wichtig*", id="Markdown's star"),
        pytest.param("title: !Achtung heute", "!Achtung heute", id="an exclamation mark first"),
        pytest.param("title: &Co macht mit", "&Co macht mit", id="an ampersand first"),
        pytest.param("title: @home im Rathaus", "@home im Rathaus", id="an at sign first"),
        pytest.param("title: [Update] Brand", "[Update] Brand", id="a bracket first"),
        pytest.param("title: - Foo: x", "- Foo: x", id="a hyphen first"),
    ],
)
def test_one_line_prose_needs_no_quotation_marks(line: str, title: str) -> None:
    assert parse_yaml(f"{line}\ndate: 2022").values == {"title": title, "date": "2022"}


def test_prose_in_lists_needs_none_either() -> None:
    text = "attachments:\n  - file: a.pdf\n    title: Plan: Süd\n  - title: B: C\n    file: b.pdf"
    assert parse_yaml(text).values == {
        "attachments": [
            {"file": "a.pdf", "title": "Plan: Süd"},
            {"title": "B: C", "file": "b.pdf"},
        ]
    }


def test_every_value_knows_its_line() -> None:
    document = parse_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n", first_line=10)
    assert document.lines == {
        ("a",): 10,
        ("b",): 11,
        ("b", 0): 12,
        ("b", 0, "c"): 12,
        ("b", 0, "d"): 13,
        ("b", 1): 14,
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param(("b", 0, "d"), 13, id="itself"),
        pytest.param(("b", 0, "x"), 12, id="what is around it"),
        pytest.param(("x",), 1, id="nothing around it"),
        pytest.param((), 1, id="the whole"),
    ],
)
def test_the_line_of_what_is_missing(path: tuple[str | int, ...], line: int) -> None:
    document = Document({}, {("b",): 11, ("b", 0): 12, ("b", 0, "d"): 13})
    assert document.line(path) == line


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        pytest.param("a: 1\nb: c: d\n", 2, "a colon too many", id="a colon"),
        pytest.param("a: 1\nb\nc: 2", 2, "a colon is missing", id="no colon"),
        pytest.param("a: 1\nb:\n\t- c", 3, "a tab stands where", id="a tab"),
        pytest.param("a: 1\nb: 'c\nd: e\nf: g", 2, "quotation marks", id="an open quotation"),
        pytest.param("a: 1\n\tb: 2", 2, "a tab stands where", id="a tab before a field"),
        pytest.param("a: 1\nb: 2\na: 3", 3, "“a” stands here twice", id="a field twice"),
        pytest.param("- a\n- b", 1, "no list of fields", id="a list"),
        pytest.param("nur Text", 1, "no list of fields", id="prose"),
        pytest.param("? [a, b]\n: c", 1, "one plain word", id="a list as a name"),
        pytest.param("a: 1\nb: *c", 2, "aliases (*name) are not used", id="an alias"),
        pytest.param("a: 1\nb: &c d", 2, "cannot begin with", id="an anchor"),
        pytest.param("a: 1\nb: !c d", 2, "cannot begin with", id="a tag"),
        pytest.param("ä: ö\nb: \x01", 2, "a control character", id="a control character"),
        pytest.param("ä: ö\nb: \x86", 2, "a control character", id="one that UTF-8 keeps"),
        pytest.param("a: 1\nb: " + "[" * 30 + "]" * 30, 2, "nested too deeply", id="depth"),
        pytest.param(
            "a: 1\nb: {c: {d: [[[[[[[e]]]]]]]}}", 2, "nested too", id="one level too deep"
        ),
        pytest.param("a: 1\n---\nb: 2", 2, "not readable", id="two documents"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text: str, line: int, hint: str) -> None:
    error = error_of(text)
    assert hint in str(error)
    assert error.line == line
    assert error_of(text, first_line=5).line == line + 4


@pytest.mark.parametrize(
    "text", ["'a: ' + '[' * 60_000 + ']' * 60_000", "'a:\\u2028' + '- ' * 60_000 + 'x'"]
)
def test_depth_that_would_end_the_process_is_a_mistake_like_others(text: str) -> None:
    """In a process of its own: the loader's stack, not Python's, would run over."""
    program = (
        "from subscriptions.core.yaml_text import YamlTextError, parse_yaml\n"
        f"try:\n    parse_yaml({text})\n"
        "except YamlTextError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "this is nested too deeply\n")


signs = st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@`# \t\n\r\x00\x85\u2028\ufeffä"))


@given(st.text() | signs)
def test_any_text_is_read_or_a_yaml_text_error(text: str) -> None:
    try:
        document = parse_yaml(text)
    except YamlTextError:
        return
    assert set(document.values) == {path[0] for path in document.lines}


names = st.from_regex(r"\A[a-z_]{1,12}\Z")
nodes = st.recursive(
    st.text(max_size=12).map(legal),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(names, nodes, max_size=4))
def test_what_a_yaml_library_writes_is_read_as_it_was(values: dict[str, Node]) -> None:
    assert parse_yaml(yaml.safe_dump(values)).values == values


@pytest.mark.parametrize(
    ("line", "value"),
    [
        pytest.param("title: Platz #1 gesperrt", "Platz #1 gesperrt", id="in a title"),
        pytest.param("title: Platz #1: gesperrt", "Platz #1: gesperrt", id="with a colon"),
        pytest.param("title: 'Platz' # ein Hinweis", "Platz", id="a comment after quotes"),
        pytest.param("date: 2026-01-01 # ein Hinweis", "2026-01-01", id="a comment elsewhere"),
    ],
)
def test_a_hash_in_prose_is_no_comment(line: str, value: str) -> None:
    assert next(iter(parse_yaml(line).values.values())) == value
