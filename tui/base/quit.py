"""Quitting where it is not done at once: the key says what a second one does, and that one quits, whatever hangs."""

from typing import Any

from textual import events
from textual.app import App

from services.model.errors import ExitCode
from tui.base.notifications import Notifications
from tui.commands.registry import BY_ID, shown_keys


class QuitKeys(Notifications, App[Any]):
    """Mixin for the app.

    Where the key closes a dialog, changes nothing, or a question comes up, the next one quits, however many dialogs
    are open.
    """

    _keys: dict[str, str]
    _is_quit_pressed: bool = False
    """Whether the last key was one that quits."""
    _is_quit_next: bool = False

    def is_quit_key(self, event: events.Key | events.Paste) -> bool:
        """Whether it is a key that quits from anywhere."""
        return isinstance(event, events.Key) and event.key in self._quit_keys

    def takes_key(self, event: events.Key | events.Paste) -> bool:
        """Quit now, where the key before said so."""
        is_quit = self.is_quit_key(event)
        if is_quit and self._is_quit_next:
            is_open = any(getattr(each, "is_outcome_open", False) for each in (self, *self.screen_stack))
            code = int(ExitCode.UNKNOWN) if is_open else 0
            self.exit(code, return_code=code)
            return True
        self._is_quit_pressed = is_quit
        self._is_quit_next = False
        return False

    def key_dropped(self, event: events.Key | events.Paste) -> None:
        """It was pressed between: the next key to quit is a first one."""
        self._is_quit_next = False

    def key_handled(self) -> None:
        """Say that the key quits the next time, where it did not."""
        self.keep_toasts_clear()
        is_pressed, self._is_quit_pressed = self._is_quit_pressed, False
        if not is_pressed or self._exit or not self.screen_stack:
            return
        self._is_quit_next = True
        self.say(f"Press {self.key('quit.now')} again to quit. {self.quitting_means}".strip(), "warning")

    def keys_of(self, command_id: str) -> str:
        """All keys of a command as a person reads them, after remapping; empty if the command has none."""
        return shown_keys(self._keys.get(command_id, BY_ID[command_id].keys))

    def key(self, command_id: str, *, in_field: bool = False) -> str:
        """What to press for a command, for texts: the first of the keys, or what reaches the command without one.

        Every text takes keys from here, because a person can remap them. A field takes letters for itself.
        """
        keys = [key for key in self.keys_of(command_id).split() if len(key) > 1 or not in_field]
        if keys:
            return keys[0]
        line = BY_ID[command_id].line
        return f":{line}" if line else self.keys_of("palette") or ":"

    @property
    def quitting_means(self) -> str:
        """What becomes of what is open, if the app is quit now."""
        meanings = (str(getattr(screen, "quitting_means", "")) for screen in reversed(self.screen_stack))
        return next(filter(None, meanings), "")

    @property
    def _quit_keys(self) -> list[str]:
        return self._keys.get("quit.now", BY_ID["quit.now"].keys).split(",")
