"""An environment is made once, and from the start where it is not what the locks say."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.environment.index import Index
from tests.environment.machine import BASE, checkout, make, python_with

SMALL = frozenset({"six", "typing-extensions", "idna", "python-dateutil"})
LOCK = f"six=={version('six')}\ntyping-extensions=={version('typing-extensions')}\n"


class Checkout:
    """A checkout with two small locks and an index."""

    def __init__(self, place: Path) -> None:
        self.index = Index(place / "index", [Path(sys.prefix)], SMALL)
        self.python = python_with(self.index_of_pip(), place / "python")
        self.place = checkout(place / "fresh")
        self.lock = self.place / "tests" / "oci-cli.lock"
        self.environment = self.place / ".venv-oci-cli"
        self.write(LOCK)

    @staticmethod
    def index_of_pip() -> Path:
        """The wheel of pip that our Python brings."""
        code = "import ensurepip; from pathlib import Path; print(ensurepip.version(), Path(ensurepip.__file__).parent)"
        brought, place = subprocess.run([BASE, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        places = (Path(place) / "_bundled", Path("/usr/share/python-wheels"))  # Debian's is there
        return next(wheel for each in places for wheel in each.glob(f"pip-{brought}-*.whl"))

    def write(self, lock: str) -> None:
        (self.place / "original").write_text(lock, encoding="utf-8")
        self.lock.write_text(self.index.lock(self.place / "original"), encoding="utf-8")

    def make(self, python: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        settings = {"PYTHON": str(python or self.python), "PIP_INDEX_URL": self.index.url, "PIP_NO_CACHE_DIR": "1"}
        return make(self.place, "oci-cli", **{**settings, **environ})

    def made(self) -> bool:
        """Make it; whether that was necessary."""
        done = self.make()
        assert done.returncode == 0, done.stderr
        return "Setting up" in done.stderr

    def has(self, name: str) -> bool:
        return any(self.environment.glob(f"lib/python3*/site-packages/{name}-*.dist-info"))


pytestmark = pytest.mark.timeout(300)  # environments are slow to make on a busy machine


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("machine"))


@pytest.fixture
def done(ready: Checkout) -> Checkout:
    """One whose environment is made."""
    ready.write(LOCK)
    ready.made()
    assert not ready.made()
    return ready


def _never_finished(environment: Path) -> None:
    (environment / ".made.json").unlink()


def _cut_short(environment: Path) -> None:
    (environment / ".made.json").write_text("{", encoding="utf-8")


def _without_programs(environment: Path) -> None:
    shutil.rmtree(environment / "bin")


def _python_removed(environment: Path) -> None:
    (environment / "bin" / "python").unlink()
    (environment / "bin" / "python").symlink_to("/usr/lib/removed/python3")


def _without_a_package(environment: Path) -> None:
    shutil.rmtree(next(environment.glob("lib/python3*/site-packages/six-*.dist-info")))


def _without_packages(environment: Path) -> None:
    shutil.rmtree(environment / "lib")


def _a_file(environment: Path) -> None:
    shutil.rmtree(environment)
    environment.touch()


def _a_dead_link(environment: Path) -> None:
    shutil.rmtree(environment)
    environment.symlink_to("/usr/lib/removed/venv")


@pytest.mark.parametrize(
    "damage",
    [
        _never_finished,
        _cut_short,
        _without_programs,
        _python_removed,
        _without_a_package,
        _without_packages,
        _a_file,
        _a_dead_link,
    ],
)
def test_a_damaged_environment_is_rebuilt(done: Checkout, damage: Callable[[Path], None]) -> None:
    damage(done.environment)
    assert done.made()
    assert done.has("six")
    assert not done.made()


def test_an_environment_of_another_python_is_rebuilt(done: Checkout, tmp_path: Path) -> None:
    other = python_with(Checkout.index_of_pip(), tmp_path / "other")
    assert "Setting up" in done.make(other).stderr
    told = subprocess.run(
        [done.environment / "bin" / "python", "-c", "import sys; print(sys.base_prefix)"],
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == str(tmp_path / "other")
    assert "Setting up" not in done.make(other).stderr


def test_an_environment_in_a_copied_checkout_is_rebuilt(done: Checkout, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(done.place, copy, symlinks=True)
    settings = {"PYTHON": str(done.python), "PIP_INDEX_URL": done.index.url}
    assert "Setting up" in make(copy, "oci-cli", **settings).stderr


def test_a_package_that_the_lock_no_longer_names_is_removed(done: Checkout) -> None:
    done.write(f"six=={version('six')}\nidna=={version('idna')}\n")
    assert done.made()
    assert (done.has("six"), done.has("idna"), done.has("typing_extensions")) == (True, True, False)


def test_a_failed_installation_is_retried(done: Checkout) -> None:
    done.write(f"six=={version('six')}\nidna==0.1\n")
    failed = done.make()
    assert failed.returncode != 0
    assert "idna==0.1" in failed.stderr
    assert done.make().returncode != 0
    done.write(LOCK)
    assert done.made()


def test_a_failed_installation_reports_an_untested_python(done: Checkout) -> None:
    done.write("idna==0.1\n")
    assert "untested" not in done.make().stderr
    project = done.place / "pyproject.toml"
    original = project.read_text(encoding="utf-8")
    project.write_text(re.sub(r'^  "Programming Language :: Python :: 3\.(?!10).*\n', "", original, flags=re.MULTILINE))
    try:
        assert ("untested" in done.make().stderr) is (sys.version_info[1] > 10)
    finally:
        project.write_text(original, encoding="utf-8")


def test_a_wheel_with_another_digest_is_rejected(done: Checkout) -> None:
    done.lock.write_text(f"six=={version('six')} --hash=sha256:{'0' * 64}\n")
    failed = done.make()
    assert failed.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in failed.stderr


def test_a_lock_that_lacks_a_dependency_is_rejected(done: Checkout) -> None:
    done.write(f"python-dateutil=={version('python-dateutil')}\n")
    failed = done.make()
    assert failed.returncode != 0
    assert "requires six, which is not installed" in failed.stderr


def test_personal_pip_and_python_settings_are_ignored(done: Checkout) -> None:
    (done.place / "constraints.txt").write_text("six<1\n")
    shutil.rmtree(done.environment)
    made = done.make(
        PIP_USER="1",
        PIP_NO_BINARY=":all:",
        PIP_REQUIRE_HASHES="1",
        PIP_CONSTRAINT="constraints.txt",
        PYTHONPATH=str(next(Path(sys.prefix).glob("lib/python3*/site-packages"))),
        VIRTUAL_ENV="/nowhere",
    )
    assert made.returncode == 0, made.stderr
    assert done.has("six")


def test_an_active_environment_can_be_rebuilt(done: Checkout) -> None:
    """As in a shell where the environment is active: python3 is that of the environment, and may go at any moment."""
    within = {"PATH": f"{done.environment / 'bin'}:/usr/bin:/bin"}
    inside = done.environment / "bin" / "python3"
    assert "Setting up" not in done.make(inside, **within).stderr
    done.write(f"idna=={version('idna')}\n")
    made = done.make(inside, **within)
    assert made.returncode == 0, made.stderr
    assert (done.has("six"), done.has("idna")) == (False, True)
