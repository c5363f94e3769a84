"""The floor of a keystroke: an Input of Textual's own and no list, under which the text is counted."""

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class StockInput(App[None]):
    """What is typed, and its length in a line below."""

    def compose(self) -> ComposeResult:
        """The field and the line."""
        yield Input()
        yield Static("ready", markup=False)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self.query_one(Static).update(f"<{event.value}>")


if __name__ == "__main__":
    StockInput().run()
