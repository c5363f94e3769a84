"""A label and an input in one row."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from widgets.line_input import LineInput


class Field(Horizontal):
    """One line of a form."""

    DEFAULT_CSS = """
    Field {
        height: 1;
        padding: 0 1;
        & > .label { width: 12; color: $text-muted; }
        & > LineInput { width: 1fr; background: $boost; }
    }
    """

    def __init__(
        self,
        label: str,
        placeholder: str = "",
        value: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        line: LineInput | None = None,
    ) -> None:
        """`line` is an input of another kind than the usual one."""
        super().__init__(id=id)
        self._label = label
        self.input = line or LineInput(placeholder)
        self.input.value = value

    def compose(self) -> ComposeResult:
        """The label, and the input beside it."""
        yield Static(self._label, classes="label", markup=False)
        yield self.input

    @property
    def value(self) -> str:
        """What is typed."""
        return self.input.value.strip()
