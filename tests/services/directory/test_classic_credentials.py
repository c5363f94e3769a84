"""SMTP credentials through IAM, by the real SDK."""

from datetime import datetime, timezone

import pytest

from services.demo.settings import LimitError
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import ExitCode, LimitReachedError, NotAuthorizedError, OciSmtpError
from tests.services.accounts import session_on

TWO = "billing.relay"
NONE = "newsletter.sender"
SAID: tuple[LimitError, ...] = ("LimitExceeded", "IdcsConversionError", "409", "QuotaExceeded", "message-id", "403")
"""The forms that say by themselves that it is the limit."""


class TestCredentials:
    @pytest.mark.parametrize(("name", "count"), [(NONE, 0), ("shop.mailer", 1), (TWO, 2)])
    def test_credentials_match_the_tenancy_and_are_listed_oldest_first(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, name: str, count: int
    ) -> None:
        found = classic_directory.credentials(classic_directory.find(name))
        held = sorted(tenancy.credentials(tenancy.user_ocid(name)), key=lambda item: item.created)
        assert len(found) == count
        assert [(item.ocid, item.user_name, item.description, item.status) for item in found] == [
            (item.ocid, item.user_name, item.description, item.state) for item in held
        ]

    def test_credentials_are_sorted_by_age_when_oci_sends_another_order(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        user = classic_directory.find(TWO)
        older, newer = tenancy.credentials(user.ocid)
        older.created, newer.created = newer.created, older.created
        found = classic_directory.credentials(user)
        assert [item.ocid for item in found] == [newer.ocid, older.ocid]

    def test_a_deleted_credential_is_not_listed(self, tenancy: Tenancy, classic_directory: ClassicDirectory) -> None:
        user = classic_directory.find(TWO)
        deleted, kept = tenancy.credentials(user.ocid)
        deleted.state = "DELETED"
        assert [item.ocid for item in classic_directory.credentials(user)] == [kept.ocid]

    @pytest.mark.parametrize("state", ["CREATING", "INACTIVE", "DELETING"])
    def test_a_credential_that_is_not_active_or_deleted_is_listed(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, state: str
    ) -> None:
        user = classic_directory.find(TWO)
        tenancy.credentials(user.ocid)[0].state = state
        assert [item.status for item in classic_directory.credentials(user)] == [state, "ACTIVE"]


class TestChanges:
    def test_generating_returns_the_password_and_sends_the_retry_token(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        user = classic_directory.find(NONE)
        issued = classic_directory.create_credential(user, "Envíos: 田中 [b]", "a-token")
        (held,) = tenancy.credentials(user.ocid)
        assert issued.password.reveal() == tenancy.password_of(issued.credential.ocid)
        assert issued.credential.user_name == held.user_name
        assert issued.credential.description == held.description == "Envíos: 田中 [b]"
        assert issued.credential.status == "ACTIVE"
        assert issued.credential.created is not None
        assert abs((issued.credential.created - datetime.now(timezone.utc)).total_seconds()) < 60
        assert classic_directory.credentials(user) == [issued.credential]
        (sent,) = [entry for entry in tenancy.request_log if entry.method == "POST"]
        assert sent.retry_token == "a-token"

    @pytest.mark.parametrize("form", SAID)
    def test_generating_a_third_credential_raises_the_limit_error(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, form: LimitError
    ) -> None:
        tenancy.settings.limit_error = form
        with pytest.raises(LimitReachedError) as refusal:
            classic_directory.create_credential(classic_directory.find(TWO), "third", "token")
        assert refusal.value.exit_code is ExitCode.LIMIT
        assert "{" not in refusal.value.cause, "a sentence, not JSON"
        assert len(tenancy.credentials(tenancy.user_ocid(TWO))) == 2

    def test_generating_for_a_user_without_the_capability_fails_with_the_cause(
        self, classic_directory: ClassicDirectory
    ) -> None:
        with pytest.raises(OciSmtpError) as refusal:
            classic_directory.create_credential(classic_directory.find("readonly.kiosk"), "no", "token")
        assert "not allowed to use SMTP credentials" in refusal.value.cause
        assert "{" not in refusal.value.cause

    def test_a_new_description_changes_only_the_given_credential(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        user = classic_directory.find(TWO)
        older, newer = classic_directory.credentials(user)
        classic_directory.describe_credential(user, older, "Neu [b] \x1b")
        assert [item.description for item in classic_directory.credentials(user)] == ["Neu [b] \x1b", newer.description]
        assert tenancy.password_of(older.ocid)

    def test_delete_removes_only_the_given_credential(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        user = classic_directory.find(TWO)
        older, newer = classic_directory.credentials(user)
        classic_directory.delete_credential(user, older)
        assert [item.ocid for item in tenancy.credentials(user.ocid)] == [newer.ocid]

    def test_deleting_a_deleted_credential_succeeds(self, classic_directory: ClassicDirectory) -> None:
        user = classic_directory.find(TWO)
        older, newer = classic_directory.credentials(user)
        classic_directory.delete_credential(user, older)
        classic_directory.delete_credential(user, older)
        assert classic_directory.credentials(user) == [newer]

    def test_a_rejected_delete_of_an_existing_credential_raises_an_error(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        user = classic_directory.find(TWO)
        older, _ = classic_directory.credentials(user)
        tenancy.faults.add("404", "delete_smtp_credential")
        with pytest.raises(NotAuthorizedError):
            classic_directory.delete_credential(user, older)
        assert len(tenancy.credentials(user.ocid)) == 2

    def test_a_user_who_is_not_an_admin_manages_own_credentials_but_lists_no_users(self, tenancy: Tenancy) -> None:
        classic_directory = ClassicDirectory(session_on(tenancy, user="helpdesk.agent"))
        myself = classic_directory.myself()
        issued = classic_directory.create_credential(myself, "mine", "token")
        classic_directory.describe_credential(myself, issued.credential, "still mine")
        classic_directory.delete_credential(myself, issued.credential)
        assert classic_directory.credentials(myself) == []
        with pytest.raises(NotAuthorizedError):
            list(classic_directory.users())
