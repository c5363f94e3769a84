from pathlib import Path

import pytest

from services.credentials import rollback
from services.demo.tenancy import Tenancy
from tests.services.fleet.yard import Yard


@pytest.fixture
def yard(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Yard:
    """A tenancy with credentials that are due, and a folder for plans and encrypted files."""
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
    return Yard(tenancy, tmp_path)
