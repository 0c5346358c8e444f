"""The manager with threads, a clock and a real SMTP connection around the model."""

from __future__ import annotations

import threading
import time

from .faults import Controls
from .mime import Relay, notice_to_bytes, to_bytes
from .model import Listmonk, Message


class Postman:
    """Scans every ``scan`` seconds and mails each campaign it finds in a thread of its own.

    ``lock`` guards the model; it is never held while a mail is on its way.
    """

    def __init__(
        self, model: Listmonk, lock: threading.RLock, controls: Controls, relay: str, scan: float
    ) -> None:
        self._model, self._lock, self._controls = model, lock, controls
        self._relay, self._scan = relay, scan
        self._life = 0

    def run(self) -> None:
        """Scan for ever."""
        while True:
            time.sleep(self._scan)
            if self._controls.sending:
                self.look()

    def look(self) -> list[threading.Thread]:
        """One scan; the threads that carry the mails of what was found."""
        with self._lock:
            found = self._model.scan(self._controls.now())
            life = self._life
        threads = [
            threading.Thread(target=self._carry, args=(key, life), daemon=True) for key in found
        ]
        for thread in threads:
            thread.start()
        return threads

    def crash(self) -> None:
        """Lose everything that is not in the tables."""
        with self._lock:
            self._life += 1
            self._model.crash()

    def send_notices(self) -> None:
        """Send Listmonk's own mails that the last call has left behind."""
        with self._lock:
            waiting, self._model.notices[:] = tuple(self._model.notices), ()
        if waiting:
            relay = Relay(self._relay)
            sender = str(self._model.settings["app.from_email"])
            for one in waiting:
                relay.send(sender, one.to, notice_to_bytes(one, sender, self._controls.now()))
            relay.close()

    def send(self, messages: tuple[Message, ...]) -> None:
        """Send mails that no campaign counts."""
        relay = Relay(self._relay)
        for one in messages:
            relay.send(one.sender, one.to, to_bytes(one, self._controls.now()))
        relay.close()

    def _carry(self, key: int, life: int) -> None:
        relay = Relay(self._relay)
        try:
            while self._batch(key, life, relay):
                pass
        finally:
            relay.close()
        with self._lock:
            if life == self._life:
                self._model.close(key, self._controls.now())

    def _batch(self, key: int, life: int, relay: Relay) -> bool:
        with self._lock:
            if life != self._life:
                return False
            batch = self._model.batch(key, self._controls.now())
        for message in batch.messages:
            time.sleep(self._controls.delay)
            with self._lock:
                if life != self._life:
                    return False
                if not self._model.wanted(key):
                    continue
            raw = to_bytes(message, self._controls.now())
            taken = relay.send(message.sender, message.to, raw)
            with self._lock:
                if life == self._life:
                    self._model.record(message, delivered=taken)
        return batch.more
