"""The way to OCI, over real sockets: what can go wrong before an answer, and whether the request left."""

import socket
import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from services.api.session import Session
from services.directory.classic import ClassicDirectory
from services.model.errors import OciSmtpError, OutcomeUnknownError, UnreachableError
from services.model.values import User
from tests.closed_port import closed_port
from tests.services.accounts import Served, operations
from tests.services.api.loopback import listening

ANYONE = User("ocid1.user.oc1..aaaaaaaaanyone", "anyone")
pytestmark = pytest.mark.usefixtures("impatient", "no_proxy")


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def read(session: Session) -> OciSmtpError:
    with pytest.raises(UnreachableError) as refusal:
        session.tenancy_name()
    return refusal.value


def write(session: Session) -> OciSmtpError:
    session.moved_home("IAD")  # so that the write is the only request
    with pytest.raises(OciSmtpError) as refusal:
        ClassicDirectory(session).create_credential(ANYONE, "new", "token")
    return refusal.value


def test_a_closed_port_is_reported_as_unreachable(on_loopback: Served) -> None:
    with closed_port() as port:
        session = on_loopback.session(identity_endpoint=f"http://127.0.0.1:{port}")
        assert "refused" in read(session).cause
        error = write(session)
    assert isinstance(error, UnreachableError), "nothing was sent"
    assert "refused" in error.cause
    assert operations(on_loopback.tenancy) == []


def test_a_proxy_with_a_closed_port_is_reported_with_its_variable(
    on_loopback: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closed_port() as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        session = on_loopback.session(identity_endpoint="https://identity.example.com")
        assert "HTTPS_PROXY" in read(session).next_step
        assert isinstance(write(session), UnreachableError)


def test_a_host_name_that_does_not_resolve_is_reported(on_loopback: Served) -> None:
    session = on_loopback.session(identity_endpoint="https://identity.no-such-host.invalid")
    assert "Can't resolve" in read(session).cause
    error = write(session)
    assert isinstance(error, UnreachableError)
    assert "Can't resolve" in error.cause


def test_a_lost_response_is_unknown_even_while_handling_an_earlier_error(on_loopback: Served) -> None:
    """Where an answer is lost in a handler for a connection refused before, the earlier rejection proves nothing."""
    with closed_port() as closed, listening(lambda connection: connection.recv(65536)) as port:
        refusing = on_loopback.session(identity_endpoint=f"http://127.0.0.1:{closed}")
        losing = on_loopback.session(identity_endpoint=f"http://127.0.0.1:{port}")
        try:
            raise write(refusing)
        except UnreachableError:
            assert isinstance(write(losing), OutcomeUnknownError)


def test_a_connection_closed_without_a_response_leaves_the_outcome_unknown(on_loopback: Served) -> None:
    with listening(lambda connection: connection.recv(65536)) as port:
        session = on_loopback.session(identity_endpoint=f"http://127.0.0.1:{port}")
        assert "was lost" in read(session).cause
        assert isinstance(write(session), OutcomeUnknownError)


def test_a_truncated_response_leaves_the_outcome_unknown(on_loopback: Served) -> None:
    def half(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"id": ')

    with listening(half) as port:
        session = on_loopback.session(identity_endpoint=f"http://127.0.0.1:{port}")
        assert isinstance(write(session), OutcomeUnknownError)
        assert "was lost" in read(session).cause


def test_a_response_that_is_not_http_leaves_the_outcome_unknown(on_loopback: Served) -> None:
    def greet(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"220 mail.example.com ESMTP\r\n")

    with listening(greet) as port:
        session = on_loopback.session(identity_endpoint=f"http://127.0.0.1:{port}")
        assert isinstance(write(session), OutcomeUnknownError)
        assert "was lost" in read(session).cause


def test_a_timeout_leaves_the_outcome_unknown(on_loopback: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.api.client_pool.TIMEOUT_SECONDS", (5, 0.2))
    on_loopback.tenancy.faults.add("timeout", times=0)
    session = on_loopback.session()
    assert "in time" in read(session).cause
    error = write(session)
    assert isinstance(error, OutcomeUnknownError)
    assert "in time" in error.cause


def test_an_untrusted_certificate_is_reported_as_unreachable(on_loopback: Served, tmp_path: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(_self_signed(tmp_path))
    with listening(lambda connection: tls.wrap_socket(connection, server_side=True).recv(65536)) as port:
        session = on_loopback.session(identity_endpoint=f"https://127.0.0.1:{port}")
        assert "certificate" in read(session).cause
        error = write(session)
        assert isinstance(error, UnreachableError), "TLS was never set up, so nothing was sent"
        assert "certificate" in error.cause


def test_https_to_a_plain_http_server_is_reported_as_a_tls_error(on_loopback: Served) -> None:
    endpoint = on_loopback.options.identity_endpoint.replace("http:", "https:")
    error = read(on_loopback.session(identity_endpoint=endpoint))
    assert "TLS" in error.cause
    assert "certificate" not in error.cause


def _self_signed(directory: Path) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    ).sign(key, hashes.SHA256())
    path = directory / "server.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path
