"""Another town with the same software: its own name and topics, and nothing of the first."""

from __future__ import annotations

import json
from collections.abc import Callable

from .site_runs import (
    SECOND_NOW,
    TownFolder,
    body,
    pages,
    publish_py,
    text,
    tree,
)

SetClock = Callable[[str], None]

FIRST_TOWN = ("tangerh", "lüderitz", "kinderbetreuung", "neue-nachbarn", "bahndamm", "rathaus@t")


def _nothing_of_the_first(data: bytes, where: str) -> None:
    words = data.decode(errors="ignore").lower()
    for word in FIRST_TOWN:
        assert word not in words, (where, word)


def test_nothing_of_the_first_town_is_in_its_output(second_built: TownFolder) -> None:
    """But for the theme's style sheet, which knows the topics that many towns share."""
    for name, data in tree(second_built.output).items():
        if name != "theme/style.css":
            _nothing_of_the_first(data, name)
        assert b"angerh" not in data.lower(), name


def test_it_has_its_own_topics_and_colours(second_built: TownFolder) -> None:
    cards = second_built.page("themen/").select(".card-title a")
    topics = {card.get_text(): card["href"] for card in cards}
    assert topics == {
        "Warnungen": "/info/themen/warnungen/",
        "Stadtleben": "/info/themen/stadtleben/",
        "Schule und Kita": "/info/themen/schule-und-kita/",
        "Vergaben": "/info/themen/vergaben/",
        "Hallenbad": "/info/themen/hallenbad/",
    }
    css = (second_built.output / "theme/style.css").read_text(encoding="utf-8")
    assert "#6b2d5c" in css
    assert "#e3a8d3" in css
    assert text(second_built.page(""), ".site-title") == "Stadtbote Beispielstadt"


def test_its_banner_shows_its_own_warning(second_built: TownFolder) -> None:
    banner = second_built.page("").select(".banner li a")
    assert [link["href"] for link in banner] == [
        "/info/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung/"
    ]


def test_links_in_its_texts_keep_the_base_path(second_built: TownFolder) -> None:
    market = second_built.page("aktuelles/2026-03-05-fruehjahrsmarkt/")
    assert [a["href"] for a in market.select(".prose a")] == ["/info/anhaenge/marktplan.csv"]
    school = second_built.page("aktuelles/2026-03-06-anmeldung-einschulung/")
    assert [a["href"] for a in school.select(".prose a")] == [
        "/info/leistungen/anwohnerparkausweis/"
    ]
    feed = json.loads((second_built.output / "feeds/alle.json").read_text(encoding="utf-8"))
    texts = " ".join(item["content_html"] for item in feed["items"])
    assert "https://www.beispielstadt.example/info/anhaenge/marktplan.csv" in texts
    assert "https://www.beispielstadt.example/info/leistungen/anwohnerparkausweis/" in texts
    assert "example/anhaenge" not in texts


def test_all_pages_lie_below_its_folder(second_built: TownFolder) -> None:
    assert len(pages(second_built.output)) > 15
    assert not (second_built.output / "info").exists()


def test_its_mails_have_its_name(second: TownFolder, clock: SetClock) -> None:
    clock(SECOND_NOW)
    second.run("publish", "--to", "outbox")
    mails = second.mails()
    assert len(mails) == 3
    for name, mail in mails.items():
        raw = mail.as_bytes() + body(mail).encode() + body(mail, "html").encode()
        _nothing_of_the_first(raw, name)
        assert "Stadtbote Beispielstadt" in str(mail["From"])
        assert "<stadtbote@beispielstadt.example>" in str(mail["From"])
        assert mail["Reply-To"] == "rathaus@beispielstadt.example"
        assert "https://www.beispielstadt.example/info/aktuelles/" in body(mail)
        assert "Demonstration" not in body(mail) + body(mail, "html")
    warning = mails["item.beispielstadt.2026-03-09-hochwasser-am-talbach-aktualisierung.eml"]
    assert warning["Subject"] == "Aktualisierung: Hochwasser am Talbach geht zurück"
    assert "warnungen.www.beispielstadt.example" in str(warning["List-Id"])
    assert "#6b2d5c" in body(warning, "html")
    index = (second.outbox / "index.html").read_bytes()
    _nothing_of_the_first(index, "index.html")
    assert b"Beispielstadt" in index


def test_two_towns_in_one_outbox_do_not_meet(
    second: TownFolder, shipped: TownFolder, clock: SetClock
) -> None:
    clock(SECOND_NOW)
    into = ("--into", str(second.folder))
    second.run(*into, "publish", "--to", "outbox")
    before = set(second.mails())
    answer = shipped.run("--into", str(shipped.folder), "build", "--as-of", SECOND_NOW)
    assert answer.code == 0
    answer = second.run("plan", "--to", "outbox", "--feed", str(shipped.output / "feeds/alle.json"))
    assert answer.code == 3
    assert "tangerhuette" in answer.err
    assert set(second.mails()) == before


def test_a_program_of_its_own_builds_it(second: TownFolder) -> None:
    answer = publish_py("--site", str(second.folder), "build", "--as-of", SECOND_NOW)
    assert (answer.code, answer.err) == (0, "")
    assert "6 Meldungen" in answer.out
    plan = publish_py(
        "--site", str(second.folder), "plan", "--to", "outbox", "--as-of", SECOND_NOW, "--json"
    )
    envelope = json.loads(plan.out)
    verbs = {row["item"]: row["action"] for row in envelope["actions"]}
    assert verbs["2026-03-09-heizung-rathaus"] == "create"
    assert verbs["2026-03-08-hochwasser-am-talbach"] == "superseded"
