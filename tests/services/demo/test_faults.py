from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import oci
import pytest

from services.demo.account import DemoAccount
from services.demo.faults import KINDS, Rule
from services.demo.server import TenancyServer
from services.demo.tenancy import Tenancy
from services.demo.transport import mount
from tests.services.demo.clients import sdk_client

ServiceError = oci.exceptions.ServiceError
RequestException = oci.exceptions.RequestException
CREATE = "create_smtp_credential"


@contextmanager
def impatient(identity: Any) -> Iterator[None]:
    """Let the client give up soon, for requests that get no answer however long it waits."""
    patient = identity.base_client.timeout
    identity.base_client.timeout = (5, 0.25)
    with pytest.raises(RequestException, match=r"read timeout=0\.25"):
        yield
    identity.base_client.timeout = patient


@pytest.fixture(params=["in process", "served"])
def identity_client(request: pytest.FixtureRequest, tenancy: Tenancy) -> Iterator[Any]:
    """The same client either way: a fault must look the same through the adapter as over a socket."""
    if request.param == "in process":
        client = sdk_client(oci.identity.IdentityClient, DemoAccount(tenancy))
        mount(client.base_client.session, tenancy)
        yield client
        return
    server = TenancyServer(tenancy)
    client = sdk_client(
        oci.identity.IdentityClient,
        DemoAccount(tenancy),
        service_endpoint=server.endpoint,
    )
    yield client
    client.base_client.session.close()
    server.stop()


def held(tenancy: Tenancy) -> list[str]:
    return [credential.description for credential in tenancy.credentials(tenancy.admin_ocid)]


@pytest.mark.parametrize(("kind", "carried_out"), [("timeout", False), ("lost", True)])
def test_a_missing_response_causes_a_client_timeout(
    create: Callable[..., Any], identity_client: Any, tenancy: Tenancy, kind: str, carried_out: bool
) -> None:
    tenancy.faults.add(kind, CREATE)
    with impatient(identity_client):
        create("fault")
    assert held(tenancy) == ["fault"] * carried_out
    assert tenancy.request_log[-1].status is None


@pytest.mark.parametrize(("kind", "carried_out"), [("reset-before", False), ("reset-after", True)])
def test_a_reset_breaks_the_connection(
    create: Callable[..., Any], tenancy: Tenancy, kind: str, carried_out: bool
) -> None:
    tenancy.faults.add(kind, CREATE)
    with pytest.raises(RequestException) as broken:
        create("fault")
    assert "Connection reset by peer" in str(broken.value)
    assert held(tenancy) == ["fault"] * carried_out


def test_the_retry_token_returns_the_credential_after_a_lost_response(
    create: Callable[..., Any], identity_client: Any, tenancy: Tenancy
) -> None:
    tenancy.faults.add("lost", CREATE)
    with impatient(identity_client):
        create("fault", opc_retry_token="token")
    made = create("fault", opc_retry_token="token").data
    assert made.password == tenancy.password_of(made.id)
    assert held(tenancy) == ["fault"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("429", "TooManyRequests"),
        ("500", "InternalServerError"),
        ("503", "ServiceUnavailable"),
        ("409", "IncorrectState"),
        ("401", "NotAuthenticated"),
    ],
)
def test_a_status_fault_rejects_the_request_and_generates_nothing(
    create: Callable[..., Any], tenancy: Tenancy, kind: str, code: str
) -> None:
    tenancy.faults.add(kind, CREATE)
    with pytest.raises(ServiceError) as refused:
        create("fault")
    assert (refused.value.status, refused.value.code) == (int(kind), code)
    assert refused.value.request_id
    assert held(tenancy) == []


def test_a_status_fault_can_follow_the_change_and_set_retry_after(create: Callable[..., Any], tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("503", CREATE, done=True, code="Busy", retry_after=7))
    with pytest.raises(ServiceError) as refused:
        create("fault")
    assert (refused.value.code, refused.value.headers["retry-after"]) == ("Busy", "7")
    assert held(tenancy) == ["fault"]


def test_the_malformed_fault_returns_invalid_json_after_the_change(
    create: Callable[..., Any], tenancy: Tenancy
) -> None:
    tenancy.faults.add("malformed", CREATE)
    with pytest.raises(TypeError):  # the SDK takes what is no JSON for text, and then stumbles over it
        create("fault")
    assert held(tenancy) == ["fault"]


def test_a_success_can_lack_the_password(create: Callable[..., Any], tenancy: Tenancy) -> None:
    tenancy.faults.add("no-password", CREATE)
    made = create("fault").data
    assert made.password is None
    assert tenancy.password_of(made.id)


@pytest.mark.parametrize("lists", [0, 2])
def test_a_late_create_shows_up_after_some_lists(
    create: Callable[..., Any], identity_client: Any, tenancy: Tenancy, lists: int
) -> None:
    tenancy.faults.add("late", CREATE, lists=lists)
    with impatient(identity_client):
        create("late")
    counts = [len(identity_client.list_smtp_credentials(tenancy.admin_ocid).data) for _ in range(lists + 2)]
    assert counts == [0] * lists + [1, 1]


def test_a_late_create_with_a_retry_token_happens_once(
    create: Callable[..., Any], identity_client: Any, tenancy: Tenancy
) -> None:
    tenancy.faults.add("late", CREATE, lists=0)
    with impatient(identity_client):
        create("late", opc_retry_token="token")
    create("late", opc_retry_token="token")
    assert len(identity_client.list_smtp_credentials(tenancy.admin_ocid).data) == 1


def test_an_answer_slower_than_the_client_waits_is_a_timeout(
    create: Callable[..., Any], identity_client: Any, tenancy: Tenancy
) -> None:
    tenancy.latencies[CREATE] = 60
    with impatient(identity_client):
        create("slow")


def test_a_fault_applies_by_method_path_skip_and_times(identity_client: Any, tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("500", method="GET", path="*/users/*", times=2, skip=1))

    def statuses(*calls: Callable[[], Any]) -> list[int]:
        for call in calls:
            try:
                call()
            except ServiceError:
                continue
        return [entry.status or 0 for entry in tenancy.request_log]

    def get() -> Any:
        return identity_client.get_user(tenancy.admin_ocid)

    def listing() -> Any:
        return identity_client.list_users(tenancy.ocid, limit=1)

    assert statuses(get, listing, get, get, get) == [200, 200, 500, 500, 200]
    assert len(tenancy.faults) == 0


def test_a_fault_without_end_lasts_until_cleared(identity_client: Any, tenancy: Tenancy) -> None:
    tenancy.faults.add("503", "get_user", times=0)
    for _ in range(3):
        with pytest.raises(ServiceError):
            identity_client.get_user(tenancy.admin_ocid)
    tenancy.faults.clear()
    assert identity_client.get_user(tenancy.admin_ocid).status == 200


def test_a_fault_of_no_known_kind_is_rejected() -> None:
    with pytest.raises(ValueError, match="no such fault"):
        Rule("gremlins")
    assert {Rule(kind).kind for kind in KINDS} == set(KINDS)


def test_the_request_log_contains_no_request_or_response_bodies(create: Callable[..., Any], tenancy: Tenancy) -> None:
    made = create("a description", opc_retry_token="token").data
    entry = tenancy.request_log[-1]
    assert (entry.operation, entry.method, entry.status, entry.retry_token) == (CREATE, "POST", 200, "token")
    assert entry.path == f"/20160918/users/{tenancy.admin_ocid}/smtpCredentials"
    assert made.password not in repr(tenancy.request_log)
    assert "a description" not in repr(tenancy.request_log)
