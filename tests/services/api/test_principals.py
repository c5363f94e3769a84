"""Signing in as what the program runs on: the SDK's own signers, on stand-ins of the services that they ask."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from services.api.session import Session
from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import load_profile
from services.demo.certificates import Authority
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory import Directory
from services.directory.choice import open_directory
from services.directory.classic import ClassicDirectory
from services.model.errors import ConfigError, NotAuthenticatedError, NotFoundError
from tests.services.accounts import Served, operations, served
from tests.services.stand_ins import OKE_PORT, PLAIN_PEM, Instance, cluster, metadata_is_at, standing_in, token_for


class Listening(Tenancy):
    """Keeps the headers of every request."""

    heard: list[dict[str, str]]

    def handle(self, request: Request, patience: float | None = None) -> Response:
        self.__dict__.setdefault("heard", []).append(dict(request.headers))
        return super().handle(request, patience)


@pytest.fixture
def listening_tenancy() -> Listening:
    return Listening(users=20)


@pytest.fixture(autouse=True)
def nowhere_in_oci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OCI_", "KUBERNETES_")):
            monkeypatch.delenv(name)


@pytest.fixture
def listening_served(listening_tenancy: Listening, tmp_path: Path) -> Iterator[Served]:
    with served(listening_tenancy, tmp_path) as found:
        yield found


@pytest.fixture
def instance(listening_served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Instance, Options]]:
    """The program runs on an instance of the tenancy, where no one has a configuration file."""
    found = Instance(listening_served.tenancy)
    with standing_in(found.routes) as url:
        metadata_is_at(f"{url}/opc/v2", monkeypatch)
        yield found, replace(listening_served.options, config_file="/nowhere", auth_endpoint=url)


def signed_in(options: Options, auth: str) -> Session:
    options = replace(options, auth=auth)
    return open_session(load_profile(options, os.environ), options)


def settings_refused(directory: Directory) -> str:
    with pytest.raises(NotFoundError) as refusal:
        directory.myself()
    assert refusal.value.next_step
    return refusal.value.cause


def test_an_instance_signs_with_the_token_that_its_certificate_gets(instance: tuple[Instance, Options]) -> None:
    found, options = instance
    session = signed_in(options, "instance_principal")
    assert session.region == "us-ashburn-1"
    assert session.tenancy_name() == found._tenancy.world.name
    assert "this compute instance" in settings_refused(ClassicDirectory(session))
    assert "this compute instance" in settings_refused(open_directory(session, "domains")[0])
    found._tenancy.world.sessions._tokens.clear()
    assert session.tenancy_name() == found._tenancy.world.name, "the SDK gets another token when one is refused"
    assert found.federated == 2


def test_an_instance_is_not_a_user_even_where_a_profile_has_a_user(
    instance: tuple[Instance, Options], listening_served: Served
) -> None:
    _, options = instance
    session = signed_in(replace(options, config_file=str(listening_served.config_file)), "instance_principal")
    assert session.user_ocid == ""
    session = signed_in(replace(options, region="eu-frankfurt-1"), "instance_principal")
    assert session.region == "eu-frankfurt-1", "what is asked for comes before what the instance says"


@pytest.mark.parametrize("asked", ["instance_obo_user", ""])
def test_cloud_shell_signs_in_as_the_user_in_its_environment(
    instance: tuple[Instance, Options],
    listening_tenancy: Listening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
) -> None:
    _, options = instance
    token = secrets.token_hex(20)
    (tmp_path / "delegation_token").write_text(f"{token}\n")
    config = tmp_path / "cloud-shell"
    config.write_text(
        f"[us-ashburn-1]\nregion=us-ashburn-1\ntenancy={listening_tenancy.ocid}\n"
        f"authentication_type=instance_principal\ndelegation_token_file={tmp_path / 'delegation_token'}\n"
    )
    options = replace(options, config_file=str(config), profile="us-ashburn-1")
    monkeypatch.setenv("OCI_CS_USER_OCID", listening_tenancy.user_ocid("helpdesk.agent"))
    session = signed_in(options, asked)
    assert ClassicDirectory(session).myself().name == "helpdesk.agent"
    assert listening_tenancy.heard[-1]["opc-obo-token"] == token
    assert "opc-obo-token" in listening_tenancy.heard[-1]["authorization"], "and it is signed"
    monkeypatch.setenv("OCI_CS_USER_OCID", "ocid1.saml2idp.oc1..aaaa/anna")
    assert "Cloud Shell doesn't identify" in settings_refused(ClassicDirectory(signed_in(options, asked)))


def test_sign_in_fails_without_a_delegation_token(instance: tuple[Instance, Options], tmp_path: Path) -> None:
    _, options = instance
    config = tmp_path / "cloud-shell"
    config.write_text(f"[DEFAULT]\ndelegation_token_file={tmp_path / 'nothing'}\n")
    with pytest.raises(ConfigError, match="delegation token"):
        signed_in(replace(options, config_file=str(config)), "instance_obo_user")
    config.write_text("[DEFAULT]\nregion=us-ashburn-1\n")
    with pytest.raises(ConfigError, match="delegation_token_file"):
        signed_in(replace(options, config_file=str(config)), "instance_obo_user")


def test_a_resource_signs_with_the_token_in_its_environment(
    listening_served: Served, listening_tenancy: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    rpst, pem = tmp_path / "rpst", tmp_path / "rpst.pem"
    rpst.write_text(token_for(listening_tenancy, key.public_key(), res_tenant=listening_tenancy.ocid))
    pem.write_bytes(key.private_bytes(*PLAIN_PEM))
    for name, value in {"VERSION": "2.2", "RPST": rpst, "PRIVATE_PEM": pem, "REGION": "iad"}.items():
        monkeypatch.setenv(f"OCI_RESOURCE_PRINCIPAL_{name}", str(value))
    session = signed_in(replace(listening_served.options, config_file="/nowhere"), "resource_principal")
    assert (session.tenancy_ocid, session.region) == (listening_tenancy.ocid, "us-ashburn-1")
    assert session.tenancy_name() == listening_tenancy.world.name
    assert "this resource" in settings_refused(ClassicDirectory(session))
    listening_tenancy.world.sessions._tokens.clear()
    rpst.write_text(token_for(listening_tenancy, key.public_key(), res_tenant=listening_tenancy.ocid))
    assert session.tenancy_name() == listening_tenancy.world.name, "what is renewed in the file is taken"


def test_a_workload_signs_with_the_token_that_its_cluster_gives(
    listening_served: Served, listening_tenancy: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, pod = Authority(), rsa.generate_private_key(public_exponent=65537, key_size=2048)
    account_token = token_for(listening_tenancy, pod.public_key())  # the SDK looks whether it has expired
    (tmp_path / "ca.crt").write_text(authority.pem)
    (tmp_path / "account").write_text(account_token)
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    monkeypatch.setenv("OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH", str(tmp_path / "ca.crt"))
    monkeypatch.setenv("OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH", str(tmp_path / "account"))
    monkeypatch.setenv("OCI_RESOURCE_PRINCIPAL_REGION", "us-ashburn-1")
    with standing_in(cluster(listening_tenancy, account_token), OKE_PORT, authority.server_context()):
        session = signed_in(replace(listening_served.options, config_file="/nowhere"), "oke_workload_identity")
        assert session.tenancy_ocid == listening_tenancy.ocid
        assert session.tenancy_name() == listening_tenancy.world.name
        assert "Kubernetes workload" in settings_refused(ClassicDirectory(session))


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        ("resource_principal", "OCI_RESOURCE_PRINCIPAL_VERSION is not defined"),
        ("oke_workload_identity", "Kubernetes service host"),
        ("instance_principal", "didn't respond"),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_sign_in_outside_oci_explains_what_is_missing(
    listening_served: Served, monkeypatch: pytest.MonkeyPatch, auth: str, words: str
) -> None:
    metadata_is_at("http://127.0.0.1:9/opc/v2", monkeypatch)
    with pytest.raises(NotAuthenticatedError, match=words) as refusal:
        signed_in(listening_served.options, auth)
    assert auth in refusal.value.cause
    assert "Works only" in refusal.value.next_step
    assert operations(listening_served.tenancy) == []
