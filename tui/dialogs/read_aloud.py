"""Reading a password aloud, a few characters at a time, to a person who reads it back."""

from textual import events, getters
from textual.app import ComposeResult
from textual.geometry import Size
from textual.timer import Timer
from textual.widgets import Static

from services.api.session import Session
from services.delivery import Availability, Package, Receipt
from services.delivery.spoken import GROUP, groups, say
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.dialogs.delivery_progress import DeliveryDialog
from widgets.notice import Notice
from widgets.spelled_view import SpelledView

HIDE_AFTER_SECONDS = 30
"""How long a group stays on the screen without a key."""


def may_be_read_aloud(session: Session) -> Availability:
    """Whether a password may be drawn at all."""
    if session.options.no_reveal:
        return Availability(False, "--no-reveal is on: the password can't be shown or copied.")
    return Availability(True, "")


class ReadAloudDialog(DeliveryDialog):
    """Says the password group by group, then lets the listener read it back, group by group.

    The check is the listener's voice and not a code computed from the password: to compute one the listener would have
    to type the password into some program first, and every character of a code tells strangers on the line something
    of the password. Each group that the listener reads back is compared by the person here, and only when all were the
    same does this count as a read-back. What the listener then does with the paper can't be known.
    """

    title_text = "Read aloud"
    section = registry.CREDENTIAL
    BINDINGS = bindings("spoken.next", "spoken.previous", "spoken.step", "spoken.same", "spoken.other")
    footer = ("spoken.next", "spoken.previous", "spoken.step", "spoken.same", "spoken.other", "back")
    AUTO_FOCUS = ""
    spelled = getters.query_one(SpelledView)
    notice = getters.query_one(Notice)

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._at = 0
        self._step = GROUP
        self._is_checking = False
        self._hiding: Timer | None = None
        self._is_hidden = False
        self._drawn_at: Size | None = None

    def body(self) -> ComposeResult:
        """What is to be said now."""
        yield Static(id="where", classes="text", markup=False)
        yield SpelledView(self._spelled)
        yield Notice()
        yield Static("The user name isn't secret. Send it separately.", classes="text")

    def on_mount(self) -> None:
        """Begin with the first group."""
        self.app.app_suspend_signal.subscribe(self, lambda _: self._hide())
        self.watch(self.app, "app_focus", self._focus_moved, init=False)
        self._move_to(0)

    @property
    def _groups(self) -> list[range]:
        return groups(len(self.package.password.reveal()), self._step)

    def _spelled(self) -> list[tuple[str, str]]:
        text = self.package.password.reveal()
        return [(text[position], say(text[position])) for position in self._groups[self._at]]

    def _move_to(self, at: int) -> None:
        self._at = at
        total = len(self._groups)
        what = "group" if self._step > 1 else "character"
        todo = "Listener reads back" if self._is_checking else "Say"
        self.query_one("#where", Static).update(f"{todo}: {what} {at + 1} of {total}")
        if self._is_checking:
            same, other = self.app.key("spoken.same"), self.app.key("spoken.other")
            self.notice.show("info", f"Does the read-back match? Press {same} for yes or {other} for no.")
        else:
            following = self.app.key("spoken.next")
            self.notice.show("info", f'Say each word, including "capital" and "small". Then press {following}.')
        self._show()

    def _show(self) -> None:
        self._is_hidden = False
        self.spelled.revealed = True
        self.spelled.changed()
        self.refresh_bindings()
        if self._hiding:
            self._hiding.stop()
        self._hiding = self.set_timer(HIDE_AFTER_SECONDS, self._hide)

    def _hide(self) -> None:
        self._is_hidden = True
        self.spelled.revealed = False
        self.notice.show("info", f"Hidden. Press {self.app.key('spoken.next')} to show it.")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be answered now."""
        if action in ("spoken_same", "spoken_other"):
            return self._is_checking
        if action in ("spoken_next", "spoken_step"):
            return not self._is_checking or self._is_hidden
        return super().check_action(action, parameters)

    def action_spoken_next(self) -> None:
        """The next group; after the last one, the check."""
        if self._is_hidden:
            self._move_to(self._at)
        elif self._at + 1 < len(self._groups):
            self._move_to(self._at + 1)
        else:
            self._is_checking = True
            self._step = GROUP
            self._move_to(0)

    def action_spoken_previous(self) -> None:
        """Go back to the group before."""
        self._move_to(max(0, self._at - 1))

    def action_spoken_step(self) -> None:
        """One character at a time, or four, from where we are."""
        position = self._groups[self._at].start
        self._step = 1 if self._step > 1 else GROUP
        self._move_to(position // self._step)

    def action_spoken_same(self) -> None:
        """The listener read this group back as it is."""
        if self._is_hidden:
            self._move_to(self._at)
        elif self._at + 1 < len(self._groups):
            self._move_to(self._at + 1)
        else:
            told = "Read aloud and confirmed by read-back."
            self.dismiss(Receipt("a listener who read it back", True, told))

    def action_spoken_other(self) -> None:
        """The listener has something else: this group is said again, and then read back again."""
        same = self.app.key("spoken.same")
        self.notice.show("warning", f"Say this group again, have it read back, and then press {same} if it matches.")

    def action_back(self) -> None:
        """Leave; what was read to the end may be written down where we cannot see it."""
        told = "Read aloud, but not confirmed. Check with the listener before you close."
        self.dismiss(Receipt("a listener", False, told) if self._is_checking else None)

    def on_resize(self, event: events.Resize) -> None:
        """Another window, or another person attached to this tmux."""
        if self._drawn_at not in (None, event.size):
            self._hide()
        self._drawn_at = event.size

    def _focus_moved(self, is_here: bool) -> None:
        if not is_here:
            self._hide()
