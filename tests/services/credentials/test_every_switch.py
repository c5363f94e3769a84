"""The main job under each value of each switch, in every directory: the laws hold, whatever OCI turns out to do.

The password drawn is the one that the tenancy has, each credential of the tenancy is in a person's hands or in the
journal, and nothing is said that isn't known.
"""

import threading
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from services.config.options import DirectoryKind
from services.credentials import create, rollback
from services.credentials.generation import CredentialGenerator
from services.credentials.issue import Issue
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.credentials.rollback import RolledBackError
from services.credentials.rotation import RotationStore
from services.credentials.rotator import Rotator
from services.demo.colleague import GENERATE, Act
from services.demo.tenancy import Tenancy
from services.directory.choice import open_directory
from services.model.errors import (
    ExitCode,
    LimitReachedError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
)
from services.model.values import Credential, User
from tests.services.accounts import operations, session_on
from tests.services.desk import CREATE, LIST
from tests.services.law import unexplained
from tests.services.switch_cases import CASES, OF_SMTP, OF_VAULT, SwitchCase

NONE, ONE = "newsletter.sender", "shop.mailer"
PLAIN = "helpdesk.agent"
"""A user without any role."""


def kinds(case: SwitchCase) -> tuple[DirectoryKind, ...]:
    """The directories that a tenancy has then."""
    return {"both": ("classic", "domains"), "classic": ("auto",), "domains": ("domains",)}[case.settings.mode]  # type: ignore[return-value]  # its literals


def under(cases: Sequence[SwitchCase]) -> pytest.MarkDecorator:
    """Parametrizes a test with each case, in each directory."""
    every = [pytest.param(case, kind, id=f"{case}-{kind}") for case in cases for kind in kinds(case)]
    return pytest.mark.parametrize(("case", "kind"), every)


OF_APIS = [case for case in CASES if case.name not in OF_SMTP | OF_VAULT]
every_switch = under(OF_APIS)
every_switch_below_the_limit = under([case for case in OF_APIS if case.name != "limit_error"])
"""For what meets no limit, whatever its form."""


class Bench:
    """A program on a tenancy with one switch turned; `signed_in` is who uses it."""

    def __init__(self, case: SwitchCase, kind: DirectoryKind, folder: Path) -> None:
        self.tenancy = Tenancy(users=20, partners=20)
        self.settings = case.set(self.tenancy.settings)
        self.kind = kind
        self.folder = folder
        self.journal = Journal(folder / "journal", patience=0)
        self.sign_in("")

    @property
    def has_domains(self) -> bool:
        return self.kind == "domains"

    def sign_in(self, name: str) -> None:
        session = session_on(self.tenancy, name)
        self.directory, _ = open_directory(session, self.kind)
        self.issuing = CredentialGenerator(session, self.directory, self.journal)
        self.rotator = Rotator(self.issuing, RotationStore(self.folder / "rotations"), self.tenancy.ocid, "test")

    def user(self, name: str) -> User:
        return self.directory.user(self.tenancy.user_ocid(name))

    def issue(self, user: User) -> Issue:
        return self.issuing.issue(user, "billing host", lambda *_: None, threading.Event())

    def drawn(self, issue: Issue) -> str:
        """The OCID of a credential whose password a person got; the password is the right one."""
        credential, password = issue.issued.credential, issue.issued.password
        assert password.reveal() == self.tenancy.password_of(credential.ocid)
        assert credential.user_name == next(i.user_name for i in self.there(issue) if i.ocid == credential.ocid)
        issue.shown()
        issue.confirmed()
        return credential.ocid

    def there(self, issue: Issue) -> list[Credential]:
        return self.directory.credentials(User(issue._record.user_ocid, issue._record.user_name))

    def held(self, user: User) -> set[str]:
        """The OCIDs of the user's credentials in the tenancy."""
        return {item.ocid for item in self.tenancy.credentials(user.ocid)}

    def check_law(self, user: User, in_hands: Collection[str]) -> None:
        """No credential is an orphan: a person has it, or the journal accounts for it."""
        assert unexplained(self.tenancy.credentials(user.ocid), self.journal.records(), in_hands) == []

    def settle(self) -> None:
        """A person deletes every credential that might be a lost one's, as the next start asks."""
        for record in self.journal.unfinished():
            for suspect in self.issuing.recovery.suspects_of(record)[:1]:
                self.issuing.recovery.discard(self.journal.find(record.intent), suspect.ocid)

    def records(self, state: JournalState) -> list[Record]:
        return [record for record in self.journal.records() if record.state is state]


@pytest.fixture
def switched(case: SwitchCase, kind: DirectoryKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    return Bench(case, kind, tmp_path)


@every_switch_below_the_limit
def test_generate_edit_and_delete_work_with_every_switch(switched: Bench) -> None:
    user = switched.user(NONE)
    issue = switched.issue(user)
    assert issue.doubt is None
    made = switched.drawn(issue)
    issue.tidy()
    (held,) = switched.directory.credentials(user)
    assert (held.ocid, held.description) == (made, "billing host")
    switched.directory.describe_credential(user, held, "relay")
    assert [item.description for item in switched.tenancy.credentials(user.ocid)] == ["relay"]
    switched.directory.delete_credential(user, held)
    assert switched.held(user) == set()
    assert switched.journal.unfinished() == []


@every_switch
def test_the_limit_is_recognized_in_every_form(switched: Bench) -> None:
    """A colleague takes the second slot after it was seen to be free."""
    user = switched.user(ONE)
    switched.tenancy.colleague.do(Act(GENERATE, user.ocid, after=LIST))
    with pytest.raises(LimitReachedError) as told:
        switched.issue(user)
    assert told.value.exit_code is ExitCode.LIMIT
    assert told.value.cause.startswith(f"{ONE} has two SMTP credentials now, the maximum. ")
    assert told.value.request_id, "what OCI said can be looked up"
    assert "{" not in told.value.cause
    assert operations(switched.tenancy).count(CREATE) == 1, "what was rejected isn't sent again"
    assert len(switched.held(user)) == 2
    assert [record.state for record in switched.journal.records()] == [JournalState.REJECTED]


@every_switch_below_the_limit
def test_a_lost_response_leaves_a_record_that_asks_about_the_credential(switched: Bench) -> None:
    user = switched.user(ONE)
    before = switched.held(user)
    switched.tenancy.faults.add("lost", CREATE)
    with pytest.raises(OutcomeUnknownError, match="might be one of the user's credentials"):
        switched.issue(user)
    assert operations(switched.tenancy).count(CREATE) == 1
    switched.check_law(user, before)
    (record,) = switched.records(JournalState.ASK)
    assert {item.ocid for item in switched.issuing.recovery.suspects_of(record)} == switched.held(user) - before
    switched.settle()
    assert switched.held(user) == before
    assert switched.journal.unfinished() == []


@every_switch_below_the_limit
def test_a_replay_leaves_no_orphan(switched: Bench) -> None:
    """OCI creates the credential and answers 503; the request is sent again with its retry token."""
    user = switched.user(NONE)
    switched.tenancy.faults.add("503", CREATE).done = True
    settings = switched.settings
    in_hands: set[str] = set()
    if settings.replay_recognized and not settings.replay_password:
        with pytest.raises(RolledBackError, match="so the credential was deleted"):
            switched.issue(user)
    else:
        issue = switched.issue(user)
        in_hands = {switched.drawn(issue)}
        assert (issue.doubt is None) is settings.replay_recognized
    switched.check_law(user, in_hands)
    assert len(switched.held(user)) == len(in_hands) + (not settings.replay_recognized)
    assert len(switched.records(JournalState.ASK)) == (not settings.replay_recognized)
    switched.settle()
    assert switched.held(user) == in_hands
    assert switched.journal.unfinished() == []


@every_switch
def test_a_replay_at_the_last_slot_leaves_no_orphan(switched: Bench) -> None:
    """As before, for a user who has one: a replay that OCI doesn't recognize meets the limit."""
    user = switched.user(ONE)
    in_hands = before = switched.held(user)
    switched.tenancy.faults.add("503", CREATE).done = True
    if not switched.settings.replay_recognized:
        with pytest.raises(OutcomeUnknownError, match="its password is lost"):
            switched.issue(user)
    elif not switched.settings.replay_password:
        with pytest.raises(RolledBackError):
            switched.issue(user)
    else:
        in_hands = before | {switched.drawn(switched.issue(user))}
    switched.check_law(user, in_hands)
    switched.settle()
    assert switched.held(user) == in_hands


@every_switch_below_the_limit
@pytest.mark.parametrize("name", ["", PLAIN], ids=["administrator", "plain user"])
def test_generate_for_the_signed_in_user_works_or_is_rolled_back(switched: Bench, name: str) -> None:
    switched.sign_in(name)
    me = switched.directory.myself()
    if switched.has_domains and not switched.settings.my_password:
        with pytest.raises(RolledBackError, match="so the credential was deleted"):
            switched.issue(me)
        assert switched.held(me) == set()
        if name:
            with pytest.raises(NotAuthorizedError):
                switched.issue(me)
            assert switched.held(me) == set()
            return
    made = switched.drawn(switched.issue(me))
    (held,) = switched.directory.credentials(me)
    switched.directory.describe_credential(me, held, "relay")
    assert switched.held(me) == {made}
    switched.directory.delete_credential(me, held)
    assert switched.held(me) == set()


@every_switch_below_the_limit
def test_rotate_leaves_only_the_new_credential(switched: Bench) -> None:
    user = switched.user(ONE)
    (old,) = switched.directory.credentials(user)
    issue = switched.rotator.begin_and_generate(user, old, "new", lambda *_: None, threading.Event())
    made = switched.drawn(issue)
    assert switched.held(user) == {old.ocid, made}
    underway = switched.rotator.review(user, switched.directory.credentials(user))
    assert underway is not None
    switched.rotator.delete_old(underway.rotation)
    assert switched.held(user) == {made}
    assert switched.journal.unfinished() == []


@every_switch_below_the_limit
def test_generate_sends_no_request_without_permission(switched: Bench) -> None:
    switched.sign_in(PLAIN)
    stranger = User(switched.tenancy.user_ocid(NONE), NONE)
    with pytest.raises(OciSmtpError) as told:
        switched.issue(stranger)
    assert told.value.exit_code is ExitCode.DENIED
    assert isinstance(told.value, NotAuthorizedError), "signing in again would not help"
    assert CREATE not in operations(switched.tenancy)
    assert switched.held(stranger) == set()
