"""Small stand-ins on loopback for the services that give tokens to what runs in OCI."""

import base64
import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta, timezone
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import gettempdir
from types import MappingProxyType
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from filelock import FileLock
from oci.auth.signers import InstancePrincipalsSecurityTokenSigner

from services.demo.tenancy import Tenancy
from services.demo.tokens import Session

Answer = Callable[[dict[str, str], bytes], bytes]
Routes = dict[tuple[str, str], Answer]

PLAIN_PEM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@contextmanager
def standing_in(
    routes: Routes,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    elsewhere: Mapping[tuple[str, str], tuple[int, str]] = MappingProxyType({}),
) -> Iterator[str]:
    """Answer these routes, and 404 to anything else; gives the URL. Those `elsewhere` are redirected."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if (self.command, self.path) in elsewhere:
                status, location = elsewhere[self.command, self.path]
                self.send_response(status)
                self.send_header("location", location)
                self.send_header("content-length", "0")
                self.end_headers()
                return
            answer = routes.get((self.command, self.path))
            found = answer({name.lower(): value for name, value in self.headers.items()}, body) if answer else b""
            self.send_response(200 if answer else 404)
            self.send_header("content-length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        do_GET = do_POST = _serve  # noqa: N815 - the names that BaseHTTPRequestHandler asks for

        def log_message(self, *_: object) -> None:
            pass

    with _alone_on(port):
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _alone_on(port: int) -> AbstractContextManager[object]:
    """A port that cannot be chosen is for one test at a time, of all that run on this machine."""
    return FileLock(Path(gettempdir()) / f"oci-smtp-tests-port-{port}.lock", mode=0o666) if port else nullcontext()


def token_for(tenancy: Tenancy, public_key: rsa.RSAPublicKey, **claims: str) -> str:
    """A token that lets that key act in the tenancy, with the rights of its administrator."""
    now = tenancy.world.now()
    session = Session(tenancy.admin_ocid, tenancy.ocid, public_key, now)
    return tenancy.world.sessions.open(session, timedelta(hours=1), **claims)


def public_key_in(text: str) -> rsa.RSAPublicKey:
    """The key of a request for a token: DER in base64."""
    key = serialization.load_der_public_key(base64.b64decode(text))
    assert isinstance(key, rsa.RSAPublicKey)
    return key


@cache
def _instance_key() -> rsa.RSAPrivateKey:
    """Made once: it takes longer than the rest of a test, and every instance may have the same."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Instance:
    """The metadata service of an instance, and the federation service that takes its certificate for a token."""

    def __init__(self, tenancy: Tenancy) -> None:
        self.federated = 0
        self._tenancy = tenancy
        key = _instance_key()
        self._certificate = _certificate(key, tenancy.ocid)
        texts = {
            "instance/region": b"iad",
            "identity/cert.pem": self._certificate,
            "identity/key.pem": key.private_bytes(*PLAIN_PEM),
            "identity/intermediate.pem": self._certificate,
        }
        self.routes: Routes = {("GET", f"/opc/v2/{path}"): _metadata(text) for path, text in texts.items()}
        self.routes["POST", "/v1/x509"] = self._federate

    def _federate(self, headers: dict[str, str], body: bytes) -> bytes:
        asked: dict[str, Any] = json.loads(body)
        assert f'keyId="{self._tenancy.ocid}/fed-x509/' in headers["authorization"]
        assert asked["certificate"] in self._certificate.decode().replace("\n", "")
        self.federated += 1
        return json.dumps({"token": token_for(self._tenancy, public_key_in(asked["publicKey"]))}).encode()


def _metadata(text: bytes) -> Answer:
    def answer(headers: dict[str, str], _: bytes) -> bytes:
        assert headers["authorization"] == "Bearer Oracle"
        return text

    return answer


def cluster(tenancy: Tenancy, service_account_token: str) -> Routes:
    """What exchanges a pod's service account token for a token of OCI's, on each node of an OKE cluster."""

    def exchange(headers: dict[str, str], body: bytes) -> bytes:
        assert headers["authorization"] == f"Bearer {service_account_token}"
        token = token_for(tenancy, public_key_in(json.loads(body)["podKey"]), res_tenant=tenancy.ocid)
        return base64.b64encode(json.dumps({"token": f"ST${token}"}).encode())

    return {("POST", "/resourcePrincipalSessionTokens"): exchange}


def _certificate(key: rsa.RSAPrivateKey, tenancy_ocid: str) -> bytes:
    """As an instance has: the tenancy stands in the subject (oci/auth/auth_utils.py)."""
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"opc-tenant:{tenancy_ocid}")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


OKE_PORT = 12250
"""The SDK takes no other (oci/auth/signers/resource_principals_signer.py)."""


def metadata_is_at(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what an instance's environment would; older SDKs look at it while they are imported only."""
    monkeypatch.setenv("OCI_METADATA_BASE_URL", url)
    signer = InstancePrincipalsSecurityTokenSigner
    for name in [name for name in vars(signer) if name.endswith("_URL")]:
        monkeypatch.setattr(signer, name, getattr(signer, name).replace(signer.DEFAULT_METADATA_URL_BASE, url))
    monkeypatch.setattr(signer, "METADATA_URL_BASE", url)
