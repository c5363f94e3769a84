"""An SMTP server beside the served tenancy, for tests of the app."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy


@pytest.fixture
def mail(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpServer]:
    """The demo's SMTP server, trusted as a person would trust a server of their own; nobody waits between tries."""
    server = SmtpServer(tenancy)
    certificate = tmp_path / "smtp-ca.pem"
    certificate.write_text(server.authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr("services.smtp.probe.PAUSES_SECONDS", (0.0, 0.0, 0.0))
    yield server
    server.stop()


def endpoint_of(server: SmtpServer) -> str:
    """For `--smtp-endpoint`."""
    return f"{server.starttls.host}:{server.starttls.port}"
