"""An editor's Markdown: the town's own forms, links, and nothing that runs."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.engine.rendered import absolute_links

from .samples import render

ORIGIN = "https://info.example.org"


def soup(text: str, base_path: str = "") -> BeautifulSoup:
    return BeautifulSoup(render(text, base_path).html, "html.parser")


def quotations(text: str) -> list[tuple[str, str]]:
    """Each quotation with a speaker: its text and its speaker."""
    return [
        (
            " ".join(figure.blockquote.get_text(" ").split()),
            figure.find("figcaption", recursive=False).get_text(),
        )
        for figure in soup(text).find_all("figure", class_="quote")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("> Gut so.\n>\n> — Eine Nutzerin", [("Gut so.", "Eine Nutzerin")], id="own"),
        pytest.param("> Gut so.\n> — Eine Nutzerin", [("Gut so.", "Eine Nutzerin")], id="line"),
        pytest.param("> Gut so.  \n> – Amt", [("Gut so.", "Amt")], id="short dash, hard break"),
        pytest.param("> Gut so.\n>\n> -- Amt, Stadt", [("Gut so.", "Amt, Stadt")], id="hyphens"),
        pytest.param("> Gut so.\n>\n> —Amt", [("Gut so.", "Amt")], id="no blank"),
        pytest.param("> Gut.\n>\n> — **Leitung**, *Amt*", [("Gut.", "Leitung, Amt")], id="marked"),
        pytest.param("> Gut.\n>\n> — A & B <x>", [("Gut.", "A & B")], id="signs of HTML"),
        pytest.param("> Gut so.", [], id="nobody speaks"),
        pytest.param("> — so ist es —\n> sagte er", [], id="dash first"),
        pytest.param("> Gut `x\n> — y`", [], id="within code"),
        pytest.param("> - Gut\n> - — Amt", [], id="within a list"),
        pytest.param("> > Gut\n> > — Amt", [("Gut", "Amt")], id="the inner one speaks"),
        pytest.param("> A\n> — B\n\nText\n\n> C\n> — D", [("A", "B"), ("C", "D")], id="two"),
        pytest.param("> A\n> — *Eine,\n> die weiß*", [("A", "Eine, die weiß")], id="two lines"),
        pytest.param("> A\n> — Eine<br>Stadt", [("A", "Eine Stadt")], id="a break"),
    ],
)
def test_a_quotation_has_its_speaker(text: str, found: list[tuple[str, str]]) -> None:
    assert quotations(text) == found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("> a `x\n> — y`", ["a", "x — y"], id="code over two lines"),
        pytest.param("> > A\n> > — B\n>\n> C", ["A", "B", "C"], id="quotations in each other"),
        pytest.param("> | x |\n> |---|\n> | – 5 |", ["x", "– 5"], id="a table"),
        pytest.param("> [a\n> — b](https://x.example)", ["a", "— b"], id="a link over two lines"),
    ],
)
def test_no_word_of_a_quotation_is_lost(text: str, kept: list[str]) -> None:
    shown = soup(text).get_text(" ")
    assert [word for word in kept if word not in shown] == []


@pytest.mark.parametrize("heading", ["## Hintergrund", "# HINTERGRUND", "## Background\n"])
def test_the_background_is_an_aside_until_the_next_heading(heading: str) -> None:
    html = soup(f"Vorher\n\n{heading}\n\nAlso.\n\n### Genauer\n\nSo.\n\n## Weiter\n\nDanach")
    aside = html.find("aside", class_="background")
    assert aside is not None
    assert "Also." in aside.get_text()
    assert "So." in aside.get_text()
    assert "Danach" not in aside.get_text()
    assert html.find(id=aside["aria-labelledby"]) is not None


def test_a_background_at_the_end_is_closed() -> None:
    assert render("## Hintergrund\n\nAlso.").html.endswith("</aside>")


def test_headings_begin_below_the_title_and_have_ids_of_their_own() -> None:
    html = soup("# a\n\n## a\n\n## a 2\n\n### Öffnung\n\n## !")
    assert [(h.name, h["id"]) for h in html.find_all(["h1", "h2", "h3"])] == [
        ("h2", "s-a"),
        ("h2", "s-a-2"),
        ("h2", "s-a-2-2"),
        ("h3", "s-offnung"),
        ("h2", "s-abschnitt"),
    ]


@pytest.mark.parametrize(
    ("link", "href"),
    [
        pytest.param("anhaenge/a.pdf", "/sub/anhaenge/a.pdf", id="below content"),
        pytest.param("../anhaenge/a.pdf", "/sub/anhaenge/a.pdf", id="as an editor sees it"),
        pytest.param("/themen/vereine/", "/sub/themen/vereine/", id="from the root"),
        pytest.param("./a", "/sub/a", id="dot"),
        pytest.param(".well-known/a", "/sub/.well-known/a", id="a name with a dot"),
        pytest.param("<anhaenge/Über uns.pdf>", "/sub/anhaenge/%C3%9Cber%20uns.pdf", id="umlaut"),
        pytest.param("https://x.example/a", "https://x.example/a", id="elsewhere"),
        pytest.param("//x.example/a", "//x.example/a", id="elsewhere without scheme"),
        pytest.param("mailto:a@example.org", "mailto:a@example.org", id="mail"),
        pytest.param("tel:112", "tel:112", id="call"),
        pytest.param("#s-a", "#s-a", id="on this page"),
    ],
)
def test_links(link: str, href: str) -> None:
    anchor = soup(f"[x]({link})", "/sub").a
    assert anchor is not None
    assert anchor["href"] == href


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Siehe https://x.example/a_b.", ["https://x.example/a_b"]),
        ("Schreiben Sie an rathaus@stadt.de", ["mailto:rathaus@stadt.de"]),
        ("Beginn um acht Uhr.Es spielt die Kapelle.", []),
        ("Am 14.07.2022 um 20.35 Uhr, Nr. 5, 10.0.0.1", []),
    ],
)
def test_bare_addresses(text: str, links: list[str]) -> None:
    assert [anchor["href"] for anchor in soup(text).find_all("a")] == links


def test_feeds_and_mails_get_complete_addresses() -> None:
    text = (
        "[a](/b) ![c](anhaenge/c.png) [d](https://x.example/d) [e](#e) <a title='>' href='/f'>f</a>"
    )
    html = render(text, "/sub").absolute(ORIGIN)
    assert f'href="{ORIGIN}/sub/b"' in html
    assert f'src="{ORIGIN}/sub/anhaenge/c.png"' in html
    assert 'href="https://x.example/d"' in html
    assert 'href="#e"' in html
    assert f'href="{ORIGIN}/f"' in html
    assert absolute_links(html, ORIGIN) == html


def test_tables_can_be_scrolled_and_read_aloud() -> None:
    html = soup("| Tag | Zeit |\n|:--|--:|\n| Mo | 8–12 |")
    assert html.select_one("div.table > table") is not None
    assert [cell["scope"] for cell in html.find_all("th")] == ["col", "col"]
    assert all(not cell.attrs for cell in html.find_all("td"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("<!-- a -->\n\nb", [], id="closed"),
        pytest.param("<!-- a\n\nb\n\n-->\n\nc", [], id="closed after empty lines"),
        pytest.param("<!-->\n\nb", [], id="the shortest"),
        pytest.param("<!-- a --!>\n\nb\n\n<!-- -->", [], id="closed as browsers see it"),
        pytest.param("a <!-- b", [], id="within a line it is text"),
        pytest.param("`<!--`\n\n    <!--\n\n```\n<!--\n```", [], id="code"),
        pytest.param("<div title='<!--'>\na\n</div>", [], id="within an attribute"),
        pytest.param("a\n\n<!-- b\n\nc", [2], id="never closed"),
        pytest.param("<!-- a -->\n<!-- b\n\nc", [1], id="the second one"),
        pytest.param("<!-- a -- >\n\nb", [0], id="closed wrongly"),
        pytest.param("<div>\na <!-- b\n\nc -->\n\n</div>", [1], id="closed in another block"),
        pytest.param("- a\n\n  <!-- b\n\nc", [2], id="in a list"),
        pytest.param("> <!-- b\n\nc\n\n<!-- d", [0, 4], id="two"),
        pytest.param("`<!--` beginnt <!-- so -->, immer", [], id="code in the same line"),
        pytest.param("- a \\<!-- b -->\n  <!-- c\n\nd", [1], id="behind one that is text"),
    ],
)
def test_a_comment_must_be_closed(text: str, lines: list[int]) -> None:
    assert [finding.line for finding in render(text).findings] == lines


@given(st.lists(st.sampled_from(["<!--", "-->", "--!>", "a", "\n", "\n\n", "<p>", " ", '"'])))
def test_no_word_is_hidden_without_a_finding(parts: list[str]) -> None:
    """The last word of a text can be read, unless a comment is closed behind it."""
    text = "".join(parts) + "\n\nEnde"
    assert render(text).findings or "Ende" in render(text).html


def test_many_open_tags_and_comments_are_quickly_read() -> None:
    text = "<div>\n" + '<a "' * 50_000 + "<!--" * 50_000
    assert isinstance(render(text).findings, tuple)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("![Das Bad](a.png)", []),
        ("![](a.png)", [0]),
        ("Text\n\n![ ](a.png)\n\n- x\n- ![](b.png)", [2, 5]),
        ("> ![](a.png)", [0]),
        ("[![](a.png)](b)", [0]),
    ],
)
def test_pictures_need_a_description(text: str, lines: list[int]) -> None:
    assert [finding.line for finding in render(text).findings] == lines


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "<svg onload=alert(1)>",
    "<iframe src='https://x.example'></iframe>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<form action='https://x.example'><input></form>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    '[x](/a "onclick=alert(1)")',
    "> x\n> — <script>alert(1)</script>",
    '> x\n> — a" onload="alert(1)',
    "## <img src=x onerror=alert(1)>",
    "`<script>`",
    "<!-- <script> --><script>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
]

parts = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from(
        ["\n", "\n\n", "> ", "- ", "| a |\n|---|\n", "`", "<", '"', "'", "&#106;", "["]
    ),
    st.text(max_size=10),
)


@given(st.lists(parts, max_size=8).map("".join))
@example("\n\n".join(HOSTILE))
def test_nothing_that_runs_gets_through(text: str) -> None:
    html = soup(text, "/sub")
    for tag in html.find_all(True):
        assert tag.name not in {"script", "style", "iframe", "svg", "form", "input", "object"}
        for name, value in tag.attrs.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in {"href", "src"}:
                scheme = "".join(str(value).split()).partition(":")[0].casefold()
                assert scheme not in {"javascript", "data", "vbscript"}


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30))
def test_words_arrive_as_they_are(text: str) -> None:
    assert soup(f"Wort {text}").get_text() == f"Wort {text}"


@given(st.lists(parts, max_size=5).map("".join))
def test_the_same_text_gives_the_same_page(text: str) -> None:
    assert render(text) == render(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("a\n\n<div>\n<img src='b.png'>\n</div>", [3], id="a block"),
        pytest.param("a\nb <IMG src='b.png'> c", [1], id="within a line"),
        pytest.param("a\n\nb <img\nsrc='b.png'>", [2], id="over two lines"),
        pytest.param("| a |\n|---|\n| ![](b.png) |", [2], id="a cell"),
        pytest.param("`<img src='b.png'>`\n\n    <img src='b.png'>", [], id="code"),
        pytest.param("<!-- <img src='b.png'> -->\n\n![](c.png)", [2], id="within a comment"),
        pytest.param("![a][b]\n\n[b]: https://x.example/c.png", [0], id="of another site"),
    ],
)
def test_pictures_in_raw_html_are_found_too(text: str, lines: list[int]) -> None:
    assert [finding.line for finding in render(text).findings] == lines


def test_a_background_within_a_quotation_is_none() -> None:
    assert soup("> ## Hintergrund\n>\n> Also.").find("aside") is None


def test_forms_side_by_side_do_not_get_into_each_other() -> None:
    html = render("## Hintergrund\n\n> Gut.\n> — Amt\n\n| a |\n|---|\n| b |\n\n> So.\n> — Amt").html
    assert html.endswith("</figure></aside>")
    assert '</figure>\n<div class="table"><table>' in html
    assert '</table></div>\n<figure class="quote"><blockquote>' in html


@pytest.mark.parametrize("html", ["<h1>Wichtig</h1>", '<H1 class="x">Wichtig</H1>'])
def test_an_h1_in_raw_html_is_a_heading_below_the_title(html: str) -> None:
    assert soup(html).find("h2", id="s-wichtig") is not None


def test_an_id_of_a_writers_own_stays() -> None:
    html = soup('<h2 id="s-wir">Kontakt</h2>\n\n## Kontakt\n\n<h2 id="s-wir">Noch einmal</h2>')
    assert [h["id"] for h in html.find_all("h2")] == ["s-wir", "s-kontakt", "s-wir-2"]


def test_the_head_of_a_row_is_none_of_a_column() -> None:
    html = soup("<table><tr><th>Montag</th><td>8-12</td></tr></table>")
    assert html.th is not None
    assert not html.th.attrs


def test_what_was_written_as_html_is_not_put_around_it_once_more() -> None:
    html = (
        '<div class="table"><table><tr><td>a</td></tr></table></div>\n'
        '<figure class="quote"><blockquote><p>a</p><p>— Amt</p></blockquote></figure>'
    )
    assert len(soup(html).find_all("div")) == len(soup(html).find_all("figure")) == 1


def test_a_paragraph_that_holds_blocks_has_no_speaker() -> None:
    text = "<blockquote><p>a <button><h2>Wichtig</h2></button>\n— Amt</p></blockquote>"
    assert quotations(text) == []
    assert soup(text).get_text().count("Wichtig") == 1


@pytest.mark.parametrize(("start", "kept"), [("3", "3"), ("9" * 5000, None), ("x", None)])
def test_a_list_begins_at_a_number_that_programs_can_read(start: str, kept: str | None) -> None:
    html = soup(f'<ol start="{start}"><li>a</li></ol>')
    assert html.ol is not None
    assert html.ol.get("start") == kept


def test_ten_thousand_quotations_are_quickly_read() -> None:
    assert soup("<blockquote><p>a</p></blockquote>" * 10_000).blockquote is not None


@pytest.mark.parametrize("text", ["> " * 300 + "tief", "<div>" * 300 + "tief"])
def test_a_text_nested_too_deeply_is_told(text: str) -> None:
    (finding,) = render(text).findings
    assert "nested too deeply" in str(finding.message)


def test_a_panic_of_the_converter_is_told_like_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    def fail(*_: object) -> str:
        raise panic

    monkeypatch.setattr("plugins.engine.markdown.as_written", fail)
    (finding,) = render("Text").findings
    assert "cannot be converted" in str(finding.message)


def test_what_stops_the_program_is_no_mistake_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("plugins.engine.markdown.as_written", interrupt)
    with pytest.raises(KeyboardInterrupt):
        render("Text")
