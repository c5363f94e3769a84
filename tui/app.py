"""The app: opens the session, owns the stack of places, and hands commands to them."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.binding import Binding
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES

from services.config.options import Options
from services.config.settings import Settings
from services.model.errors import ExitCode, OciSmtpError, UsageError
from services.startup.garbage_collection import begin_collecting
from services.system.hardening import ENDED_ON_AN_ERROR, safe_traceback
from tui.app_actions import READ_ONLY, AppActions
from tui.base.connection import ClosedError, Connection, Demo
from tui.base.notifications import print_parting
from tui.base.seen_again import MAY_STAY
from tui.commands.bindings import bindings
from tui.commands.keymap import UNBOUND, keymap, overlay
from tui.commands.line import complete, parse_line
from tui.commands.registry import BY_ACTION, BY_ID, shown_key
from tui.format.unresolved import say_left_open
from tui.navigator import Navigator
from tui.session.completion import Completion
from tui.session.sign_in_again import SignInAgain
from tui.startup.preload import preload_ahead
from tui.startup.start import Start
from tui.terminal.gone import watch
from tui.terminal.textual_private import end_saying, lasting, reading, replace_traceback

if TYPE_CHECKING:
    from textual.command import Provider

LEAVING = ("profiles", "region", "signin")
"""Beginnings of actions that may end in another session."""

PRELOAD_SECONDS = 1.0
"""After the first frame: by then one is signed in, which would take longer if both were done at once."""


def _commands_of_the_registry() -> "type[Provider]":
    """What the palette offers. It can open once the app is there, so the first frame needn't wait for it."""
    from tui.palette import RegistryProvider

    return RegistryProvider


class OciSmtpApp(Navigator, Completion, SignInAgain, AppActions, inherit_bindings=False):
    """The app: connects the navigator, the session, and the actions that work on every screen."""

    TITLE = "oci-smtp"
    # A screen that brought its own when it comes up would have everything drawn once more.
    CSS_PATH = ["app.tcss", "screens/home.tcss", "base/dialog.tcss"]
    COMMANDS = {_commands_of_the_registry}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [
        *bindings("help", "profile", "command", "log", "unfinished", "header", "quit.now"),
        Binding("ctrl+c", "say_how_to_quit", show=False, system=True),
        Binding("ctrl+z", "say_how_to_leave", show=False, system=True),
    ]

    def __init__(
        self,
        options: Options,
        keys: Mapping[str, str] | None = None,
        start: Start | None = None,
        options_for: Callable[[str], Options] | None = None,
    ) -> None:
        super().__init__(options, Connection(options, _make_demo, ahead=start.ahead if start else None))
        self.options_for = options_for or (lambda name: Settings().for_profile(options, name))
        replace_traceback(self)
        self._start = start
        self.has_failed = False
        """Whether an unforeseen error ends it."""
        self.animation_level = "none"
        self._keys = dict(keys if keys is not None else keymap({}))

    def get_driver_class(self) -> type[Driver]:
        """Textual's for this platform, which may outlive the terminal and reads it our way."""
        return reading(lasting(super().get_driver_class()))

    def on_load(self) -> None:
        """Before the terminal is taken over: from then on it must be given back, whatever comes."""
        self.heed_signals()
        if sys.__stdin__ is not None:
            loop = asyncio.get_running_loop()
            watch(sys.__stdin__.fileno(), lambda: loop.call_soon_threadsafe(self._leave_by_signal, signal.SIGHUP))

    def on_mount(self) -> None:
        """Show home at once, then open the session behind it."""
        self.theme = self.options.theme or ("ansi-dark" if self.options.no_color else self.theme)
        self.theme_changed_signal.subscribe(self, self.say_theme)
        self.set_keymap(overlay(self._keys))
        if self._start:
            self.start_at(self._start)

    def on_ready(self) -> None:
        """The first frame is out: now there is time for what it did without."""
        self.is_painted = True
        self.clipboards.watch()
        begin_collecting()
        self.begin_sign_in()
        self.watch_token()
        self.set_timer(PRELOAD_SECONDS, self.pay_owed)
        self.set_timer(PRELOAD_SECONDS, lambda: self.ask("screens", preload_ahead, lambda _: None, self.remember))

    def on_unmount(self) -> None:
        """Let no thread wait for a session."""
        self.connection.refuse(ClosedError("Quitting…"))

    def heed_signals(self) -> None:
        """Leave in good order when the terminal closes or a signal ends the program: Textual itself handles neither."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError):  # not on Windows, not outside the main thread
                loop.add_signal_handler(number, self._leave_by_signal, number)

    def _leave_by_signal(self, number: int) -> None:
        self.exit(128 + number, return_code=128 + number)

    def terminal_closed(self) -> None:
        """No key can be pressed now: leave as if the terminal had told us."""
        self._leave_by_signal(signal.SIGHUP)

    def input_failed(self, error: Exception) -> None:
        """End as for any unforeseen error; called here, because the thread that met it can't."""
        raise error

    def terminal_taken(self) -> None:
        """From now on a sudden end restores the terminal; at first only once there is time for another process."""
        if self.is_painted:
            self.clipboards.watch()

    def terminal_given_back(self) -> None:
        """From now on it is another program's."""
        self.clipboards.watch_no_terminal()

    # Commands

    def run_command(self, command_id: str, argument: str = "") -> None:
        """Run a command of the registry: on the present place where it knows it, else here."""
        command = BY_ID[command_id]
        for owner in (self.screen, self):
            action = getattr(owner, f"action_{command.action}", None)
            if action is not None and owner.check_action(command.action, ()):
                action(*([argument] if argument and command.argument else []))
                return
        is_forbidden = command.mutating and self.options.read_only
        self.say(f"{command.title} {READ_ONLY if is_forbidden else 'is unavailable here.'}", "warning")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A dialog is answered before another place is opened: it may hold the only copy of a password.

        In read-only mode nothing is opened that is there to change the tenancy.
        """
        command = BY_ACTION.get(action)
        if command and command.mutating and self.options.read_only:
            return None
        if self.may_hold_password and not self.is_password_on_screen and action.startswith(LEAVING):
            return False  # over a password that is there they say themselves what is to be closed first
        return not (action.startswith(("go_", "unfinished")) and getattr(self.screen, "is_dialog", False))

    def show_error(self, error: OciSmtpError) -> None:
        """A dialog for an error that must be read."""
        from tui.dialogs.error import ErrorDialog

        self.remember(error)
        self.push_screen(ErrorDialog(error))

    def action_profile(self, name: str = "") -> None:
        """The profile menu, or another profile by its name."""
        if name:
            self.switch_profile(name)
        else:
            self.run_flow(self._profile_menu())

    async def _profile_menu(self) -> None:
        from tui.dialogs.profile import ProfileDialog

        chosen = await self.question(ProfileDialog(self.status))
        if chosen:
            self.run_command(chosen)

    def run_line(self, text: str) -> None:
        """Run what was typed after `:`."""
        try:
            line = parse_line(text)
        except OciSmtpError as error:
            self.say(f"{error.cause} {error.next_step}", "warning")
            return
        self.run_command(line.command, line.argument)

    def suggest(self, text: str) -> list[str]:
        """Completions of the `:` line."""
        return complete(text)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None: the palette offers the registry only; Textual's own would offer a screenshot."""
        return ()

    def get_key_display(self, binding: Binding) -> str:
        """A key in letters that every terminal has; empty for a command that was left without one."""
        return "" if binding.key.startswith(UNBOUND) else shown_key(binding.key)

    # Never leaked

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen, but never of a password.

        Raises:
            PermissionError: a new credential is on the screen.
        """
        if self.is_password_on_screen:
            raise PermissionError("Screenshots are disabled while a password is on screen.")
        return super().export_screenshot(title=title, simplify=simplify)

    def panic(self, *renderables: object) -> None:
        """End with a traceback that shows no values and quotes no message: either may hold a password."""
        from rich.text import Text

        if not self.has_failed:  # the first is the cause of the others
            end_saying(self, Text(f"{ENDED_ON_AN_ERROR}\n{safe_traceback(*sys.exc_info())}"))
        else:
            end_saying(self)
        self.has_failed = True


def _make_demo() -> Demo:
    from services.demo.cloud import DemoCloud

    return DemoCloud()


def run(
    options: Options,
    keys: Mapping[str, str],
    start: Start | None = None,
    options_for: Callable[[str], Options] | None = None,
) -> int:
    """Run the app until the person leaves it; the exit code. `options_for` gives the options with another profile.

    Raises:
        UsageError: there is no such theme.
    """
    if options.theme and options.theme not in BUILTIN_THEMES:
        raise UsageError(f'Unknown theme: "{options.theme}".', f"Options: {', '.join(sorted(BUILTIN_THEMES))}.")
    if options.no_color:
        os.environ["NO_COLOR"] = "1"  # the only switch that Textual has; the programs that we start heed it, too
    app = OciSmtpApp(options, keys, start, options_for)
    try:
        app.run(mouse=not options.no_mouse)
    finally:
        if app.clipboards.clear_all(is_seen=not app.return_code):
            print_parting(MAY_STAY)
        say_left_open(options, app.connection.journal_in_use)
    is_foreseen = app.return_code is not None and not app.has_failed
    return (app.return_code or 0) if is_foreseen else int(ExitCode.FAILED)
