import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import told

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.timeout(300)  # each runs pytest
WAITING = ("tests/test_manpage.py", "tests/services/clipboard/test_tmux.py", "tests/services/delivery/test_age.py")


def without_programs(place: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Tests that need programs, where there are none."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *WAITING, *arguments]
    told = {**kept, "PATH": str(place), **environ}
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one", "workers"])
def test_a_summary_line_per_missing_program_counts_the_waiting_tests(tmp_path: Path, workers: tuple[str, ...]) -> None:
    done = without_programs(tmp_path, *workers)
    assert done.returncode == 0, done.stdout
    _, _, summary = done.stdout.partition(" skipped =====")
    lines = summary.splitlines()
    assert "1 test waits for mandoc: apt-get install mandoc" in lines
    for program, package in (("tmux", "tmux"), ("age", "age"), ("ssh-keygen", "openssh-client")):
        found = [line for line in lines if line.endswith(f"for {program}: apt-get install {package}")]
        assert len(found) == 1, (program, lines)
        assert int(found[0].split()[0]) > 1
    assert "SKIPPED" not in done.stdout


def test_in_ci_a_missing_program_fails(tmp_path: Path) -> None:
    done = without_programs(tmp_path, "-k", "well_formed", CI="true")
    assert done.returncode == 1
    assert "mandoc not found: apt-get install mandoc" in done.stdout


def test_a_test_that_waits_for_two_programs_counts_for_each() -> None:
    reasons = [
        "age, tmux not found: apt-get install age tmux",
        "Skipped: tmux not found: apt-get install tmux",
        "no disk",
    ]
    assert list(told(reasons)) == [
        "2 tests wait for tmux: apt-get install tmux",
        "1 test waits for age: apt-get install age",
        "1 skipped: no disk",
    ]


def test_a_program_that_make_installs_is_listed_with_its_make_target() -> None:
    reasons = ["the OCI CLI not found: make oci-cli"] * 2
    assert list(told(reasons)) == ["2 tests wait for the OCI CLI: make oci-cli"]
