"""The floor of a start: the least that Textual can show."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class MinimalApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("minimal")


if __name__ == "__main__":
    MinimalApp().run()
