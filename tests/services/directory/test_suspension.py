"""Suspending a credential, which identity domains can and IAM without them can't."""

import pytest

from services.demo.faults import Rule
from services.directory import Directory
from services.model.errors import NotAuthorizedError, OutcomeUnknownError, UsageError
from tests.services.directory.cases import KINDS, Case

IN_DOMAINS = pytest.mark.parametrize(
    "case", [kind for name, kind in KINDS.items() if name != "classic"], ids=[*KINDS][1:], indirect=True
)


def test_a_credential_is_suspended_and_restored_only_in_identity_domains(case: Case, directory: Directory) -> None:
    user = directory.find(case.names.two)
    older, newer = directory.credentials(user)
    held, other = case.tenancy.credentials(user.ocid)
    if not directory.can_suspend:
        for attempt in (directory.suspend_credential, directory.restore_credential):
            with pytest.raises(UsageError, match="without identity domains"):
                attempt(user, older)
        assert {entry.method for entry in case.tenancy.request_log} == {"GET"}
        return
    directory.suspend_credential(user, older)
    assert (held.state, other.state) == ("INACTIVE", "ACTIVE")
    assert directory.credentials(user) == [older, newer], "the status is returned never"
    directory.restore_credential(user, older)
    assert held.state == "ACTIVE"


@IN_DOMAINS
def test_the_signed_in_user_can_suspend_their_own_credential(case: Case, directory: Directory) -> None:
    me = directory.myself()
    issued = directory.create_credential(me, "mine", "token")
    directory.suspend_credential(me, issued.credential)
    (held,) = [item for item in case.tenancy.credentials(me.ocid) if item.ocid == issued.credential.ocid]
    assert held.state == "INACTIVE"


@IN_DOMAINS
def test_suspending_a_deleted_credential_raises_an_error(case: Case, directory: Directory) -> None:
    user = directory.find(case.names.one)
    (credential,) = directory.credentials(user)
    directory.delete_credential(user, credential)
    with pytest.raises(NotAuthorizedError):
        directory.suspend_credential(user, credential)


@IN_DOMAINS
def test_a_lost_answer_to_a_suspend_request_is_an_unknown_outcome(case: Case, directory: Directory) -> None:
    user = directory.find(case.names.one)
    (credential,) = directory.credentials(user)
    case.tenancy.faults.append(Rule("reset-after", "patch_smtp_credential"))
    with pytest.raises(OutcomeUnknownError):
        directory.suspend_credential(user, credential)
