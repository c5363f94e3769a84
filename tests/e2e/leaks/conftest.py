from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.leaks.hostile import HostileTenancy
from tests.e2e.leaks.trap import Trap
from tests.e2e.program import Opener
from tests.services.accounts import Served, served


@pytest.fixture
def trap(home: Path, environ: dict[str, str], open_app: Opener) -> Iterator[Trap]:
    """Opens the program, and looks everywhere for the password."""
    made = Trap(home, environ, open_app)
    yield made
    made.sampler.stop()


@pytest.fixture
def hostile() -> HostileTenancy:
    """A tenancy whose names are commands to a terminal."""
    return HostileTenancy()


@pytest.fixture
def hostile_served(hostile: HostileTenancy, tmp_path: Path) -> Iterator[Served]:
    """The same on a loopback port."""
    with served(hostile, tmp_path) as found:
        yield found
