"""A pytest plugin: of the tests collected, those named in the file `MUTATION_CHOICE`, in that order."""

import json
import os
from pathlib import Path

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the others out."""
    chosen: list[str] = json.loads(Path(os.environ["MUTATION_CHOICE"]).read_text())
    order = {name: at for at, name in enumerate(chosen)}
    items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])
