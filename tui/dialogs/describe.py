"""Editing the description of a credential."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.credentials.generation import DESCRIPTION_LIMIT
from services.model.values import Credential
from tui.base.dialog import Dialog
from widgets.plain import restored, visible
from widgets.text_input import TextInput


class DescribeDialog(Dialog[str]):
    """Answers the new description."""

    title_text = "Edit description"
    submit_word = "Save"

    def __init__(self, credential: Credential) -> None:
        super().__init__()
        self._credential = credential

    def body(self) -> ComposeResult:
        """The present description, to change."""
        yield Static(visible(self._credential.user_name), classes="text", markup=False)
        yield Static("Description", classes="text")
        yield TextInput(visible(self._credential.description), max_length=DESCRIPTION_LIMIT, compact=True)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        before = self._credential.description
        is_changed = event.value != visible(before)
        self.dismiss(restored(event.value, before) if is_changed else None)
