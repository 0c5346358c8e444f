"""Signing up, confirming, leaving and coming back, as residents do it, against a Listmonk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.contract.towns import Bench, found_town, website
from tests.servers import real
from tests.servers.launch import server_of
from tests.servers.servers import Server, address
from tests.servers.smtp_sink import Received

pytestmark = pytest.mark.browser

REAL = pytest.param("listmonk", marks=pytest.mark.listmonk)
CHECK_MAIL = "/abonnieren/bestaetigen/"


@dataclass(frozen=True, slots=True)
class Channel:
    """A town with its website at ``url``, and the Listmonk that its form goes to."""

    bench: Bench
    server: Server
    url: str
    page: Page

    def subscribe(self, person: str, *topics: str) -> None:
        """Fill in the form on the town's site."""
        self.page.goto(f"{self.url}/abonnieren/")
        for topic in topics:
            self.page.get_by_label(topic, exact=True).check()
        self.page.locator("input[name=email]").fill(person)
        self.page.locator("form.sign-up button").click()
        expect(self.page).to_have_url(self.url + CHECK_MAIL)

    def mail(self, person: str, number: int) -> Received:
        """The mail with this number to a person, once it is there; none has come after it."""
        mails = self.server.sink.wait(number, person, self.server.patience)
        assert [len(mails), mails[-1].recipient] == [number, person]
        return mails[-1]

    def confirm(self, mail: Received) -> None:
        """Follow the link of the mail that asks to confirm, and click there."""
        self.page.goto(link_in(mail, "/subscription/optin/"))
        self.page.locator("form:has(input[name=confirm]) button").click()

    def publish(self, identity: str, **fields: str) -> None:
        """Write an item for Vereine and mail it; it ends with all mails sent."""
        self.bench.write(identity, title=identity, **fields)
        assert self.bench.publish() == 0, self.bench.err

    def moved_on(self, note: str) -> None:
        """After leaving or saving, the town's pages go on to what one still gets."""
        self.page.wait_for_load_state()
        if self.server.kind == "listmonk":
            expect(self.page).to_have_url(re.compile(rf"\?manage=true&then={note}#{note}$"))
            expect(self.page.locator(f"#{note}")).to_be_visible()
            expect(self.page.locator(".after:visible")).to_have_count(1)

    def ticked(self, mail: Received) -> list[str]:
        """What the page shows that “change topics” of a mail leads to."""
        self.page.goto(link_in(mail, "manage=true"))
        rows = self.page.locator("label:has(input[name=l]), li:has(> input[name=l]) label")
        return sorted(text.strip() for text in rows.all_inner_texts())


def link_in(mail: Received, piece: str) -> str:
    """The first link of a mail that has this piece in it."""
    links = re.findall(r'href="([^"]+)"', mail.body("html") or "")
    return next(unescape(link) for link in links if piece in link)


def settings(url: str) -> dict[str, object]:
    return {"security.trusted_urls": [url + CHECK_MAIL], "app.lang": "de"}


@pytest.fixture(params=["stand-in", REAL])
def channel(
    request: pytest.FixtureRequest,
    page: Page,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Channel]:
    """A town whose site is built after ``setup`` wrote down the lists."""
    if request.param == "listmonk" and (why := real.missing()):
        pytest.skip(why)
    for name in ("LISTMONK_URL", "LISTMONK_USER", "LISTMONK_TOKEN", "SITEURL"):
        monkeypatch.delenv(name, raising=False)
    folder, static = tmp_path / "ort", tmp_path / "static"
    folder.mkdir()
    with website(folder / "output") as url:
        site = found_town(folder, url)
        bench = Bench(folder, site, None, monkeypatch, capsys)
        assert bench.run("setup", "--static", str(static)) == 0, bench.err
        with server_of(request.param, settings(url), static) as server:
            bench.server = server
            monkeypatch.setenv("LISTMONK_URL", server.url)
            monkeypatch.setenv("LISTMONK_USER", server.user)
            monkeypatch.setenv("LISTMONK_TOKEN", server.token)
            assert bench.run("setup") == 0, bench.err
            assert CHECK_MAIL not in bench.out
            assert bench.run("build") == 0, bench.err
            yield Channel(bench, server, url, page)


def test_two_topics_one_left_and_taken_again(channel: Channel) -> None:
    person = address("anwohner")
    channel.subscribe(person, "Gefahren", "Vereine")
    expect(channel.page.locator("main a[href='/gefahren/']")).to_be_visible()
    channel.publish("vor-der-bestaetigung")
    channel.confirm(channel.mail(person, 1))

    channel.publish("fest")
    news = channel.mail(person, 2)
    assert news.message["Subject"].endswith("fest")
    assert channel.ticked(news) == ["Gefahren", "Vereine"]

    channel.page.goto(link_in(news, "/subscription/"))
    channel.page.locator("form button").first.click()
    channel.moved_on("left")
    assert channel.ticked(news) == ["Gefahren"]
    channel.publish("noch-ein-fest")
    channel.bench.alert("brand", title="Brand")
    assert channel.bench.publish() == 0, channel.bench.err
    assert "Brand" in channel.mail(person, 3).message["Subject"]

    channel.subscribe(person, "Vereine")
    channel.confirm(channel.mail(person, 4))
    channel.publish("drittes-fest")
    assert channel.mail(person, 5).message["Subject"].endswith("drittes-fest")


def test_one_click_of_the_mail_program(channel: Channel) -> None:
    person = address("anwohner")
    channel.subscribe(person, "Vereine", "Freibäder")
    channel.confirm(channel.mail(person, 1))
    channel.publish("fest")
    news = channel.mail(person, 2)
    assert news.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = str(news.message["List-Unsubscribe"]).strip("<>")
    answer = channel.server.http.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert channel.ticked(news) == ["Freibäder"]
    channel.publish("noch-ein-fest")
    channel.mail(person, 2)


def test_leaving_one_topic_on_the_page_of_all(channel: Channel) -> None:
    person = address("anwohner")
    channel.subscribe(person, "Gefahren", "Vereine", "Freibäder")
    channel.confirm(channel.mail(person, 1))
    channel.publish("fest")
    news = channel.mail(person, 2)
    assert len(channel.ticked(news)) == 3
    channel.page.get_by_label("Vereine", exact=True).uncheck()
    channel.page.locator("form:has(input[name=manage]) button").click()
    channel.moved_on("saved")
    assert channel.ticked(news) == ["Freibäder", "Gefahren"]


def test_the_form_needs_no_script(channel: Channel, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    without = replace(channel, page=context.new_page())
    person = address("anwohner")
    without.subscribe(person, "Vereine")
    without.confirm(without.mail(person, 1))
    context.close()
    without.publish("fest")
    without.mail(person, 2)


@pytest.mark.parametrize("channel", [REAL], indirect=True)
def test_the_pages_of_listmonk_are_the_towns(channel: Channel) -> None:
    """Each in the town's words and colours, with one first heading, and from no other host."""
    hosts: set[str] = set()
    channel.page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    person = address("anwohner")
    channel.subscribe(person, "Gefahren", "Vereine")
    asked = channel.mail(person, 1)
    assert asked.message["Subject"] == "Noch ein Klick: jetzt bestätigen"
    hosts.clear()

    optin = link_in(asked, "/subscription/optin/")
    see(channel.page, optin, "Noch ein Klick: jetzt bestätigen")
    channel.page.get_by_role("button", name="Jetzt bestätigen").click()
    is_the_towns(channel.page, "Bestätigt")
    see(channel.page, optin, "Nichts zu bestätigen")
    manage = link_in(asked, "manage=true")
    see(channel.page, manage, "Ihre Themen")
    expect(channel.page.locator("li.choice", has_text="Entwarnungen")).to_contain_text("Gefahren")
    see(channel.page, manage.partition("?")[0], "Abmelden")
    form = f"{channel.server.url}/subscription/form"
    see(channel.page, form, "Per E-Mail abonnieren")
    assert channel.page.locator("li.choice").count() == 3
    channel.page.get_by_label("Freibäder", exact=True).check()
    channel.page.locator("#email").fill(person)
    channel.page.locator("form button").click()
    expect(channel.page).to_have_url(channel.url + CHECK_MAIL)
    assert hosts == {urlsplit(one).netloc for one in (channel.url, channel.server.url)}


@pytest.mark.parametrize("channel", [REAL], indirect=True)
def test_without_a_topic_nothing_is_stored(channel: Channel, browser: Browser) -> None:
    """In a page of its own, for Listmonk answers 400, which a browser tells as an error."""
    page, person = browser.new_page(), address("anwohner")
    page.goto(f"{channel.url}/abonnieren/")
    page.locator("#email").fill(person)
    page.locator("form.sign-up button").click()
    is_the_towns(page, "Kein Thema angekreuzt")
    page.close()
    found = channel.server.data("GET", "/api/subscribers", search=person)
    assert found["total"] == 0


@pytest.mark.parametrize("channel", [REAL], indirect=True)
def test_ones_own_data(channel: Channel) -> None:
    person = address("anwohner")
    channel.subscribe(person, "Vereine")
    asked = channel.mail(person, 1)
    channel.confirm(asked)
    channel.page.goto(link_in(asked, "manage=true"))
    channel.page.get_by_text("Eigene Daten zuschicken lassen").click()
    channel.page.get_by_role("button", name="Meine Daten zuschicken").click()
    is_the_towns(channel.page, "Ihre Daten sind unterwegs")
    assert channel.mail(person, 2).message["Subject"] == "Ihre Daten bei: Nachrichten Beispielort"
    channel.page.goto(link_in(asked, "manage=true"))
    channel.page.get_by_text("Eigene Daten löschen lassen").click()
    channel.page.get_by_label("Meine Adresse und alle meine Themen löschen").check()
    channel.page.get_by_role("button", name="Meine Daten löschen").click()
    is_the_towns(channel.page, "Ihre Daten sind gelöscht")


def see(page: Page, address: str, heading: str) -> None:
    page.goto(address)
    is_the_towns(page, heading)


def is_the_towns(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_have_text(heading)
    expect(page).to_have_title(f"{heading} – Nachrichten Beispielort")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    # The default of town.yml's colours: the stylesheet is there and knows them.
    expect(page.locator(".site-header")).to_have_css("background-color", "rgb(11, 92, 138)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
