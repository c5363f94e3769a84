"""Power loss at every boundary of every durable write, and recovery from whatever the disk may hold then."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.credentials import rollback
from services.storage import atomic_write
from tests.services.outage import ABANDONED, Town


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
    return Town(tmp_path)


@pytest.mark.parametrize("fault", ["", ABANDONED, "lost", "no-password", "timeout", "late"])
def test_recovery_works_from_every_disk_state_after_a_power_loss(town: Town, fault: str) -> None:
    assert town.check_all(fault) > 20


def recorded() -> Any:
    """What `services.storage.atomic_write` takes for `os`."""
    return vars(atomic_write)["os"]


def careless_write(path: Path, data: bytes) -> None:
    """As most programs do it: the rename is never flushed."""
    beside = path.with_name(f".{path.name}")
    descriptor = recorded().open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(descriptor, data)
    recorded().fsync(descriptor)
    os.close(descriptor)
    recorded().replace(beside, path)


def careless_make(directory: Path, mode: int) -> None:
    """As most programs do it: the name of the directory is never flushed."""
    for place in (directory.parent, directory):
        if not place.exists():
            recorded().mkdir(place, mode)


@pytest.mark.parametrize(
    ("owner", "name", "careless"),
    [
        ("services.credentials.journal", "write_durably", careless_write),
        ("services.storage.state_dir", "make_durably", careless_make),
    ],
)
def test_the_power_loss_model_detects_a_write_that_is_not_flushed(
    town: Town, monkeypatch: pytest.MonkeyPatch, owner: str, name: str, careless: Callable[..., None]
) -> None:
    """The model itself is put to the test: what is done with less care must be found out."""
    monkeypatch.setattr(f"{owner}.{name}", careless)
    with pytest.raises(AssertionError):
        town.check_all("lost")
