"""Files as they come from all kinds of editors: bytes to fields and body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.front_matter import decode, split_front_matter
from subscriptions.core.problems import InvalidContentError
from tests.unit.samples import problems_of

PATH = "content/aktuelles/probe.md"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("Größe".encode(), "Größe", id="UTF-8"),
        pytest.param("Größe".encode("utf-8-sig"), "Größe", id="byte order mark"),
        pytest.param(b"a\r\nb\r\n", "a\nb\n", id="CR LF"),
        pytest.param(b"a\rb", "a\nb", id="CR alone"),
        pytest.param("a\u0308".encode(), "ä", id="umlaut in two signs"),
        pytest.param(b"a\x00\x02\x03\x0c\x1f\x7fb", "ab", id="control characters"),
        pytest.param("a\ufffe\uffffb".encode(), "ab", id="no characters at all"),
        pytest.param(b"a\tb", "a\tb", id="tab"),
        pytest.param("„a“ – 😀\u00a0€".encode(), "„a“ – 😀\u00a0€", id="what people type"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_bytes_become_text(raw: bytes, text: str) -> None:
    assert decode(raw, PATH) == text


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        pytest.param("a\nb\nGröße".encode("latin-1"), 3, id="Latin-1"),
        pytest.param("a\n".encode("utf-16"), 1, id="UTF-16"),
        pytest.param(b"a\n\xed\xa0\x80", 2, id="half a surrogate pair"),
    ],
)
def test_another_encoding_is_named_with_its_line(raw: bytes, line: int) -> None:
    assert problems_of(lambda: decode(raw, PATH)) == [
        f"{PATH}:{line}: this file is not UTF-8; save it again with the encoding UTF-8"
    ]


@pytest.mark.parametrize(
    ("text", "body", "body_line"),
    [
        pytest.param("---\na: b\n---\nText\n", "Text\n", 4, id="as documented"),
        pytest.param("---\na: b\n---", "", 4, id="no body"),
        pytest.param("\n\n---\na: b\n---\nText", "Text", 6, id="empty lines before"),
        pytest.param("---  \na: b\n---\t\nText", "Text", 4, id="blanks behind the lines"),
        pytest.param("+++\na: b\n+++\nText", "Text", 4, id="plus signs"),
        pytest.param("---\na: b\n---\n\n---\nText", "\n---\nText", 4, id="a rule in the body"),
        pytest.param("---\na: b # ---\n---\nText", "Text", 4, id="a line that only holds one"),
    ],
)
def test_a_file_is_taken_apart(text: str, body: str, body_line: int) -> None:
    front = split_front_matter(text, PATH)
    assert front.document.values == {"a": "b"}
    assert (front.body, front.body_line) == (body, body_line)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "1: the file is empty", id="empty"),
        pytest.param(" \n\n", "1: the file is empty", id="only blanks"),
        pytest.param("# Text\n", "1: the fields are missing", id="no front matter"),
        pytest.param("\n\nText\n", "3: the fields are missing", id="text first"),
        pytest.param("---\na: b\n", "1: the line --- that closes", id="not closed"),
        pytest.param("---\na: b\nc: d: e\n---\n", "3: a colon too many", id="broken YAML"),
        pytest.param("\n---\na: b\n\tc: d\n---\n", "4: ", id="broken YAML further down"),
    ],
)
def test_what_is_wrong_with_a_file(text: str, problem: str) -> None:
    (found,) = problems_of(lambda: split_front_matter(text, PATH))
    assert found.startswith(f"{PATH}:{problem}")


def test_lines_are_those_of_the_file() -> None:
    front = split_front_matter("\n---\na: b\nc:\n  - d\n---\n", PATH)
    assert front.document.lines == {("a",): 3, ("c",): 4, ("c", 0): 5}


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_text_or_a_problem(raw: bytes) -> None:
    try:
        text = decode(raw, PATH)
    except InvalidContentError:
        return
    assert all(sign in "\t\n" or sign >= " " for sign in text)
    assert decode(text.encode(), PATH) == text


@given(st.text(st.sampled_from("ab:-+ \n'\"[]")))
def test_any_text_is_taken_apart_or_a_problem(text: str) -> None:
    try:
        front = split_front_matter(f"---\n{text}", PATH)
    except InvalidContentError:
        return
    assert f"---\n{text}".split("\n", front.body_line - 1)[-1] == front.body or not front.body
