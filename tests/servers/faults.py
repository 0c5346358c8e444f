"""What tests can order at ``/__control``. None of this exists in a real Listmonk.

The orders, all optional, in one JSON object::

    {"manager": "pause" | "run" | "scan"}   stop, go on, or scan once and wait for the mails
    {"fail": {"how": …, "count": 1, "method": "POST", "path": "/api/campaigns", "seconds": 60}}
    {"calm": true}                          forget the failures that are still to come
    {"forward": 3600}                       move the clock, the Date header's too, by seconds
    {"race": 0.05}                          seconds between check and write of PUT and start
    {"delay": 0.01}                         seconds before each mail
    {"crash": true}                         kill -9 and restart: mails in memory are lost
    {"settings": {"app.max_send_errors": 5}}
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

# Not carried out: 500 (JSON), html (502 with a page), timeout (silence), cut (hung up at once).
# Carried out all the same: lost (hung up instead of an answer), late (answered after a while).
FAULTS = frozenset({"500", "html", "timeout", "cut", "lost", "late"})
CARRIED_OUT = frozenset({"lost", "late"})


@dataclass(slots=True)
class Fault:
    """A failure of the next ``count`` calls whose method and path (by its start) fit."""

    how: str
    count: int = 1
    method: str = ""
    path: str = "/api/"
    seconds: float = 60.0

    def fits(self, method: str, path: str) -> bool:
        """Whether it strikes this call."""
        return self.count > 0 and self.method in ("", method) and path.startswith(self.path)


@dataclass(slots=True)
class Controls:
    """The orders in force."""

    sending: bool = True
    race: float = 0.0
    delay: float = 0.0
    ahead: timedelta = timedelta()
    faults: list[Fault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        """The time that the stand-in goes by."""
        return datetime.now(UTC) + self.ahead

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that hits this call, used up by one."""
        with self.lock:
            found = next((one for one in self.faults if one.fits(method, path)), None)
            if found is not None:
                found.count -= 1
            return found

    def obey(self, orders: Mapping[str, Any]) -> None:
        """Take over the orders that need neither model nor manager. ValueError for nonsense."""
        with self.lock:
            if orders.get("calm"):
                self.faults.clear()
            if "fail" in orders:
                fault = Fault(**orders["fail"])
                if fault.how not in FAULTS:
                    raise ValueError(f"no such fault: {fault.how}")
                self.faults.append(fault)
            self.race = float(orders.get("race", self.race))
            self.delay = float(orders.get("delay", self.delay))
            self.ahead += timedelta(seconds=float(orders.get("forward", 0)))
            if orders.get("manager") in ("pause", "run"):
                self.sending = orders["manager"] == "run"
