"""Items: what editors may write, kindly taken, and what they must mend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.checks import resolve_topics
from subscriptions.core.front_matter import decode, split_front_matter
from subscriptions.core.item import Item, read_item
from subscriptions.core.item_fields import Attachment, ItemFields
from subscriptions.core.problems import InvalidContentError
from tests.unit.samples import SOURCE, at, item, problems_of, topics

PLAIN = "---\ntitle: Sommerfest\ndate: 2022-07-14 20:35\ntopics: vereine\n---\nWir feiern.\n"


def read(raw: bytes, source: str = SOURCE) -> Item:
    """From the bytes of a file to an item whose topics are known."""
    found, problems = resolve_topics(
        read_item(split_front_matter(decode(raw, source), source), source), topics()
    )
    assert problems == ()
    return found


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(PLAIN.encode(), id="as documented"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="CR LF"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode("utf-8-sig"), id="mark and CR LF"),
        pytest.param(PLAIN.replace("2022-07-14 20:35", "14.07.2022 20:35").encode(), id="date"),
        pytest.param(PLAIN.replace("2022-07-14 20:35", "„14.07.2022 20:35“").encode(), id="curly"),
        pytest.param(PLAIN.replace(" vereine", " Vereine").encode(), id="topic as on the site"),
        pytest.param(PLAIN.replace(" vereine", " VEREINE").encode(), id="topic in capitals"),
        pytest.param(PLAIN.replace(" vereine", " „Vereine“").encode(), id="topic in curly quotes"),
        pytest.param(PLAIN.replace(" vereine", " [vereine]").encode(), id="topic in a list"),
        pytest.param(PLAIN.replace(" vereine", "\n  - Vereine").encode(), id="list over lines"),
        pytest.param(PLAIN.replace(" vereine", " [vereine, Vereine]").encode(), id="named twice"),
        pytest.param(PLAIN.replace("Sommerfest", "'Sommerfest'").encode(), id="quotation marks"),
        pytest.param(PLAIN.replace("title: ", "title:   ").encode(), id="more blanks"),
        pytest.param(("\n" + PLAIN).encode(), id="empty line first"),
    ],
)
def test_what_is_meant_is_clear(raw: bytes) -> None:
    found = read(raw)
    assert (found.title, found.date.at, found.topics, found.body.strip()) == (
        "Sommerfest",
        at("2022-07-14 20:35"),
        ("vereine",),
        "Wir feiern.",
    )


@pytest.mark.parametrize(
    "title",
    [
        "Sommerfest: alle sind eingeladen",
        "Sommerfest: „Alle“ sind: eingeladen",
        '"Sommerfest" am See',
        "Sommerfest „am See“",
        "Ist's: ein Fest?",
        "{{ 5 }} Jahre: Verein",
    ],
)
def test_a_title_needs_no_quotation_marks(title: str) -> None:
    assert item(title=title).title == title


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        pytest.param("2022-07-14-brand.md", "2022-07-14-brand", id="as documented"),
        pytest.param("2022-07-14 Brand am Bahndamm.md", "2022-07-14-brand-am-bahndamm", id="blank"),
        pytest.param("Größere Übung.md", "groessere-uebung", id="capitals and umlauts"),
        pytest.param("gro\u0308ßer.md", "groesser", id="umlaut in two signs"),
        pytest.param("Nr. 5.md", "nr-5", id="a dot"),
    ],
)
def test_a_file_may_be_called_anything(name: str, identity: str) -> None:
    assert item(f"content/aktuelles/{name}").id == identity


def test_an_id_keeps_the_item_when_its_file_is_renamed() -> None:
    found = item("content/aktuelles/neuer-name.md", id="brand")
    assert (found.id, found.path) == ("brand", "aktuelles/brand/")


def test_several_topics_with_commas_or_as_a_list() -> None:
    assert item(topics="Vereine, Freibäder").topics == item(topics="[Vereine, Freibäder]").topics


def test_one_attachment_needs_no_list() -> None:
    one = Attachment(file="anhaenge/a b.pdf", title="Plan: Süd")
    assert item(attachments="{file: anhaenge/a b.pdf, title: 'Plan: Süd'}").attachments == (one,)
    assert item(attachments="\n  - file: anhaenge/a b.pdf\n    title: Plan: Süd").attachments == (
        one,
    )


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": ""}, "1: title: is missing; add a line “title: …”"),
        ({"title": "''"}, "2: title: has no value; write it after the colon"),
        ({"title": "' '"}, "2: title: has no value; write it after the colon"),
        ({"date": ""}, "1: date: is missing; add a line “date: …”"),
        ({"date": "2026-03-29 02:30"}, "3: date: “2026-03-29 02:30” does not exist: that night"),
        ({"date": "29.03.2026 um 2.00 Uhr"}, "3: date: “29.03.2026 um 2.00 Uhr” does not exist: "),
        ({"topics": ""}, "1: topics: is missing; add a line “topics: …”"),
        ({"titel": "x"}, "5: titel: no such field; did you mean “title”?"),
        ({"id": "../brand"}, "5: id: “../brand” is no identity;"),
        ({"id": "Brand"}, "5: id: “Brand” is no identity;"),
        ({"image": "{file: a.png}"}, "5: image.alt: is missing;"),
        ({"image": "\n  file: a.png\n  alt:"}, "7: image.alt: has no value;"),
        ({"image": "{file: a.png, alt: ' '}"}, "5: image.alt: has no value;"),
        ({"attachments": "[{file: a.pdf}]"}, "5: attachments.title: is missing;"),
        ({"corrections": "[{date: 2022-07-15, note: x}]"}, "5: corrections.date: needs a time"),
        ({"withdrawn": "{date: 2022-07-15 10:00}"}, "5: withdrawn.note: is missing;"),
        ({"msgtype": "warnung"}, "5: msgtype: “warnung” is not allowed; known are: info, alert,"),
        ({"severity": "severe"}, "5: severity: “severe” is not allowed; did you mean “Severe”?"),
        ({"expires": "2022-07-15"}, "5: expires: needs a time of day too"),
        ({"state": "zu"}, "5: state: “zu” is not allowed; known are: open, limited, closed"),
        ({"documents_url": "x.example"}, "5: documents_url: “x.example” is no web address;"),
        ({"draft": "vielleicht"}, "5: draft: “vielleicht” is neither true nor false"),
        ({"until": "morgen"}, "5: until: “morgen” is no date that exists;"),
    ],
)
def test_what_an_editor_must_mend(fields: dict[str, str], problem: str) -> None:
    (found,) = problems_of(lambda: item(**fields))
    assert found.startswith(f"{SOURCE}:{problem}")


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = problems_of(lambda: item(title="", date="x", draft="y", fremd="z"))
    assert [line.split(":")[1:3] for line in wrong] == [
        ["1", " title"],
        ["2", " date"],
        ["4", " draft"],
        ["5", " fremd"],
    ]


def test_a_file_name_without_letters_names_the_way_out() -> None:
    source = "content/aktuelles/🎉.md"
    assert problems_of(lambda: item(source)) == [
        f"{source}:1: the file's name gives no identity; use letters and digits in it"
    ]
    assert item(source, id="fest").id == "fest"


def test_the_last_correction_or_withdrawal_is_the_update() -> None:
    corrections = "[{date: 2022-07-16 10:00, note: a}, {date: 2022-07-15 10:00, note: b}]"
    assert item().updated == at("2022-07-14 20:35")
    assert item(corrections=corrections).updated == at("2022-07-16 10:00")
    withdrawn = item(corrections=corrections, withdrawn="{date: 2022-07-17 10:00, note: c}")
    assert withdrawn.updated == at("2022-07-17 10:00")


@pytest.mark.parametrize(
    ("msgtype", "is_warning"),
    [("info", False), ("alert", True), ("update", True), ("cancel", True), ("„alert“", True)],
)
def test_what_is_a_warning(msgtype: str, is_warning: bool) -> None:
    assert item(msgtype=msgtype).is_warning is is_warning


def test_items_of_one_minute_have_an_order() -> None:
    names = ["b", "a", "c"]
    items = [item(f"content/aktuelles/{name}.md") for name in names]
    items.append(item("content/aktuelles/0.md", date="2022-07-15"))
    assert [found.id for found in sorted(items, key=lambda one: one.sort_key)] == [*"abc", "0"]


def test_a_field_knows_its_line() -> None:
    found = item(summary="x")
    assert (found.line("summary"), found.line("image"), found.body_line) == (5, 1, 7)


fronts = st.lists(
    st.tuples(
        st.sampled_from([*ItemFields.model_fields, "titel", ""]),
        st.text(max_size=20)
        | st.sampled_from(["ja", "2022-07-14 20:35", "[a, b]", "{file: a, alt: b}", "alert"]),
    ),
    max_size=6,
).map(lambda pairs: "".join(f"{name}: {value}\n" for name, value in pairs))


@given(st.binary() | fronts.map(lambda front: f"---\n{front}---\nText".encode()))
def test_any_file_is_an_item_or_has_problems(raw: bytes) -> None:
    try:
        found = read_item(split_front_matter(decode(raw, SOURCE), SOURCE), SOURCE)
    except InvalidContentError:
        return
    assert found.title
    assert found.updated >= found.date.at
