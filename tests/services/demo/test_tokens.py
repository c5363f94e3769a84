import json
import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import oci
import pytest
from oci._vendor import requests

from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.demo.transport import TenancyAdapter, mount

ServiceError = oci.exceptions.ServiceError
REFRESH = "https://auth.us-ashburn-1.oraclecloud.com/v1/authentication/refresh"


class Clock:
    """A tenancy's clock that a test moves."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(timezone.utc) + self.ahead


@pytest.fixture
def tenancy_clock() -> Clock:
    return Clock()


@pytest.fixture
def clocked_tenancy(tenancy_clock: Clock) -> Tenancy:
    tenancy = Tenancy(users=30, now=tenancy_clock)
    tenancy.settings.clock_tolerance = None
    return tenancy


def signer(account: DemoAccount, token: str = "") -> Any:
    key = oci.signer.load_private_key(account.key_pem, None)
    return oci.auth.signers.SecurityTokenSigner(token or account.token, key)


def identity(tenancy: Tenancy, account: DemoAccount, token: str = "") -> Any:
    client = oci.identity.IdentityClient(
        {"region": tenancy.home_region, "tenancy": tenancy.ocid},
        signer=signer(account, token),
        retry_strategy=oci.retry.NoneRetryStrategy(),
    )
    mount(client.base_client.session, tenancy)
    return client


def refresh(tenancy: Tenancy, account: DemoAccount, token: str, signed_by: DemoAccount | None = None) -> Any:
    """As `oci session refresh` does."""
    session = requests.Session()
    session.mount("https://", TenancyAdapter(tenancy))
    body, headers = json.dumps({"currentToken": token}), {"content-type": "application/json"}
    return session.post(REFRESH, data=body, headers=headers, auth=signer(signed_by or account, token))


@pytest.mark.parametrize("name", ["demo.administrator", "ana.partner"])
def test_the_token_contains_its_user_tenancy_and_expiration(clocked_tenancy: Tenancy, name: str) -> None:
    account = DemoAccount(clocked_tenancy, clocked_tenancy.user_ocid(name), token=True)
    container = oci.auth.security_token_container.SecurityTokenContainer(None, account.token)
    claims = container.get_jwt()
    assert (claims["sub"], claims["tenant"]) == (clocked_tenancy.user_ocid(name), clocked_tenancy.ocid)
    assert claims["exp"] - claims["iat"] == 3600
    assert container.valid()


def test_a_token_signs_requests_until_it_expires(clocked_tenancy: Tenancy, tenancy_clock: Clock) -> None:
    account = DemoAccount(clocked_tenancy, token=True)
    client = identity(clocked_tenancy, account)
    assert client.get_user(clocked_tenancy.admin_ocid).data.name == "demo.administrator"
    tenancy_clock.ahead = timedelta(minutes=61)
    with pytest.raises(ServiceError) as refused:
        client.get_user(clocked_tenancy.admin_ocid)
    assert refused.value.status == 401


def test_a_token_cannot_be_used_or_refreshed_with_another_key(clocked_tenancy: Tenancy) -> None:
    account, thief = DemoAccount(clocked_tenancy, token=True), DemoAccount(clocked_tenancy, token=True)
    with pytest.raises(ServiceError) as refused:
        identity(clocked_tenancy, thief, account.token).get_user(clocked_tenancy.admin_ocid)
    assert refused.value.status == 401
    assert refresh(clocked_tenancy, account, account.token, signed_by=thief).status_code == 401


def test_a_token_with_a_forged_signature_is_rejected(clocked_tenancy: Tenancy) -> None:
    account = DemoAccount(clocked_tenancy, token=True)
    head, _, signature = account.token.rpartition(".")
    forged = f"{head}.{signature[::-1]}"
    with pytest.raises(ServiceError):
        identity(clocked_tenancy, account, forged).get_user(clocked_tenancy.admin_ocid)


def test_a_token_can_be_refreshed_before_it_expires(clocked_tenancy: Tenancy, tenancy_clock: Clock) -> None:
    account = DemoAccount(clocked_tenancy, token=True)
    tenancy_clock.ahead = timedelta(minutes=50)
    answer = refresh(clocked_tenancy, account, account.token)
    assert answer.status_code == 200
    newer = answer.json()["token"]
    tenancy_clock.ahead = timedelta(minutes=100)
    assert identity(clocked_tenancy, account, newer).get_user(clocked_tenancy.admin_ocid).status == 200
    assert refresh(clocked_tenancy, account, account.token).status_code == 401, "the older one is over"


def test_a_token_cannot_be_refreshed_after_it_expires_or_after_a_day(
    clocked_tenancy: Tenancy, tenancy_clock: Clock
) -> None:
    account = DemoAccount(clocked_tenancy, token=True)
    tenancy_clock.ahead = timedelta(minutes=61)
    assert refresh(clocked_tenancy, account, account.token).status_code == 401
    clocked_tenancy.settings.token_seconds = 26 * 3600
    longer = DemoAccount(clocked_tenancy, token=True)
    tenancy_clock.ahead += timedelta(hours=25)
    assert refresh(clocked_tenancy, longer, longer.token).status_code == 401


def test_the_profile_has_a_token_and_no_user(clocked_tenancy: Tenancy, tmp_path: Path) -> None:
    account = DemoAccount(clocked_tenancy, token=True)
    config = oci.config.from_file(str(account.write(tmp_path)))
    assert "user" not in config
    token_file = Path(config["security_token_file"])
    assert token_file.read_text() == account.token
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
    key = oci.signer.load_private_key_from_file(config["key_file"], None)
    client = oci.identity.IdentityClient(config, signer=oci.auth.signers.SecurityTokenSigner(account.token, key))
    mount(client.base_client.session, clocked_tenancy)
    assert client.get_user(clocked_tenancy.admin_ocid).data.name == "demo.administrator"
