"""The benchmarks' tables and charts, from figures that are given here."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

from benchmarks.chart import chart
from benchmarks.generators import SMALL, TUNED
from benchmarks.mailing import LISTMONK
from benchmarks.measuring import Cost
from benchmarks.results import Results
from benchmarks.rows import HUGO_SERVER
from benchmarks.same_files import OTHER, differences, kinds_of
from benchmarks.tables import tables, with_figures

VERSIONS = {"publish.py": "0.1.0", "hugo": "0.168.0"}


def results(**more: float) -> Results:
    found = Results(items=1000, rounds=3, versions=VERSIONS, machine="2 processors")
    for seconds in (9.0, 0.2, 0.1):
        found.add("text", "publish.py", 1000, Cost(seconds))
    found.add("text", "hugo", 1000, Cost(2.0))
    found.add("memory", "publish.py", 1000, Cost(3.0, 40))
    found.add("memory", "hugo", 1000, Cost(1.0, 160))
    for name, seconds in more.items():
        found.add(name, "publish.py", 100, Cost(seconds))
    return found


def row(text: str, begin: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {begin}"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_the_median_counts_not_the_slow_minute() -> None:
    assert row(tables(results()), "one item's text changed |")[:2] == ["0.20", "2.00"]


def test_a_ratio_stands_beside_what_it_may_be() -> None:
    text = tables(results())
    assert row(text, "one item's text changed ÷ Hugo") == ["0.100", "0.12", "reached"]
    assert row(text, "peak memory ÷ Hugo") == ["0.250", "0.3", "reached"]
    assert row(text, "warm cache ÷ Hugo") == ["–", "0.5", "not measured"]


def test_what_is_too_slow_is_said() -> None:
    found = results(clean=0.5)
    for name, seconds in (("publish.py", 3.0), ("eleventy", 2.0)):
        found.add("clean", name, 1000, Cost(seconds))
    assert row(tables(found), "clean build ÷ Eleventy") == ["1.500", "0.8", "**not reached**"]


def test_two_sizes_are_compared_by_what_took_turns_not_by_what_was_measured_at_another_time() -> (
    None
):
    found = results(watch=0.1)
    found.add("watch", "publish.py", 1000, Cost(1.0, 40))
    assert row(tables(found), "watching ÷ watching at 100 items")[0] == "–"
    found.add("watch", SMALL, 100, Cost(0.8, 40))
    assert row(tables(found), "watching ÷ watching at 100 items")[0] == "1.250"


def test_a_ratio_without_a_limit_is_told_and_not_judged() -> None:
    found = results()
    text = "one item's text changed ÷ tuned Pelican"
    assert row(tables(found), text) == ["–", "–", "not measured"]
    found.add("text", TUNED, 1000, Cost(4.0))
    assert row(tables(found), text) == ["0.050", "–", "–"]
    assert row(tables(found), "one item's text changed ÷ Pelican") == ["–", "0.02", "not measured"]


def test_each_row_has_a_cell_for_each_generator() -> None:
    found = results()
    found.add("server", HUGO_SERVER, 1000, Cost(0.4))
    found.add("text", TUNED, 1000, Cost(4.0))
    costs = tables(found).partition("\n\n")[2].partition("\n\n")[0].splitlines()
    assert costs[0].endswith("| pelican | pelican, tuned |")
    assert {line.count("|") for line in costs} == {costs[0].count("|")}
    assert row("\n".join(costs), "one item's text changed")[-2:] == ["–", "4.00"]


def test_the_way_to_the_mail_is_told_in_seconds_and_beyond_the_server_alone() -> None:
    found = results()
    for name, seconds in (("publish.py", 5.0), (LISTMONK, 3.0)):
        found.add("mailed", name, 1000, Cost(seconds, 0))
    found.add("started", "publish.py", 1000, Cost(1.25, 0))
    text = tables(found)
    assert row(text, "file saved → campaign started, seconds") == ["1.250", "1.5", "reached"]
    assert row(text, "file saved → last mail, seconds") == ["2.000", "1.5", "**not reached**"]


def test_what_cannot_be_measured_yet_is_said() -> None:
    found = results()
    found.add("watch", "hugo", 1000, Cost(0.5, 160))
    assert row(tables(found), "watching: ")[:2] == ["not built yet", "0.50"]


def test_a_chart_needs_two_sizes() -> None:
    assert chart(results(), "text") == ""
    svg = ET.fromstring(chart(results(text=0.15), "text"))  # noqa: S314 – our own
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert {"publish.py", "100", "1,000"} <= set(texts)
    assert "hugo" not in texts  # of which there is one size only


def test_files_are_told_apart_by_their_meaning() -> None:
    names = (
        "index.html",
        "aktuelles/x/index.html",
        "themen/rathaus-2024/index.html",
        "themen/rathaus/2024/index.html",
        "themen/rathaus/index.html",
        "themen/rathaus/rss.xml",
        "feeds/alle.rss.xml",
        "feed.json",
        "feeds/alle.json",
        "feeds/gefahrenhinweise.cap.atom.xml",
        "themen/gefahrenhinweise/cap.atom.xml",
        "feeds/gefahrenhinweise.atom.xml",
        "aktuelles/x/warnung.cap.xml",
        "aktuelles/x/termin.ics",
        "feeds/alle.ics",
        "themen/rathaus/termin.ics",
        "termin.ics",
        "robots.txt",
    )
    found = kinds_of(names)
    assert found["pages of a topic's year"] == 2
    assert (found["RSS"], found["JSON Feed"], found["topic pages"]) == (2, 2, 1)
    assert (found["CAP messages"], found["CAP indexes"], found["Atom"]) == (1, 2, 1)
    assert (found["item calendars"], found["calendars"]) == (1, 3)
    assert found[OTHER] == 1


def test_generators_that_wrote_different_files_are_named() -> None:
    whole = Counter(
        dict.fromkeys(
            (
                "home page",
                "item pages",
                "page of topics",
                "topic pages",
                "pages of a topic's year",
                "CAP messages",
                "CAP indexes",
                "item calendars",
                "calendars",
                "RSS",
                "Atom",
                "JSON Feed",
                "sitemap",
                "attachments",
            ),
            1,
        )
    )
    assert differences({"a": whole, "b": whole + Counter({OTHER: 3})}) == []
    for kind in ("RSS", "CAP messages", "CAP indexes", "item calendars", "calendars"):
        (told,) = differences({"a": whole, "b": whole + Counter({kind: 1})})
        assert kind in told


def test_the_figures_of_a_page_are_replaced_and_nothing_else() -> None:
    page = "a\n<!-- figures -->\nold\n<!-- /figures -->\nb\n"
    assert with_figures(page, "new") == "a\n<!-- figures -->\nnew\n<!-- /figures -->\nb\n"
