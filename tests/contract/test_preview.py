"""What the preview says of an item goes by the mail server, which is asked and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime

from subscriptions.cli.preview_outlook import Outlook, Outlooks
from subscriptions.cli.session import Session, default_places
from subscriptions.core.mails import Mail
from tests.contract.towns import Bench


def look(bench: Bench) -> Outlook:
    session = Session(default_places(str(bench.folder), None))
    feed = session.places.feed
    return Outlooks(session, feed, lambda: datetime.now(UTC), bench.to, is_now=True).look()


def told(outlook: Outlook, identity: str) -> list[str]:
    return [str(word.what) for word in outlook.words(identity)]


def test_before_and_after_it_was_sent(bench: Bench) -> None:
    bench.write("fest", title="Fest", body="Am Teich.")
    assert bench.run("build") == 0
    outlook = look(bench)
    known = "goes to 3 subscribers" if bench.server else "goes out; how many get it, only a mail"
    assert told(outlook, "fest")[0].startswith(known)
    (mail,) = outlook.mails_of("fest")
    assert bench.arrived() == []
    assert bench.publish() == 0
    arrived = bench.arrived(bench.readers("vereine"))[0]
    assert told(look(bench), "fest") == ["sent"]
    assert isinstance(mail, Mail)
    assert arrived.subject == mail.subject
    assert "Am Teich." in arrived.text


def test_the_server_is_only_asked(standin: Bench) -> None:
    assert standin.server is not None
    standin.write("fest")
    assert standin.run("build") == 0
    known = len(standin.server.log())
    assert told(look(standin), "fest") == ["goes to 3 subscribers"]
    calls = standin.server.log()[known:]
    assert calls
    assert {call.method for call in calls} == {"GET"}


def test_a_server_that_does_not_answer(standin: Bench) -> None:
    standin.write("fest")
    assert standin.run("build") == 0
    standin.monkeypatch.setenv("LISTMONK_URL", "http://127.0.0.1:9")
    outlook = look(standin)
    assert outlook.trouble is not None
    assert told(outlook, "fest")[0].startswith("goes out")
