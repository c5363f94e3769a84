"""A request waits for its slot, and its own time begins after that."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from services.api import request_bounds
from services.api.request_slots import sent_in
from services.directory.classic import ClassicDirectory
from tests.services.accounts import Served


def test_waiting_for_a_slot_does_not_count_toward_the_request_time(
    on_loopback: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = 0.0
    monkeypatch.setattr(request_bounds, "monotonic", lambda: monotonic() + waited)

    @contextmanager
    def take_late() -> Iterator[None]:
        nonlocal waited
        waited += 1000.0
        yield

    directory = ClassicDirectory(on_loopback.session())
    with sent_in(take_late):
        assert next(iter(directory.users()))
    assert waited >= 1000.0
