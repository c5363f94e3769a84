from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import oci
import pytest

from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.demo.transport import TenancyAdapter
from tests.services.demo.clients import ClientMaker

ServiceError = oci.exceptions.ServiceError
DETAILS = oci.identity.models.CreateSmtpCredentialDetails(description="signed")


class Tampering(TenancyAdapter):
    """Changes a request after the SDK signed it."""

    def __init__(self, tenancy: Tenancy, tamper: Callable[[Any], None]) -> None:
        super().__init__(tenancy)
        self._tamper = tamper

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self._tamper(request)
        return super().send(request, *args, **kwargs)


def assert_not_authenticated(act: Callable[[], object]) -> None:
    with pytest.raises(ServiceError) as refused:
        act()
    assert (refused.value.status, refused.value.code) == (401, "NotAuthenticated")
    assert refused.value.message == (
        "The required information to complete authentication was not provided or was incorrect."
    )
    assert refused.value.headers["date"]


def test_a_key_that_is_not_registered_is_rejected(client: ClientMaker, tenancy: Tenancy) -> None:
    stranger = DemoAccount(Tenancy(users=20))
    identity = client(config={"key_content": stranger.config()["key_content"]})
    assert_not_authenticated(lambda: identity.get_user(tenancy.admin_ocid))


@pytest.mark.parametrize("field", ["user", "tenancy", "fingerprint"])
def test_a_key_id_with_a_wrong_user_tenancy_or_fingerprint_is_rejected(
    client: ClientMaker, tenancy: Tenancy, field: str
) -> None:
    other = {
        "user": tenancy.user_ocid("shop.mailer"),
        "tenancy": tenancy.ocid[:-1] + "a" * (tenancy.ocid[-1] != "a") + "b" * (tenancy.ocid[-1] == "a"),
        "fingerprint": ":".join(["ab"] * 16),
    }
    identity = client(config={field: other[field]})
    assert_not_authenticated(lambda: identity.get_user(tenancy.admin_ocid))


def _other_body(request: Any) -> None:
    request.body = request.body.replace("signed", "forged")


def _other_body_and_digest(request: Any) -> None:
    _other_body(request)
    request.headers["x-content-sha256"] = "x" * 43 + "="


def _other_path(request: Any) -> None:
    request.url = request.url.replace("/users/", "/users//")


def _other_host(request: Any) -> None:
    request.headers["host"] = "identity.eu-frankfurt-1.oci.oraclecloud.com"


def _later_date(request: Any) -> None:
    request.headers["date"] = "Thu, 01 Jan 2037 00:00:00 GMT"


def _no_authorization(request: Any) -> None:
    del request.headers["authorization"]


def _body_not_signed(request: Any) -> None:
    authorization = request.headers["authorization"]
    request.headers["authorization"] = authorization.replace(" content-length content-type x-content-sha256", "")


def _garbled_signature(request: Any) -> None:
    request.headers["authorization"] = request.headers["authorization"].replace('signature="', 'signature="!')


@pytest.mark.parametrize(
    "tamper",
    [
        _other_body,
        _other_body_and_digest,
        _other_path,
        _other_host,
        _later_date,
        _no_authorization,
        _body_not_signed,
        _garbled_signature,
    ],
)
def test_a_request_changed_after_signing_is_rejected_and_does_nothing(
    client: ClientMaker, tenancy: Tenancy, tamper: Callable[[Any], None]
) -> None:
    identity = client()
    identity.base_client.session.mount("https://", Tampering(tenancy, tamper))
    assert_not_authenticated(lambda: identity.create_smtp_credential(DETAILS, tenancy.admin_ocid))
    assert tenancy.credentials(tenancy.admin_ocid) == []


@pytest.mark.parametrize(("minutes", "accepted"), [(-6, False), (-4, True), (4, True), (6, False)])
def test_the_clocks_may_differ_by_five_minutes(minutes: int, accepted: bool) -> None:
    tenancy = Tenancy(users=20, now=lambda: datetime.now(timezone.utc) + timedelta(minutes=minutes))
    identity = oci.identity.IdentityClient(DemoAccount(tenancy).config(), retry_strategy=oci.retry.NoneRetryStrategy())
    identity.base_client.session.mount("https://", TenancyAdapter(tenancy))
    if accepted:
        assert identity.get_user(tenancy.admin_ocid).data.id == tenancy.admin_ocid
    else:
        assert_not_authenticated(lambda: identity.get_user(tenancy.admin_ocid))


def test_a_blocked_user_cannot_sign_in(client: ClientMaker, tenancy: Tenancy) -> None:
    identity = client(user="former.contractor")
    assert_not_authenticated(lambda: identity.get_user(tenancy.user_ocid("former.contractor")))
