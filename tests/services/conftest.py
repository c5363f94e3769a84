import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from tests.services.accounts import Served, served, session_on
from tests.services.secret_service import Daemon, unlocked_keyring

USERS = 40


@pytest.fixture
def classic_directory(tenancy: Tenancy) -> ClassicDirectory:
    """The users of the tenancy as classic IAM has them."""
    return ClassicDirectory(session_on(tenancy))


@pytest.fixture
def on_loopback(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    """The tenancy on a loopback port, and the options that lead there."""
    with served(tenancy, tmp_path) as where:
        yield where


@pytest.fixture
def smtp_server(tenancy: Tenancy) -> Iterator[SmtpServer]:
    """The SMTP server of the tenancy."""
    server = SmtpServer(tenancy)
    yield server
    server.stop()


@pytest.fixture
def outside_tmp() -> Iterator[Path]:
    """A folder that wl-copy sees as well: it gets a /tmp of its own."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def keyring_daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """An unlocked keyring of the desktop, for the tests of a file."""
    with unlocked_keyring(tmp_path_factory.mktemp("keyring")) as running:
        yield running


@pytest.fixture
def plain_token() -> str:
    """A password of our own, of letters and digits."""
    return secrets.token_urlsafe(15)
