"""Which policy gets a new statement, and when none does."""

import pytest

from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.model.errors import ConflictError, OciSmtpError
from services.policy.source import PolicyDocument
from services.policy.writer import NewStatement, add_statement, plan_statement
from tests.services.accounts import operations, session_on

TEXT = "Allow group MailSenders to use email-family in tenancy"
OTHER = "Allow group Auditors to read email-family in tenancy"
OURS = "oci-smtp-senders"


def planned(tenancy: Tenancy, *policies: tuple[str, list[str]]) -> NewStatement:
    """What adding `TEXT` comes to beside these policies: names and statements."""
    world = tenancy.world
    for name, statements in policies:
        world.policies.add(world.ocid, name, statements, "", world.now())
    return plan_statement(session_on(tenancy), world.ocid, TEXT)


@pytest.mark.parametrize(
    ("policies", "name", "is_made"),
    [
        ([], OURS, True),
        ([(OURS, [OTHER] * 49)], OURS, False),
        ([(OURS, [OTHER] * 50)], f"{OURS}-2", True),
        ([(OURS.upper(), [OTHER])], OURS.upper(), False),
        ([(OURS.upper(), [OTHER] * 50), (f"{OURS}-2", [OTHER] * 50)], f"{OURS}-3", True),
        ([(OURS, [OTHER] * 50), (f"{OURS}-12", [OTHER])], f"{OURS}-12", False),
        ([(f"{OURS}-of-mine", [OTHER]), (f"my-{OURS}", [OTHER])], OURS, True),
    ],
)
def test_only_an_oci_smtp_policy_with_room_gets_the_new_statement(
    tenancy: Tenancy, policies: list[tuple[str, list[str]]], name: str, is_made: bool
) -> None:
    found = planned(tenancy, *policies)
    assert (found.name, found.policy is None, found.is_there) == (name, is_made, False)


def test_a_statement_that_another_policy_already_has_is_not_added(tenancy: Tenancy) -> None:
    found = planned(tenancy, (OURS, [OTHER]), ("theirs", [OTHER, f"  {TEXT.replace(' ', '   ')}\n"]))
    assert (found.name, found.is_there) == ("theirs", True)
    add_statement(session_on(tenancy), found, "token")
    assert not {"create_policy", "update_policy", "get_policy"} & set(operations(tenancy))


def test_without_an_etag_nothing_is_overwritten(tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    found, handle = planned(tenancy, (OURS, [OTHER])), tenancy.handle

    def without_etag(request: Request, patience: float | None = None) -> Response:
        answer = handle(request, patience)
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "etag"}
        return Response(answer.status, kept, answer.body)

    monkeypatch.setattr(tenancy, "handle", without_etag)
    with pytest.raises(OciSmtpError, match="no ETag"):
        add_statement(session_on(tenancy), found, "token")
    assert "update_policy" not in operations(tenancy)


def test_adding_a_statement_fails_after_five_update_conflicts(tenancy: Tenancy) -> None:
    found = planned(tenancy, (OURS, [OTHER]))
    tenancy.faults.add("412", "update_policy", times=0)
    with pytest.raises(ConflictError):
        add_statement(session_on(tenancy), found, "token")
    assert operations(tenancy).count("update_policy") == 5


@pytest.mark.parametrize("ocid", ["", "ocid1.policy.oc1..x/../../users", "policy"])
def test_a_policy_with_an_invalid_ocid_is_rejected_before_any_request(tenancy: Tenancy, ocid: str) -> None:
    policy = PolicyDocument(ocid, OURS, tenancy.world.ocid, (OTHER,))
    with pytest.raises(OciSmtpError, match="no valid OCID"):
        add_statement(session_on(tenancy), NewStatement(TEXT, policy.compartment, OURS, policy), "token")
    assert operations(tenancy) == []
