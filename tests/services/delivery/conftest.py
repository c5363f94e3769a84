from pathlib import Path

import pytest

from services.credentials import rollback
from services.demo.tenancy import Tenancy
from tests.services.delivery.offices import Office


@pytest.fixture
def office(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """What rotates in the tenancy, and looks again at once."""
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    return Office(tenancy, tmp_path / "state")
