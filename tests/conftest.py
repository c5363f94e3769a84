import contextlib
import gc
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import oci
import pytest

from services.demo.tenancy import Tenancy
from tests import profiles
from tests.needs import needs, needs_made, told
from tests.sample_keys import take_turns
from tests.services.clipboard.desktops import xvfb
from tests.services.delivery.gpg_home import ANNA, GpgHome, gpg_home
from tests.services.delivery.print_server import PrintServer, print_server
from tests.stylesheets import parse_once

PAUSE_S = 0.005
"""How long a pilot looks whether the app is at rest: after each key twice, and Textual's own 0.02 s add up."""


LONGEST = ("tests/tui/test_read_only.py", "tests/test_examples.py")
"""Files that take minutes and stand near the end."""


profiles.register()


class Loggers(dict[str, logging.Logger | logging.PlaceHolder]):
    """All loggers, in a dictionary to which other threads can add while it is walked through."""

    def values(self) -> list[logging.Logger | logging.PlaceHolder]:  # type: ignore[override]  # for loops only
        """Those that exist now."""
        return list(super().values())


def pytest_configure(config: pytest.Config) -> None:
    """Register our marker, and free the run from settings of the shell that started it, which children inherit."""
    config.addinivalue_line("markers", "tenancy(users, partners, mode): what the fixture of that name is like")
    # pytest walks through the loggers in each test, and the SDK makes one for each client, in the thread of the client.
    logging.root.manager.loggerDict = Loggers(logging.root.manager.loggerDict)
    # Keep bytecode, as container images ask not to: each worker and program would compile all it imports again.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Nor write each print at once, as people's shells don't ask for: what is never flushed must be seen to be lost.
    os.environ.pop("PYTHONUNBUFFERED", None)
    # `nohup` and the like ignore signals that our programs heed.
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGQUIT, None), (signal.SIGHUP, None)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler or signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: otherwise one worker has such a file when the others are done."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is imported: it lives as long as the run. And let it look less often."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose name does not say what is tested: a word of an error, which names it, must not come from there."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture(scope="session", autouse=True)
def in_a_hurry() -> Iterator[None]:
    """What there are thousands of is cheap: keys of the demo tenancy, stylesheets, and looks of a pilot."""
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr("services.demo.account.KEY_BITS", 1024)  # made and checked in a seventh of the time
        take_turns(patches)
        parse_once(patches)
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


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own in which files can be made, and nothing written to them."""
    place = tmp_path / "full"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", str(place)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("a file system cannot be mounted here without being root")
    with contextlib.suppress(OSError), open(place / "filler", "wb", buffering=0) as filler:
        while True:
            filler.write(bytes(1024))
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture(scope="module")
def age_identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An age identity; its public key is beside it."""
    needs("age", "age-keygen")
    path = tmp_path_factory.mktemp("age") / "key"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    done = subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True, text=True)
    path.with_suffix(".pub").write_text(done.stdout)
    return path


@pytest.fixture(scope="module")
def cups() -> Iterator[PrintServer]:
    """A print server for the tests of a file. Root only: CUPS insists on owners and modes of its own."""
    with print_server() as running:
        yield running


@pytest.fixture(scope="module")
def gpg() -> Iterator[GpgHome]:
    """A keyring of GnuPG with the key of Anna, for the tests of a file."""
    needs("gpg")
    with gpg_home() as made:
        made.generate(ANNA)
        yield made


@pytest.fixture(scope="session")
def x_display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that lead to a display of X11 without a screen."""
    with xvfb(tmp_path_factory.mktemp("x11")) as environ:
        yield environ


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is sent again follow at once: by us, and by the SDK."""
    monkeypatch.setattr("services.api.retries.pause", lambda number: 0.0)
    waits = oci.retry.retry_sleep_utils
    for name in [name for name in vars(waits) if name.startswith("get_exponential_backoff")]:
        monkeypatch.setattr(waits, name, lambda *_, **__: 0)


@pytest.fixture
def tenancy(request: pytest.FixtureRequest) -> Tenancy:
    """A tenancy in this process; `@pytest.mark.tenancy(users=5, mode="domains")` says another than one of 40 users."""
    marker = request.node.get_closest_marker("tenancy")
    return Tenancy(**{"users": 40, **(marker.kwargs if marker else {})})


@pytest.fixture(scope="session")
def oci_program() -> str:
    """The path of the OCI CLI."""
    program = Path(os.environ.get("OCI_SMTP_ORACLE_CLI", Path(__file__).parents[1] / ".venv-oci-cli/bin/oci"))
    needs_made("the OCI CLI", program, "oci-cli")
    return str(program)
