"""What is copied is cleared once, asked for again where it has to be, and remembered for the next start."""

import io
import threading
from pathlib import Path

import pytest

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyOutcome, CopyState
from services.model.secret import Secret
from tui.base import clipboards
from tui.base.clipboards import LEFT, ClipboardEntry, Clipboards

COPIED = CopyOutcome(CopyState.COPIED, "Copied.")
SENT = CopyOutcome(CopyState.SENT, "Sent.")
REFUSED = CopyOutcome(CopyState.UNAVAILABLE, "Not copied.")
CLEARED = CopyOutcome(CopyState.CLEARED, "Cleared.")
OWED = CopyOutcome(CopyState.CLEAR_SENT, "Asked.", is_owed=True)
PASSWORD = Secret("S3cret!")


class Board(Clipboard):
    """Does as it is told, and writes down what it was asked to do."""

    def __init__(self, *, is_far: bool = True, name: str = "board", clears: CopyOutcome = OWED) -> None:
        self.name, self.is_far = name, is_far
        self.did: list[str] = []
        self.terminals: frozenset[str] | None = frozenset({"one"})
        self.copies, self.clears = SENT if is_far else COPIED, clears

    def copy(self, text: Secret) -> CopyOutcome:
        self.did.append("copy")
        return self.copies

    def clear(self) -> CopyOutcome:
        self.did.append("clear")
        return self.clears if "copy" in self.did else NOTHING_OF_OURS

    def refresh(self) -> CopyOutcome | None:
        self.did.append("refresh")
        return OWED

    def blank(self) -> CopyOutcome | None:
        self.did.append("blank")
        return OWED

    def attached(self) -> frozenset[str] | None:
        return self.terminals

    def forget(self) -> None:
        self.did.append("forget")


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Board:
    """The clipboard that the app finds; what is owed is remembered in a folder of the test."""
    found = Board()
    monkeypatch.setattr(clipboards, "choose", lambda write, setting: found)
    monkeypatch.setattr(clipboards, "owed_folder", lambda environ: str(tmp_path / "state" / "clipboard"))
    return found


def app(*, remembers: bool = True) -> Clipboards:
    return Clipboards(lambda text: None, "auto", remembers=remembers)


def notes(tmp_path: Path) -> int:
    """How many programs left something owing."""
    return len([*(tmp_path / "state" / "clipboard").glob("*.owed")])


def entry_of(board: Board) -> ClipboardEntry:
    """An entry that writes down when a copy was noted."""
    return ClipboardEntry(lambda: board, lambda: board.did.append("note"))


@pytest.mark.parametrize(("is_far", "did"), [(True, ["note", "copy"]), (False, ["copy"])])
def test_a_copy_through_a_terminal_is_noted_before_it_is_sent(is_far: bool, did: list[str]) -> None:
    board = Board(is_far=is_far)
    entry = entry_of(board)
    assert not entry.holds
    entry.copy(PASSWORD)
    assert board.did == did
    assert entry.holds


def test_a_failed_copy_does_not_change_whether_the_entry_holds_text() -> None:
    board = Board()
    entry = entry_of(board)
    board.copies = REFUSED
    assert entry.copy(PASSWORD) is REFUSED
    assert not entry.holds
    board.copies = SENT
    entry.copy(PASSWORD)
    board.copies = REFUSED
    entry.copy(PASSWORD)
    assert entry.holds


def test_nothing_is_copied_once_its_dialog_is_closed() -> None:
    board = Board()
    entry = entry_of(board)
    entry.leave()
    assert entry.copy(PASSWORD) is LEFT
    assert (board.did, entry.holds) == ([], False)


def test_the_entry_holds_text_while_the_copy_is_in_progress() -> None:
    """Who quits meanwhile must have it cleared."""
    board, seen = Board(), list[bool]()
    entry = ClipboardEntry(lambda: board, lambda: seen.append(entry.holds))
    entry.copy(PASSWORD)
    assert seen == [True]


def test_before_the_first_copy_there_is_nothing_to_clear() -> None:
    entry = entry_of(Board())
    assert entry.clear() is NOTHING_OF_OURS
    assert entry.refresh() is None
    assert entry.look() is None
    entry.forget()


@pytest.mark.parametrize("clears", [OWED, CLEARED])
def test_a_clear_is_owed_where_the_terminal_may_have_missed_it(clears: CopyOutcome) -> None:
    board = Board(clears=clears)
    entry = entry_of(board)
    entry.copy(PASSWORD)
    assert entry.clear() is clears
    assert (entry.is_owed, entry.may_be_attached, entry.holds) == (clears.is_owed, clears.is_owed, False)


def test_an_owed_clear_stays_owed_after_a_second_clear() -> None:
    board = Board()
    entry = entry_of(board)
    entry.copy(PASSWORD)
    entry.clear()
    board.clears = NOTHING_OF_OURS
    entry.clear()
    assert entry.is_owed


@pytest.mark.parametrize(("copies", "is_owed"), [(SENT, False), (REFUSED, True)])
def test_only_a_successful_new_copy_ends_an_owed_clear(copies: CopyOutcome, is_owed: bool) -> None:
    board = Board()
    entry = entry_of(board)
    entry.copy(PASSWORD)
    entry.clear()
    board.copies = copies
    entry.copy(PASSWORD)
    assert entry.is_owed is is_owed


def test_a_refresh_ends_an_owed_clear_when_a_terminal_is_attached() -> None:
    board = Board()
    entry = entry_of(board)
    entry.copy(PASSWORD)
    entry.clear()
    board.terminals = frozenset()
    outcome = entry.refresh()
    assert outcome is not None
    assert outcome.is_owed, "no terminal is there to be asked"
    board.terminals = frozenset({"one"})
    outcome = entry.refresh()
    assert outcome is not None
    assert not outcome.is_owed
    assert not entry.is_owed
    entry.refresh()
    assert not entry.is_owed


def test_an_owed_clear_is_repeated_only_when_a_new_terminal_attaches() -> None:
    board = Board()
    entry = entry_of(board)
    entry.copy(PASSWORD)
    assert entry.look() is None
    board.terminals = frozenset()
    entry.clear()
    assert entry.look() is None
    board.terminals = None  # it cannot be seen now
    assert entry.look() is None
    board.terminals = frozenset({"two"})
    assert entry.look() is not None
    assert board.did.count("refresh") == 1
    assert entry.look() is None, "it owes nothing any more"


def test_an_owed_clear_is_repeated_only_after_the_terminal_attaches_again() -> None:
    board = Board()
    entry = entry_of(board)
    entry.copy(PASSWORD)
    entry.clear()
    assert entry.look() is None
    board.terminals = frozenset()
    assert entry.look() is None
    board.terminals = frozenset({"one"})
    assert entry.look() is not None, "it went and came back: another window may have hidden the clear"


def test_a_local_clipboard_has_no_attached_terminals() -> None:
    board = Board(is_far=False)
    entry = entry_of(board)
    entry.copy(PASSWORD)
    entry.clear()
    assert not entry.may_be_attached
    assert entry.look() is None
    entry.forget()
    assert "forget" not in board.did


def test_copying_to_another_clipboard_clears_the_first_clipboard() -> None:
    there, here = Board(name="there"), Board(name="here")
    found = [there, Board(name="there"), here]
    entry = ClipboardEntry(lambda: found.pop(0))
    for _ in range(3):
        entry.copy(PASSWORD)
    assert there.did == ["copy", "copy", "clear"], "the same one is made once"
    entry.clear()
    assert here.did == ["copy", "clear"]
    assert there.did[3:] == []


@pytest.mark.parametrize(("setting", "chosen"), [("tmux", "tmux"), ("auto", "auto"), ("", "auto")])
def test_the_clipboard_of_the_settings_is_used(monkeypatch: pytest.MonkeyPatch, setting: str, chosen: str) -> None:
    asked: list[str] = []

    def choose(write: object, setting: str) -> Board:
        asked.append(setting)
        return Board()

    monkeypatch.setattr(clipboards, "choose", choose)
    made = Clipboards(lambda text: None, setting, remembers=False)
    for entry in (made.new(), made.new_secret()):
        entry.copy(PASSWORD)
    assert asked == [chosen, chosen]


def test_quitting_keeps_text_that_is_not_secret_except_in_a_multiplexer(board: Board) -> None:
    found = app()
    found.new().copy(PASSWORD)
    assert found.new() is found.new()
    assert not found.clear_all()
    assert board.did == ["copy", "forget"]


def test_a_copy_is_remembered_on_disk_until_its_owed_clear_is_repeated(board: Board, tmp_path: Path) -> None:
    found = app()
    entry = found.new_secret()
    found.new_secret()
    entry.copy(PASSWORD)
    assert notes(tmp_path) == 1
    found.settled()
    assert notes(tmp_path) == 1, "it is still there"
    entry.clear()
    assert found.owed == [entry]
    found.settled()
    assert notes(tmp_path) == 1, "its clear may have been missed"
    entry.refresh()
    assert found.owed == []
    found.settled()
    assert notes(tmp_path) == 0


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("clears", [OWED, CLEARED, REFUSED])
def test_quitting_clears_the_copy_and_reports_whether_it_may_remain(
    board: Board, tmp_path: Path, clears: CopyOutcome, is_seen: bool
) -> None:
    found = app()
    found.new_secret().copy(PASSWORD)
    found.new_secret()
    board.clears = clears
    assert found.clear_all(is_seen=is_seen) is (clears is not CLEARED and not is_seen)
    assert board.did == ["copy", "clear"]
    assert notes(tmp_path) == (0 if is_seen else 1)


@pytest.mark.parametrize("terminals", [frozenset[str](), frozenset({"one"})])
def test_quitting_repeats_an_owed_clear(board: Board, terminals: frozenset[str]) -> None:
    found = app()
    entry = found.new_secret()
    entry.copy(PASSWORD)
    entry.clear()
    board.terminals = terminals
    assert found.clear_all(is_seen=False)
    assert board.did == ["copy", "clear", "refresh"]


def test_quitting_does_not_repeat_a_completed_clear(board: Board) -> None:
    board.clears = CLEARED
    found = app()
    entry = found.new_secret()
    entry.copy(PASSWORD)
    entry.clear()
    assert not found.clear_all(is_seen=False)
    assert board.did == ["copy", "clear"]


class ToldLock:
    """A lock that says when one more waits for it."""

    def __init__(self, is_wanted: threading.Event) -> None:
        self._lock, self._is_wanted, self._entered = threading.Lock(), is_wanted, 0

    def __enter__(self) -> None:
        self._entered += 1
        if self._entered > 1:
            self._is_wanted.set()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_quitting_waits_for_a_clear_that_is_being_repeated(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is repeated in two steps, of which the last one counts; nothing is owed any more."""
    found = app()
    entry = found.new_secret()
    entry.copy(PASSWORD)
    entry.clear()
    entry.refresh()
    begun, goes_on = threading.Event(), threading.Event()

    def slowly() -> CopyOutcome:
        begun.set()
        goes_on.wait(20)
        board.did.append("repeated")
        return OWED

    def quits() -> None:
        found.clear_all()
        board.did.append("quit")
        goes_on.set()

    monkeypatch.setattr(board, "refresh", slowly)
    monkeypatch.setattr(entry, "_one_by_one", ToldLock(goes_on))
    threads = [threading.Thread(target=entry.refresh), threading.Thread(target=quits)]
    threads[0].start()
    assert begun.wait(20)
    threads[1].start()
    for thread in threads:
        thread.join(20)
    assert board.did[-2:] == ["repeated", "quit"]


def test_a_copy_left_by_an_earlier_run_is_cleared_once(board: Board, tmp_path: Path) -> None:
    assert not app().pay()
    (folder := tmp_path / "state" / "clipboard").mkdir(parents=True)
    (folder / "99999999999-1.owed").touch()
    assert not app(remembers=False).pay()
    assert board.did == []
    assert app().pay()
    assert not app().pay()
    assert board.did == ["blank"]


def test_no_note_is_written_when_remembering_is_off(board: Board, tmp_path: Path) -> None:
    found = app(remembers=False)
    found.new_secret().copy(PASSWORD)
    found.settled()
    assert not found.clear_all()
    assert notes(tmp_path) == 0


class Dog:
    """A watchdog that does as little as it can."""

    def __init__(self, terminal: int) -> None:
        self.told: list[str] = []

    def __getattr__(self, name: str) -> object:
        return lambda *_: self.told.append(name)


class Terminal(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def test_the_watchdog_is_notified_of_each_step_from_start_to_quit(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboards, "Watchdog", Dog)
    monkeypatch.setattr("sys.__stderr__", Terminal())
    found = app()
    dog = found._watchdog
    assert isinstance(dog, Dog)
    found.watch()
    found.watch_no_terminal()
    monkeypatch.setattr(Board, "cleanup", lambda board: object(), raising=False)
    entry = found.new_secret()
    entry.copy(PASSWORD)
    board.clears = CLEARED
    found.clear_all()
    assert dog.told == ["start", "lend", "arm", "arm", "disarm", "goodbye"]


@pytest.mark.parametrize("stderr", [None, io.StringIO()])
def test_without_a_terminal_there_is_no_watchdog(
    board: Board, stderr: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.__stderr__", stderr)
    found = app()
    found.watch()
    found.watch_no_terminal()
    assert found._watchdog is None
