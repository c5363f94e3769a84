import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.clipboard import Clipboard
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from tests.services.accounts import Served, served
from tests.tui.desk import USERS, AppPilot, Opened, RecordingClipboard
from tests.tui.shell import Cli, Ran
from tui.app import OciSmtpApp
from tui.cli.main import run
from tui.startup.start import Start


@pytest.fixture(autouse=True)
def nobodys_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No configuration, state, proxy, display or working directory of the person who runs the tests."""
    for name in list(os.environ):
        if name.startswith(("OCI_", "XDG_", "SSH_", "TEXTUAL")) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    for name in ("TMUX", "STY", "DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)


@pytest.fixture
def tenancy(request: pytest.FixtureRequest) -> Tenancy:
    """One of 60 users, or of as many as the parameter says."""
    return Tenancy(users=getattr(request, "param", USERS))


@pytest.fixture
def where(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    """The tenancy on a loopback port, and the options that lead there."""
    with served(tenancy, tmp_path) as found:
        yield found


@pytest.fixture(autouse=True)
def clipboard(monkeypatch: pytest.MonkeyPatch) -> RecordingClipboard:
    """The only clipboard that the app can find."""
    found = RecordingClipboard()

    def choose(*_: object, **__: object) -> Clipboard:
        return found

    monkeypatch.setattr("tui.base.clipboards.choose", choose)
    return found


@pytest.fixture
def opened(where: Served) -> Opened:
    """Opens the app on the tenancy: at home, or where `start` says; other options by name."""

    @asynccontextmanager
    async def open_app(
        start: Start | None = None, size: tuple[int, int] = (100, 30), **options: Any
    ) -> AsyncIterator[AppPilot]:
        app = OciSmtpApp(replace(where.options, **{"directory": "classic", **options}), start=start)
        async with app.run_test(size=size, notifications=True) as pilot:
            yield pilot

    return open_app


@pytest.fixture
def signed_in_environ(where: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options of the program lead to the tenancy, as a person would set them."""
    monkeypatch.setenv("OCI_CLI_CONFIG_FILE", str(where.config_file))
    monkeypatch.setenv("OCI_SMTP_IDENTITY_ENDPOINT", where.options.identity_endpoint)
    monkeypatch.setenv("OCI_SMTP_EMAIL_ENDPOINT", where.options.email_endpoint)
    monkeypatch.setenv("OCI_SMTP_DIRECTORY", "classic")


@pytest.fixture
def cli(signed_in_environ: None, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command in this process."""

    def call(*arguments: str) -> Ran:
        heeded = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        code = run(arguments)
        for number, handler in heeded.items():  # a command that ends with code 5 heeds none any more
            signal.signal(number, handler)
        sys.stdout.flush()
        output, errors = capfd.readouterr()
        assert "Traceback" not in errors
        return code, output, errors

    return call


@pytest.fixture
def mail(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpServer]:
    """The demo's SMTP server, trusted as a person would trust a server of their own; no one waits between tries."""
    server = SmtpServer(tenancy)
    certificate = tmp_path / "smtp-ca.pem"
    certificate.write_text(server.authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr("services.smtp.probe.PAUSES_SECONDS", (0.0, 0.0, 0.0))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def nobody_waits(impatient: None) -> None:
    """In every test of the app what is sent again follows at once."""


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The state directory that one app after the other has."""
    place = tmp_path / "state"
    monkeypatch.setenv("OCI_SMTP_STATE_DIR", str(place))
    return place
