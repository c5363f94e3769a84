import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import profiles
from tests.needs import told

PAUSE_S = 0.005
"""How long a pilot looks whether the app is at rest: after each key twice, and Textual's own 0.02 s add up."""


profiles.register()


def pytest_configure() -> None:
    """Heed the signals that the one who started us may ignore, as `nohup` does, and so let our children heed them."""
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGQUIT, None), (signal.SIGHUP, None)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler or signal.SIG_DFL)


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose name does not say what is tested: a word of an error, which names it, must not come from there."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture(scope="session", autouse=True)
def in_a_hurry() -> Iterator[None]:
    """What there are thousands of is cheap: keys of the demo tenancy, and looks of a pilot."""
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr("services.demo.account.KEY_BITS", 1024)  # made and checked in a seventh of the time
        patches.setattr("textual._wait.SLEEP_GRANULARITY", PAUSE_S)
        patches.setattr("textual._wait.SLEEP_IDLE", PAUSE_S / 20)
        yield


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter") -> None:
    """Why tests were skipped, in a few lines."""
    skipped = terminalreporter.getreports("skipped")
    lines = list(told(report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)))
    if lines:
        terminalreporter.write_sep("=", "skipped")
        for line in lines:
            terminalreporter.write_line(line)
