"""What holds for all unit tests: no network, and the same examples in every run."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("unit", derandomize=True, max_examples=60, deadline=None, database=None)
settings.load_profile("unit")


@pytest.fixture(autouse=True)
def _no_network(socket_disabled: None) -> None:
    """Whoever opens a socket here fails."""
