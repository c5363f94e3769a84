"""The script that ties a program's life to ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.clipboard.holder import guarded
from services.system import guard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")


def test_the_guard_does_not_start_the_program_when_its_parent_is_gone(tmp_path: Path) -> None:
    mark = tmp_path / "started"
    somebody_else = str(os.getppid())
    done = subprocess.run(
        [sys.executable, "-I", "-S", guard.__file__, somebody_else, "/bin/touch", str(mark)], timeout=20
    )
    assert done.returncode == 1
    assert not mark.exists()


def test_the_program_gets_its_arguments_and_stdin_as_they_are() -> None:
    command = guarded(
        [sys.executable, "-c", "import sys; print(sys.argv[1:], sys.stdin.read())", "a b", "--c"], private_tmp=False
    )
    done = subprocess.run(command, input=b"text", stdout=subprocess.PIPE, timeout=20)
    assert done.stdout.strip() == b"['a b', '--c'] text"


def test_a_private_tmp_is_empty_and_deleted_when_the_program_ends(tmp_path: Path) -> None:
    file = Path("/tmp") / f"guard-test-{os.getpid()}"
    script = f"ls -A /tmp; echo of its own; touch {file}; ls -A /tmp"
    # No Python: that of the tests may be below /tmp itself.
    done = subprocess.run(guarded(["/bin/sh", "-c", script], private_tmp=True), stdout=subprocess.PIPE, timeout=20)
    if done.returncode != 0:
        pytest.skip("the kernel allows no private /tmp here")
    assert done.stdout.decode().splitlines() == ["of its own", file.name]
    assert not file.exists()
