"""Any sequence of issues, faults, kills, restarts, answers of a person, and days: the law holds after every step."""

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.credentials import create, rollback
from services.credentials.generation import CredentialGenerator, GenerationStage
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.demo.colleague import DESCRIBE, GENERATE, Act
from services.demo.faults import Rule
from services.demo.store.credentials import StoredCredential
from services.directory.classic import ClassicDirectory
from services.model.errors import OciSmtpError
from services.model.values import SMTP_CREDENTIAL_LIMIT
from services.storage import atomic_write
from services.storage.atomic_write import write_durably
from tests.profiles import examples
from tests.services.law import burnt, unexplained
from tests.services.mortal import Deadly, Killed, Program, the_world

pytestmark = pytest.mark.timeout(600)  # a failure is made smaller for minutes before it is told

CREATE = "create_smtp_credential"
FAULTS = ("lost", "reset-before", "reset-after", "429", "500", "503", "409", "timeout", "malformed", "no-password")
ODD = ("password", "username", "id")
"""What an answer can have wrong: it is empty, or names a credential that was there before."""

programs = st.sampled_from((0, 1))
faults = st.sampled_from(FAULTS)
answers = st.sampled_from(("keep", "discard", "waive", "settle", "close"))
deaths = st.none() | st.integers(0, 12)


class CreateOnce(RuleBasedStateMachine):
    """Two programs on one user of one computer."""

    def __init__(self) -> None:
        super().__init__()
        self.world = the_world()
        self.tenancy = self.world.tenancy
        self.tenancy.faults.clear()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.directory = ClassicDirectory(self.world.session)
        self.journal = Journal(self.folder / "journal", patience=0)
        self.person = next(self.world.people)
        self.user = self.directory.user(self.person.ocid)
        self.in_hands: set[str] = set()
        self.passwords: set[str] = set()
        self.patches = pytest.MonkeyPatch()
        self.patches.setattr(rollback, "LOOK_AGAIN_SECONDS", (0.0, 0.0))
        self.patches.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)

    @initialize(has_one=st.booleans())
    def begin(self, has_one: bool) -> None:
        self.bystanders = set()
        if has_one:
            made = self.tenancy.world.credentials.add(self.person, "from before", self.tenancy.world.now())
            self.bystanders = {made.ocid}
        self.programs = [self._new_program(), self._new_program()]

    @rule(which=programs)
    def generate(self, which: int) -> None:
        self._generate(which, None)

    @rule(which=programs, fault=faults, then=faults, times=st.integers(0, 2), done=st.booleans(), dies_at=deaths)
    def generate_in_trouble(
        self, which: int, fault: str, then: str, times: int, done: bool, dies_at: int | None
    ) -> None:
        for kind in (fault, then):
            strike = self.tenancy.faults.add(kind, CREATE, times=times)
            strike.done = done and kind.startswith("5")  # no service refuses with a 4xx what it carries out
        self._generate(which, dies_at)

    @rule(which=programs, what=st.sampled_from(ODD), from_before=st.booleans(), dies_at=deaths, data=st.data())
    def generate_with_an_odd_answer(
        self, which: int, what: str, from_before: bool, dies_at: int | None, data: st.DataObject
    ) -> None:
        change: dict[str, object] = {what: ""}
        there = self.tenancy.credentials(self.person.ocid)
        if from_before and there:
            change["id"] = data.draw(st.sampled_from(there)).ocid
        self.tenancy.faults.append(Rule("changed", CREATE, change=change))
        self._generate(which, dies_at)

    @rule(which=programs, lists=st.integers(0, 6), dies_at=deaths)
    def generate_with_a_late_create(self, which: int, lists: int, dies_at: int | None) -> None:
        self.tenancy.faults.add("late", CREATE, lists=lists)
        self._generate(which, dies_at)

    @rule(which=programs, dies_at=deaths)
    def show(self, which: int, dies_at: int | None) -> None:
        issue = self.programs[which].issue
        if issue is None:
            return
        with self._mortal(which, dies_at):
            issue.shown()
            # someone may have deleted it in the Console meanwhile
            self.in_hands |= {issue.issued.credential.ocid} & {item.ocid for item in self._there()}

    @rule(which=programs, dies_at=deaths)
    def close_as_kept(self, which: int, dies_at: int | None) -> None:
        issue = self.programs[which].issue
        if issue is None or issue.issued.credential.ocid not in self.in_hands:
            return
        with self._mortal(which, dies_at):
            issue.confirmed()
        self.programs[which].issue = None

    @rule(which=programs, dies_at=deaths)
    def close_and_delete(self, which: int, dies_at: int | None) -> None:
        issue = self.programs[which].issue
        if issue is None:
            return
        self.in_hands.discard(issue.issued.credential.ocid)
        with self._mortal(which, dies_at), contextlib.suppress(OciSmtpError):
            issue.discard()
        self.programs[which].issue = None

    @rule(which=programs)
    def tidy(self, which: int) -> None:
        issue = self.programs[which].issue
        if issue is not None:
            with contextlib.suppress(OciSmtpError):  # someone may have deleted it
                issue.tidy()

    @rule(which=programs)
    def kill(self, which: int) -> None:
        self._buried(which)

    @rule(which=programs, dies_at=deaths)
    def start_again(self, which: int, dies_at: int | None) -> None:
        self._buried(which)
        with self._mortal(which, dies_at):
            self.programs[which].issuing.recovery.settle_all()

    @precondition(lambda self: self.journal.unfinished())
    @rule(
        which=programs,
        what=st.sampled_from(("keep", "discard", "waive", "settle", "close")),
        dies_at=deaths,
        data=st.data(),
    )
    def answer(self, which: int, what: str, dies_at: int | None, data: st.DataObject) -> None:
        record = data.draw(st.sampled_from(self.journal.unfinished()))
        offered = {
            JournalState.SHOWN: ("keep", "discard", "close"),
            JournalState.PENDING: ("settle", "waive", "close"),
            JournalState.ASK: ("settle", "discard", "close"),
        }.get(record.state, ("settle", "close"))
        if what not in offered or (what == "keep" and record.credential_ocid not in self.in_hands):
            return
        recovery = self.programs[which].issuing.recovery
        named: tuple[str, ...] = ()
        if what == "discard" and record.state is JournalState.ASK:
            suspects = [item.ocid for item in recovery.suspects_of(record) if item.ocid not in self.in_hands]
            if not suspects:
                return
            named = (data.draw(st.sampled_from(suspects)),)
        elif what == "discard" and not self._is_open_elsewhere(record):
            self.in_hands.discard(record.credential_ocid)
        with self._mortal(which, dies_at), contextlib.suppress(OciSmtpError):
            getattr(recovery, what)(record, *named)

    @rule()
    def late_creates_appear(self) -> None:
        for _ in range(8):
            if self.tenancy.late:
                self.directory.credentials(self.user)

    @rule()
    def a_day_passes(self) -> None:
        self.late_creates_appear()
        for record in self.journal.records():
            earlier = {"meant_at": record.meant_at - timedelta(days=1), "changed_at": record.changed_at}
            if record.sent_at:
                earlier["sent_at"] = record.sent_at - timedelta(days=1)
            older = msgspec.structs.replace(record, **earlier)
            write_durably(self.journal.directory / f"{record.intent}.json", msgspec.json.encode(older))

    @precondition(lambda self: self._there())
    @rule(data=st.data())
    def somebody_deletes_one_in_the_console(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from(self._there()))
        self.tenancy.world.credentials.remove(gone)
        self.in_hands.discard(gone.ocid)

    @precondition(lambda self: self.tenancy.credentials(self.person.ocid))
    @rule(data=st.data())
    def a_colleague_edits_a_description(self, data: st.DataObject) -> None:
        """Of any credential, one in use or ours: copied from another with its mark, without its mark, or empty."""
        everything = st.sampled_from([item.ocid for item in self.tenancy.credentials(self.person.ocid)])
        act = Act(DESCRIBE, self.person.ocid, credential=data.draw(everything), copied_from=data.draw(everything))
        self.tenancy.colleague.do(
            data.draw(st.sampled_from((act, replace(act, copied_from="", description="machine"))))
        )

    @rule(mark=st.booleans(), seconds_ago=st.sampled_from((0, 300, -300)), data=st.data())
    def a_colleague_generates(self, mark: bool, seconds_ago: int, data: st.DataObject) -> None:
        """One more, which the colleague holds; at any time, with any mark that is to be seen."""
        records = self.journal.records()
        text = "machine"
        if mark and records:
            text = f"machine {data.draw(st.sampled_from(records)).marker}"
        before = {item.ocid for item in self.tenancy.credentials(self.person.ocid)}
        if len(before) >= SMTP_CREDENTIAL_LIMIT:
            return
        self.tenancy.colleague.do(Act(GENERATE, self.person.ocid, description=text, seconds_ago=seconds_ago))
        self.in_hands |= {item.ocid for item in self.tenancy.credentials(self.person.ocid)} - before

    @invariant()
    def the_law_holds(self) -> None:
        there = self._there()
        self.passwords |= {item.password for item in there}
        assert not unexplained(there, self.journal.records(), self.in_hands)
        assert self.in_hands <= {item.ocid for item in there}, "what somebody has was deleted"
        assert self.bystanders <= {item.ocid for item in self.tenancy.credentials(self.person.ocid)}
        assert not self.journal.unreadable()
        written = b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())
        assert not any(password.encode() in written for password in self.passwords)

    def teardown(self) -> None:
        try:
            self._buried(0)
            self._buried(1)
            self.tenancy.faults.clear()
            self.late_creates_appear()
            self.programs[0].issuing.recovery.settle_all()
            self.a_day_passes()
            self.programs[0].issuing.recovery.settle_all()
            waiting = [
                item for item in self.journal.unfinished() if item.state not in (JournalState.SHOWN, JournalState.ASK)
            ]
            assert not waiting
            self._answer_everything()
            assert all(record.state is JournalState.SHOWN for record in self.journal.unfinished())
            assert not burnt(self._there(), self.journal.records(), self.in_hands)
        finally:
            self.patches.undo()
            shutil.rmtree(self.folder)

    def _answer_everything(self) -> None:
        """A person deletes what no one has, and closes what is left."""
        recovery = self.programs[0].issuing.recovery
        while asked := [
            (account.record, item.ocid)
            for account in recovery.settle_all()
            for item in account.suspects
            if item.ocid not in self.in_hands
        ]:
            recovery.discard(*asked[0])  # which may answer other questions, too
        for account in recovery.settle_all():
            if account.record.state is not JournalState.SHOWN and not account.record.state.is_finished:
                assert all(item.ocid in self.in_hands for item in account.suspects), "one question, one credential"
                recovery.close(account.record)

    def _new_program(self) -> Program:
        return Program(
            CredentialGenerator(self.world.session, self.directory, Journal(self.journal.directory, patience=0))
        )

    def _generate(self, which: int, dies_at: int | None) -> None:
        program = self.programs[which]
        if program.issue is not None:
            return
        with self._mortal(which, dies_at), contextlib.suppress(OciSmtpError):
            program.issue = program.issuing.issue(self.user, "machine", self._stage, threading.Event())
        self.tenancy.faults.clear()

    def _stage(self, stage: GenerationStage, _: int) -> None:
        """Nothing may be sent while an earlier request has an unknown outcome and no one has decided not to wait."""
        if stage is GenerationStage.SENDING:
            others = [
                item for item in self.journal.unfinished() if item.state is not JournalState.SHOWN and not item.waived
            ]
            assert [item.state for item in others] == [JournalState.SENT]

    @contextlib.contextmanager
    def _mortal(self, which: int, dies_at: int | None) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patches:
            patches.setattr(atomic_write, "os", Deadly(dies_at))
            try:
                yield
            except Killed:
                self._buried(which)

    def _buried(self, which: int) -> None:
        """The program is gone, its locks with it; another one takes its place."""
        issue = self.programs[which].issue
        if issue is not None:
            issue._lock.release()  # what the kernel does
        self.programs[which] = self._new_program()

    def _there(self) -> list[StoredCredential]:
        return [item for item in self.tenancy.credentials(self.person.ocid) if item.ocid not in self.bystanders]

    def _is_open_elsewhere(self, record: Record) -> bool:
        """Whether a dialog has it: then no one else can delete it."""
        return self.journal.is_held(record)


CreateOnce.TestCase.settings = settings(
    max_examples=examples(40),
    stateful_step_count=30,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
)
TestCreateOnce = CreateOnce.TestCase
