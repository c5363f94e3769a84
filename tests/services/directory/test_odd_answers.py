"""Answers to a create that can't be used are no credential, and what they leave in OCI is deleted or asked about."""

import threading
from pathlib import Path

import pytest

from services.credentials import rollback
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.credentials.recovery import Recovery
from services.credentials.rollback import RolledBackError
from services.demo.colleague import GENERATE, Act
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.choice import open_directory
from services.model.errors import OciSmtpError, OutcomeUnknownError
from tests.services.accounts import session_on
from tests.services.desk import CREATE, DELETE

UNUSABLE = ["", " ", "\t\n", "\0", "a\x07b", "a\x9bb", "a\nb", "a\u2028b", "a\u202eb", "\u200b", "\xa0", "x" * 256]
NO_TEXT: list[object] = [5, 1.5, True, [], {}, ["x"]]
NO_ID: list[object] = [
    "",
    " ",
    "\n",
    "ocid1.",
    "..",
    "a/b",
    "ocid1.credential.oc1..a/../b",
    "ocid1.credential.oc1..a\n",
    "\0",
]


class Office:
    """One user, one journal, and answers that are not what they should be."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.is_scim = kind == "domains"
        self.tenancy = Tenancy(users=20, partners=20)
        session = session_on(self.tenancy)
        directory, _ = open_directory(session, kind)  # type: ignore[arg-type]  # one of its literals
        self.user = directory.find("newsletter.sender")
        self.journal = Journal(folder / "journal", patience=0)
        self.issuing = CredentialGenerator(session, directory, self.journal)
        for held in self.tenancy.credentials(self.user.ocid):
            self.tenancy.world.credentials.remove(held)
        self.tenancy.colleague.do(Act(GENERATE, self.user.ocid, description="held by a colleague"))
        [self.held] = self.tenancy.credentials(self.user.ocid)

    def named(self, field: str) -> str:
        return (
            {"user": "userName", "id": "ocid"}.get(field, field)
            if self.is_scim
            else {"user": "username"}.get(field, field)
        )

    def answer(self, **change: object) -> OciSmtpError:
        """What is told where OCI answers a create with these values instead of its own."""
        fields = {self.named(field): value for field, value in change.items()}
        if self.is_scim and "id" in change:
            fields["id"] = change["id"]
        self.tenancy.faults.append(Rule("changed", CREATE, change=fields))
        with pytest.raises(OciSmtpError) as told:
            self.issuing.issue(self.user, "odd", lambda *_: None, threading.Event())
        return told.value

    @property
    def made(self) -> list[str]:
        """What the create has left in OCI, and the law about the one from before."""
        there = [item.ocid for item in self.tenancy.credentials(self.user.ocid)]
        assert self.held.ocid in there, "a credential that a colleague holds was deleted"
        return [ocid for ocid in there if ocid != self.held.ocid]

    def check_asked(self) -> None:
        """The next start asks about what was made, and a person can delete it."""
        [made] = self.made
        [account] = self.issuing.recovery.settle_all()
        assert account.needs_answer
        assert [item.ocid for item in account.suspects] == [made]
        self.issuing.recovery.discard(account.record, made)
        assert self.made == []
        assert self.issuing.recovery.settle_all() == []


@pytest.fixture(params=["classic", "domains"])
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
    return Office(request.param, tmp_path)


@pytest.mark.parametrize("value", [*UNUSABLE, None], ids=ascii)
@pytest.mark.parametrize("field", ["password", "user"])
def test_a_credential_with_an_unusable_password_or_user_name_is_deleted(
    office: Office, field: str, value: object
) -> None:
    if (field, value) == ("user", None):
        assert isinstance(office.answer(user=None), OutcomeUnknownError)
        office.check_asked()
        return
    told = office.answer(**{field: value})
    assert isinstance(told, RolledBackError)
    assert "so the credential was deleted" in told.cause
    assert ("password" if field == "password" else "user name") in told.cause
    assert office.made == []
    assert [record.state for record in office.journal.records()] == [JournalState.DISCARDED]


@pytest.mark.parametrize("value", NO_TEXT, ids=repr)
@pytest.mark.parametrize("field", ["password", "user", "id"])
def test_a_field_that_is_not_text_is_an_unknown_outcome(office: Office, field: str, value: object) -> None:
    assert isinstance(office.answer(**{field: value}), OutcomeUnknownError)
    office.check_asked()


@pytest.mark.parametrize("value", NO_ID, ids=ascii)
def test_an_invalid_credential_ocid_is_an_unknown_outcome(office: Office, value: object) -> None:
    assert isinstance(office.answer(id=value), OutcomeUnknownError)
    office.check_asked()


@pytest.mark.parametrize("more", [{}, {"password": ""}, {"user": ""}, {"password": None}], ids=repr)
def test_an_answer_with_the_id_of_an_older_credential_deletes_nothing(office: Office, more: dict[str, object]) -> None:
    known = {"ocid": office.held.ocid, "id": office.tenancy.world.credentials.scim_id(office.held)}
    for change in (known, {"id": known["id"]}) if office.is_scim else ({"id": office.held.ocid},):
        fields = {**{office.named(name): value for name, value in more.items()}, **change}
        office.tenancy.faults.append(Rule("changed", CREATE, change=fields))
        with pytest.raises(OutcomeUnknownError, match="already existed"):
            office.issuing.issue(office.user, "odd", lambda *_: None, threading.Event())
        office.check_asked()


def test_recovery_deletes_an_unusable_credential_after_a_failed_delete(office: Office) -> None:
    office.tenancy.faults.add("503", DELETE, times=0)
    told = office.answer(password=" ")
    assert "deleting the credential failed" in told.cause
    assert len(office.made) == 1
    office.tenancy.faults.clear()
    recovery: Recovery = office.issuing.recovery
    assert [account.record.state for account in recovery.settle_all()] == [JournalState.DISCARDED]
    assert office.made == []
