"""Hand over: where a new credential can be kept."""

from collections.abc import Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.delivery import Availability
from services.delivery.keyring import KeyringChannel
from tui.dialogs.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.notice import Notice


class HandOverDialog(Dialog[KeyringChannel]):
    """Answers a channel that can be used here and now. Each is asked first, and says where it leads or why not."""

    title_text = "Hand over"
    AUTO_FOCUS = "Menu"
    notice = getters.query_one(Notice)

    def __init__(self, channels: Sequence[KeyringChannel]) -> None:
        super().__init__()
        self._channels = list(channels)
        self._answers: list[Availability] | None = None

    def body(self) -> ComposeResult:
        """The channels."""
        yield Static("Keep user name and password in:", classes="text")
        yield Menu(
            *(Choice(channel.name.capitalize(), str(at)) for at, channel in enumerate(self._channels)),
            Choice("Not now", "close"),
        )
        yield Notice()

    def on_mount(self) -> None:
        """Ask the channels whether they can be used."""
        self.ask("available", lambda: [item.available() for item in self._channels], self._known, self.app.remember)

    def _known(self, answers: list[Availability]) -> None:
        self._answers = answers
        self.notice.show("info", " ".join(answer.reason for answer in answers))

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or "close"
        if not chosen.isdigit():
            self.dismiss(None)
        elif self._answers is None:
            self.notice.show("info", "Still asking whether it can be used…")
        elif self._answers[int(chosen)].is_available:
            self.dismiss(self._channels[int(chosen)])
        else:
            self.notice.show("warning", self._answers[int(chosen)].reason)
