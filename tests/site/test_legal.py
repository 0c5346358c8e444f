"""The pages that the law asks for: in every footer, and never published with blanks."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from .conftest import SetClock
from .site_runs import SECOND_NOW, SHIPPED_NOW, TownFolder, href, one, page, pages, text

LEGAL = ["leichte-sprache", "gebaerdensprache", "barrierefreiheit", "impressum", "datenschutz"]
SITE = "https://info.tangerhuette.example/"
# Nobody can tell from them which page somebody looked for.
ELSEWHERE = ("404.html", "offline/index.html")
IMPRINT = "content/seiten/impressum.md"


def test_every_footer_leads_to_them(built: TownFolder) -> None:
    for path in pages(built.output):
        shown = page(built.output, path)
        links = [href(link) for link in shown.select(".site-footer nav a")]
        assert [link for link in links if link.strip("/") in LEGAL] == [
            f"/{name}/" for name in LEGAL
        ], path
        mail = href(one(shown, ".site-footer a[href^='mailto:rathaus@']"))
        about = quote(f"{SITE}{path.removesuffix('index.html')}", safe="/")
        assert mail.endswith(f"&body={about}") == (path not in ELSEWHERE), path


def test_a_demonstration_shows_the_blanks(built: TownFolder) -> None:
    assert "[BITTE AUSFÜLLEN: Telefonnummer]" in text(built.page("impressum/"), "main")


def test_a_real_town_is_told_each_blank(shipped: TownFolder) -> None:
    shipped.change("town.yml", "demo: true", "demo: false")
    answer = shipped.build(SHIPPED_NOW)
    assert answer.code == 3
    assert not (shipped.output / "impressum").exists()
    blanks = [line for line in answer.problems if "[BITTE AUSFÜLLEN" in line]
    assert len(blanks) == len(answer.problems) > 20
    files = [f"content/seiten/{name}.md" for name in (*LEGAL, "kontakt")]
    for name in files:
        lines = (shipped.folder / name).read_text(encoding="utf-8").splitlines()
        told = [int(one.split(":")[1]) for one in blanks if one.startswith(f"{name}:")]
        assert told == [n for n, line in enumerate(lines, 1) if "[BITTE" in line], name
    assert answer.problems == shipped.run("check", "--as-of", SHIPPED_NOW).problems


def test_publish_holds_back_only_the_page(second: TownFolder, clock: SetClock) -> None:
    clock(SECOND_NOW)
    second.change(IMPRINT, "am Telefon unter 115", "[BITTE AUSFÜLLEN: Telefon]")
    answer = second.run("publish", "--to", "outbox")
    assert f"{IMPRINT}:7: im Text ist [BITTE AUSFÜLLEN: Telefon]" in answer.err
    assert not (second.output / "impressum").exists()
    assert (second.output / "datenschutz" / "index.html").is_file()
    assert second.mails()


def test_the_last_version_without_blanks_stays(second: TownFolder, clock: SetClock) -> None:
    clock(SECOND_NOW)
    second.run("publish", "--to", "outbox")
    second.change(IMPRINT, "am Telefon unter 115", "[PLEASE FILL IN: phone]")
    assert "[PLEASE FILL IN: phone]" in second.run("publish", "--to", "outbox").err
    assert "am Telefon unter 115" in text(second.page("impressum/"), "main")


@pytest.mark.parametrize(
    ("name", "old", "new", "missing"),
    [
        ("impressum", "vertreten durch", "das ist", "wer die Stadt vertritt"),
        ("datenschutz", "Listmonk", "ein Programm", "dass Listmonk die E-Mails verschickt"),
        ("barrierefreiheit", "Ombudsstelle", "Stelle", "wer hilft, wenn die Antwort nicht genügt"),
    ],
)
def test_check_names_what_a_page_leaves_out(
    second: TownFolder, name: str, old: str, new: str, missing: str
) -> None:
    assert second.run("check", "--as-of", SECOND_NOW).problems == []
    second.change(f"content/seiten/{name}.md", old, new)
    answer = second.run("check", "--as-of", SECOND_NOW)
    assert answer.code == 0
    (hint,) = answer.problems
    assert hint.startswith(f"content/seiten/{name}.md:6: ")
    assert missing in hint


def test_check_names_a_page_that_is_not_there(second: TownFolder) -> None:
    (second.folder / "content" / "seiten" / "datenschutz.md").unlink()
    (hint,) = second.run("check", "--as-of", SECOND_NOW).problems
    assert hint.startswith("content/seiten/datenschutz.md:1: ")
