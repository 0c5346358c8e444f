"""Mails as people get them: the files in tests/golden/mails (tests/golden/write.py makes them)."""

from __future__ import annotations

import pytest

from tests.golden.write import FOLDER, digests, entries, made

MADE = made()

# Where, what to do, until when.
WORDS = ("Wo:", "Was tun:", "Gültig bis:")
LASTING = (*WORDS[:2], "Gültig:")

# The German words that begin the subject; what is no warning begins with its title.
SUBJECTS = {
    "info": "Information: ",
    "alert": "Warnung: ",
    "update": "Aktualisierung: ",
    "cancel": "Entwarnung: ",
    "withdrawal": "Rücknahme: ",
    "withdrawal-standing": "Rücknahme: ",
    "correction": "Korrektur: ",
    "exercise": "ÜBUNG – Warnung: ",
    "exercise-cancel": "ÜBUNG – Entwarnung: ",
    "pool": "Freibad ",
    "tender": "Wegebau ",
    "rich": "Müllabfuhr ",
    "event": "Frühstück ",
    "digest-daily": "[Vereine] Meldungen vom 15.07.2022",
    "digest-weekly": "[Freibäder] Meldungen vom 08.07.2022 bis 15.07.2022",
}


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_mail_is_as_it_was(name: str) -> None:
    assert MADE[name] == (FOLDER / name).read_text(encoding="utf-8")


def test_there_are_no_others() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(MADE)
    assert {*entries(), *digests()} == set(SUBJECTS)


@pytest.mark.parametrize(("kind", "begin"), SUBJECTS.items())
def test_subjects(kind: str, begin: str) -> None:
    assert MADE[f"{kind}.subject"].startswith(begin)


@pytest.mark.parametrize("kind", ["digest-daily", "digest-weekly"])
def test_a_digest_names_each_item_with_its_link(kind: str) -> None:
    for ending in ("txt", "html"):
        text = MADE[f"{kind}.{ending}"]
        places = [text.index(entry.url) for entry in digests()[kind].entries]
        assert places == sorted(places)
        assert all(entry.title in text for entry in digests()[kind].entries)
    assert max(len(line) for line in MADE[f"{kind}.txt"].splitlines() if "://" not in line) <= 72
    assert len(MADE[f"{kind}.html"]) < 100_000


def test_a_false_alarm_is_no_all_clear() -> None:
    for ending in ("subject", "txt", "html"):
        assert "Entwarnung" not in MADE[f"withdrawal.{ending}"]


@pytest.mark.parametrize("ending", ["txt", "html"])
def test_a_withdrawn_update_says_which_warning_holds(ending: str) -> None:
    text = MADE[f"withdrawal-standing.{ending}"]
    words = ("Nordstadt ist nicht betroffen", "keine Entwarnung", "Brand am Bahndamm", *WORDS[1:])
    places = [text.rindex(word) for word in words]
    assert places == sorted(places)
    assert "https://info.example.org/aktuelles/brand/" in text


@pytest.mark.parametrize("kind", ["exercise", "exercise-cancel"])
@pytest.mark.parametrize("ending", ["txt", "html"])
def test_an_exercise_says_nothing_of_real_warnings(kind: str, ending: str) -> None:
    """One may be in force at the same time."""
    text = MADE[f"{kind}.{ending}"]
    assert "Dies ist eine Übung, kein Ernstfall." in text
    assert not any(word in text for word in ("keine Gefahr", "aufgehoben"))


@pytest.mark.parametrize("kind", ["event", "tender"])
def test_what_has_a_date_leads_to_a_calendar(kind: str) -> None:
    address = f"https://info.example.org/aktuelles/{entries()[kind].info.id}/termin.ics"
    assert f"In den Kalender:\n{address}\n" in MADE[f"{kind}.txt"]
    assert f'href="{address}"' in MADE[f"{kind}.html"]


@pytest.mark.parametrize(
    ("kind", "words"), [("alert", WORDS), ("update", LASTING), ("exercise", WORDS)]
)
def test_the_first_lines_say_what_where_what_to_do_and_until_when(
    kind: str, words: tuple[str, ...]
) -> None:
    lines = [line for line in MADE[f"{kind}.txt"].splitlines() if line][:10]
    begins = [next(n for n, line in enumerate(lines) if line.startswith(word)) for word in words]
    assert begins == sorted(begins)
    assert lines[1] == MADE[f"{kind}.subject"].strip().rpartition(": ")[2]
    html = MADE[f"{kind}.html"]
    places = [html.index(f"<strong>{word}</strong>") for word in words]
    assert places == sorted(places)
