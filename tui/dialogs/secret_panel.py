"""A dialog with a secret in it: masked until asked for, hidden while the person is elsewhere, copied for a while."""

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar, TypeVar

from textual import events, getters
from textual.geometry import Size
from textual.timer import Timer

from services.clipboard import CopyOutcome
from services.model.errors import OciSmtpError
from tui.base.clipboards import ClipboardEntry
from tui.base.dialog import Dialog
from tui.base.timed_copy import TimedCopy
from tui.commands.bindings import footer_actions
from widgets.notice import Notice
from widgets.secret_view import SecretView

MASK_AFTER_SECONDS = 30
"""How long a shown secret stays on the screen."""

Result = TypeVar("Result")


class SecretPanel(Dialog[Result]):
    """Holds what its `SecretView`s draw. However it is left, the clipboard entry is cleared.

    The subclass yields the views and two `Notice`s, `copies` and `notice`, and binds keys to `toggle`, `copy_secret`,
    and `timed_copy.extend`.
    """

    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    copied: ClassVar[tuple[str, str]]
    """The command that copies the secret, and what it copies."""
    extends: ClassVar[str]
    """The command that keeps the copy on the clipboard for longer."""

    notice = getters.query_one("#notice", Notice)
    copies = getters.query_one("#copies", Notice)
    """What is known of what was copied; nothing else is said there."""

    reveals: ClassVar[tuple[str, ...]] = ()
    """The commands that show or copy the secret: without a key where the program was started with --no-reveal."""

    _masking: Timer | None = None
    _seen_at: Size | None = None
    """The size of the window in which the secret may be seen."""

    @cached_property
    def timed_copy(self) -> TimedCopy:
        """What this dialog has on the clipboard."""
        command, what = self.copied
        afterwards = f"Press {self.app.key(command)} to copy the {what} again."
        return TimedCopy(self, lambda: self.copies, self.say_error, afterwards, self.app.key(self.extends))

    def on_mount(self) -> None:
        """Be told when the person goes elsewhere."""
        self.app.clipboards.watch()
        self.app.app_suspend_signal.subscribe(self, lambda _: self.mask())
        # The events of focus reach the app alone.
        self.watch(self.app, "app_focus", self._focus_moved, init=False)

    def on_unmount(self) -> None:
        """Leave nothing on the clipboard, whatever way the dialog ended; the views forget by themselves."""
        self.timed_copy.leave()

    def on_resize(self, event: events.Resize) -> None:
        """Another window, or another person attached to this tmux: the person confirms again before it is read.

        The first size is that of the window in which the dialog opened: a key may have come before it.
        """
        if self._seen_at not in (None, event.size):
            self.mask()
        self._seen_at = event.size

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that --no-reveal takes away."""
        if self.app.options.no_reveal and action in footer_actions(*self.reveals):
            return False
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing that is known from other times."""
        if self.app.options.no_reveal and event.key in {self.app.key(name) for name in self.reveals}:
            self._is_refused()

    def _focus_moved(self, is_here: bool) -> None:
        """While the person is elsewhere, perhaps to paste, it is masked."""
        if not is_here:
            self.mask()

    @property
    def is_revealed(self) -> bool:
        """Whether the secret is drawn."""
        return any(view.revealed for view in self.query(SecretView))

    def draw(self, *, is_revealed: bool) -> None:
        """Draw the secret, or its mask."""
        for view in self.query(SecretView):
            view.revealed = is_revealed

    def mask(self) -> None:
        """Hide the secret until it is asked for again."""
        if self._masking:
            self._masking.stop()
        if self.is_revealed:
            self.draw(is_revealed=False)

    def reveal(self) -> None:
        """Show the secret for a while."""
        self.draw(is_revealed=True)
        self._masking = self.set_timer(MASK_AFTER_SECONDS, self.mask)

    def toggle(self) -> None:
        """Show the secret, or hide it again."""
        if self._is_refused():
            return
        if self.is_revealed:
            self.mask()
        else:
            self.reveal()

    def copy_secret(
        self, what: str, put: Callable[[ClipboardEntry], CopyOutcome], reached: Callable[[], object], otherwise: str
    ) -> None:
        """Copy the secret: see `TimedCopy.copy`."""
        if not self._is_refused():
            self.timed_copy.copy(what, put, reached, otherwise)

    def say_error(self, error: OciSmtpError) -> None:
        """Say why something did not happen."""
        self.app.remember(error)
        self.notice.show("error", error.cause, hint=error.next_step)

    def _is_refused(self) -> bool:
        """Say so where the secret may not be seen."""
        if self.app.options.no_reveal:
            self.notice.show("warning", "--no-reveal is on: the password can't be shown or copied.")
        return self.app.options.no_reveal
