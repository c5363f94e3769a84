"""Asking for the passphrase of the API key, or for the PIN of the token that has the key."""

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.widgets import Checkbox, Input, Static

from services.model.errors import UnlockNeededError
from services.model.override import override
from services.model.secret import Secret
from tui.base.connection import KeyUnlock
from tui.base.dialog import Dialog
from widgets.pasted import Accepted, first_line
from widgets.plain import visible
from widgets.text_input import TextInput


class PassphraseInput(TextInput):
    """A field that nothing is copied out of: Textual would put what it masks on the clipboard, and keep it."""

    def accept(self, text: str, room: int | None) -> Accepted:
        """It must be what it is: nothing of it is changed."""
        return first_line(text, room)

    def action_copy(self) -> None:
        """Leave the key to others."""
        raise SkipAction

    def action_cut(self) -> None:
        """Delete what is selected."""
        self.delete_selection()


class PassphraseDialog(Dialog[KeyUnlock]):
    """Answers the passphrase. It is in memory for this session, and elsewhere only if the person asks for that."""

    title_text = "Passphrase"
    submit_word = "Unlock"
    AUTO_FOCUS = "Input"

    def __init__(self, error: UnlockNeededError) -> None:
        super().__init__()
        self._error = error

    def body(self) -> ComposeResult:
        """Why, and the field."""
        yield Static(visible(f"{self._error.cause} {self._error.next_step}"), classes="text", markup=False)
        yield PassphraseInput(password=True, compact=True, classes="text")
        yield from self._saving()

    def _saving(self) -> ComposeResult:
        yield Checkbox("Save the passphrase in this machine's keyring", compact=True, classes="text")

    def _may_be(self, text: str) -> bool:
        return True

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._may_be(event.value):
            return
        remember = any(box.value for box in self.query(Checkbox))
        answer = KeyUnlock(Secret(event.value), remember)
        self.query_one(Input).value = ""
        self.dismiss(answer)


class PinDialog(PassphraseDialog):
    """Answers the PIN of a PKCS#11 token, which is never saved. An empty one isn't tried: it would count as wrong."""

    title_text = "PIN"

    @override
    def _saving(self) -> ComposeResult:
        yield from ()

    @override
    def _may_be(self, text: str) -> bool:
        return bool(text)
