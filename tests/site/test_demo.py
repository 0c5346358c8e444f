"""``publish.py demo``: the fire of 14 July 2022, replayed; nobody real is ever written to."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr, redirect_stdout
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from pytest_socket import disable_socket, enable_socket

from .site_runs import Answer, TownFolder, body, copy_of_shipped, publish_py, text, tree

INCIDENT = {
    "item.tangerhuette.2022-07-14-brand-am-bahndamm.eml": (
        "Warnung: Brand am Bahndamm",
        "2022-07-14T20:38:00+02:00",
    ),
    "item.tangerhuette.2022-07-14-brand-am-bahndamm-aktualisierung.eml": (
        "Aktualisierung: Brand am Bahndamm unter Kontrolle",
        "2022-07-14T21:40:00+02:00",
    ),
    "item.tangerhuette.2022-07-15-brand-am-bahndamm-entwarnung.eml": (
        "Entwarnung: Brand am Bahndamm gelöscht",
        "2022-07-15T08:00:00+02:00",
    ),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[TownFolder, Answer]:
    """The shipped town with a Listmonk configured, and the demo, run with every socket forbidden.

    Only to look at: it runs once.
    """
    town = TownFolder(copy_of_shipped(tmp_path_factory.mktemp("demo") / "town"))
    town.change("town.yml", "demo: true", "demo: true\nmail_server: listmonk")
    before = tree(town.folder)
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LISTMONK_URL", "https://listmonk.example")
        patch.setenv("LISTMONK_USER", "api")
        patch.setenv("LISTMONK_TOKEN", "secret-token")
        disable_socket()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = town.run("demo").code
        finally:
            enable_socket()
    after = {path: data for path, data in tree(town.folder).items() if path[:5] != "demo/"}
    assert after == before, "it leaves the town's own folders alone"
    return town, Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture
def demo(shown: tuple[TownFolder, Answer]) -> tuple[TownFolder, Answer]:
    """What it made, and what it said."""
    town, answer = shown
    return TownFolder(town.folder / "demo"), answer


def test_it_replays_four_steps_and_the_last_sends_nothing(demo: tuple[TownFolder, Answer]) -> None:
    town, answer = demo
    assert answer.code == 0, answer.err
    counts = [int(count) for count in re.findall(r"(\d+) verschickt", answer.out)]
    assert len(counts) == 4
    assert counts[3] == 0
    assert all(counts[:3])
    assert sum(counts) == len(town.mails())
    for moment in ("14.07.2022, 20:38", "14.07.2022, 21:40", "15.07.2022, 08:00"):
        assert moment in answer.out
    assert "make serve" in answer.out
    assert len(answer.err.splitlines()) == sum(counts), "one line of progress a mail"


def test_three_mails_make_one_thread(demo: tuple[TownFolder, Answer]) -> None:
    mails = demo[0].mails()
    references = set()
    for name, (subject, moment) in INCIDENT.items():
        mail = mails[name]
        assert mail["Subject"] == subject
        assert parsedate_to_datetime(str(mail["Date"])).isoformat().startswith(moment[:10])
        assert _same_moment(mail, moment)
        references.add((str(mail["References"]), str(mail["In-Reply-To"])))
        assert mail["Auto-Submitted"] == "auto-generated"
    assert len(references) == 1
    ids = {str(mail["Message-ID"]) for mail in mails.values()}
    assert len(ids) == len(mails)
    others = {str(mail["References"]) for name, mail in mails.items() if name not in INCIDENT}
    assert not others & {reference for reference, _ in references}


def _same_moment(mail: EmailMessage, moment: str) -> bool:
    return parsedate_to_datetime(str(mail["Date"])).timestamp() == (
        parsedate_to_datetime(_rfc(moment)).timestamp()
    )


def _rfc(moment: str) -> str:
    day, time = moment[:10], moment[11:19]
    month = {"07": "Jul"}[day[5:7]]
    return f"{day[8:10]} {month} {day[:4]} {time} +0200"


def test_every_mail_says_that_it_is_a_demonstration(demo: tuple[TownFolder, Answer]) -> None:
    for name, mail in demo[0].mails().items():
        for kind in ("plain", "html"):
            assert "Demonstration" in body(mail, kind), (name, kind)
        assert "Demonstration" not in str(mail["Subject"])
        plain = body(mail)
        assert "https://info.tangerhuette.example/impressum/" in plain
        assert "https://info.tangerhuette.example/aktuelles/" in plain
        html = body(mail, "html")
        assert "<script" not in html
        assert not re.search(r"<link\b|@import|url\(", html)


def test_plain_text_is_no_wider_than_72(demo: tuple[TownFolder, Answer]) -> None:
    lines = [line for mail in demo[0].mails().values() for line in body(mail).splitlines()]
    assert [line for line in lines if len(line) > 72 and "://" not in line] == []


def test_the_index_shows_every_mail(demo: tuple[TownFolder, Answer]) -> None:
    town, _ = demo
    assert (town.outbox / "index.html").is_file()
    words = (town.outbox / "index.html").read_text(encoding="utf-8")
    for name, (subject, _) in INCIDENT.items():
        assert subject in words
        assert name in words


def test_the_site_is_that_of_the_next_morning(demo: tuple[TownFolder, Answer]) -> None:
    town, _ = demo
    assert town.page("").select(".banner") == []
    assert "Entwarnung" in text(
        town.page("aktuelles/2022-07-15-brand-am-bahndamm-entwarnung/"), "h1"
    )
    assert not any("2026" in path for path in tree(town.output) if path.startswith("aktuelles/"))


def test_it_can_be_run_again(shown: tuple[TownFolder, Answer]) -> None:
    town, first = shown
    mails = tree(town.folder / "demo" / "outbox")
    assert (first.code, town.run("demo").code) == (0, 0)
    assert tree(town.folder / "demo" / "outbox") == mails


def test_into_takes_it_elsewhere(shipped: TownFolder) -> None:
    elsewhere = shipped.folder.parent / "woanders"
    answer = publish_py("--site", str(shipped.folder), "--into", str(elsewhere), "demo")
    assert answer.code == 0
    assert sorted(path.name for path in elsewhere.iterdir() if path.name[0] != ".") == [
        "outbox",
        "output",
        "var",
    ]
    assert not (shipped.folder / "demo").exists()
