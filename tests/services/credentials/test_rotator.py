"""Rotation without a screen: what is remembered, what is deleted, and what is not."""

import errno
import threading
from pathlib import Path
from typing import NoReturn

import pytest

from services.credentials import rollback
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import Journal, UserBusyError
from services.credentials.journal_record import JournalState
from services.credentials.rotation import RotationStore, UnreadableRotationError
from services.credentials.rotation_status import RotationStatus, RotationStep
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
        issuing = CredentialGenerator(session, self.directory, self.journal)
        self.rotator = Rotator(issuing, RotationStore(self.folder), session.tenancy_ocid, "test")

    def user(self, name: str) -> User:
        return self.directory.find(name)

    def credentials(self, name: str) -> list[Credential]:
        return self.directory.credentials(self.user(name))

    def review(self, name: str) -> RotationStatus | None:
        return self.rotator.review(self.user(name), self.credentials(name))

    def underway(self, name: str, step: RotationStep) -> RotationStatus:
        found = self.review(name)
        assert found is not None
        assert found.step is step
        return found

    def replaced(self, name: str = ONE) -> RotationStatus:
        """A rotation up to the replacement, which is kept."""
        old = self.credentials(name)[0]
        issue = self.rotator.begin_and_generate(self.user(name), old, "new", lambda *_: None, threading.Event())
        issue.shown()
        issue.confirmed()
        return self.underway(name, RotationStep.DEPLOY)


@pytest.fixture
def rotation_bench(tenancy: Tenancy, tmp_path: Path) -> Bench:
    return Bench(tenancy, tmp_path / "state")


def labels(bench: Bench, name: str) -> list[str]:
    return [item.description.split(" [ocismtp")[0] for item in bench.credentials(name)]


def test_both_credentials_exist_until_the_old_credential_is_deleted(rotation_bench: Bench) -> None:
    underway = rotation_bench.replaced()
    assert [underway.word_for(item) for item in rotation_bench.credentials(ONE)] == ["retiring", "replacement"]
    rotation_bench.rotator.delete_old(underway.rotation)
    assert labels(rotation_bench, ONE) == ["new"]
    assert rotation_bench.review(ONE) is None


def test_the_rotation_file_is_private_and_contains_no_password(rotation_bench: Bench) -> None:
    rotation_bench.replaced()
    (file,) = rotation_bench.folder.iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert not any(item.password in file.read_text() for item in rotation_bench.tenancy.credentials())


def test_a_rotation_ends_when_its_old_credential_no_longer_exists(rotation_bench: Bench) -> None:
    underway = rotation_bench.replaced()
    rotation_bench.directory.delete_credential(rotation_bench.user(ONE), underway.rotation.old)
    assert rotation_bench.rotator.review_all() == []
    assert list(rotation_bench.folder.iterdir()) == []


def test_a_rotation_that_cannot_be_reviewed_does_not_hide_other_rotations(rotation_bench: Bench) -> None:
    rotation_bench.replaced(ONE)
    rotation_bench.rotator.begin(rotation_bench.user(TWO), rotation_bench.credentials(TWO)[0])
    rotation_bench.tenancy.faults.append(
        Rule("404", "list_smtp_credentials", path=f"*{rotation_bench.user(ONE).ocid}*")
    )
    found = rotation_bench.rotator.review_all()
    assert sorted(type(each).__name__ for each in found) == ["NotAuthorizedError", "RotationStatus"]
    assert [each.rotation.user_name for each in found if isinstance(each, RotationStatus)] == [TWO]


@pytest.mark.parametrize("name", ["0.json", "z.json"])
def test_a_rotation_that_cannot_be_read_hides_no_other(rotation_bench: Bench, name: str) -> None:
    rotation_bench.replaced()
    (rotation_bench.folder / name).write_bytes(b"{")
    assert {type(each) for each in rotation_bench.rotator.review_all()} == {UnreadableRotationError, RotationStatus}


def test_word_for_is_empty_for_credentials_outside_the_rotation(rotation_bench: Bench) -> None:
    other = rotation_bench.credentials(TWO)[0]
    old = rotation_bench.credentials(ONE)[0]
    rotation_bench.rotator.begin(rotation_bench.user(ONE), old)
    meant = rotation_bench.underway(ONE, RotationStep.GENERATE)
    assert [meant.word_for(each) for each in (old, other)] == ["retiring", ""]
    replaced = rotation_bench.replaced()
    assert [replaced.word_for(each) for each in (*rotation_bench.credentials(ONE), other)] == [
        "retiring",
        "replacement",
        "",
    ]


def test_delete_old_fails_when_the_replacement_no_longer_exists(rotation_bench: Bench) -> None:
    rotation = rotation_bench.replaced().rotation
    assert rotation.new
    rotation_bench.directory.delete_credential(rotation_bench.user(ONE), rotation.new)
    with pytest.raises(ConflictError, match="nothing was deleted"):
        rotation_bench.rotator.delete_old(rotation)
    assert "no longer exists" in rotation_bench.underway(ONE, RotationStep.GENERATE).text
    assert len(rotation_bench.credentials(ONE)) == 1


def test_delete_old_fails_when_the_replacement_was_never_shown(rotation_bench: Bench) -> None:
    """Its program was killed before; the next start deletes it, and then there would be none."""
    old = rotation_bench.credentials(ONE)[0]
    rotation_bench.rotator.begin_and_generate(
        rotation_bench.user(ONE), old, "new", lambda *_: None, threading.Event()
    ).left()
    rotation = rotation_bench.underway(ONE, RotationStep.DEPLOY).rotation
    with pytest.raises(ConflictError, match="nothing was deleted"):
        rotation_bench.rotator.delete_old(rotation)
    rotation_bench.rotator._issuing.recovery.settle_all()
    assert labels(rotation_bench, ONE) == ["Shop checkout, production"]


@pytest.mark.parametrize("state", [JournalState.CREATED, JournalState.SHOWN])
def test_a_rotation_leaves_an_open_dialog_of_another_program_alone(
    rotation_bench: Bench, tmp_path: Path, state: JournalState
) -> None:
    other = Bench(rotation_bench.tenancy, tmp_path / "state")
    issuing = other.rotator._issuing
    open_elsewhere = issuing.issue(other.user(NONE), "elsewhere", lambda *_: None, threading.Event())
    if state is JournalState.SHOWN:
        open_elsewhere.shown()
    rotation_bench.rotator.delete_old(rotation_bench.replaced().rotation)
    assert labels(rotation_bench, NONE) == ["elsewhere"]
    assert [(record.user_name, record.state) for record in rotation_bench.journal.unfinished()] == [(NONE, state)]
    open_elsewhere.shown()
    open_elsewhere.confirmed()
    assert labels(rotation_bench, NONE) == ["elsewhere"]


def test_a_lost_response_for_another_user_does_not_block_a_rotation(
    rotation_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    rotation_bench.tenancy.faults.add("reset-after", "create_smtp_credential")
    other = rotation_bench.user(NONE)
    with pytest.raises(OutcomeUnknownError):
        rotation_bench.rotator._issuing.issue(other, "lost", lambda *_: None, threading.Event())
    rotation_bench.tenancy.faults.append(Rule("404", "list_smtp_credentials", path=f"*{other.ocid}*", times=0))
    rotation_bench.rotator.delete_old(rotation_bench.replaced().rotation)
    assert labels(rotation_bench, ONE) == ["new"]


def test_a_rotation_stays_in_progress_when_the_response_is_lost(
    rotation_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may appear yet; where it stands, and for what, has to be known then."""
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    old = rotation_bench.credentials(ONE)[0]
    rotation_bench.tenancy.faults.add("late", "create_smtp_credential", lists=2)
    with pytest.raises(OutcomeUnknownError):
        rotation_bench.rotator.begin_and_generate(
            rotation_bench.user(ONE), old, "new", lambda *_: None, threading.Event()
        )
    assert rotation_bench.underway(ONE, RotationStep.GENERATE).rotation.old == old
    recovery = rotation_bench.rotator._issuing.recovery
    (account,) = recovery.settle_all()  # it has appeared, and no one can read it: a person is asked
    (suspect,) = account.suspects
    recovery.discard(account.record, suspect.ocid)
    assert labels(rotation_bench, ONE) == [old.description]
    assert rotation_bench.underway(ONE, RotationStep.GENERATE).rotation.old == old


def test_make_room_deletes_only_when_the_user_is_at_the_limit_of_two(rotation_bench: Bench) -> None:
    first, second = rotation_bench.credentials(TWO)
    rotation = rotation_bench.rotator.begin(rotation_bench.user(TWO), first, makes_room=first)
    rotation_bench.directory.delete_credential(rotation_bench.user(TWO), second)
    assert not rotation_bench.rotator.make_room(rotation), "nothing was deleted"
    assert [item.ocid for item in rotation_bench.credentials(TWO)] == [first.ocid]
    world = rotation_bench.tenancy.world
    person = world.users.named(TWO)
    assert person
    world.credentials.add(person, "another", world.now())
    assert rotation_bench.rotator.make_room(rotation)
    assert labels(rotation_bench, TWO) == ["another"]


@pytest.mark.parametrize("goes_first", [True, False])
def test_deleting_a_credential_in_a_rotation_resolves_its_record(rotation_bench: Bench, goes_first: bool) -> None:
    """Its password was shown, and no one has said that it is stored."""
    user = rotation_bench.user(ONE if goes_first else NONE)
    unsure = rotation_bench.rotator._issuing.issue(user, "unsure", lambda *_: None, threading.Event())
    unsure.shown()
    unsure.left()
    assert [record.state for record in rotation_bench.journal.unfinished()] == [JournalState.SHOWN]
    made = unsure.issued.credential
    if goes_first:
        old = next(item for item in rotation_bench.credentials(ONE) if item.ocid != made.ocid)
        assert rotation_bench.rotator.make_room(rotation_bench.rotator.begin(user, old, makes_room=made))
    else:
        rotation_bench.rotator.delete_old(rotation_bench.replaced(NONE).rotation)
    assert rotation_bench.journal.unfinished() == []


def test_make_room_deletes_nothing_when_its_credential_no_longer_exists(rotation_bench: Bench) -> None:
    """A colleague has deleted it meanwhile, and generated another."""
    first, second = rotation_bench.credentials(TWO)
    rotation = rotation_bench.rotator.begin(rotation_bench.user(TWO), first, makes_room=second)
    rotation_bench.directory.delete_credential(rotation_bench.user(TWO), second)
    world = rotation_bench.tenancy.world
    person = world.users.named(TWO)
    assert person
    world.credentials.add(person, "another", world.now())
    asked = operations(rotation_bench.tenancy).count("delete_smtp_credential")
    assert not rotation_bench.rotator.make_room(rotation)
    assert operations(rotation_bench.tenancy).count("delete_smtp_credential") == asked
    assert labels(rotation_bench, TWO) == [first.description, "another"]


def test_make_room_deletes_nothing_when_no_credential_was_selected(rotation_bench: Bench) -> None:
    rotation = rotation_bench.rotator.begin(rotation_bench.user(TWO), rotation_bench.credentials(TWO)[0])
    assert not rotation_bench.rotator.make_room(rotation)
    assert len(rotation_bench.credentials(TWO)) == 2


@pytest.mark.parametrize("step", ["give up", "finished"])
def test_a_rotation_file_that_cannot_be_deleted_is_reported(
    rotation_bench: Bench, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    underway = rotation_bench.replaced()
    (file,) = rotation_bench.folder.iterdir()

    def read_only(path: Path, **_: object) -> NoReturn:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", read_only)
    if step == "finished":
        rotation_bench.directory.delete_credential(rotation_bench.user(ONE), underway.rotation.old)
        (told,) = rotation_bench.rotator.review_all()
        assert isinstance(told, StateDirError)
    else:
        with pytest.raises(StateDirError) as refusal:
            rotation_bench.rotator.give_up(underway.rotation)
        told = refusal.value
    assert told.cause == f"Can't delete {file}: Read-only file system."


def test_a_successful_test_sign_in_is_saved_in_the_rotation(rotation_bench: Bench) -> None:
    rotation_bench.rotator.proved(rotation_bench.user(ONE))
    assert rotation_bench.review(ONE) is None, "there is no rotation to remember it of"
    assert "not tested" in rotation_bench.replaced().text
    rotation_bench.rotator.proved(rotation_bench.user(ONE))
    underway = rotation_bench.underway(ONE, RotationStep.DEPLOY)
    assert underway.rotation.proved_at
    assert f"test sign-in worked {underway.rotation.proved_at.date().isoformat()}." in underway.text


def test_canceling_a_rotation_twice_raises_no_error(rotation_bench: Bench) -> None:
    rotation = rotation_bench.replaced().rotation
    rotation_bench.rotator.give_up(rotation)
    rotation_bench.rotator.give_up(rotation)
    assert len(rotation_bench.credentials(ONE)) == 2


def test_beginning_again_keeps_the_suspension_of_the_old_credential(
    rotation_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else canceling would leave it suspended."""
    monkeypatch.setattr(ClassicDirectory, "suspend_credential", lambda *_: None)  # as in an identity domain
    monkeypatch.setattr(ClassicDirectory, "restore_credential", lambda *_: None)
    suspended = rotation_bench.rotator.suspend_old(rotation_bench.replaced().rotation)
    assert suspended.new
    rotation_bench.directory.delete_credential(rotation_bench.user(ONE), suspended.new)
    begun = rotation_bench.rotator.begin(rotation_bench.user(ONE), suspended.old, makes_room=suspended.old)
    assert begun.suspended_at == suspended.suspended_at


def test_a_rotation_that_another_program_ended_deletes_and_suspends_nothing(rotation_bench: Bench) -> None:
    rotation = rotation_bench.replaced().rotation
    rotation_bench.rotator.give_up(rotation)
    for attempt in (rotation_bench.rotator.delete_old, rotation_bench.rotator.suspend_old):
        with pytest.raises(ConflictError, match="another program"):
            attempt(rotation)
    assert len(rotation_bench.credentials(ONE)) == 2


def test_deleting_the_replacement_restores_the_earlier_rotation_state(rotation_bench: Bench) -> None:
    rotation = rotation_bench.replaced().rotation
    rotation_bench.rotator.proved(rotation_bench.user(ONE))
    rotation_bench.rotator.replacement_deleted(rotation_bench.user(ONE), rotation)
    left = rotation_bench.rotator.known(rotation_bench.user(ONE))
    assert left
    assert (left.old, left.new, left.proved_at) == (rotation.old, None, None)
    rotation_bench.rotator.replacement_deleted(rotation_bench.user(ONE), None)
    assert rotation_bench.rotator.known(rotation_bench.user(ONE)) is None
    rotation_bench.rotator.replacement_deleted(rotation_bench.user(ONE), None)


def test_canceling_deletes_nothing(rotation_bench: Bench) -> None:
    rotation_bench.rotator.give_up(rotation_bench.replaced().rotation)
    assert rotation_bench.review(ONE) is None
    assert len(rotation_bench.credentials(ONE)) == 2


def test_a_rejected_generation_leaves_nothing_in_progress(rotation_bench: Bench) -> None:
    rotation_bench.tenancy.faults.add("409", "create_smtp_credential")
    with pytest.raises(OciSmtpError):
        rotation_bench.replaced()
    assert rotation_bench.review(ONE) is None


@pytest.mark.parametrize("which", [0, 1], ids=["the old one", "the other"])
def test_at_the_limit_one_credential_is_deleted_before_the_replacement(rotation_bench: Bench, which: int) -> None:
    old, goes = rotation_bench.credentials(TWO)[0], rotation_bench.credentials(TWO)[which]
    rotation = rotation_bench.rotator.begin(rotation_bench.user(TWO), old, makes_room=goes)
    rotation_bench.underway(TWO, RotationStep.MAKE_ROOM)
    rotation_bench.rotator.make_room(rotation)
    rotation_bench.rotator.make_room(rotation)  # killed before it could say so, and run again
    assert len(rotation_bench.credentials(TWO)) == 1
    rotation_bench.underway(TWO, RotationStep.GENERATE)
    rotation_bench.rotator.generate(rotation, "new", lambda *_: None, threading.Event()).confirmed()
    assert (rotation_bench.review(TWO) is None) is (which == 0)
    assert len(rotation_bench.credentials(TWO)) == 2


def test_the_replacement_is_deleted_when_the_rotation_cannot_be_saved(
    rotation_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[Path] = []

    def full_in_the_end(path: Path, data: bytes) -> None:
        writes.append(path)
        if len(writes) > 1:
            raise OSError(28, "No space left on device")
        write_durably(path, data)

    monkeypatch.setattr("services.credentials.rotation.write_durably", full_in_the_end)
    with pytest.raises(StateDirError, match="No space left"):
        rotation_bench.replaced()
    assert labels(rotation_bench, ONE) == ["Shop checkout, production"]


def test_two_programs_cannot_rotate_the_same_user(rotation_bench: Bench, tmp_path: Path) -> None:
    other = Bench(rotation_bench.tenancy, tmp_path / "state")
    old = rotation_bench.credentials(ONE)[0]
    issue = rotation_bench.rotator.begin_and_generate(
        rotation_bench.user(ONE), old, "new", lambda *_: None, threading.Event()
    )
    with pytest.raises(UserBusyError):
        other.rotator.delete_old(other.underway(ONE, RotationStep.DEPLOY).rotation)
    issue.confirmed()
    with pytest.raises(ConflictError, match="already in progress"):
        other.rotator.begin(other.user(ONE), old)


@pytest.mark.parametrize(
    "content", [b'{"schema": 99}', b"{", b"\xff", b'{"profile": "\xff"}', "{}".encode("utf-16"), DEEP]
)
def test_an_unreadable_rotation_file_is_reported_and_left_unchanged(rotation_bench: Bench, content: bytes) -> None:
    rotation_bench.replaced()
    (file,) = rotation_bench.folder.iterdir()
    file.write_bytes(content)
    assert isinstance(rotation_bench.rotator.review_all()[0], UnreadableRotationError)
    for attempt in (
        lambda: rotation_bench.review(ONE),
        lambda: rotation_bench.rotator.begin(rotation_bench.user(ONE), rotation_bench.credentials(ONE)[0]),
    ):
        with pytest.raises(UnreadableRotationError):
            attempt()
    assert file.read_bytes() == content


class TestReplacementThatNobodyMayHave:
    """A create whose answer was lost is not taken for the replacement: after the old one there would be none."""

    @pytest.mark.parametrize("kind", ["malformed", "reset-after", "303", "307", "504"])
    def test_begin_rejects_a_replacement_that_is_still_in_question(
        self, rotation_bench: Bench, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
        [old] = rotation_bench.credentials(ONE)
        tenancy.faults.append(Rule(kind, "create_smtp_credential", times=9, done=kind.isdigit()))
        with pytest.raises(OutcomeUnknownError):
            rotation_bench.rotator.begin_and_generate(
                rotation_bench.user(ONE), old, "new", lambda *_: None, threading.Event()
            )
        [made] = [item for item in rotation_bench.credentials(ONE) if item.ocid != old.ocid]
        with pytest.raises(ConflictError, match="password was lost"):
            rotation_bench.rotator.begin(rotation_bench.user(ONE), old, new=made)
        [record] = rotation_bench.journal.unfinished()
        assert record.state is JournalState.ASK
        rotation_bench.journal.move(record, JournalState.CLOSED)
        assert rotation_bench.rotator.begin(rotation_bench.user(ONE), old, new=made).new == made

    def test_delete_old_fails_when_the_replacement_is_in_question(
        self, rotation_bench: Bench, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
        [old] = rotation_bench.credentials(ONE)
        tenancy.faults.append(Rule("malformed", "create_smtp_credential"))
        with pytest.raises(OutcomeUnknownError):
            rotation_bench.rotator.begin_and_generate(
                rotation_bench.user(ONE), old, "new", lambda *_: None, threading.Event()
            )
        [record] = rotation_bench.journal.unfinished()
        rotation_bench.journal.move(record, JournalState.CLOSED)
        [made] = [item for item in rotation_bench.credentials(ONE) if item.ocid != old.ocid]
        rotation = rotation_bench.rotator.begin(rotation_bench.user(ONE), old, new=made)
        rotation_bench.journal.move(record, JournalState.ASK)
        with pytest.raises(ConflictError, match="password was lost"):
            rotation_bench.rotator.delete_old(rotation)
        assert len(rotation_bench.credentials(ONE)) == 2
