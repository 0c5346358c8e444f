"""Somebody writes with the preview beside it: the browser follows every save."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.site.site_runs import SECOND_NOW, SECOND_TOWN, TownFolder
from tests.site.test_preview import DRAFT, FILE, PAGE, VIEW, Previewed

pytestmark = pytest.mark.browser


def test_the_page_follows_what_is_saved(browser: Browser, tmp_path: Path) -> None:
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, tmp_path / "stadt")))
    text = DRAFT.replace("![Ein Baum](anhaenge/baum.png) ", "")
    town.write(FILE, text.format(topic="stadtleben", count=3))
    preview = Previewed(town, "--as-of", SECOND_NOW, "--to", "outbox")
    page = browser.new_page()
    page.goto(preview.url + PAGE)
    expect(page.get_by_text("Wir pflanzen 3 Linden.")).to_be_visible()
    town.write(FILE, text.format(topic="stadtleben", count=4))
    expect(page.get_by_text("Wir pflanzen 4 Linden.")).to_be_visible()
    town.write(FILE, text.format(topic="stadtlebn", count=4))
    expect(page.get_by_role("alert")).to_contain_text(f"{FILE}:4 topics (Themen)")
    town.write(FILE, text.format(topic="stadtleben", count=5))
    expect(page.get_by_text("Wir pflanzen 5 Linden.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.goto(preview.url + VIEW)
    mail = page.frame_locator("iframe.preview-phone")
    expect(mail.get_by_text("Wir pflanzen 5 Linden.")).to_be_visible()
    page.close()
    preview.process.send_signal(signal.SIGTERM)
    # http.server's threads end with the process, whoever still listens to events.
    preview.process.communicate(timeout=60)
    assert preview.process.returncode == 0
