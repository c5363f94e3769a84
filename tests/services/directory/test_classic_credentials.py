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
    def test_they_are_those_of_the_tenancy_oldest_first(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, name: str, count: int
    ) -> None:
        found = classic_directory.credentials(classic_directory.find(name))
        held = sorted(tenancy.credentials(tenancy.user_ocid(name)), key=lambda item: item.created)
        assert len(found) == count
        assert [(item.ocid, item.user_name, item.description, item.status) for item in found] == [
            (item.ocid, item.user_name, item.description, item.state) for item in held
        ]

    def test_the_order_is_by_age_whatever_oci_sends(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        user = classic_directory.find(TWO)
        older, newer = tenancy.credentials(user.ocid)
        older.created, newer.created = newer.created, older.created
        found = classic_directory.credentials(user)
        assert [item.ocid for item in found] == [newer.ocid, older.ocid]

    def test_what_is_deleted_is_not_there(self, tenancy: Tenancy, classic_directory: ClassicDirectory) -> None:
        user = classic_directory.find(TWO)
        deleted, kept = tenancy.credentials(user.ocid)
        deleted.state = "DELETED"
        assert [item.ocid for item in classic_directory.credentials(user)] == [kept.ocid]

    @pytest.mark.parametrize("state", ["CREATING", "INACTIVE", "DELETING"])
    def test_what_is_in_any_other_state_is(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, state: str
    ) -> None:
        user = classic_directory.find(TWO)
        tenancy.credentials(user.ocid)[0].state = state
        assert [item.status for item in classic_directory.credentials(user)] == [state, "ACTIVE"]


class TestChanges:
    def test_create(self, tenancy: Tenancy, classic_directory: ClassicDirectory) -> None:
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
    def test_a_third_is_told_from_other_rejections(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, form: LimitError
    ) -> None:
        tenancy.settings.limit_error = form
        with pytest.raises(LimitReachedError) as refusal:
            classic_directory.create_credential(classic_directory.find(TWO), "third", "token")
        assert refusal.value.exit_code is ExitCode.LIMIT
        assert "{" not in refusal.value.cause, "a sentence, not JSON"
        assert len(tenancy.credentials(tenancy.user_ocid(TWO))) == 2

    def test_a_user_without_the_capability_is_told_why(self, classic_directory: ClassicDirectory) -> None:
        with pytest.raises(OciSmtpError) as refusal:
            classic_directory.create_credential(classic_directory.find("readonly.kiosk"), "no", "token")
        assert "not allowed to use SMTP credentials" in refusal.value.cause
        assert "{" not in refusal.value.cause

    def test_describe(self, tenancy: Tenancy, classic_directory: ClassicDirectory) -> None:
        user = classic_directory.find(TWO)
        older, newer = classic_directory.credentials(user)
        classic_directory.describe_credential(user, older, "Neu [b] \x1b")
        assert [item.description for item in classic_directory.credentials(user)] == ["Neu [b] \x1b", newer.description]
        assert tenancy.password_of(older.ocid)

    def test_delete(self, tenancy: Tenancy, classic_directory: ClassicDirectory) -> None:
        user = classic_directory.find(TWO)
        older, newer = classic_directory.credentials(user)
        classic_directory.delete_credential(user, older)
        assert [item.ocid for item in tenancy.credentials(user.ocid)] == [newer.ocid]

    def test_deleting_what_is_gone_is_done(self, classic_directory: ClassicDirectory) -> None:
        user = classic_directory.find(TWO)
        older, newer = classic_directory.credentials(user)
        classic_directory.delete_credential(user, older)
        classic_directory.delete_credential(user, older)
        assert classic_directory.credentials(user) == [newer]

    def test_a_rejected_delete_of_what_is_there_is_no_success(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        user = classic_directory.find(TWO)
        older, _ = classic_directory.credentials(user)
        tenancy.faults.add("404", "delete_smtp_credential")
        with pytest.raises(NotAuthorizedError):
            classic_directory.delete_credential(user, older)
        assert len(tenancy.credentials(user.ocid)) == 2

    def test_everyone_may_look_after_his_own(self, tenancy: Tenancy) -> None:
        classic_directory = ClassicDirectory(session_on(tenancy, user="helpdesk.agent"))
        myself = classic_directory.myself()
        issued = classic_directory.create_credential(myself, "mine", "token")
        classic_directory.describe_credential(myself, issued.credential, "still mine")
        classic_directory.delete_credential(myself, issued.credential)
        assert classic_directory.credentials(myself) == []
        with pytest.raises(NotAuthorizedError):
            list(classic_directory.users())
