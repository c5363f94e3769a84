from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.leaks.trap import Trap
from tests.e2e.program import Opener


@pytest.fixture
def trap(home: Path, environ: dict[str, str], open_app: Opener) -> Iterator[Trap]:
    made = Trap(home, environ, open_app)
    yield made
    made.sampler.stop()
