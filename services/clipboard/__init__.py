"""The clipboard of the person's own desk, however it can be reached from here."""

from enum import Enum
from typing import NamedTuple, Protocol

from services.secret import Secret


class State(Enum):
    """What is known after a request; never more than that."""

    COPIED = "copied"
    """Read back and equal."""
    SENT = "sent"
    """Handed on, and nobody can tell whether it arrived."""
    CLEARED = "cleared"
    """Looked: what was copied is not there any more."""
    CLEAR_SENT = "clear sent"
    """Asked for, and nobody can tell whether it happened."""
    UNAVAILABLE = "unavailable"
    """It did not happen."""


class Outcome(NamedTuple):
    """The answer to a request, in words for a person; never with what was copied.

    `message` is a whole sentence or two; `advice` at most one line about copies that are out of our reach, or about
    what to do instead; `doubt`, where it may not have arrived, how one sees that: a sentence without its full stop.
    """

    state: State
    message: str
    advice: str = ""
    doubt: str = ""

    def says(self, otherwise: str = "") -> str:
        """The message and its doubt; `otherwise` is what to do then, for whoever has another way."""
        if not self.doubt:
            return self.message
        return f"{self.message} {self.doubt}{': ' if otherwise else ''}{otherwise}."


NOTHING_OF_OURS = Outcome(State.CLEARED, "Nothing of ours was on the clipboard.")


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

    def copy(self, text: Secret) -> Outcome:
        """Put the text there.

        Raises:
            SecretGoneError: the text was wiped.
        """

    def clear(self) -> Outcome:
        """Take our text away, and nobody else's wherever it can be read first."""

    def refresh(self) -> None:
        """Ask for the last clear once more; before a clear, and after another copy, it does nothing.

        For terminals that ignore clipboard requests while they are not focused (foot, GNOME on Wayland), or but for the
        moment after a key (xterm.js in Firefox): call it when focus comes back after a clear without focus, and when
        a person closes what was copied from.

        Most clipboards have no need of it.
        """
        return

    def cleanup(self) -> Cleanup | None:
        """How another process takes away what `copy` puts there, as far as it is known now.

        None where that goes with our process anyway, or where it cannot be done without knowing the text.
        """
        return None
