from collections.abc import Iterator
from pathlib import Path

import oci
import pytest

from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from tests.services.accounts import Served, served, session_on

USERS = 40


@pytest.fixture
def tenancy() -> Tenancy:
    return Tenancy(users=USERS)


@pytest.fixture
def directory(tenancy: Tenancy) -> ClassicDirectory:
    return ClassicDirectory(session_on(tenancy))


@pytest.fixture
def on_loopback(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    with served(tenancy, tmp_path) as where:
        yield where


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is sent again follow at once: by us, and by the SDK."""
    monkeypatch.setattr("services.api.retries.pause", lambda number: 0.0)
    waits = oci.retry.retry_sleep_utils
    for name in [name for name in vars(waits) if name.startswith("get_exponential_backoff")]:
        monkeypatch.setattr(waits, name, lambda *_, **__: 0)
