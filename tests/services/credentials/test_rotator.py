"""Rotation without a screen: what is remembered, what is deleted, and what is not."""

import errno
import threading
from pathlib import Path
from typing import NoReturn

import pytest

from services.credentials import rollback
from services.credentials.generation import Issuing
from services.credentials.journal import Journal, UserBusyError
from services.credentials.journal_record import State
from services.credentials.rotation import RotationStore, UnreadableRotationError
from services.credentials.rotation_status import Step, Underway
from services.credentials.rotator import Rotator
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import ConflictError, OciSmtpError, OutcomeUnknownError
from services.model.values import Credential, User
from services.storage.atomic_write import write_durably
from services.storage.state_dir import StateDirError
from tests.services.accounts import operations, session_on

NONE, ONE, TWO = "kim.park", "shop.mailer", "billing.relay"
DEEP = b'{"a":' * 100_000
"""JSON that is nested deeper than Python can follow."""


class Bench:
    """A rotator on the demo tenancy; another one of the same state directory is another program."""

    def __init__(self, tenancy: Tenancy, state: Path) -> None:
        self.tenancy = tenancy
        session = session_on(tenancy)
        self.directory = ClassicDirectory(session)
        self.journal = Journal(state / "journal", patience=0)
        self.folder = state / "rotations"
        issuing = Issuing(session, self.directory, self.journal)
        self.rotator = Rotator(issuing, RotationStore(self.folder), session.tenancy_ocid, "test")

    def user(self, name: str) -> User:
        return self.directory.find(name)

    def credentials(self, name: str) -> list[Credential]:
        return self.directory.credentials(self.user(name))

    def review(self, name: str) -> Underway | None:
        return self.rotator.review(self.user(name), self.credentials(name))

    def underway(self, name: str, step: Step) -> Underway:
        found = self.review(name)
        assert found is not None
        assert found.step is step
        return found

    def replaced(self, name: str = ONE) -> Underway:
        """A rotation up to the replacement, which is kept."""
        old = self.credentials(name)[0]
        issue = self.rotator.begin_and_generate(self.user(name), old, "new", lambda *_: None, threading.Event())
        issue.shown()
        issue.confirmed()
        return self.underway(name, Step.DEPLOY)


@pytest.fixture
def bench(tenancy: Tenancy, tmp_path: Path) -> Bench:
    return Bench(tenancy, tmp_path / "state")


def labels(bench: Bench, name: str) -> list[str]:
    return [item.description.split(" [ocismtp")[0] for item in bench.credentials(name)]


def test_both_are_there_until_the_old_one_is_said_to_go(bench: Bench) -> None:
    underway = bench.replaced()
    assert [underway.word_for(item) for item in bench.credentials(ONE)] == ["retiring", "replacement"]
    bench.rotator.delete_old(underway.rotation)
    assert labels(bench, ONE) == ["new"]
    assert bench.review(ONE) is None


def test_what_is_remembered_is_private_and_has_no_secret(bench: Bench) -> None:
    bench.replaced()
    (file,) = bench.folder.iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert not any(item.password in file.read_text() for item in bench.tenancy.credentials())


def test_one_whose_old_credential_is_gone_is_finished(bench: Bench) -> None:
    underway = bench.replaced()
    bench.directory.delete_credential(bench.user(ONE), underway.rotation.old)
    assert bench.rotator.review_all() == []
    assert list(bench.folder.iterdir()) == []


def test_a_rotation_that_cannot_be_looked_at_is_told_and_hides_no_other(bench: Bench) -> None:
    bench.replaced(ONE)
    bench.rotator.begin(bench.user(TWO), bench.credentials(TWO)[0])
    bench.tenancy.faults.append(Rule("404", "list_smtp_credentials", path=f"*{bench.user(ONE).ocid}*"))
    found = bench.rotator.review_all()
    assert sorted(type(each).__name__ for each in found) == ["NotAuthorizedError", "Underway"]
    assert [each.rotation.user_name for each in found if isinstance(each, Underway)] == [TWO]


@pytest.mark.parametrize("name", ["0.json", "z.json"])
def test_a_rotation_that_cannot_be_read_hides_no_other(bench: Bench, name: str) -> None:
    bench.replaced()
    (bench.folder / name).write_bytes(b"{")
    assert {type(each) for each in bench.rotator.review_all()} == {UnreadableRotationError, Underway}


def test_only_what_has_a_part_in_it_is_called_something(bench: Bench) -> None:
    other = bench.credentials(TWO)[0]
    old = bench.credentials(ONE)[0]
    bench.rotator.begin(bench.user(ONE), old)
    meant = bench.underway(ONE, Step.GENERATE)
    assert [meant.word_for(each) for each in (old, other)] == ["retiring", ""]
    replaced = bench.replaced()
    assert [replaced.word_for(each) for each in (*bench.credentials(ONE), other)] == ["retiring", "replacement", ""]


def test_without_its_replacement_the_old_one_is_not_deleted(bench: Bench) -> None:
    rotation = bench.replaced().rotation
    assert rotation.new
    bench.directory.delete_credential(bench.user(ONE), rotation.new)
    with pytest.raises(ConflictError, match="nothing was deleted"):
        bench.rotator.delete_old(rotation)
    assert "gone again" in bench.underway(ONE, Step.GENERATE).text
    assert len(bench.credentials(ONE)) == 1


def test_a_replacement_that_nobody_has_seen_replaces_nothing(bench: Bench) -> None:
    """Its program was killed before; the next start deletes it, and then there would be none."""
    old = bench.credentials(ONE)[0]
    bench.rotator.begin_and_generate(bench.user(ONE), old, "new", lambda *_: None, threading.Event()).left()
    rotation = bench.underway(ONE, Step.DEPLOY).rotation
    with pytest.raises(ConflictError, match="nothing was deleted"):
        bench.rotator.delete_old(rotation)
    bench.rotator._issuing.recovery.settle_all()
    assert labels(bench, ONE) == ["Shop checkout, production"]


@pytest.mark.parametrize("state", [State.CREATED, State.SHOWN])
def test_what_another_program_is_showing_is_no_business_of_a_rotation(
    bench: Bench, tmp_path: Path, state: State
) -> None:
    other = Bench(bench.tenancy, tmp_path / "state")
    issuing = other.rotator._issuing
    open_elsewhere = issuing.issue(other.user(NONE), "elsewhere", lambda *_: None, threading.Event())
    if state is State.SHOWN:
        open_elsewhere.shown()
    bench.rotator.delete_old(bench.replaced().rotation)
    assert labels(bench, NONE) == ["elsewhere"]
    assert [(record.user_name, record.state) for record in bench.journal.unfinished()] == [(NONE, state)]
    open_elsewhere.shown()
    open_elsewhere.confirmed()
    assert labels(bench, NONE) == ["elsewhere"]


def test_a_replacement_whose_answer_was_lost_is_still_meant(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may appear yet; where it stands, and for what, has to be known then."""
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    old = bench.credentials(ONE)[0]
    bench.tenancy.faults.add("late", "create_smtp_credential", lists=2)
    with pytest.raises(OutcomeUnknownError):
        bench.rotator.begin_and_generate(bench.user(ONE), old, "new", lambda *_: None, threading.Event())
    assert bench.underway(ONE, Step.GENERATE).rotation.old == old
    recovery = bench.rotator._issuing.recovery
    (account,) = recovery.settle_all()  # it has appeared, and nobody can read it: a person is asked
    (suspect,) = account.suspects
    recovery.discard(account.record, suspect.ocid)
    assert labels(bench, ONE) == [old.description]
    assert bench.underway(ONE, Step.GENERATE).rotation.old == old


def test_that_a_place_was_free_already_is_told(bench: Bench) -> None:
    first, second = bench.credentials(TWO)
    rotation = bench.rotator.begin(bench.user(TWO), first, makes_room=first)
    bench.directory.delete_credential(bench.user(TWO), second)
    assert not bench.rotator.make_room(rotation), "nothing was deleted"
    assert [item.ocid for item in bench.credentials(TWO)] == [first.ocid]
    world = bench.tenancy.world
    person = world.users.named(TWO)
    assert person
    world.credentials.add(person, "another", world.now())
    assert bench.rotator.make_room(rotation)
    assert labels(bench, TWO) == ["another"]


def test_of_two_others_none_is_deleted_for_one_that_is_gone(bench: Bench) -> None:
    """A colleague has deleted it meanwhile, and generated another."""
    first, second = bench.credentials(TWO)
    rotation = bench.rotator.begin(bench.user(TWO), first, makes_room=second)
    bench.directory.delete_credential(bench.user(TWO), second)
    world = bench.tenancy.world
    person = world.users.named(TWO)
    assert person
    world.credentials.add(person, "another", world.now())
    asked = operations(bench.tenancy).count("delete_smtp_credential")
    assert not bench.rotator.make_room(rotation)
    assert operations(bench.tenancy).count("delete_smtp_credential") == asked
    assert labels(bench, TWO) == [first.description, "another"]


def test_without_one_that_goes_first_none_is_deleted(bench: Bench) -> None:
    rotation = bench.rotator.begin(bench.user(TWO), bench.credentials(TWO)[0])
    assert not bench.rotator.make_room(rotation)
    assert len(bench.credentials(TWO)) == 2


@pytest.mark.parametrize("step", ["give up", "finished"])
def test_an_intention_that_cannot_be_forgotten_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    underway = bench.replaced()
    (file,) = bench.folder.iterdir()

    def read_only(path: Path, **_: object) -> NoReturn:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", read_only)
    if step == "finished":
        bench.directory.delete_credential(bench.user(ONE), underway.rotation.old)
        (told,) = bench.rotator.review_all()
        assert isinstance(told, StateDirError)
    else:
        with pytest.raises(StateDirError) as refusal:
            bench.rotator.give_up(underway.rotation)
        told = refusal.value
    assert told.cause == f"{file} cannot be removed: Read-only file system."


def test_giving_up_deletes_nothing(bench: Bench) -> None:
    bench.rotator.give_up(bench.replaced().rotation)
    assert bench.review(ONE) is None
    assert len(bench.credentials(ONE)) == 2


def test_a_refused_generation_leaves_nothing_under_way(bench: Bench) -> None:
    bench.tenancy.faults.add("409", "create_smtp_credential")
    with pytest.raises(OciSmtpError):
        bench.replaced()
    assert bench.review(ONE) is None


@pytest.mark.parametrize("which", [0, 1], ids=["the old one", "the other"])
def test_with_two_one_goes_first_and_the_rest_is_remembered(bench: Bench, which: int) -> None:
    old, goes = bench.credentials(TWO)[0], bench.credentials(TWO)[which]
    rotation = bench.rotator.begin(bench.user(TWO), old, makes_room=goes)
    bench.underway(TWO, Step.MAKE_ROOM)
    bench.rotator.make_room(rotation)
    bench.rotator.make_room(rotation)  # killed before it could say so, and run again
    assert len(bench.credentials(TWO)) == 1
    bench.underway(TWO, Step.GENERATE)
    bench.rotator.generate(rotation, "new", lambda *_: None, threading.Event()).confirmed()
    assert (bench.review(TWO) is None) is (which == 0)
    assert len(bench.credentials(TWO)) == 2


def test_a_replacement_that_cannot_be_written_down_is_taken_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[Path] = []

    def full_in_the_end(path: Path, data: bytes) -> None:
        writes.append(path)
        if len(writes) > 1:
            raise OSError(28, "No space left on device")
        write_durably(path, data)

    monkeypatch.setattr("services.credentials.rotation.write_durably", full_in_the_end)
    with pytest.raises(StateDirError, match="No space left"):
        bench.replaced()
    assert labels(bench, ONE) == ["Shop checkout, production"]


def test_two_programs_do_not_rotate_one_user_at_once(bench: Bench, tmp_path: Path) -> None:
    other = Bench(bench.tenancy, tmp_path / "state")
    old = bench.credentials(ONE)[0]
    issue = bench.rotator.begin_and_generate(bench.user(ONE), old, "new", lambda *_: None, threading.Event())
    with pytest.raises(UserBusyError):
        other.rotator.delete_old(other.underway(ONE, Step.DEPLOY).rotation)
    issue.confirmed()
    with pytest.raises(ConflictError, match="under way already"):
        other.rotator.begin(other.user(ONE), old)


@pytest.mark.parametrize(
    "content", [b'{"schema": 99}', b"{", b"\xff", b'{"profile": "\xff"}', "{}".encode("utf-16"), DEEP]
)
def test_what_cannot_be_read_is_said_and_left_alone(bench: Bench, content: bytes) -> None:
    bench.replaced()
    (file,) = bench.folder.iterdir()
    file.write_bytes(content)
    assert isinstance(bench.rotator.review_all()[0], UnreadableRotationError)
    for attempt in (lambda: bench.review(ONE), lambda: bench.rotator.begin(bench.user(ONE), bench.credentials(ONE)[0])):
        with pytest.raises(UnreadableRotationError):
            attempt()
    assert file.read_bytes() == content


class TestReplacementThatNobodyMayHave:
    """A create whose answer was lost is not taken for the replacement: after the old one there would be none."""

    @pytest.mark.parametrize("kind", ["malformed", "reset-after", "303", "307", "504"])
    def test_it_is_not_adopted_before_a_person_has_said_what_it_is(
        self, bench: Bench, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
        [old] = bench.credentials(ONE)
        tenancy.faults.append(Rule(kind, "create_smtp_credential", times=9, done=kind.isdigit()))
        with pytest.raises(OutcomeUnknownError):
            bench.rotator.begin_and_generate(bench.user(ONE), old, "new", lambda *_: None, threading.Event())
        [made] = [item for item in bench.credentials(ONE) if item.ocid != old.ocid]
        with pytest.raises(ConflictError, match="password was lost"):
            bench.rotator.begin(bench.user(ONE), old, new=made)
        [record] = bench.journal.unfinished()
        assert record.state is State.ASK
        bench.journal.move(record, State.CLOSED)
        assert bench.rotator.begin(bench.user(ONE), old, new=made).new == made

    def test_the_old_one_stays_where_it_was_adopted_before(
        self, bench: Bench, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
        [old] = bench.credentials(ONE)
        tenancy.faults.append(Rule("malformed", "create_smtp_credential"))
        with pytest.raises(OutcomeUnknownError):
            bench.rotator.begin_and_generate(bench.user(ONE), old, "new", lambda *_: None, threading.Event())
        [record] = bench.journal.unfinished()
        bench.journal.move(record, State.CLOSED)
        [made] = [item for item in bench.credentials(ONE) if item.ocid != old.ocid]
        rotation = bench.rotator.begin(bench.user(ONE), old, new=made)
        bench.journal.move(record, State.ASK)
        with pytest.raises(ConflictError, match="password was lost"):
            bench.rotator.delete_old(rotation)
        assert len(bench.credentials(ONE)) == 2
