"""The page for subscribing: with a Listmonk its form, without one the feeds."""

from __future__ import annotations

import shutil

from .site_runs import SECOND_NOW, TownFolder, href, one, text, tree

FILE = "subscriptions/listmonk-lists.yml"
FORM = "https://listen.beispielstadt.example/subscription/form"
AFTER = "https://www.beispielstadt.example/info/abonnieren/bestaetigen/"


def test_the_form_is_the_one_that_listmonk_takes(second_built: TownFolder) -> None:
    form = one(second_built.page("abonnieren/"), "form")
    assert (form["method"], form["action"]) == ("post", FORM)
    fields = {str(field["name"]): field for field in form.select("input[name]")}
    assert set(fields) == {"l", "email", "nonce", "next"}
    assert fields["next"]["value"] == AFTER
    assert fields["email"]["type"] == "email"
    assert fields["nonce"]["tabindex"] == "-1"
    assert not fields["nonce"].get("value")
    boxes = form.select("input[type=checkbox]")
    labels = {str(box["value"])[-1]: text(form, f"label[for={box['id']}]") for box in boxes}
    assert labels == {"1": "Hallenbad", "2": "Schule und Kita", "3": "Stadtleben", "4": "Warnungen"}
    # Consent is given, never assumed (CJEU C-673/17).
    assert not any(box.has_attr("checked") for box in boxes)


def test_each_topic_says_what_and_how_often_to_expect(second: TownFolder) -> None:
    second.change("subscriptions/topics.yml", "icon: club", "icon: club\n    frequency: montags")
    assert second.build(SECOND_NOW).code == 0
    shown = second.page("abonnieren/")
    assert text(shown, "#about-stadtleben") == (
        "Märkte, Feste und Termine in der Stadt. Wie oft: montags"
    )
    assert text(shown, "#about-warnungen").endswith("bei Tag und Nacht")


def test_a_topic_without_a_list_is_to_be_had_as_a_feed(second_built: TownFolder) -> None:
    shown = second_built.page("abonnieren/")
    assert "Vergaben" not in text(shown, "form")
    feeds = {href(link) for link in shown.select("table a")}
    assert {"/info/feeds/vergaben.rss.xml", "/info/feeds/vergaben.ics"} <= feeds
    assert shown.select("a[href='/info/feeds/themen.opml']")


def test_the_town_may_word_the_consent(second: TownFolder) -> None:
    assert second.build(SECOND_NOW).code == 0
    words = text(second.page("abonnieren/"), "#consent")
    assert "Stadt Beispielstadt" in words
    assert words.endswith("Einwilligung, Fassung 1")
    own = 'consent: {version: "2026-03", text: "Ja, ich will <Post>."}\ndemo: false'
    second.change("town.yml", "demo: false", own)
    assert second.build(SECOND_NOW).code == 0
    words = text(second.page("abonnieren/"), "#consent")
    assert words == "Ja, ich will <Post>. Einwilligung, Fassung 2026-03"


def test_check_your_mail(second_built: TownFolder) -> None:
    shown = second_built.page("abonnieren/bestaetigen/")
    assert text(shown, "h1") == "Noch ein Klick: jetzt bestätigen"
    assert shown.select("main a[href='/info/gefahren/']")
    assert one(shown, ".banner").select("a")
    assert shown.select("main a[href^='mailto:rathaus@beispielstadt.example?subject=']")
    assert shown.select("meta[name=robots][content=noindex]")
    assert "bestaetigen" not in (second_built.output / "sitemap.xml").read_text()


def test_without_listmonk_it_says_so_and_shows_the_feeds(second: TownFolder) -> None:
    (second.folder / FILE).unlink()
    assert second.build(SECOND_NOW).code == 0
    shown = second.page("abonnieren/")
    assert shown.select("form") == []
    assert "noch nicht" in text(shown, ".note")
    assert shown.select("table a[href='/info/feeds/warnungen.rss.xml']")
    assert not (second.output / "abonnieren" / "bestaetigen").exists()


def test_the_menu_leads_there(second_built: TownFolder) -> None:
    links = {text(link): href(link) for link in second_built.page("").select("header nav a")}
    assert links["Abonnieren"] == "/info/abonnieren/"


def test_other_lists_change_the_page_in_the_next_build(second: TownFolder) -> None:
    assert second.build(SECOND_NOW).code == 0
    second.change(FILE, "000000000003", "000000000009")
    assert second.build(SECOND_NOW).code == 0
    clean = second.folder.parent / "clean"
    assert second.run("--into", str(clean), "build", "--as-of", SECOND_NOW).code == 0
    assert tree(second.output) == tree(clean / "output")
    shutil.rmtree(clean)


def test_a_broken_file_stops_a_build_and_no_warning(second: TownFolder) -> None:
    second.write(FILE, "form: listen.beispielstadt.example\nlists: {warnungen: keine}\nx: 1\n")
    found = second.build(SECOND_NOW)
    assert found.code == 3
    assert [line.partition(" ")[0] for line in found.problems] == [
        f"{FILE}:{number}:" for number in (1, 2, 3)
    ]
    second.run("publish", "--to", "outbox")
    assert "abonnieren/index.html" in tree(second.output)
