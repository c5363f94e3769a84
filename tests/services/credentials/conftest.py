from pathlib import Path

import pytest

from services.credentials import rollback
from services.demo.tenancy import Tenancy
from tests.services.desk import Desk


@pytest.fixture
def desk(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A person at work with one journal, whose programs look again at once."""
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
    return Desk(tenancy, tmp_path / "state")
