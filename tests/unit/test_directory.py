"""The directory of services: order, other words, situations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.directory import check_situations, in_order, letters, situations
from subscriptions.core.front_matter import split_front_matter
from subscriptions.core.pages import Service, read_service


def service(name: str, title: str, **fields: str) -> Service:
    source = f"content/leistungen/{name}.md"
    front = "\n".join(f"{key}: {value}" for key, value in {"title": title, **fields}.items())
    return read_service(split_front_matter(f"---\n{front}\n---\nText", source), source)


def shown(*services: Service) -> dict[str, list[str]]:
    """The directory as a reader sees it."""
    return {
        letter: [
            listing.title
            if listing.service
            else f"{listing.title} → {', '.join(one.title for one in listing.see)}"
            for listing in listings
        ]
        for letter, listings in letters(services)
    }


@pytest.mark.parametrize(
    ("titles", "ordered"),
    [
        (["Zuzug", "Ärztehaus", "Ausweis"], ["Ärztehaus", "Ausweis", "Zuzug"]),
        (["Öfen", "Ofen", "Odem"], ["Odem", "Ofen", "Öfen"]),
        (["Straßenfest", "Strassenname", "Strand"], ["Strand", "Straßenfest", "Strassenname"]),
        (["b", "A", "C"], ["A", "b", "C"]),
    ],
)
def test_german_order(titles: list[str], ordered: list[str]) -> None:
    services = [service(f"s{number}", title) for number, title in enumerate(titles)]
    assert [one.title for one in in_order(services)] == ordered


def test_umlauts_stand_with_their_letter_and_digits_under_one_heading() -> None:
    found = shown(service("a", "Überweg"), service("b", "Umzug"), service("c", "115 anrufen"))
    assert found == {"0-9": ["115 anrufen"], "U": ["Überweg", "Umzug"]}


def test_other_words_lead_to_their_service() -> None:
    found = shown(
        service("a", "Personalausweis beantragen", also="[Ausweis, Perso]"),
        service("b", "Reisepass beantragen", also="[Pass, ausweis]"),
    )
    assert found == {
        "A": ["Ausweis → Personalausweis beantragen, Reisepass beantragen"],
        "P": [
            "Pass → Reisepass beantragen",
            "Perso → Personalausweis beantragen",
            "Personalausweis beantragen",
        ],
        "R": ["Reisepass beantragen"],
    }


@pytest.mark.parametrize("word", ["Ausweis", "ausweis", "🎉"])
def test_a_word_that_says_nothing_new_is_left_out(word: str) -> None:
    assert shown(service("a", "Ausweis", also=word)) == {"A": ["Ausweis"]}


def test_situations_gather_what_names_them() -> None:
    found = situations(
        [
            service("a", "Zuzug", situations="[Umzug, Geburt]"),
            service("b", "Ausweis", situations="[umzug, Umzug]"),
            service("c", "Bauantrag", situations="Über den Gartenzaun"),
            service("d", "Gewerbe"),
        ]
    )
    assert [(one.name, one.path, [s.id for s in one.services]) for one in found] == [
        ("Geburt", "leistungen/geburt/", ["a"]),
        ("Über den Gartenzaun", "leistungen/ueber-den-gartenzaun/", ["c"]),
        ("Umzug", "leistungen/umzug/", ["b", "a"]),
    ]


@given(st.permutations(range(5)))
def test_the_order_of_files_changes_nothing(order: list[int]) -> None:
    everything = [
        service(f"s{n}", f"Leistung {n % 3}", situations=name, also="[Hilfe, hilfe]")
        for n, name in enumerate(["Umzug", "umzug", "Bauen", "bauen", "UMZUG"])
    ]
    mixed = [everything[n] for n in order]
    assert letters(mixed) == letters(everything)
    assert situations(mixed) == situations(everything)


def test_a_service_cannot_stand_at_the_address_of_a_situation() -> None:
    (problem,) = check_situations(
        [service("umzug", "Umziehen"), service("b", "Zuzug", situations="Umzug")]
    )
    assert problem.format() == (
        "content/leistungen/umzug.md:1: the address leistungen/umzug/ is that of the situation"
        " “Umzug”; rename this file"
    )


def test_a_situation_needs_letters() -> None:
    (problem,) = check_situations([service("a", "Zuzug", situations="[🎉, Umzug]")])
    assert problem.format() == (
        "content/leistungen/a.md:3: situations: “🎉” has no letters; write a word"
    )
