"""An answer that points elsewhere is never followed: where it points, nothing arrives, not even a connection."""

import itertools
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from services.api.session import Session
from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import load_profile
from services.credentials.journal_record import JournalState
from services.demo.certificates import Authority
from services.demo.faults import REDIRECTS, Rule
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.directory.domains import DomainsDirectory
from services.model.errors import (
    NotAuthenticatedError,
    OciSmtpError,
    OutcomeUnknownError,
    RedirectedError,
    UnreachableError,
)
from services.model.values import User
from services.resources import email, vault_secrets
from services.resources.vault_secrets import Target
from services.resources.vaults import Key, Vault
from tests.services.accounts import Served, served
from tests.services.api.loopback import listening
from tests.services.desk import CREATE, Desk
from tests.services.stand_ins import OKE_PORT, Instance, Routes, cluster, metadata_is_at, standing_in, token_for

pytestmark = pytest.mark.usefixtures("impatient")

ONE = "shop.mailer"
USERS = "/20160918/users"
SECRET = b"the password itself"


Prepare = Callable[[Session], Callable[[], object]]
"""Makes ready whatever a call needs, so that the call itself is all that is sent."""


class Trap:
    """A port that nothing should ever connect to."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._listen)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with closing(connection):
                connection.settimeout(1)
                self.heard.append(connection.recv(65536))


@pytest.fixture
def elsewhere() -> Iterator[Trap]:
    found = Trap()
    found.thread.start()
    try:
        yield found
    finally:
        found.server.shutdown(socket.SHUT_RDWR)
        found.server.close()
        found.thread.join()


def places(trap: Trap, own: str = "") -> list[str]:
    """What an answer may point to: another host, the same, something relative, nothing, and nonsense."""
    return [f"{trap.url}/elsewhere", f"{own}/elsewhere", "/elsewhere", "", "http://[\x1b]52;c;cHc=\x07", "https:///"]


def domain_of(session: Session) -> DomainsDirectory:
    return DomainsDirectory(session, next(iter(DomainList(session))))


def on_credential(name: str, of: Callable[[Session], ClassicDirectory | DomainsDirectory]) -> Prepare:
    def prepared(session: Session) -> Callable[[], object]:
        directory = of(session)
        user = directory.find(ONE)
        (held,) = directory.credentials(user)
        return {
            "create": lambda: directory.create_credential(user, "new", os.urandom(8).hex()),
            "describe": lambda: directory.describe_credential(user, held, "other"),
            "delete": lambda: directory.delete_credential(user, held),
            "list": lambda: directory.credentials(user),
            "capability": lambda: directory.change_smtp_capability(user, True),
            "users": lambda: list(directory.users()),
        }[name]

    return prepared


def secret(session: Session) -> Callable[[], object]:
    vault = Vault("ocid1.vault.oc1..a", "mail", "https://vault.example.com", session.tenancy_ocid)
    target = Target(vault, Key("ocid1.key.oc1..a", "secrets", session.tenancy_ocid), session.tenancy_ocid, "smtp")
    return lambda: vault_secrets.create(session, target, SECRET, "", "token")


READS: dict[str, tuple[str, str, Prepare]] = {
    "users": ("GET", USERS, on_credential("users", ClassicDirectory)),
    "credentials": ("GET", f"{USERS}/*/smtpCredentials", on_credential("list", ClassicDirectory)),
    "regions": ("GET", "*/regionSubscriptions", lambda session: session.subscriptions),
    "tenancy": ("GET", "*/tenancies/*", lambda session: session.tenancy_name),
    "SCIM users": ("GET", "/admin/v1/Users", on_credential("users", domain_of)),
    "SCIM credentials": ("GET", "/admin/v1/SmtpCredentials", on_credential("list", domain_of)),
    "a secret": ("GET", "*/secretbundles/*", lambda session: lambda: vault_secrets.content_of(session, "ocid1.s.o..a")),
}
WRITES: dict[str, tuple[str, str, Prepare]] = {
    "create": ("POST", f"{USERS}/*/smtpCredentials", on_credential("create", ClassicDirectory)),
    "describe": ("PUT", f"{USERS}/*/smtpCredentials/*", on_credential("describe", ClassicDirectory)),
    "delete": ("DELETE", f"{USERS}/*/smtpCredentials/*", on_credential("delete", ClassicDirectory)),
    "capability": ("PUT", f"{USERS}/*/capabilities", on_credential("capability", ClassicDirectory)),
    "SCIM create": ("POST", "/admin/v1/SmtpCredentials", on_credential("create", domain_of)),
    "SCIM describe": ("PATCH", "/admin/v1/SmtpCredentials/*", on_credential("describe", domain_of)),
    "SCIM delete": ("DELETE", "/admin/v1/SmtpCredentials/*", on_credential("delete", domain_of)),
    "SCIM capability": ("PUT", "/admin/v1/UserCapabilitiesChanger/*", on_credential("capability", domain_of)),
    "secret": ("POST", "*/secrets", secret),
}


def redirected(
    where: Served, trap: Trap, kind: str, error: type[OciSmtpError]
) -> Iterator[tuple[str, str, OciSmtpError]]:
    """Each status and place for one kind of call, and what is told of it."""
    method, path, prepare = {**READS, **WRITES}[kind]
    act = prepare(where.session())
    for status, place in itertools.product(REDIRECTS, places(trap, where.options.identity_endpoint)):
        where.tenancy.faults.append(Rule(status, method=method, path=path, times=0, location=place))
        where.tenancy.request_log.clear()
        with pytest.raises(error) as told:
            act()
        where.tenancy.faults.clear()
        log = where.tenancy.request_log
        assert [entry.status for entry in log if entry.method == method][-1:] == [int(status)], "nothing follows"
        assert sum(entry.status == int(status) for entry in log) == 1, "it is asked once"
        assert not [entry for entry in log if "elsewhere" in entry.path]
        yield status, place, told.value


@pytest.mark.parametrize("kind", READS)
def test_a_redirected_read_fails_with_an_error_that_names_the_target(
    on_loopback: Served, elsewhere: Trap, kind: str
) -> None:
    for status, place, error in redirected(on_loopback, elsewhere, kind, RedirectedError):
        assert status in error.cause
        assert ("points to 127.0.0.1" in error.cause) is place.startswith(("http://127", "/else"))
        assert error.cause.isprintable(), "what it points to is not for the terminal to obey"
        assert "HTTPS_PROXY" in error.next_step
    assert elsewhere.heard == []


@pytest.mark.parametrize("kind", WRITES)
def test_after_a_redirected_change_the_outcome_is_unknown(on_loopback: Served, elsewhere: Trap, kind: str) -> None:
    for status, place, error in redirected(on_loopback, elsewhere, kind, OutcomeUnknownError):
        assert isinstance(error, OutcomeUnknownError)
        assert not error.was_answered, "it is looked for, and not sent again"
        assert status in error.cause
        assert ("points to 127.0.0.1" in error.cause) is place.startswith(("http://127", "/else"))
        assert error.cause.isprintable()
    assert elsewhere.heard == []


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_redirected_refresh_does_not_send_the_session_token(
    tenancy: Tenancy, tmp_path: Path, elsewhere: Trap, status: str
) -> None:
    with served(tenancy, tmp_path, token=True) as where:
        session = where.session()
        token = (tmp_path / "token").read_bytes()
        for place in places(elsewhere):
            tenancy.faults.append(Rule(status, "refresh_security_token", location=place))
            assert session.renewal
            with pytest.raises(OciSmtpError, match=status):
                session.renewal.refresh()
            assert (tmp_path / "token").read_bytes() == token
    assert elsewhere.heard == []


def test_a_redirected_read_of_the_smtp_endpoint_is_not_followed(on_loopback: Served, elsewhere: Trap) -> None:
    on_loopback.tenancy.faults.append(Rule("307", "get_email_configuration", times=0, location=elsewhere.url))
    assert email.endpoint(on_loopback.session()).host.startswith("smtp.email.us-ashburn-1")
    assert elsewhere.heard == []


def test_a_redirected_greeting_is_not_followed(on_loopback: Served, elsewhere: Trap) -> None:
    on_loopback.tenancy.faults.append(Rule("302", times=0, location=elsewhere.url))
    assert "date" in {name.lower() for name in on_loopback.session().identity().greeting()}
    assert elsewhere.heard == []


@contextmanager
def redirecting(status: str, place: str) -> Iterator[str]:
    """A service that answers nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(int(status))
            if place:
                self.send_header("location", place.encode().decode("latin-1"))
            self.send_header("content-length", "3")
            self.end_headers()
            self.wfile.write(b"iad")

        do_GET = do_POST = _serve  # noqa: N815 - the names that BaseHTTPRequestHandler asks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def signing_in_fails(options: Options, auth: str, status: str) -> None:
    options = replace(options, auth=auth)
    with pytest.raises(NotAuthenticatedError) as told:
        open_session(load_profile(options, {}), options)
    assert status in told.value.cause
    assert told.value.cause.isprintable()


@pytest.mark.parametrize("status", REDIRECTS)
class TestPrincipals:
    """What the SDK's own signers ask, through sessions that they open themselves."""

    @pytest.mark.parametrize("asked_first", ["region", "certificate"])
    def test_a_redirect_from_the_metadata_service_is_not_followed(
        self, on_loopback: Served, elsewhere: Trap, monkeypatch: pytest.MonkeyPatch, status: str, asked_first: str
    ) -> None:
        region = on_loopback.options.region or ("" if asked_first == "region" else "us-ashburn-1")
        for place in places(elsewhere):
            with redirecting(status, place) as url, monkeypatch.context() as patches:
                metadata_is_at(f"{url}/opc/v2", patches)
                signing_in_fails(replace(on_loopback.options, region=region), "instance_principal", status)
        assert elsewhere.heard == []

    def test_the_certificate_of_an_instance_is_not_sent_to_a_redirect_target(
        self, on_loopback: Served, elsewhere: Trap, monkeypatch: pytest.MonkeyPatch, status: str
    ) -> None:
        found = Instance(on_loopback.tenancy)
        with standing_in(found.routes) as url:
            metadata_is_at(f"{url}/opc/v2", monkeypatch)
            for place in places(elsewhere):
                with redirecting(status, place) as federation:
                    options = replace(on_loopback.options, auth_endpoint=federation)
                    signing_in_fails(options, "instance_principal", status)
        assert elsewhere.heard == []

    def test_the_token_of_a_workload_is_not_sent_to_a_redirect_target(
        self, on_loopback: Served, elsewhere: Trap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str
    ) -> None:
        authority, pod = Authority(), rsa.generate_private_key(public_exponent=65537, key_size=2048)
        token = token_for(on_loopback.tenancy, pod.public_key())
        (tmp_path / "ca.crt").write_text(authority.pem)
        (tmp_path / "account").write_text(token)
        monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
        monkeypatch.setenv("OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH", str(tmp_path / "ca.crt"))
        monkeypatch.setenv("OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH", str(tmp_path / "account"))
        monkeypatch.setenv("OCI_RESOURCE_PRINCIPAL_REGION", "us-ashburn-1")
        routes: Routes = cluster(on_loopback.tenancy, token)
        answers = {route: (int(status), elsewhere.url) for route in routes}
        with standing_in(routes, OKE_PORT, authority.server_context(), elsewhere=answers):
            signing_in_fails(on_loopback.options, "oke_workload_identity", status)
        assert elsewhere.heard == []


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("is_done", [True, False])
def test_a_redirected_create_is_not_recorded_as_rejected(
    tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str, is_done: bool
) -> None:
    monkeypatch.setattr("services.credentials.rollback.LOOK_AGAIN_SECONDS", (0.0, 0.0))
    desk = Desk(tenancy, tmp_path / "state")
    tenancy.faults.append(Rule(status, CREATE, location="https://elsewhere.example/x", done=is_done))
    with pytest.raises(OciSmtpError, match=r"points to elsewhere\.example") as told:
        desk.issue()
    assert desk.posts == 1
    assert desk.record.state is not JournalState.REJECTED
    assert desk.there == [] or desk.record.state is JournalState.ASK
    assert is_done or isinstance(told.value, OutcomeUnknownError)


@pytest.mark.parametrize("status", [*REDIRECTS, "200", "403", "407", "502"])
def test_a_redirect_from_a_proxy_tunnel_is_not_followed(
    on_loopback: Served, elsewhere: Trap, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(f"HTTP/1.1 {status} No\r\nlocation: {elsewhere.url}\r\ncontent-length: 0\r\n\r\n".encode())

    with listening(refuse) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "")
        session = on_loopback.session(identity_endpoint="https://identity.example.com")
        session.moved_home("IAD")
        with pytest.raises(UnreachableError if status != "200" else OciSmtpError) as told:
            ClassicDirectory(session).create_credential(User("ocid1.user.oc1..a", "a"), "new", "token")
    assert status == "200" or f"The proxy 127.0.0.1:{port} rejected the connection" in told.value.cause
    assert elsewhere.heard == []
