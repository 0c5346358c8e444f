"""Every CAP file of the sites: the OASIS schema, and the rules that the schema does not see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree

from .conftest import SetClock
from .site_runs import ROOT, SECOND_NOW, TownFolder, href, one, tree

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA_FILE = ROOT / "tests/fixtures/cap/CAP-v1.2.xsd"
SCHEMA = etree.XMLSchema(etree.parse(str(SCHEMA_FILE)))
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
INDEX = "feeds/warnungen.cap.atom.xml"
FLOOD = "2026-03-08-hochwasser-am-talbach"
UPDATE = "2026-03-09-hochwasser-am-talbach-aktualisierung"
NOW = "2026-03-11 12:00"

Messages = Mapping[str, etree._Element]


def warning(town: TownFolder, name: str, fields: str, body: str = "Text") -> None:
    front = f"title: {name}\ntopics: warnungen\n{fields}"
    town.write(f"content/aktuelles/{name}.md", f"---\n{front}\n---\n{body}\n")


def with_cap(town: TownFolder) -> TownFolder:
    town.change("town.yml", "demo: false", "cap: {sender: amt@beispielstadt.example}\ndemo: false")
    return town


def messages(output: Path) -> Messages:
    """Every message of a site by the path of its file."""
    found = {name: data for name, data in tree(output).items() if name.endswith(".cap.xml")}
    return {name: etree.fromstring(data) for name, data in found.items()}


def value(message: etree._Element, name: str) -> str:
    """The text of an element, wherever it stands; empty if there is none."""
    found = next(message.iter(f"{CAP}{name}"), None)
    return "" if found is None else found.text or ""


def check(found: Messages) -> None:
    """The schema, and what OASIS CAP 1.2 says in words only."""
    triples = {
        ",".join(value(one, name) for name in ("identifier", "sender", "sent")): path
        for path, one in found.items()
    }
    assert len(triples) == len(found)
    assert len({value(one, "identifier") for one in found.values()}) == len(found)
    for path, message in found.items():
        SCHEMA.assertValid(message)
        for name in ("identifier", "sender"):
            assert re.fullmatch(r"[^\s,<&]+", value(message, name)), path
        for name in ("sent", "expires"):
            for element in message.iter(f"{CAP}{name}"):
                assert TIME.fullmatch(element.text or ""), path
        assert len(message.findall(f"{CAP}info")) == 1, path
        assert 0 < len(value(message, "headline")) <= 160, path
        assert value(message, "description").strip(), path
        references = value(message, "references").split()
        assert bool(references) == (value(message, "msgType") != "Alert"), path
        assert len(set(references)) == len(references), path
        for reference in references:
            sender, identifier, sent = reference.split(",")
            assert f"{identifier},{sender},{sent}" in triples, (path, reference)
            assert sent <= value(message, "sent"), path
        is_cancel = value(message, "msgType") == "Cancel"
        assert (value(message, "responseType") == "AllClear") == is_cancel, path
        assert not is_cancel or value(message, "expires"), path


def test_the_schema_is_that_of_oasis() -> None:
    """Its licence allows no change."""
    data = SCHEMA_FILE.read_bytes()
    assert sha256(data).hexdigest() in (SCHEMA_FILE.parent / "NOTICE.md").read_text("utf-8")


def test_every_message_of_the_shipped_town_is_valid(built: TownFolder) -> None:
    found = messages(built.output)
    check(found)
    assert {value(one, "status") for one in found.values()} == {"Test"}
    assert {value(one, "msgType") for one in found.values()} == {"Alert", "Update", "Cancel"}
    written = (built.folder / "content/aktuelles").glob("*.md")
    sent = {
        file.stem
        for file in written
        if re.search("^msgtype: [auc]", file.read_text(), re.MULTILINE)
    }
    assert {path.split("/")[1] for path in found} == sent


def test_the_course_of_the_fire_grows(fire: dict[str, Path]) -> None:
    kinds = []
    for output in fire.values():
        found = {path: one for path, one in messages(output).items() if "bahndamm" in path}
        check(found)
        kinds.append(sorted(value(one, "msgType") for one in found.values()))
    assert kinds == [["Alert"], ["Alert", "Update"], ["Alert", "Cancel", "Update"]]


def test_without_cap_there_is_none(second_built: TownFolder) -> None:
    assert not [name for name in tree(second_built.output) if ".cap." in name]
    page = second_built.page(f"aktuelles/{FLOOD}/")
    assert not page.select("[type='application/cap+xml']")
    assert not second_built.page("feeds/").select("a[href*='.cap.']")


def test_each_kind_of_message_is_valid(second: TownFolder) -> None:
    with_cap(second)
    warning(second, "ende", f"date: 2026-03-10 07:00\nmsgtype: cancel\nreferences: {UPDATE}")
    rest = "until_further_notice: true"
    warning(second, "probe", f"date: 2026-03-10 08:00\nmsgtype: alert\n{rest}\nexercise: true")
    note = "withdrawn: {date: 2026-03-10 09:00, note: Ein Irrtum & mehr}"
    warning(second, "irrtum", f"date: 2026-03-10 08:30\nmsgtype: alert\n{rest}\n{note}")
    taken = "date: 2026-03-10 10:00\nmsgtype: update\nreferences: probe\nexercise: true"
    warning(second, "zurueck", f"{taken}\n{rest}\n{note.replace('09:00', '11:00')}", "Geheim")
    warning(second, "leer", f"date: 2026-03-10 12:00\nmsgtype: alert\n{rest}\nsummary: Kurz", "")
    warning(
        second, "w" * 90, f"date: 2026-03-10 12:30\nmsgtype: alert\n{rest}\narea: <Ort>", "a\vb"
    )
    assert second.build(NOW).code == 0
    found = messages(second.output)
    check(found)
    assert {path.removeprefix("aktuelles/"): value(m, "msgType") for path, m in found.items()} == {
        f"{FLOOD}/warnung.cap.xml": "Alert",
        f"{UPDATE}/warnung.cap.xml": "Update",
        "ende/warnung.cap.xml": "Cancel",
        "irrtum/ruecknahme.cap.xml": "Cancel",
        "irrtum/warnung.cap.xml": "Alert",
        "leer/warnung.cap.xml": "Alert",
        "probe/warnung.cap.xml": "Alert",
        f"{'w' * 90}/warnung.cap.xml": "Alert",
        "zurueck/ruecknahme.cap.xml": "Update",
        "zurueck/warnung.cap.xml": "Update",
    }
    assert value(found["aktuelles/probe/warnung.cap.xml"], "status") == "Exercise"
    assert value(found["aktuelles/probe/warnung.cap.xml"], "headline") == "ÜBUNG – Warnung: probe"
    mistake = found["aktuelles/irrtum/ruecknahme.cap.xml"]
    assert value(mistake, "headline") == "Rücknahme: irrtum"
    assert value(mistake, "description") == "Ein Irrtum & mehr"
    assert not any(b"Geheim" in data for data in tree(second.output).values())
    for path in ("irrtum/", "zurueck/"):
        links = second.page(f"aktuelles/{path}").select("link[type='application/cap+xml']")
        names = [href(link).rsplit("/", 1)[1] for link in links]
        assert names == ["warnung.cap.xml", "ruecknahme.cap.xml"]


def test_what_a_message_says(second: TownFolder) -> None:
    assert with_cap(second).build(SECOND_NOW).code == 0
    found = messages(second.output)[f"aktuelles/{FLOOD}/warnung.cap.xml"]
    assert {
        name: value(found, name)
        for name in ("identifier", "sender", "sent", "status", "msgType", "scope", "incidents")
    } == {
        "identifier": f"beispielstadt.{FLOOD}",
        "sender": "amt@beispielstadt.example",
        "sent": "2026-03-08T06:40:00+01:00",
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
        "incidents": f"beispielstadt.{FLOOD}",
    }
    info = {etree.QName(child).localname: child.text for child in found[-1]}
    assert info.pop("description", "").startswith("Nach dem Regen der letzten Nacht")  # type: ignore[union-attr]
    assert info == {
        "language": "de-DE",
        "category": "Safety",
        "event": "Hochwasser am Talbach",
        "urgency": "Expected",
        "severity": "Severe",
        "certainty": "Observed",
        "expires": "2026-03-10T08:00:00+01:00",
        "senderName": "Stadt Beispielstadt",
        "headline": "Warnung: Hochwasser am Talbach",
        "instruction": "Meiden Sie die Uferwege und räumen Sie Keller in der Unterstadt aus.",
        "web": f"https://www.beispielstadt.example/info/aktuelles/{FLOOD}/",
        "contact": "Ordnungsamt, ordnungsamt@beispielstadt.example",
        "area": "\n      ",
    }
    assert value(found, "areaDesc") == "Unterstadt zwischen Mühlsteg und Bleiche"


def test_the_index_leads_to_every_message(second: TownFolder) -> None:
    assert with_cap(second).build(SECOND_NOW).code == 0
    feed = etree.fromstring((second.output / INDEX).read_bytes())
    found = messages(second.output)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(found) == 2
    assert feed.findtext(f"{ATOM}updated") == "2026-03-09T17:20:00+01:00"
    base = "https://www.beispielstadt.example/info/"
    for entry in entries:
        links = {link.get("type"): link for link in entry.findall(f"{ATOM}link")}
        assert {link.get("rel") for link in links.values()} == {"alternate"}
        address = links["application/cap+xml"].get("href") or ""
        message = found[address.removeprefix(base)]
        identifier = value(message, "identifier")
        assert entry.findtext(f"{ATOM}id") == f"tag:www.beispielstadt.example,2026:cap/{identifier}"
        assert entry.findtext(f"{ATOM}updated") == value(message, "sent")
        assert entry.findtext(f"{ATOM}title") == value(message, "headline")
        assert entry.findtext(f"{ATOM}summary")


def test_pages_lead_to_messages_and_index(second: TownFolder) -> None:
    assert with_cap(second).build(SECOND_NOW).code == 0
    page = second.page(f"aktuelles/{FLOOD}/")
    target = f"/info/aktuelles/{FLOOD}/warnung.cap.xml"
    assert href(one(page, "link[type='application/cap+xml']")) == target
    assert href(one(page, ".programs a")) == target
    assert href(one(second.page("feeds/"), "a[href*='.cap.']")) == f"/info/{INDEX}"


@pytest.mark.parametrize("damage", ["broken", "deleted"])
def test_a_warning_whose_file_is_lost_keeps_its_message(
    second: TownFolder, clock: SetClock, damage: str
) -> None:
    clock(SECOND_NOW)
    with_cap(second).run("publish", "--to", "outbox")
    before = {name: data for name, data in tree(second.output).items() if ".cap." in name}
    assert len(before) == 3
    if damage == "broken":
        second.change(f"content/aktuelles/{UPDATE}.md", "severity: Moderate", "severity: Schlimm")
    else:
        (second.folder / f"content/aktuelles/{UPDATE}.md").unlink()
    assert UPDATE in second.run("publish", "--to", "outbox").err
    after = {name: data for name, data in tree(second.output).items() if ".cap." in name}
    assert after == before


def test_a_build_that_makes_only_what_is_new_makes_the_same(second: TownFolder) -> None:
    with_cap(second)
    flood = f"content/aktuelles/{FLOOD}.md"
    clean = second.folder.parent / "clean"
    withdrawn = "withdrawn: {date: 2026-03-09 18:30, note: Ein Irrtum}\nsummary:"
    for number, (name, old, new) in enumerate(
        [
            (flood, "title: Hochwasser", "title: Starkes Hochwasser"),
            (flood, "area: Unterstadt", "category: Met\narea: Die Unterstadt"),
            (f"content/aktuelles/{UPDATE}.md", "summary:", withdrawn),
            (flood, "expires: 2026-03-10 08:00", "expires: 2026-03-10 09:00"),
            (flood, "steigt der Talbach", "steigt der Bach"),
        ]
    ):
        assert second.build(SECOND_NOW).code == 0
        second.change(name, old, new)
        assert second.build(NOW).code == 0
        into = str(clean / str(number))
        assert second.run("--into", into, "build", "--as-of", NOW).code == 0
        assert tree(second.output) == tree(Path(into) / "output"), new
