"""What only the stand-in can do: fail, crash and wait on order."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from .cases import change, create, post, readers, sent
from .servers import Server, unique


def test_error_limit_pauses_for_good(standin: Server) -> None:
    news, _ = readers(standin, 8)
    standin.control(settings={"app.max_send_errors": 5})
    standin.sink.refuse("*")
    ended = sent(standin, create(standin, [news.id]))
    standin.sink.clear()
    standin.control(settings={"app.max_send_errors": 1000})
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("paused", 8, 0)
    ended = sent(standin, ended)
    assert (ended["status"], ended["sent"]) == ("finished", 0)


def test_crash_loses_what_was_in_memory(standin: Server) -> None:
    news, people = readers(standin, 40)
    standin.control(delay=0.02)
    made = create(standin, [news.id])
    assert standin.start(made["id"]).status_code == 200
    standin.sink.until(lambda mails: len(mails) >= 5 and mails[-1].recipient in people)
    standin.control(crash=True, delay=0)
    ended = standin.wait_ended(made["id"])
    assert (ended["status"], ended["to_send"], ended["sent"]) == ("finished", 40, 0)
    assert 0 < sum(len(standin.sink.mails(one)) for one in people) < 40


def test_faults_and_log(standin: Server) -> None:
    news, slug = standin.add_list(), unique("slug")
    creates = {"count": 1, "method": "POST", "path": "/api/campaigns"}
    for how, status in (("500", 500), ("html", 502)):
        standin.control(fail={"how": how, **creates})
        assert post(standin, [news.id]).status_code == status
    for how in ("cut", "lost"):
        standin.control(fail={"how": how, **creates})
        with pytest.raises(httpx.TransportError):
            post(standin, [news.id], archive_slug=slug)
    assert post(standin, [news.id], archive_slug=slug).status_code == 500
    statuses = [call.status for call in standin.log() if call.path == "/api/campaigns"]
    assert statuses[-5:] == [500, 502, 0, 0, 500]


def test_manager_waits_for_its_orders(standin: Server) -> None:
    news, (one,) = readers(standin)
    standin.control(manager="pause")
    made = create(standin, [news.id], send_at="2098-01-01T00:00:00Z")
    assert standin.start(made["id"]).status_code == 200
    standin.control(manager="scan")
    assert standin.campaign(made["id"])["status"] == "scheduled"
    standin.control(forward=80 * 366 * 86400, manager="scan")
    assert standin.campaign(made["id"])["status"] == "finished"
    assert len(standin.sink.mails(one)) == 1
    standin.control(forward=-80 * 366 * 86400, manager="run")


def test_change_and_start_can_cross(standin: Server) -> None:
    news = standin.add_list()
    made = create(standin, [news.id])
    standin.control(race=0.2)
    with ThreadPoolExecutor(2) as pool:
        changed = pool.submit(change, standin, made, lists=[news.id], subject="Neu")
        time.sleep(0.05)
        started = pool.submit(standin.start, made["id"])
        assert (changed.result().status_code, started.result().status_code) == (200, 200)
    standin.control(race=0)
    assert standin.wait_ended(made["id"])["subject"] == "Neu"
