"""Ending a command in good order when someone else ends it."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest

from services.model.errors import UsageError
from tests.e2e.program import PROGRAM
from tui.cli.termination import NAMES, EndedBySignal, ending_in_order


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """A program that a signal ends ignores further ones until its end. The tests continue after it."""
    before = {name: signal.getsignal(getattr(signal, name)) for name in NAMES}
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_exit_code_names_the_signal_even_when_another_error_follows(number: signal.Signals) -> None:
    def struck() -> None:
        try:
            os.kill(os.getpid(), number)
            threading.Event().wait(20)
        except SystemExit:
            raise RuntimeError("release unlocked lock") from None  # threading.Condition, struck between two steps

    with pytest.raises(EndedBySignal) as ended, ending_in_order():
        struck()
    assert ended.value.code == 128 + number


def test_a_second_signal_does_not_change_the_exit_code() -> None:
    def struck() -> None:
        try:
            os.kill(os.getpid(), signal.SIGHUP)
            threading.Event().wait(20)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(EndedBySignal) as ended, ending_in_order():
        struck()
    assert ended.value.code == 128 + signal.SIGHUP


def test_a_later_signal_ends_code_that_suppressed_the_first_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.cli.termination.AT_ONCE_SECONDS", 0.0)

    def struck() -> None:
        with contextlib.suppress(SystemExit):
            os.kill(os.getpid(), signal.SIGHUP)
            threading.Event().wait(20)
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(20)

    with pytest.raises(EndedBySignal) as ended, ending_in_order():
        struck()
    assert ended.value.code == 128 + signal.SIGTERM


def test_a_usage_error_after_a_signal_is_still_raised() -> None:
    def settled() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            threading.Event().wait(20)
        except SystemExit:
            raise UsageError("It was deleted again.") from None

    with pytest.raises(UsageError), ending_in_order():
        settled()


def test_an_error_without_a_signal_is_raised_unchanged() -> None:
    with pytest.raises(RuntimeError), ending_in_order():
        raise RuntimeError


def test_a_usage_error_exits_2_even_when_stderr_has_no_reader() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    asked = [PROGRAM, "--directory", "nonsense", "users"]
    assert subprocess.run(asked, stderr=writing, check=False, timeout=60).returncode == 2
    os.close(writing)
