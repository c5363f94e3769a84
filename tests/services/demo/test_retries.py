from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import oci
import pytest

from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.demo.transport import mount
from tests.services.demo.clients import ClientMaker, sdk_client

Create = Callable[..., Any]
ServiceError = oci.exceptions.ServiceError


def test_the_same_token_gives_the_same_credential_with_its_password(create: Create, tenancy: Tenancy) -> None:
    first = create(opc_retry_token="token-1").data
    again = create(opc_retry_token="token-1").data
    assert (again.id, again.password) == (first.id, first.password)
    assert len(tenancy.credentials(tenancy.admin_ocid)) == 1


def test_the_replay_can_leave_the_password_out(create: Create, tenancy: Tenancy) -> None:
    tenancy.settings.replay_password = False
    first = create(opc_retry_token="token-1").data
    again = create(opc_retry_token="token-1").data
    assert first.password
    assert (again.id, again.password) == (first.id, None)


def test_another_retry_token_generates_another_credential(create: Create, tenancy: Tenancy) -> None:
    create(opc_retry_token="token-1")
    create(opc_retry_token="token-2")
    assert len(tenancy.credentials(tenancy.admin_ocid)) == 2


def test_a_retry_token_of_one_caller_is_not_replayed_for_another_caller(
    client: ClientMaker, tenancy: Tenancy, create: Create
) -> None:
    mine = create(user="helpdesk.agent", opc_retry_token="token-1").data
    details = oci.identity.models.CreateSmtpCredentialDetails(description="made by a test")
    agent = client(user="helpdesk.agent")
    theirs = agent.create_smtp_credential(details, mine.user_id, opc_retry_token="token-1").data
    assert theirs.id != mine.id


def test_a_retry_token_reused_for_a_different_request_is_rejected(create: Create) -> None:
    create("one", opc_retry_token="token-1")
    with pytest.raises(ServiceError) as refused:
        create("two", opc_retry_token="token-1")
    assert refused.value.status == 400


def test_a_token_whose_credential_was_deleted_is_invalidated(
    create: Create, identity_client: Any, tenancy: Tenancy
) -> None:
    made = create(opc_retry_token="token-1").data
    identity_client.delete_smtp_credential(made.user_id, made.id)
    with pytest.raises(ServiceError) as refused:
        create(opc_retry_token="token-1")
    assert (refused.value.status, refused.value.code) == (409, "InvalidatedRetryToken")
    assert tenancy.credentials(tenancy.admin_ocid) == []


def test_a_rejected_request_can_succeed_later_with_the_same_token(
    create: Create, identity_client: Any, tenancy: Tenancy
) -> None:
    create("one")
    second = create("two").data
    with pytest.raises(ServiceError):
        create("three", opc_retry_token="token-1")
    identity_client.delete_smtp_credential(second.user_id, second.id)
    assert create("three", opc_retry_token="token-1").status == 200


def test_a_token_is_forgotten_after_a_day() -> None:
    clock = [datetime(2026, 3, 1, tzinfo=timezone.utc)]
    tenancy = Tenancy(users=20, now=lambda: clock[0])
    tenancy.settings.clock_tolerance = None
    identity = sdk_client(oci.identity.IdentityClient, DemoAccount(tenancy))
    mount(identity.base_client.session, tenancy)
    details = oci.identity.models.CreateSmtpCredentialDetails(description="x")

    def create_at(hours: int) -> str:
        clock[0] = datetime(2026, 3, 1, tzinfo=timezone.utc) + timedelta(hours=hours)
        made = identity.create_smtp_credential(details, tenancy.admin_ocid, opc_retry_token="t").data
        return str(made.id)

    first = create_at(0)
    assert create_at(23) == first
    assert create_at(25) != first
