"""A key for age, to encrypt for."""

import subprocess
from pathlib import Path

import pytest

from tests.needs import needs


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An age identity; its public key is beside it."""
    needs("age", "age-keygen")
    path = tmp_path_factory.mktemp("age") / "key"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    done = subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True, text=True)
    path.with_suffix(".pub").write_text(done.stdout)
    return path
