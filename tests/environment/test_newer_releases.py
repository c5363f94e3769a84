"""The locks are installed as they are, years after they were made, by each pip that a supported Python brings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment.index import NEWER, Index, applying
from tests.environment.machine import LOCKS, OURS, ROOT, checkout, installed, make, python_with

PIPS = sorted((Path(__file__).parent / "pips").glob("*.lock"))
"""3.10 and Debian 12 bring 23.0, 3.11 and 3.12 at first 23.2 and later 24.0, 3.13 at first 24.2; and the newest."""

if sys.version_info >= (3, 12):  # which 23.0 doesn't start on: it needs pkgutil.ImpImporter
    PIPS = [pip for pip in PIPS if not pip.stem.startswith("23.0.")]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index(tmp_path_factory.mktemp("index"), [Path(sys.prefix), ROOT / ".venv-oci-cli"])


@pytest.fixture(scope="module", params=PIPS, ids=lambda lock: lock.stem)
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that brings this pip."""
    pips = request.config.cache.mkdir("pips") / request.param.stem
    if not list(pips.glob("*.whl")):
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        try:
            subprocess.run([*download, "-r", request.param, "-d", pips], check=True, timeout=100)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            if os.environ.get("CI"):
                raise
            pytest.skip("this pip cannot be downloaded: no network")
    return python_with(next(pips.glob("*.whl")), tmp_path_factory.mktemp("python"))


@pytest.fixture
def fresh_checkout(tmp_path: Path, index: Index) -> Path:
    """A checkout whose locks are of another time than its index."""
    place = checkout(tmp_path / "fresh clone")
    for lock in LOCKS:
        (place / lock).write_text(index.lock(ROOT / lock), encoding="utf-8")
    return place


def locked(*names: str) -> dict[str, str]:
    found = (applying((ROOT / lock).read_text(encoding="utf-8")) for lock in names)
    return {name: version for each in found for name, version in each.items() if name not in OURS}


@pytest.mark.timeout(600)  # three environments with 240 packages
def test_make_installs_exactly_the_locked_versions(fresh_checkout: Path, index: Index, python: Path) -> None:
    settings = {"PYTHON": str(python), "PIP_INDEX_URL": index.url, "PIP_NO_CACHE_DIR": "1"}
    made = make(fresh_checkout, "runtime", **settings)
    assert made.returncode == 0, made.stderr
    assert installed(fresh_checkout / ".venv") == locked("requirements.lock", "requirements-build.lock")

    made = make(fresh_checkout, "development", "oci-cli", **settings)
    assert made.returncode == 0, made.stderr
    assert installed(fresh_checkout / ".venv") == locked("requirements-dev.lock")
    assert installed(fresh_checkout / ".venv-oci-cli") == locked("tests/oci-cli.lock")


def test_the_index_offers_newer_releases_that_pip_would_install(tmp_path: Path, index: Index) -> None:
    """Else the test above would say nothing: a pip that resolves takes a newer release."""
    ours = locked("requirements-dev.lock")
    assert {(name, NEWER) for name in ours} <= set(index.releases)
    target = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--report", "-", "--ignore-installed"]
    environ = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": index.url, "PIP_FIND_LINKS": ""}
    resolved = subprocess.run([*target, "pytest-cov"], env=environ, check=True, capture_output=True, text=True)
    versions = {
        each["metadata"]["name"]: each["metadata"]["version"] for each in json.loads(resolved.stdout)["install"]
    }
    assert versions["coverage"] == NEWER
