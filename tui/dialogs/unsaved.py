"""Leaving the credential without having taken its password."""

from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu


class WayOut(Enum):
    """What to do about a password that nobody took."""

    KEPT = "kept"
    DISCARD = "discard"


class UnsavedDialog(Dialog[WayOut]):
    """Answers the way out, or None to go back to the credential."""

    title_text = "The password was not copied"
    AUTO_FOCUS = "Menu"
    is_asked_on_leaving = True

    def __init__(self, was_shown: bool, was_handed_on: bool = False) -> None:
        """`was_handed_on` to somebody, without proof that it arrived."""
        super().__init__()
        self._kept_words = "Close, I have written it down" if was_shown else ""
        if was_handed_on:
            self._kept_words = "Close, it has arrived"

    def body(self) -> ComposeResult:
        """What is at stake, and the ways out."""
        yield Static(
            "Once this closes nobody can read it, and the credential still takes one of two places.", classes="text"
        )
        yield Menu(
            Choice("Back to the credential", "back"),
            *([Choice(self._kept_words, WayOut.KEPT.value)] if self._kept_words else []),
            Choice("Delete the credential again", WayOut.DISCARD.value, "frees its place"),
        )

    def action_quit_now(self) -> None:
        """Quitting leaves the question first."""
        self.action_back()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(None if event.option_id == "back" else WayOut(event.option_id))
