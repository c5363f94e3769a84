"""The watchdog knows what to clear before it is copied, and no longer than it is there."""

import pytest

from services.clipboard import Cleanup, Clipboard, CopyOutcome, CopyState
from services.clipboard.watchdog import Watchdog
from services.clipboard.watched import Watched
from services.model.secret import Secret

PASSWORD = Secret("S3cret!")


class Diary(Clipboard, Watchdog):
    """A clipboard and its watchdog, which write down in one list what they are asked to do."""

    name, is_far = "diary", True

    def __init__(self, clears: CopyState, *cleanups: Cleanup | None) -> None:
        self.did: list[str] = []
        self._clears, self._cleanups = clears, list(cleanups)

    def copy(self, text: Secret) -> CopyOutcome:
        self.did.append("copy")
        return CopyOutcome(CopyState.UNAVAILABLE, "Not copied.")

    def clear(self) -> CopyOutcome:
        self.did.append("clear")
        return CopyOutcome(self._clears, "")

    def cleanup(self) -> Cleanup | None:
        return self._cleanups.pop(0)

    def arm(self, cleanup: Cleanup) -> None:
        self.did.append(f"arm {cleanup.owner}")

    def disarm(self, cleanup: Cleanup) -> None:
        self.did.append(f"disarm {cleanup.owner}")


@pytest.mark.parametrize(
    ("clears", "did"),
    [
        (CopyState.CLEARED, ["clear", "disarm b", "clear"]),
        (CopyState.CLEAR_SENT, ["clear", "disarm b", "clear"]),
        (CopyState.UNAVAILABLE, ["clear", "clear"]),
    ],
)
def test_the_watchdog_is_armed_until_a_clear_succeeds(clears: CopyState, did: list[str]) -> None:
    diary = Diary(clears, Cleanup("a"), Cleanup("b"))
    clipboard = Watched(diary, diary)
    clipboard.copy(PASSWORD)  # a part of it may have got there, although it failed
    assert diary.did == ["arm a", "copy", "arm b"]
    clipboard.clear()
    clipboard.clear()
    assert diary.did[3:] == did


def test_the_watchdog_is_armed_after_the_copy_when_no_earlier_cleanup_exists() -> None:
    diary = Diary(CopyState.CLEARED, None, Cleanup("count"))
    Watched(diary, diary).copy(PASSWORD)
    assert diary.did == ["copy", "arm count"]


def test_without_a_cleanup_the_watchdog_is_neither_armed_nor_disarmed() -> None:
    diary = Diary(CopyState.CLEARED, None, None)
    clipboard = Watched(diary, diary)
    clipboard.copy(PASSWORD)
    clipboard.clear()
    assert diary.did == ["copy", "clear"]


def test_other_calls_are_passed_to_the_clipboard() -> None:
    class Talkative(Diary):
        def refresh(self) -> CopyOutcome | None:
            return CopyOutcome(CopyState.CLEAR_SENT, "refresh")

        def blank(self) -> CopyOutcome | None:
            return CopyOutcome(CopyState.CLEAR_SENT, "blank")

        def attached(self) -> frozenset[str] | None:
            return frozenset({"a terminal"})

        def forget(self) -> None:
            self.did.append("forget")

    diary = Talkative(CopyState.CLEARED, Cleanup("a"))
    clipboard = Watched(diary, diary)
    assert (clipboard.refresh(), clipboard.blank()) == (diary.refresh(), diary.blank())
    assert (clipboard.name, clipboard.is_far, clipboard.attached()) == ("diary", True, frozenset({"a terminal"}))
    clipboard.forget()
    assert diary.did == ["forget"]
    assert clipboard.cleanup() == Cleanup("a")
