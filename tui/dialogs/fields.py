"""Which field to copy."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu


class FieldsDialog(Dialog[tuple[str, str]]):
    """Answers the label and the text of the field that was chosen."""

    title_text = "Copy"
    AUTO_FOCUS = "Menu"

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._fields = list(fields)

    def body(self) -> ComposeResult:
        """The fields."""
        yield Menu(*(Choice(label, str(at), note=text) for at, (label, text) in enumerate(self._fields)))

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._fields[int(event.option_id or "0")])
