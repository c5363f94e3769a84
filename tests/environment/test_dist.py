"""What `make dist` makes: the same bytes from the same commit everywhere, and a list of what it needs."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.environment.index import pins, version_of
from tests.environment.machine import ROOT
from tests.needs import needs

COMMITTED = datetime(2026, 3, 14, 15, 9, 26, tzinfo=timezone.utc)
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def dists(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Of the same commit in two checkouts, in which all differs that git does not keep."""
    needs("git")
    first = tmp_path_factory.mktemp("first") / "oci-smtp"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (first / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, first / name)
    when = COMMITTED.isoformat()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--no-verify", "-m", "all", "--date", when]):
        subprocess.run([*git, *command], cwd=first, check=True, env={**os.environ, "GIT_COMMITTER_DATE": when})
    second = tmp_path_factory.mktemp("second") / "another place"
    subprocess.run(["git", "clone", "-q", first, second], check=True)
    (second / "tui" / "__pycache__").mkdir()
    (second / "tui" / "__pycache__" / "app.cpython-99.pyc").write_bytes(b"stray")
    for place, mode, zone in ((first, 0o644, "UTC"), (second, 0o600, "Pacific/Kiritimati")):
        for path in place.rglob("*.py"):
            path.chmod(mode)
            if place == second:
                os.utime(path, (86400, 86400))
        dist(place, TZ=zone)
    return [first / "dist", second / "dist"]


def dist(place: Path, **environ: str) -> None:
    """Run `make dist` there with the environment that runs these tests."""
    command = ["make", "-C", str(place), f"BIN={BIN}", "--old-file=development", "dist"]
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    made = subprocess.run(command, env={**kept, **environ}, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr


def digests(place: Path) -> dict[str, str]:
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in place.iterdir()}


def test_two_runs_make_identical_bytes(dists: list[Path]) -> None:
    first, second = map(digests, dists)
    assert sorted(name.rpartition("-")[2].split(".", 3)[-1] for name in first) == ["cdx.json", "tar.gz", "whl"]
    assert first == second


def test_all_files_in_the_distributions_have_the_commit_time(dists: list[Path]) -> None:
    (wheel,), (sdist,) = dists[0].glob("*.whl"), dists[0].glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        assert {each.date_time for each in archive.infolist()} == {COMMITTED.timetuple()[:6]}
    with tarfile.open(sdist) as unpacked:
        assert {each.mtime for each in unpacked} == {COMMITTED.timestamp()}


def test_the_sbom_lists_the_runtime_lock(dists: list[Path]) -> None:
    (path,) = dists[0].glob("*.cdx.json")
    sbom = json.loads(path.read_text(encoding="utf-8"))
    assert (sbom["bomFormat"], sbom["metadata"]["component"]["name"]) == ("CycloneDX", "oci-smtp")
    assert sbom["metadata"]["component"]["version"] in path.name
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    listed = sorted((each["name"], each["version"]) for each in sbom["components"])
    assert listed == sorted((pin.name, version_of(pin)) for pin in pins(lock))
    digests = {
        digest["content"]
        for each in sbom["components"]
        for reference in each["externalReferences"]
        for digest in reference["hashes"]
    }
    assert digests == {word.removeprefix("--hash=sha256:") for word in lock.split() if word.startswith("--hash")}
