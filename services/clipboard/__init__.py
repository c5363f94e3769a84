"""The clipboard on the person's own computer, and every route to it."""

from enum import Enum
from typing import NamedTuple, Protocol

from services.model.secret import Secret


class CopyState(Enum):
    """What is known after a request; never more than that."""

    COPIED = "copied"
    """Read back and equal."""
    SENT = "sent"
    """Passed on; whether it arrived can't be known."""
    CLEARED = "cleared"
    """Read back: what was copied isn't there now."""
    CLEAR_SENT = "clear sent"
    """Requested, as far as that was possible; whether it happened can't be known."""
    UNAVAILABLE = "unavailable"
    """It did not happen."""


class CopyOutcome(NamedTuple):
    """The answer to a request, in words for a person; never with what was copied.

    `message` is a whole sentence or two; `advice` at most one line about copies that are out of our reach, or about
    what to do instead; `doubt`, where it may not have arrived, how one sees that: a sentence without its full stop;
    `held_back`, where it is known not to reach the person's own clipboard, why: a sentence. `is_owed`: a clear to be
    asked for again as soon as the person is seen at the terminal, and until then not to be spoken of as done.
    """

    state: CopyState
    message: str
    advice: str = ""
    doubt: str = ""
    held_back: str = ""
    is_owed: bool = False

    def says(self, otherwise: str = "") -> str:
        """The message and its doubt; `otherwise` is a sentence that says what to do then, where another way exists."""
        told = f"{self.message} {self.held_back}".rstrip()
        if not self.doubt:
            return told
        return f"{told} {self.doubt}. {otherwise}".rstrip()


NOTHING_OF_OURS = CopyOutcome(CopyState.CLEARED, "Nothing to clear: the clipboard doesn't hold a copy from oci-smtp.")


class Cleanup(NamedTuple):
    """What takes our text away when we no longer can: for the watchdog. Nothing of the text is in it.

    `sequence` is written to the terminal; then `command` is run with `stdin`.
    """

    owner: str
    """Whose text it is, so that a clipboard's new cleanup takes the place of its old one."""
    sequence: str = ""
    command: tuple[str, ...] = ()
    stdin: str = ""


class Clipboard(Protocol):
    """One way to a clipboard.

    Every method may be called from any thread, returns within seconds whatever hangs, and raises nothing of its own.
    `clear` without a `copy` before it touches nothing.
    """

    name: str
    """Words for a person: `tmux buffer`, `your terminal (OSC 52)`."""

    is_far: bool = False
    """Whether it is that of a terminal, which keeps what it has when we end, and never says whether it was cleared."""

    def copy(self, text: Secret) -> CopyOutcome:
        """Put the text there.

        Raises:
            SecretGoneError: the text was wiped.
        """

    def clear(self) -> CopyOutcome:
        """Delete our text. Text of others stays wherever the clipboard can be read first."""

    def refresh(self) -> CopyOutcome | None:
        """Ask for the last clear once more; before a clear, and after another copy, it does nothing and gives None.

        For terminals that ignore clipboard requests while they are not focused (foot, GNOME on Wayland), or but for the
        moment after a key (xterm.js in Firefox), and for windows that a multiplexer does not show: call it when the
        person is seen there after a clear, and when what was copied from is closed.

        Most clipboards have no need of it.
        """
        return None

    def blank(self) -> CopyOutcome | None:
        """Clear what an earlier program of ours may have left there; None where that cannot be asked for."""
        return None

    def attached(self) -> frozenset[str] | None:
        """Names for the terminals that are there to be asked; None where that is not known."""
        return None

    def forget(self) -> None:
        """Take away what we keep of something that is no secret, and leave the person's own clipboard as it is."""
        return

    def cleanup(self) -> Cleanup | None:
        """How another process takes away what `copy` puts there, as far as it is known now.

        None where that goes with our process anyway, or where it cannot be done without knowing the text.
        """
        return None
