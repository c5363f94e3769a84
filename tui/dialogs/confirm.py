"""A question before something that cannot be undone."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from tui.base.dialog import Dialog
from widgets.notice import Notice
from widgets.plain import visible
from widgets.text_input import TextInput


class ConfirmDialog(Dialog[bool]):
    """Yes only on purpose: the focus is on Cancel, or where `typed` must be typed first, which is then named `what`."""

    submit_word = "Confirm"
    AUTO_FOCUS = "#typed, #cancel"

    def __init__(
        self, title: str, question: str, *, confirm: str, typed: str = "", what: str = "", detail: str = ""
    ) -> None:
        super().__init__()
        self._what = what
        self.title_text = title
        self._question = question
        self._confirm = confirm
        self._typed = typed
        self._detail = detail

    def body(self) -> ComposeResult:
        """Question, typed confirmation, buttons."""
        yield Static(visible(self._question), classes="text", markup=False)
        if self._detail:
            yield Static(visible(self._detail), classes="text", markup=False)
        if self._typed:
            what = f" {self._what}" if self._what else ""
            yield Static(f"To confirm, type{what}: {visible(self._typed)}", classes="text", markup=False)
            yield TextInput(id="typed", compact=True)
            yield Notice()
        with Horizontal(classes="buttons"):
            yield Button("Cancel", id="cancel", compact=True)
            yield Button(self._confirm, id="confirm", variant="error", compact=True, disabled=bool(self._typed))

    @on(Input.Changed, "#typed")
    def _typing(self, event: Input.Changed) -> None:
        self.query_one("#confirm", Button).disabled = not self._is_typed(event.value)

    @on(Input.Submitted, "#typed")
    def _typed_and_entered(self, event: Input.Submitted) -> None:
        if self._is_typed(event.value):
            self.dismiss(True)
        else:
            self.query_one(Notice).show("warning", f"Nothing happens until you type {self._typed}.")

    @on(Button.Pressed, "#confirm")
    def _confirmed(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.dismiss(False)

    def _is_typed(self, value: str) -> bool:
        return value.strip() in (self._typed, visible(self._typed))
