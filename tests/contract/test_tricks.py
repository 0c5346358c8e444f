"""What an editor can write is text and stays text: on pages, in feeds, in mails.

Each field is filled with pieces of template, markup, header, JSON and format languages. They must
arrive as they were written (white space folded, control characters gone), and what is around them
must be built as if they were plain words: the same elements, the same headers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup, Comment, Tag
from PIL import Image

from subscriptions.cli.main import run
from tests.contract.towns import TOPICS, Arrived, Bench, found_town, minutes_ago

TRICKS = (
    "{{ .Subscriber.Email }}",
    "{{",
    "}} {{{",
    "{{/* weg",
    '{{ template "content" . }}',
    "{< {{< x",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea></title></p><h1>",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "<!-- weg",
    "--> ]]> <![CDATA[ x",
    '" onmouseover="alert(1)',
    "a\r\nBcc: x@residents.example",
    "a\n\nContent-Type: text/html",
    "=?utf-8?q?=3Cb=3E?= \\r\\n",
    '", "draft": "x',
    "\\u0000 \\\\ \\",
    "a\0b\x02unsubscribe\x03\x1b[31m\x7fc",
    "{{ 7*7 }}{{ town }}",
    "{% raw %} {% endif %} {# x #}",
    "{name} {0} {field}",
    "%(credit)s %s %d %",
    "$1 ${x} `x` @TrackLink",
    "javascript:alert(1)//",
)
TENDERS = f"{TOPICS}  vergaben: {{name: Vergaben, kind: tender}}\n"
LATER = "2099-01-01 12:00"
PLAIN = "schlicht"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_TEXTS = {
    "vergaben": (
        *("title", "summary", "contact", "location", "reason", "tender_number", "procedure"),
        *("tender_rules", "place", "execution_period"),
    ),
    "gefahren": ("title", "summary", "contact", "location", "area", "instruction"),
}


def shown(text: str) -> str:
    """How readers see a text: white space folded, control characters gone."""
    return " ".join(_CONTROL.sub("", text).split())


def squeezed(text: str) -> str:
    """Without any white space: plain text is wrapped at 72 columns, also within a trick."""
    return re.sub(r"\s+", "", text)


def filled(kind: str, turn: int, *, plain: bool = False) -> dict[str, str]:
    """Each field with a trick of its own; the next turn gives it the next one."""
    return {
        name: f"{name} {PLAIN if plain else TRICKS[(place + turn) % len(TRICKS)]} Ende"
        for place, name in enumerate(_TEXTS[kind])
    }


def attached(*tricks: str) -> list[dict[str, str]]:
    return [{"file": "anhaenge/plan.txt", "title": f"Anhang {trick} Ende"} for trick in tricks]


def body(*tricks: str) -> str:
    """Each trick as code, which Markdown gives out as it is."""
    return "\n\n".join(f"Wort ``` {shown(trick)} ``` Ende" for trick in tricks)


def skeleton(soup: BeautifulSoup) -> list[tuple[str, list[str]]]:
    """The elements with the names of their attributes, and the comments: all but the words."""
    return [
        (node.name, sorted(node.attrs)) if isinstance(node, Tag) else ("comment", [])
        for node in soup.descendants
        if isinstance(node, Tag | Comment)
    ]


def of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def files_of(folder: Path) -> None:
    """The attachment and the picture that the items name."""
    (folder / "content" / "anhaenge").mkdir(exist_ok=True)
    (folder / "content" / "anhaenge" / "plan.txt").write_text("x" * 2300)
    Image.new("RGB", (8, 6)).save(folder / "content" / "anhaenge" / "bild.png")


class Site:
    """A town whose items hold the tricks, built once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.name = found_town(folder, "https://beispielort.example", TENDERS)
        files_of(folder)
        self.written: dict[str, list[str]] = {}
        for turn in range(len(TRICKS)):
            self._items(f"-{turn}", turn, TRICKS[turn])
        self._items("-schlicht", 0, PLAIN, plain=True)
        code = run(["--site", str(folder), "build", "--as-of", minutes_ago(0)])
        assert code == 0

    def _items(self, name: str, turn: int, trick: str, *, plain: bool = False) -> None:
        until = {"until_further_notice": "true"}
        alert = filled("gefahren", turn, plain=plain)
        self._write(f"warnung{name}", alert | until | {"topics": "gefahren", "msgtype": "alert"})
        image = {"alt": f"Alt {trick} Ende", "credit": f"Foto {trick} Ende"}
        note = f"Korrektur {trick} Ende"
        more: dict[str, Any] = {
            "topics": "vergaben",
            "deadline": LATER,
            "image": {"file": "anhaenge/bild.png", **image},
            "attachments": attached(trick),
            "corrections": [{"date": minutes_ago(1), "note": note}],
        }
        fields = filled("vergaben", turn, plain=plain)
        texts = [*fields.values(), image["credit"], note, f"Anhang {trick} Ende"]
        self._write(f"vergabe{name}", fields | more, body(trick))
        self.written[f"vergabe{name}"] = [*texts, f"Wort {shown(trick)} Ende"]
        self.written[f"warnung{name}"] = list(alert.values())
        gone = {"title": f"T {trick} Ende", "note": f"Rücknahme {trick} Ende"}
        taken = {"date": minutes_ago(1), "note": gone["note"]}
        self._write(f"weg{name}", {"title": gone["title"], "topics": "vereine", "withdrawn": taken})
        self.written[f"weg{name}"] = list(gone.values())

    def _write(self, identity: str, fields: dict[str, Any], text: str = "Text.") -> None:
        values = {"date": minutes_ago(30), **fields}
        front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in values.items())
        path = self.folder / "content" / "aktuelles" / f"{identity}.md"
        path.write_text(f"---\n{front}\n---\n\n{text}\n", encoding="utf-8")

    def page(self, identity: str) -> BeautifulSoup:
        path = self.folder / "output" / "aktuelles" / identity / "index.html"
        return of(path.read_text(encoding="utf-8"))

    def feed(self, name: str) -> bytes:
        return (self.folder / "output" / "feeds" / name).read_bytes()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SITEURL", raising=False)
        yield Site(tmp_path_factory.mktemp("tricks") / "ort")


def items(kind: str) -> list[str]:
    return [f"{kind}-{turn}" for turn in range(len(TRICKS))]


@pytest.mark.parametrize("kind", ["vergabe", "warnung", "weg"])
def test_a_page_shows_what_was_written(site: Site, kind: str) -> None:
    for identity in items(kind):
        page = site.page(identity)
        words = shown(page.get_text())
        for text in site.written[identity]:
            assert shown(text) in words, identity
        title = shown(site.written[identity][0])
        assert page.title is not None
        assert title in shown(page.title.get_text())
        assert not _CONTROL.search(str(page))
    if kind == "vergabe":
        for turn, trick in enumerate(TRICKS):
            image = site.page(f"vergabe-{turn}").select_one("figure img")
            assert image is not None
            assert image["alt"] == shown(f"Alt {trick} Ende")


@pytest.mark.parametrize("kind", ["vergabe", "warnung", "weg"])
def test_a_page_is_built_as_if_it_were_plain_words(site: Site, kind: str) -> None:
    def own(identity: str) -> list[tuple[str, list[str]]]:
        page = site.page(identity)
        for around in page.select(".alerts, .banner, .neighbours, .earlier, .newer, .side"):
            around.decompose()
        return skeleton(page)

    expected = own(f"{kind}-schlicht")
    for identity in items(kind):
        assert own(identity) == expected, identity


def test_no_link_of_a_page_says_more_than_it_should(site: Site) -> None:
    for identity in [name for kind in ("vergabe", "warnung", "weg") for name in items(kind)]:
        for link in site.page(identity).select("a[href]"):
            address = urlsplit(str(link["href"]))
            assert address.scheme in {"", "https", "mailto"}, identity
            if address.scheme == "mailto":
                assert set(parse_qs(address.query)) == {"subject", "body"}
                assert address.path in {"", "rathaus@beispielort.example"}


def test_no_page_of_the_site_has_a_script_or_a_handler_that_is_not_ours(site: Site) -> None:
    pages = sorted((site.folder / "output").rglob("*.html"))
    assert len(pages) > 3 * len(TRICKS)
    for path in pages:
        soup = of(path.read_text(encoding="utf-8"))
        assert soup.select("iframe, textarea, object") == [], path
        scripts = soup.select("script:not([type='application/ld+json'])")
        own = {"/theme/over.js"} | ({"/theme/search.js"} if path.parent.name == "suche" else set())
        assert {str(script["src"]) for script in scripts} == own, path
        assert "".join(script.get_text() for script in scripts) == "", path
        for tag in soup.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")], path


def test_the_seam_holds_what_was_written(site: Site) -> None:
    entries = {
        entry["_infokanal"]["id"]: entry for entry in json.loads(site.feed("alle.json"))["items"]
    }
    for identity in [*items("vergabe"), *items("warnung")]:
        entry, texts = entries[identity], [shown(text) for text in site.written[identity]]
        assert [entry["title"], entry["summary"], entry["_infokanal"]["contact"]] == texts[:3]
        assert entry["_infokanal"]["location"] == texts[3]
        if identity.startswith("vergabe"):
            assert entry["_infokanal"]["reason"] == texts[4]
            assert entry["_infokanal"]["tender_number"] == texts[5]
            assert entry["_infokanal"]["corrections"][0]["note"] == texts[-3]
            assert entry["attachments"][0]["title"] == texts[-2]
            assert shown(of(entry["content_html"]).get_text()) == texts[-1]
        else:
            assert entry["_infokanal"]["area"] == texts[4]
            assert shown(entry["_infokanal"]["instruction"]) == texts[5]
        assert not _CONTROL.search(json.dumps(entry, ensure_ascii=False))
    for identity in items("weg"):
        texts = [shown(text) for text in site.written[identity]]
        found = entries[identity]
        assert [found["title"], found["_infokanal"]["withdrawn"]["note"]] == texts


@pytest.mark.parametrize("name", ["vergaben", "gefahren"])
def test_rss_and_atom_hold_what_was_written(site: Site, name: str) -> None:
    kind = {"vergaben": "vergabe", "gefahren": "warnung"}[name]
    wanted = {
        tuple(shown(text) for text in texts[:2])
        for identity, texts in site.written.items()
        if identity.startswith(kind)
    }
    atom = feedparser.parse(site.feed(f"{name}.atom.xml"), sanitize_html=False)
    assert not atom.bozo
    assert {(entry.title, entry.summary) for entry in atom.entries} <= wanted
    assert len(atom.entries) == len(wanted)
    files = {
        link.title for entry in atom.entries for link in entry.links if link.rel == "enclosure"
    }
    if name == "vergaben":
        assert files == {shown(f"Anhang {trick} Ende") for trick in (*TRICKS, PLAIN)}
    # feedparser guesses whether a title of RSS is HTML, so its words are read as they stand.
    titles = BeautifulSoup(site.feed(f"{name}.rss.xml"), "xml").select("item > title")
    assert {title.get_text() for title in titles} == {one[0] for one in wanted}
    assert not feedparser.parse(site.feed(f"{name}.rss.xml")).bozo


def headers(mail: Arrived) -> list[str]:
    """The names of a mail's headers; those that a server adds for one reader are its own."""
    return sorted(mail.headers)


def intact(mail: Arrived, plain: Arrived, texts: list[str]) -> None:
    """The texts arrived, and nothing else came with them."""
    html, text = of(mail.html), squeezed(mail.text)
    words = shown(html.get_text())
    for one in texts:
        assert shown(one) in words
        assert squeezed(shown(one)) in text
    assert headers(mail) == headers(plain)
    assert not _CONTROL.search(mail.html + mail.text + mail.subject)
    if mail.recipient:
        assert mail.recipient not in mail.html + mail.text + mail.subject
    assert skeleton(html) == skeleton(of(plain.html))


def hazard(bench: Bench, name: str, turn: int, **more: Any) -> list[str]:
    """Write a warning with a trick in each field; the texts that its mail must show."""
    plain = name == PLAIN
    files = [PLAIN] * len(TRICKS) if plain else TRICKS
    texts = filled("gefahren", turn, plain=plain)
    given = {**texts, "attachments": attached(*files), **more}
    bench.alert(name, 30, body=body(*files), **given)
    return [*list(texts.values())[1:], *(f"Anhang {one} Ende" for one in files)]


def test_a_mail_says_what_was_written_and_does_nothing_else(bench: Bench) -> None:
    files_of(bench.folder)
    step = len(_TEXTS["gefahren"])
    turns = {f"w-{turn}": turn for turn in range(0, len(TRICKS), step)} | {PLAIN: 0}
    texts = {name: hazard(bench, name, turn) for name, turn in turns.items()}
    assert bench.publish() == 0, bench.err
    readers = bench.readers("gefahren")
    mails = {mail.headers["X-Infokanal-Key"]: mail for mail in bench.arrived(len(turns) * readers)}
    assert set(mails) == {bench.key(name) for name in turns}
    plain = mails[bench.key(PLAIN)]
    for name, turn in turns.items():
        mail = mails[bench.key(name)]
        title = shown(filled("gefahren", turn, plain=name == PLAIN)["title"])
        assert mail.subject == f"Warnung: {title}"
        intact(mail, plain, [*texts[name], title, *(shown(one) for one in TRICKS if name != PLAIN)])


def test_a_correction_and_a_withdrawal_say_what_was_written(bench: Bench) -> None:
    names = ("k-0", "k-1", PLAIN)
    for name in names:
        bench.alert(name, 30, title=f"Titel {name}")
    assert bench.publish() == 0, bench.err
    half = len(TRICKS) // 2
    notes = dict(zip(names, (TRICKS[:half], TRICKS[half:], (PLAIN,)), strict=True))
    for kind in ("correction", "withdrawal"):
        for name, tricks in notes.items():
            note = {"date": minutes_ago(-0.001), "note": f"Notiz {' | '.join(tricks)} Ende"}
            more = {"corrections": [note | {"mail": "true"}]}
            given = more if kind == "correction" else {"withdrawn": note}
            bench.alert(name, 30, title=f"Titel {name}", **given)
        assert bench.publish() == 0, bench.err
    readers = bench.readers("gefahren")
    arrived = bench.arrived(3 * len(names) * readers)
    for kind in ("correction", "withdrawal"):
        mails = {
            mail.headers["X-Infokanal-Key"].split("/")[2]: mail
            for mail in arrived
            if mail.headers["X-Infokanal-Key"].startswith(kind)
        }
        for name, tricks in notes.items():
            intact(mails[name], mails[PLAIN], [f"Notiz {' | '.join(tricks)} Ende"])


def test_raw_markup_in_a_text_does_nothing(bench: Bench) -> None:
    files_of(bench.folder)
    # A picture must be there, and a comment that is not closed hides what comes after it.
    lines = [one.replace("src=x", "src=anhaenge/bild.png alt=x") for one in TRICKS]
    lines.remove("<!-- weg")
    marks = "<p>&#2;unsubscribe&#3; &#0; &#xfffe;</p>"
    bench.write("roh", "\n\n".join([*lines, marks, "Schluss"]))
    assert bench.publish() == 0, bench.err
    mail = bench.arrived(bench.readers("vereine"))[0]
    soup = of(mail.html)
    assert soup.select("script, iframe, textarea, object, h1 ~ h1") == []
    assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    for text in (mail.text, shown(soup.get_text())):
        assert not _CONTROL.search(text)
        # An <h1> that nobody closed makes a heading of all the rest, which is wrapped.
        words = " ".join(text.split())
        assert "{{ .Subscriber.Email }}" in words
        assert "{{ 7*7 }}{{ town }}" in words
        assert "Schluss" in words
        assert not mail.recipient or mail.recipient not in text
