"""The locks pin what pyproject.toml asks for, once, and leave nothing to resolve."""

import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.environment.index import pins, version_of
from tests.environment.machine import LOCKS, ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OPTIONAL = PYPROJECT["project"]["optional-dependencies"]
RUNTIME = PYPROJECT["project"]["dependencies"]
BUILD = PYPROJECT["dependency-groups"]["build"]
DEVELOPMENT = [*RUNTIME, *BUILD, *OPTIONAL["desktop"], *OPTIONAL["dev"]]
EVERY = [ROOT / lock for lock in LOCKS] + sorted((Path(__file__).parent / "pips").glob("*.lock"))


def text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", EVERY, ids=lambda lock: lock.name)
def test_a_lock_pins_exact_versions_with_digests_and_without_extras(lock: Path) -> None:
    found = list(pins(lock.read_text(encoding="utf-8")))
    assert found
    for pin in found:
        assert [each.operator for each in pin.specifier] == ["=="], pin
        assert not pin.extras, "pip resolves it again"
    assert lock.read_text(encoding="utf-8").count("--hash=sha256:") >= len(found)


@pytest.mark.parametrize(
    ("lock", "asked"),
    [("requirements.lock", RUNTIME), ("requirements-build.lock", BUILD), ("requirements-dev.lock", DEVELOPMENT)],
)
def test_a_lock_satisfies_the_requirements_in_pyproject(lock: str, asked: list[str]) -> None:
    locked = list(pins(text(lock)))
    for requirement in map(Requirement, asked):
        versions = [version_of(pin) for pin in locked if canonicalize_name(requirement.name) == pin.name]
        assert versions or requirement.name == "oci-smtp", f"stale: make lock ({requirement})"
        assert all(version in requirement.specifier for version in versions), f"stale: make lock ({requirement})"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_the_development_lock_has_the_same_pins(lock: str) -> None:
    development = {(pin.name, version_of(pin)) for pin in pins(text("requirements-dev.lock"))}
    assert {(pin.name, version_of(pin)) for pin in pins(text(lock))} <= development


def test_the_runtime_lock_has_no_development_tools() -> None:
    names = {pin.name for pin in pins(text("requirements.lock"))}
    assert not names & {"pytest", "mypy", "ruff", "uv", "hatchling", "cyclonedx-bom"}
