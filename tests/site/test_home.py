"""The front page: its parts in their order, and none that is empty."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.site.site_runs import FIRE_MOMENTS, SECOND_NOW, TownFolder, href, page, text

NEWS, SUBSCRIBE, SERVICES = "Neueste Meldungen", "Themen abonnieren", "Leistungen"


def parts(output: Path) -> list[str]:
    return [text(heading) for heading in page(output, "").select("main h2")]


def test_a_hazard_comes_first_then_the_pools(fire: dict[str, Path]) -> None:
    found = parts(fire[FIRE_MOMENTS[1]])
    assert found[:3] == ["Aktuelle Gefahrenhinweise", "Unsere Freibäder", NEWS]
    assert found[-2:] == [SUBSCRIBE, SERVICES]


def test_on_a_quiet_day_news_come_first(built: TownFolder) -> None:
    dates = ["Nächste Termine", "Offene Ausschreibungen"]
    assert parts(built.output) == [NEWS, *dates, SUBSCRIBE, SERVICES]


def test_news_are_told_apart_by_links_to_their_topics(built: TownFolder) -> None:
    chips = built.page("").select(".filter a")
    assert [text(chip) for chip in chips][:2] == ["Gefahrenhinweise", "Kinderbetreuung"]
    for chip in chips:
        assert (built.output / href(chip).strip("/") / "index.html").is_file()
        assert chip.select(".plate svg"), "a colour alone says nothing"


def test_what_is_empty_is_not_there(second: TownFolder) -> None:
    for name in ("aktuelles", "leistungen", "freibaeder"):
        shutil.rmtree(second.folder / "content" / name)
    second.write("content/aktuelles/.gitkeep", "")
    assert second.build(SECOND_NOW).code == 0
    assert parts(second.output) == [SUBSCRIBE]
