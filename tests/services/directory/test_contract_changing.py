"""What every directory does alike when it changes something, and when the answer to that is lost."""

from datetime import datetime, timezone

import pytest

from services.demo.faults import Rule
from services.directory import Directory, PasswordMissingError
from services.model.errors import (
    BusyError,
    ExitCode,
    LimitReachedError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
    UsageError,
)
from services.model.values import Credential, User
from tests.services.directory.cases import HOSTILE_OCIDS, Case

CREATE = "create_smtp_credential"
DESCRIPTION = 'Envíos: 田中 [b] "x\\'


class TestHostileOcids:
    @pytest.mark.parametrize("ocid", HOSTILE_OCIDS)
    def test_a_hostile_ocid_is_rejected_before_a_request_is_sent(
        self, case: Case, directory: Directory, ocid: str
    ) -> None:
        user, credential = User(ocid, "anyone"), Credential("ocid1.credential.oc1..aaaa", "n", "d", "ACTIVE")
        for attempt in (
            lambda: directory.user(ocid),
            lambda: directory.credentials(user),
            lambda: directory.create_credential(user, "d", "token"),
            lambda: directory.describe_credential(user, credential, "d"),
            lambda: directory.delete_credential(user, credential),
            lambda: directory.change_smtp_capability(user, True),
        ):
            with pytest.raises(UsageError):
                attempt()
        assert case.asked_about_users() == []


class TestCreate:
    def test_generating_returns_the_password_from_oci_and_sends_the_retry_token(
        self, case: Case, directory: Directory
    ) -> None:
        user = directory.find(case.names.none)
        issued = directory.create_credential(user, DESCRIPTION, "a-token")
        (held,) = case.tenancy.credentials(user.ocid)
        assert issued.password.reveal() == held.password
        assert (issued.credential.ocid, issued.credential.user_name) == (held.ocid, held.user_name)
        assert issued.credential.description == held.description == DESCRIPTION
        assert issued.credential.created is not None
        assert abs((issued.credential.created - datetime.now(timezone.utc)).total_seconds()) < 60
        assert directory.credentials(user) == [issued.credential]
        (sent,) = [entry for entry in case.tenancy.request_log if entry.method == "POST"]
        assert sent.retry_token == "a-token"

    def test_generating_a_third_credential_raises_the_limit_error(self, case: Case, directory: Directory) -> None:
        with pytest.raises(LimitReachedError) as refusal:
            directory.create_credential(directory.find(case.names.two), "third", "token")
        assert refusal.value.exit_code is ExitCode.LIMIT
        assert "{" not in refusal.value.cause, "a sentence, not JSON"
        assert len(case.tenancy.credentials(case.ocid(case.names.two))) == 2

    def test_generating_for_a_user_without_the_capability_fails_with_the_cause(
        self, case: Case, directory: Directory
    ) -> None:
        with pytest.raises(OciSmtpError) as refusal:
            directory.create_credential(directory.find(case.names.kiosk), "no", "token")
        assert "not allowed to use SMTP credentials" in refusal.value.cause
        assert "{" not in refusal.value.cause

    def test_generating_again_with_the_same_retry_token_returns_the_same_credential(
        self, case: Case, directory: Directory
    ) -> None:
        user = directory.find(case.names.none)
        first = directory.create_credential(user, "once", "same-token")
        again = directory.create_credential(user, "once", "same-token")
        assert again.credential == first.credential
        assert len(case.tenancy.credentials(user.ocid)) == 1


class TestLostAnswers:
    @pytest.mark.parametrize(
        ("kind", "created"), [("timeout", 0), ("lost", 1), ("reset-before", 0), ("reset-after", 1), ("malformed", 1)]
    )
    def test_a_lost_answer_is_an_unknown_outcome_and_is_not_sent_again(
        self, case: Case, directory: Directory, kind: str, created: int
    ) -> None:
        user = directory.find(case.names.none)
        case.tenancy.faults.add(kind, CREATE)
        with pytest.raises(OutcomeUnknownError) as unknown:
            directory.create_credential(user, "lost", "token")
        assert not unknown.value.was_answered
        assert case.asked(CREATE) == 1, "sent once"
        assert len(directory.credentials(user)) == created

    def test_a_server_error_of_oci_is_an_unknown_outcome(self, case: Case, directory: Directory) -> None:
        case.tenancy.faults.append(Rule("500", CREATE, done=True))
        with pytest.raises(OutcomeUnknownError) as unknown:
            directory.create_credential(directory.find(case.names.none), "lost", "token")
        assert unknown.value.was_answered
        assert case.asked(CREATE) == 1

    def test_a_rate_limit_error_has_the_retry_after_time(self, case: Case, directory: Directory) -> None:
        case.tenancy.faults.add("429", CREATE, retry_after=7)
        with pytest.raises(BusyError) as busy:
            directory.create_credential(directory.find(case.names.none), "busy", "token")
        assert busy.value.retry_after == 7

    def test_a_credential_without_its_password_can_be_deleted(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.none)
        case.tenancy.faults.add("no-password", CREATE)
        with pytest.raises(PasswordMissingError) as missing:
            directory.create_credential(user, "no password", "token")
        assert [item.ocid for item in directory.credentials(user)] == [missing.value.credential.ocid]
        directory.delete_credential(user, missing.value.credential)
        assert case.tenancy.credentials(user.ocid) == []


class TestDescribe:
    def test_a_new_description_changes_only_the_given_credential(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.two)
        older, newer = directory.credentials(user)
        directory.describe_credential(user, older, "Neu [b] \x1b")
        assert [item.description for item in directory.credentials(user)] == ["Neu [b] \x1b", newer.description]

    def test_describing_a_deleted_credential_raises_an_error(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.one)
        (credential,) = directory.credentials(user)
        directory.delete_credential(user, credential)
        with pytest.raises(NotAuthorizedError):
            directory.describe_credential(user, credential, "late")


class TestDelete:
    def test_delete_removes_only_the_given_credential(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.two)
        older, newer = directory.credentials(user)
        directory.delete_credential(user, older)
        assert [item.ocid for item in case.tenancy.credentials(user.ocid)] == [newer.ocid]

    def test_delete_works_in_a_directory_that_never_listed_the_credential(
        self, case: Case, directory: Directory
    ) -> None:
        """As after a crash: from what the journal has, the OCIDs and the user's name."""
        found = directory.find(case.names.one)
        (credential,) = directory.credentials(found)
        noted = Credential(credential.ocid, credential.user_name, "", "")
        case.directory().delete_credential(User(found.ocid, found.name), noted)
        assert case.tenancy.credentials(found.ocid) == []

    def test_deleting_a_deleted_credential_succeeds(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.two)
        older, newer = directory.credentials(user)
        directory.delete_credential(user, older)
        directory.delete_credential(user, older)
        case.directory().delete_credential(user, older)
        assert directory.credentials(user) == [newer]

    def test_a_rejected_delete_of_an_existing_credential_raises_an_error(
        self, case: Case, directory: Directory
    ) -> None:
        user = directory.find(case.names.two)
        older, _ = directory.credentials(user)
        case.tenancy.faults.add("404", "delete_smtp_credential")
        with pytest.raises(NotAuthorizedError):
            directory.delete_credential(user, older)
        assert len(case.tenancy.credentials(user.ocid)) == 2


class TestCapability:
    def test_changing_the_smtp_capability_keeps_the_other_user_capabilities(
        self, case: Case, directory: Directory
    ) -> None:
        user = directory.find(case.names.kiosk)
        before = dict(case.person(user.ocid).capabilities)
        directory.change_smtp_capability(user, True)
        assert directory.user(user.ocid).can_use_smtp is True
        assert case.person(user.ocid).capabilities == {**before, "canUseSmtpCredentials": True}
        assert directory.create_credential(user, "allowed now", "token").password.reveal()
        directory.change_smtp_capability(user, False)
        assert case.person(user.ocid).capabilities == before


class TestOneself:
    def test_a_user_who_is_not_an_admin_manages_their_own_credentials(self, case: Case) -> None:
        directory = case.directory(case.names.plain)
        myself = directory.myself()
        issued = directory.create_credential(myself, "mine", "token")
        assert issued.password.reveal() == case.tenancy.password_of(issued.credential.ocid)
        directory.describe_credential(myself, issued.credential, "still mine")
        assert [item.description for item in directory.credentials(myself)] == ["still mine"]
        directory.delete_credential(myself, issued.credential)
        assert directory.credentials(myself) == []

    def test_an_admin_generates_and_deletes_their_own_credential(self, case: Case, directory: Directory) -> None:
        myself = directory.myself()
        issued = directory.create_credential(myself, "mine", "token")
        assert issued.password.reveal() == case.tenancy.password_of(issued.credential.ocid)
        directory.delete_credential(myself, issued.credential)

    def test_a_user_who_is_not_an_admin_cannot_generate_for_another_user(self, case: Case) -> None:
        user = case.directory().find(case.names.none)
        with pytest.raises(OciSmtpError) as refusal:
            case.directory(case.names.plain).create_credential(user, "not mine", "token")
        assert refusal.value.exit_code is ExitCode.DENIED
        assert case.tenancy.credentials(user.ocid) == []
