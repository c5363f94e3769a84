"""A disk that is full, read-only or not ours refuses before the POST."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.faults.lab import Bench
from tests.e2e.program import PROGRAM

AS_ROOT = pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")


@pytest.fixture
def small_disk(bench: Bench) -> Iterator[Path]:
    """A disk of 64 kB, mounted where the person says that the state is."""
    place = bench.home / "small"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(place)]
    mounted = subprocess.run(mounting, capture_output=True, text=True, check=False, timeout=20)
    if mounted.returncode:
        pytest.skip(f"this machine lets nobody mount: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True, timeout=20)


def made_before(state: Path) -> None:
    """The directories that an earlier program made."""
    for place in (state, state / "journal"):
        place.mkdir(mode=0o700)


def generate(bench: Bench, state: Path, largest_file: int | None = None) -> "subprocess.CompletedProcess[str]":
    """The real program, with its state there."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [PROGRAM, *bench.generate, *bench.lab.options],
        env={**bench.environ, "OCI_SMTP_STATE_DIR": str(state)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limit,
    )


def assert_refused(bench: Bench, run: "subprocess.CompletedProcess[str]", why: str) -> None:
    """Nothing was sent, nothing was made, and the person knows why."""
    assert run.returncode == 1
    assert why in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
    assert bench.posts == 0
    assert bench.ocids == set()


@AS_ROOT
def test_generate_fails_before_the_request_when_the_disk_is_full(bench: Bench, small_disk: Path) -> None:
    made_before(small_disk / "state")
    with open(small_disk / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(b"0" * 1024)
    run = generate(bench, small_disk / "state")
    assert_refused(bench, run, "No space left on device")
    assert "Free some disk space" in run.stderr


@AS_ROOT
def test_generate_fails_before_the_request_when_the_disk_is_read_only(bench: Bench, small_disk: Path) -> None:
    made_before(small_disk / "state")
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, timeout=20)
    assert_refused(bench, generate(bench, small_disk / "state"), "Read-only file system")
    assert_refused(bench, generate(bench, small_disk / "elsewhere"), "Read-only file system")


def test_generate_fails_before_the_request_when_files_cannot_be_written(bench: Bench) -> None:
    """A quota or `ulimit -f`: files can be made, and not written. Needs no root."""
    assert_refused(bench, generate(bench, bench.home / "elsewhere", largest_file=0), "Can't write")


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere; see the read-only disk")
def test_generate_fails_before_the_request_when_the_directory_is_not_writable(bench: Bench) -> None:
    state = bench.home / "elsewhere"
    state.mkdir(mode=0o500)
    assert_refused(bench, generate(bench, state), "Permission denied")


def test_generate_fails_before_the_request_when_others_can_access_the_directory(bench: Bench) -> None:
    state = bench.home / "elsewhere"
    state.mkdir()
    state.chmod(0o755)
    run = generate(bench, state)
    assert_refused(bench, run, "accessible to other users")
    assert f"chmod 700 {state}" in run.stderr


def test_generate_fails_before_the_request_when_the_directory_is_a_file(bench: Bench) -> None:
    state = bench.home / "elsewhere"
    state.touch()
    assert_refused(bench, generate(bench, state), str(state))


def test_generate_deletes_the_credential_when_the_output_device_is_full(bench: Bench) -> None:
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [PROGRAM, *bench.generate, *bench.lab.options],
            env=bench.environ,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert run.returncode == 1
    assert "so the credential was deleted" in run.stderr
    assert bench.posts == 1
    bench.check_settled()
    assert bench.ocids == set()
