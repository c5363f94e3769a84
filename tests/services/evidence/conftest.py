from pathlib import Path

import pytest

from services.evidence.bundle import write_evidence
from tests.services.evidence.runs import HOSTILE, row, run_of


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A directory of evidence, as it was written."""
    place = tmp_path / "evidence"
    write_evidence(run_of(*(row(name, number) for number, name in enumerate(HOSTILE))), place)
    return place
