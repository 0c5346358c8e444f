"""The types of fields: what each takes, and the sentence for what it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.fields import (
    Bare,
    BareWord,
    Block,
    ExactWhen,
    Fields,
    Flag,
    Identity,
    Lines,
    Number,
    OneOrMore,
    Span,
    Text,
    WebAddress,
    When,
    Words,
    is_web_address,
)
from subscriptions.core.models import read_model
from subscriptions.core.problems import InvalidContentError
from subscriptions.core.yaml_text import Document, parse_yaml
from tests.unit.samples import at, problems_of


class Part(Fields):
    name: Text
    note: Text = ""


class Form(Fields):
    text: Text = ""
    block: Block = ""
    bare: Bare = ""
    when: When | None = None
    exact: ExactWhen | None = None
    span: Span = timedelta()
    flag: Flag = False
    number: Number = 0
    words: Words = ()
    lines: Lines = ()
    identity: Identity | None = None
    address: WebAddress | None = None
    choice: Annotated[Literal["open", "closed"], BareWord] = "open"
    part: Part | None = None
    parts: Annotated[tuple[Part, ...], OneOrMore] = ()


def read(text: str) -> Form:
    return read_model(Form, parse_yaml(text), "f.yml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("text:  ein   Text ", "ein Text", id="blanks"),
        pytest.param("text: „Fest“ – „Feier“", "„Fest“ – „Feier“", id="quotations are kept"),
        pytest.param("block: |\n  eins\n\n  zwei\n", "eins\n\nzwei", id="lines are kept"),
        pytest.param("bare: „wort“", "wort", id="German quotation marks"),
        pytest.param("bare: “wort”", "wort", id="English quotation marks"),
        pytest.param("bare: ‚wort‘", "wort", id="single quotation marks"),
        pytest.param("bare: »wort«", "wort", id="guillemets"),
        pytest.param("bare: „", "„", id="a single mark"),
        pytest.param("bare: „a“ und b", "„a“ und b", id="marks around a part"),
        pytest.param("span: 24h", timedelta(hours=24), id="span"),
        pytest.param("flag: „ja“", True, id="flag in German, curly"),
        pytest.param("flag: False", False, id="flag with a capital"),
        pytest.param("flag: nein", False, id="flag no"),
        pytest.param("number: '12'", 12, id="number"),
        pytest.param("words: Vereine", ("Vereine",), id="one text for a list"),
        pytest.param("words: a, b,", ("a", "b"), id="commas"),
        pytest.param("words: [„a“, '', b]", ("a", "b"), id="list with an empty entry"),
        pytest.param("lines: Ausweis, Foto", ("Ausweis, Foto",), id="one line with a comma"),
        pytest.param("lines: [a, ' ']", ("a",), id="an empty line"),
        pytest.param("identity: „brand-1“", "brand-1", id="identity"),
        pytest.param("address: https://x.example/a?b", "https://x.example/a?b", id="address"),
        pytest.param("choice: „closed“", "closed", id="choice"),
        pytest.param("part: {name: a, note: }", Part(name="a"), id="a blank field within"),
        pytest.param("parts: {name: a}", (Part(name="a"),), id="one for a list of them"),
        pytest.param("text: '  '", "", id="blank is not written"),
    ],
)
def test_what_fields_take(text: str, value: object) -> None:
    assert getattr(read(text), text.split(":", 1)[0]) == value


def test_dates() -> None:
    form = read("when: „14.07.2022“\nexact: 14.07.2022 20:35")
    assert form.when is not None
    assert form.exact is not None
    assert (form.when.at, form.when.has_time) == (at("2022-07-14"), False)
    assert form.exact.at == at("2022-07-14 20:35")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("text: [a]", "text: must be one text, not a list or several fields"),
        ("block: {a: b}", "block: must be one text, not a list or several fields"),
        ("words: {a: b}", "words: must be a list; begin each entry with “- ”"),
        ("words: [[a]]", "words: must be one text, not a list or several fields"),
        ("lines: {a: b}", "lines: must be a list; begin each entry with “- ”"),
        (
            "when: gestern",
            "when: “gestern” is no date that exists; write 2022-07-14 20:35 or 14.07.2022 20:35",
        ),
        ("exact: 14.07.2022", "exact: needs a time of day too, for example 2022-07-14 20:35"),
        ("span: lange", "span: “lange” is no span; write 10m, 24h or 7d"),
        ("flag: vielleicht", "flag: “vielleicht” is neither true nor false"),
        ("number: -1", "number: “-1” is no whole number"),
        ("number: 1234567890", "number: “1234567890” is no whole number"),
        (
            "identity: ../brand",
            "identity: “../brand” is no identity; use small letters, digits and single hyphens",
        ),
        ("address: x.example", "address: “x.example” is no web address; write https://…"),
        ("choice: opne", "choice: “opne” is not allowed; did you mean “open”?"),
        ("txet: a", "txet: no such field; did you mean “text”?"),
        ("part: {nmae: a, name: b}", "part.nmae: no such field; did you mean “name”?"),
        ("part: {note: a}", "part.name: is missing; add a line “name: …” below part:"),
        ("part: {name: ''}", "part.name: has no value; write it after the colon"),
        ("parts: [{name: a}, {name: ' '}]", "parts.name: has no value; write it after the colon"),
    ],
)
def test_a_wrong_value_is_explained(text: str, problem: str) -> None:
    assert problems_of(lambda: read(text)) == [f"f.yml:1: {problem}"]


def test_a_value_of_another_form_is_a_problem_too() -> None:
    (problem,) = problems_of(lambda: read("part: a"))
    assert problem.startswith("f.yml:1: part: must be fields of its own")


def test_all_mistakes_at_once_each_with_its_line() -> None:
    text = "flag: x\nparts:\n  - name: a\n    extra: b\n  - note: c\nnumber: y"
    places = [problem.split(": ")[0:2] for problem in problems_of(lambda: read(text))]
    assert places == [
        ["f.yml:1", "flag"],
        ["f.yml:4", "parts.extra"],
        ["f.yml:5", "parts.name"],
        ["f.yml:6", "number"],
    ]


def test_what_stands_nowhere_is_a_problem_of_the_first_line() -> None:
    found = problems_of(lambda: read_model(Part, Document({}), "f.yml", first_line=9))
    assert found == ["f.yml:9: name: is missing; add a line “name: …”"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("https://x.example", True, id="https"),
        pytest.param("http://127.0.0.1:9000/a", True, id="http with a port"),
        pytest.param("https://[::1]:9000", True, id="IPv6"),
        pytest.param("https://", False, id="no host"),
        pytest.param("https://[::1", False, id="half a bracket"),
        pytest.param("https://x.example:99999", False, id="no such port"),
        pytest.param("x.example", False, id="no scheme"),
        pytest.param("ftp://x.example", False, id="another scheme"),
        pytest.param("javascript://x.example/%0aalert()", False, id="a script"),
        pytest.param("https://x.example/a b", False, id="a blank"),
        pytest.param('https://x.example/"onclick="', False, id="quotation marks"),
        pytest.param("https://x.example/\nx", False, id="a line feed"),
    ],
)
def test_web_addresses(text: str, is_one: bool) -> None:
    assert is_web_address(text) is is_one


values = st.recursive(
    st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*Form.model_fields, "fremd"]), values, max_size=5))
def test_any_values_make_a_model_or_problems(written: dict[str, object]) -> None:
    try:
        form = read_model(Form, Document(written), "f.yml")  # type: ignore[arg-type]
    except InvalidContentError:
        return
    assert "fremd" not in written
    assert form == read_model(Form, Document(written), "f.yml")  # type: ignore[arg-type]
