"""A colleague who works on the same user: what the colleague holds is never deleted, and no orphan stays untold."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from services.credentials import rollback
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.credentials.recovery import LOOKED_FOR, InterruptedGeneration
from services.credentials.suspects import evidence
from services.demo.colleague import DELETE, DESCRIBE, GENERATE, NEWEST, OLDEST, Act
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.choice import open_directory
from services.model.errors import OciSmtpError
from tests.services.accounts import session_on
from tests.services.desk import CREATE

COLLEAGUE = "auditor.one"


class Shared:
    """One user with one credential in use, our program, and a colleague."""

    def __init__(self, kind: str, folder: Path, colleague: str) -> None:
        self.kind = kind
        self.tenancy = Tenancy(users=20, partners=20)
        self.session = session_on(self.tenancy)
        directory, _ = open_directory(self.session, kind)  # type: ignore[arg-type]  # one of its literals
        self.user = directory.find("newsletter.sender")
        self.colleague = {"another": self.tenancy.user_ocid("kim.park"), "the same": self.tenancy.admin_ocid}[colleague]
        self.journal = Journal(folder / "journal", patience=0)
        self.issuing = CredentialGenerator(self.session, directory, self.journal)
        for item in self.tenancy.credentials(self.user.ocid):
            self.tenancy.world.credentials.remove(item)
        self.does(GENERATE, description="in use")
        self.held = self.ocids
        self.ours = ""

    @property
    def ocids(self) -> set[str]:
        return {item.ocid for item in self.tenancy.credentials(self.user.ocid)}

    @property
    def record(self) -> Record:
        [record] = self.journal.records()
        return record

    def does(self, what: str, **more: object) -> None:
        self.tenancy.colleague.do(Act(what, self.user.ocid, created_by=self.colleague, **more))  # type: ignore[arg-type]

    def generates(self, **more: object) -> None:
        """The colleague generates a credential and holds its password."""
        before = self.ocids
        self.does(GENERATE, **more)
        self.held = self.held | (self.ocids - before)

    def we_lose_the_answer(self, kind: str = "lost") -> None:
        before = self.ocids
        self.tenancy.faults.append(Rule(kind, CREATE))
        with pytest.raises(OciSmtpError):
            self.issuing.issue(self.user, "ours", lambda *_: None, threading.Event())
        made = self.ocids - before - self.held
        self.ours = made.pop() if made else ""
        self.journal.move(self.record, JournalState.SENT)

    def a_day_passes(self) -> None:
        record = self.record
        if record.sent_at:
            self.journal.move(record, record.state, sent_at=record.sent_at - LOOKED_FOR - timedelta(minutes=5))

    def settle(self) -> list[InterruptedGeneration]:
        accounts = self.issuing.recovery.settle_all()
        assert self.held <= self.ocids, "a credential that a colleague holds was deleted without asking"
        if self.ours and self.ours in self.ocids:
            [account] = accounts
            assert account.needs_answer, "an orphan that nobody is told about"
            assert self.ours in [item.ocid for item in account.suspects]
        return accounts


def marks_an_older_one(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.does(DESCRIBE, credential=OLDEST, copied_from=NEWEST)


def moves_the_mark_to_an_older_one(shared: Shared) -> None:
    marks_an_older_one(shared)
    shared.does(DESCRIBE, credential=NEWEST, description="in use")


def marks_an_older_one_although_nothing_was_made(shared: Shared) -> None:
    shared.we_lose_the_answer("timeout")
    shared.does(DESCRIBE, credential=OLDEST, description=f"ours {shared.record.marker}")


def marks_an_older_one_and_deletes_ours(shared: Shared) -> None:
    marks_an_older_one(shared)
    shared.does(DELETE, credential=shared.ours)


def generates_one_with_our_mark(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.generates(copied_from=NEWEST)


def generates_one_with_our_mark_and_takes_ours_out(shared: Shared) -> None:
    generates_one_with_our_mark(shared)
    shared.does(DESCRIBE, credential=shared.ours, description="whatever")


def generates_one_with_our_mark_and_deletes_ours(shared: Shared) -> None:
    generates_one_with_our_mark(shared)
    shared.does(DELETE, credential=shared.ours)


def generates_one_with_our_mark_although_nothing_was_made(shared: Shared) -> None:
    shared.we_lose_the_answer("reset-before")
    shared.generates(description=f"ours {shared.record.marker}")


def generates_one_with_our_description(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.generates(description="ours")


def generates_one_while_our_answer_is_lost(shared: Shared) -> None:
    before = shared.ocids
    shared.does(GENERATE, description="at the same second", after=CREATE)
    shared.we_lose_the_answer()
    made = [item for item in shared.tenancy.credentials(shared.user.ocid) if item.ocid not in before]
    [theirs] = [item.ocid for item in made if item.description == "at the same second"]
    shared.held = shared.held | {theirs}
    [shared.ours] = [item.ocid for item in made if item.ocid != theirs]


def generates_one_hours_before_ours_that_the_list_did_not_have(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.generates(description="ours", seconds_ago=7200)


def edits_ours(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.does(DESCRIBE, description="billing, please keep")


def empties_ours(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.does(DESCRIBE, description="")


def puts_another_mark_on_ours(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.does(DESCRIBE, description="ours [ocismtp:0123456789ab]")


def swaps_the_descriptions(shared: Shared) -> None:
    shared.we_lose_the_answer()
    ours = f"ours {shared.record.marker}"
    shared.does(DESCRIBE, credential=NEWEST, copied_from=OLDEST)
    shared.does(DESCRIBE, credential=OLDEST, description=ours)


def deletes_ours(shared: Shared) -> None:
    shared.we_lose_the_answer()
    shared.does(DELETE)


SCENES: list[Callable[[Shared], None]] = [
    marks_an_older_one,
    moves_the_mark_to_an_older_one,
    marks_an_older_one_although_nothing_was_made,
    marks_an_older_one_and_deletes_ours,
    generates_one_with_our_mark,
    generates_one_with_our_mark_and_takes_ours_out,
    generates_one_with_our_mark_and_deletes_ours,
    generates_one_with_our_mark_although_nothing_was_made,
    generates_one_with_our_description,
    generates_one_while_our_answer_is_lost,
    generates_one_hours_before_ours_that_the_list_did_not_have,
    edits_ours,
    empties_ours,
    puts_another_mark_on_ours,
    swaps_the_descriptions,
    deletes_ours,
]


@pytest.fixture(params=["classic", "domains"])
def directory_kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def shared(
    request: pytest.FixtureRequest, directory_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Shared:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
    return Shared(directory_kind, tmp_path, getattr(request, "param", "another"))


@pytest.mark.parametrize("shared", ["another", "the same"], indirect=True)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__.replace("_", " "))
def test_credentials_of_a_colleague_are_kept_and_every_orphan_is_listed(
    shared: Shared, scene: Callable[[Shared], None]
) -> None:
    scene(shared)
    shared.settle()
    shared.a_day_passes()
    for account in shared.settle():
        if account.needs_answer and shared.ours in shared.ocids:
            shared.issuing.recovery.discard(account.record, shared.ours)
        elif account.needs_answer:
            shared.issuing.recovery.close(account.record)
    assert shared.settle() == [], "a person can end it"
    assert shared.ocids == shared.held


def test_no_question_is_asked_when_the_domain_shows_another_creator(shared: Shared, directory_kind: str) -> None:
    generates_one_with_our_mark_although_nothing_was_made(shared)
    [account] = shared.settle()
    assert account.record.state is (JournalState.PENDING if directory_kind == "domains" else JournalState.ASK)
    shared.a_day_passes()
    [account] = shared.settle()
    assert account.record.state is (JournalState.NOT_CREATED if directory_kind == "domains" else JournalState.ASK)


@pytest.mark.parametrize("shared", ["the same"], indirect=True)
def test_the_creator_excludes_no_suspect_when_the_requester_is_unknown(shared: Shared) -> None:
    """A session token may be of another user than the profile names."""
    edits_ours(shared)
    shared.journal.move(shared.record, JournalState.SENT, requested_by="")
    [account] = shared.settle()
    assert account.needs_answer


def test_the_evidence_names_the_time_the_creator_and_the_marker(shared: Shared, directory_kind: str) -> None:
    shared.we_lose_the_answer()
    shared.generates(description="theirs", seconds_ago=-3600)
    [account] = shared.settle()
    told = {item.ocid: evidence(account.record, item) for item in account.suspects}
    by = ", by the user who sent the request" if directory_kind == "domains" else ""
    assert told.pop(shared.ours) == f"created at the time of the request{by}, with the marker of the request"
    assert list(told.values()) == ([] if directory_kind == "domains" else ["created after the request"])


def test_the_evidence_names_the_marker_of_another_request(shared: Shared) -> None:
    puts_another_mark_on_ours(shared)
    [account] = shared.settle()
    assert "with the marker of another request" in evidence(account.record, account.suspects[0])


def test_a_record_of_an_older_version_needs_an_answer(shared: Shared) -> None:
    """It has no `requested_by`; and one so old that it lacks `before` leaves the older ones in question, too."""
    shared.we_lose_the_answer()
    [path] = shared.journal.directory.glob("*.json")
    fields = msgspec.json.decode(path.read_bytes())
    for name in ("requested_by", "before"):
        del fields[name]
        path.write_bytes(msgspec.json.encode(fields))
        [account] = shared.settle()
        assert account.needs_answer
        fields = msgspec.json.decode(path.read_bytes())
    assert {item.ocid for item in account.suspects} == shared.ocids


def test_two_requests_with_unknown_outcomes_are_resolved_one_by_one(shared: Shared) -> None:
    shared.we_lose_the_answer("timeout")
    first = shared.issuing.recovery.waive(shared.record)
    shared.tenancy.faults.append(Rule("lost", CREATE))
    with pytest.raises(OciSmtpError):
        shared.issuing.issue(shared.user, "second", lambda *_: None, threading.Event())
    [ours] = shared.ocids - shared.held
    accounts = shared.issuing.recovery.settle_all()
    assert [account.record.state for account in accounts] == [JournalState.ASK, JournalState.ASK]
    assert all([item.ocid for item in account.suspects] == [ours] for account in accounts)
    shared.issuing.recovery.discard(accounts[1].record, ours)
    [account] = shared.issuing.recovery.settle_all()
    assert (account.record.intent, account.record.state) == (first.intent, JournalState.PENDING)
    shared.issuing.recovery.close(account.record)
    assert shared.issuing.recovery.settle_all() == []
    assert shared.ocids == shared.held
