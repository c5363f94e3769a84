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
from services.system.hardening import ENDED_ON_AN_ERROR, safe_traceback
from tui.app_actions import READ_ONLY, AppActions
from tui.base.clipboards import Clipboards, Copying
from tui.base.connection import ClosedError, Connection
from tui.base.key_queue import KeysInOrder
from tui.base.notifications import LogLine, print_parting
from tui.base.place import Place
from tui.base.resize import Resizing
from tui.base.seen_again import MAY_STAY, SeenAgain
from tui.base.status import Status
from tui.commands.bindings import bindings
from tui.commands.keymap import keymap
from tui.commands.line import complete, parse_line
from tui.commands.registry import BY_ACTION, BY_ID, shown_key
from tui.format.unresolved import say_left_open
from tui.navigator import Places, preload
from tui.palette import RegistryProvider
from tui.screens.home import HomeScreen
from tui.session.interrupted import Unfinished
from tui.session.profile_switch import Switching
from tui.session.sign_in import SignIn
from tui.session.sign_in_again import SigningInAgain
from tui.session.token_watch import StayingSignedIn
from tui.startup.garbage_collection import begin_collecting
from tui.startup.start import Start
from tui.terminal.driver import reading
from tui.terminal.gone import lasting, watch

if TYPE_CHECKING:
    from services.clipboard import Outcome

LEAVING = ("profiles", "region", "signin")
"""Beginnings of actions that may end in another session."""

PRELOAD_SECONDS = 1.0
"""After the first frame: by then one is signed in, which would take longer if both were done at once."""


class OciSmtpApp(SeenAgain, AppActions, KeysInOrder, Resizing, inherit_bindings=False):
    """oci-smtp."""

    TITLE = "oci-smtp"
    # A screen that brought its own when it comes up would have everything drawn anew.
    CSS_PATH = ["app.tcss", "screens/home.tcss", "base/dialog.tcss"]
    COMMANDS = {RegistryProvider}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [
        *bindings("help", "profile", "command", "log", "unfinished", "header", "quit.now"),
        Binding("ctrl+c", "say_how_to_quit", show=False, system=True),
    ]

    def __init__(
        self,
        options: Options,
        keys: Mapping[str, str] | None = None,
        start: Start | None = None,
        options_for: Callable[[str], Options] | None = None,
    ) -> None:
        # Only an app built for ANSI colours draws none of its own when NO_COLOR asks for that.
        super().__init__(ansi_color=True if options.no_color else None)
        self.options = options
        self.connection = Connection(options, ahead=start.ahead if start else None)
        self.sign_in = SignIn(self)
        self.staying = StayingSignedIn(self)
        self.signing_in_again = SigningInAgain(self)
        self.places = Places(self)
        self.unfinished = Unfinished(self)
        self.switching = Switching(self, options_for or (lambda name: Settings().for_profile(options, name)))
        self.status = Status(badges=self.badges())
        self.log_lines: list[LogLine] = []
        self._start_at = start
        self.has_failed = False
        """Whether an error that nobody foresaw ends it."""
        self.animation_level = "none"
        self._keys = dict(keys if keys is not None else keymap({}))
        self.clipboards = Clipboards(self._write_terminal, options.clipboard)

    def get_default_screen(self) -> HomeScreen:
        """Home, which is below every other place."""
        return HomeScreen()

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
        self.set_keymap(self._keys)
        if self._start_at:
            self.places.start(self._start_at)
        self.screen.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """The first frame is out: now there is time for what it did without."""
        self.is_painted = True
        self.clipboards.watch()
        begin_collecting()
        self.sign_in.begin()
        self.staying.begin()
        self.set_timer(PRELOAD_SECONDS, self.pay_owed)
        self.set_timer(PRELOAD_SECONDS, lambda: self.ask("screens", preload, lambda _: None, self.remember))

    def on_unmount(self) -> None:
        """Let no thread wait for a session."""
        self.connection.refuse(ClosedError("The program is ending."))

    def heed_signals(self) -> None:
        """Leave in good order when the terminal closes or somebody ends us: Textual itself heeds neither."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError):  # not on Windows, not outside the main thread
                loop.add_signal_handler(number, self._leave_by_signal, number)

    def _leave_by_signal(self, number: int) -> None:
        self.exit(128 + number, return_code=128 + number)

    def terminal_closed(self) -> None:
        """Nobody can press a key any more: leave as if the terminal had told us."""
        self._leave_by_signal(signal.SIGHUP)

    def input_failed(self, error: Exception) -> None:
        """End as for any error that nobody foresaw; called here, for the thread that met it cannot."""
        raise error

    # The session

    def show_status(self, **changes: str) -> None:
        """Change what the title says, in every place that is open."""
        before = self.status
        self.status = before._replace(**changes)  # type: ignore[arg-type]  # all but the badges are text
        if self.status == before:
            return
        for screen in self.screen_stack:
            if isinstance(screen, Place) and screen.is_mounted:
                screen.show_status()

    def use(self, options: Options) -> None:
        """Other options, before the session is open."""
        self.options = options
        self.connection.use(options)
        self.status = self.status._replace(badges=self.badges())
        self.show_status()

    def badges(self) -> tuple[str, ...]:
        """What kind of session it is, in a word each."""
        flags = (("DEMO", self.options.demo), ("READ-ONLY", self.options.read_only))
        return tuple(name for name, is_on in flags if is_on)

    def refresh_home(self) -> None:
        """Show at home what the session has, or has no more."""
        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen) and screen.is_mounted:
                screen.show_status()
                screen.show_unfinished()

    # Commands

    def run_command(self, command_id: str, argument: str = "") -> None:
        """Run a command of the registry: on the present place where it knows it, else here."""
        command = BY_ID[command_id]
        with_argument: dict[str, Callable[[str], None]] = {
            "go.user": self.places.named_user,
            "profile": self.switching.profile,
            "region": self.switching.region,
        }
        is_elsewhere = bool(argument) and command_id in with_argument
        if is_elsewhere and not self._must_stay:
            with_argument[command_id](argument)
            return
        for owner in () if is_elsewhere else (self.screen, self):
            action = getattr(owner, f"action_{command.action}", None)
            if action is not None and owner.check_action(command.action, ()):
                action(*([argument] if argument and command.argument else []))
                return
        is_forbidden = command.mutating and self.options.read_only
        self.say(f"{command.help} {READ_ONLY if is_forbidden else 'Not possible here.'}", "warning")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A dialog is answered before another place is opened: it may hold the only copy of a password.

        In read-only mode nothing is opened that is there to change the tenancy.
        """
        command = BY_ACTION.get(action)
        if command and command.mutating and self.options.read_only:
            return None
        if self._must_stay and action.startswith(LEAVING):
            return False
        return not (action.startswith(("go_", "unfinished")) and getattr(self.screen, "is_dialog", False))

    @property
    def _must_stay(self) -> bool:
        """Whether the only copy of a password may be on the screen: nothing may take another's place."""
        return any(getattr(screen, "may_hold_password", False) for screen in self.screen_stack)

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
        """A key in letters that every terminal has."""
        return shown_key(binding.key)

    # Clipboards

    def _write_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def terminal_taken(self) -> None:
        """From now on a sudden end restores the terminal; at first only once there is time for another process."""
        if self.is_painted:
            self.clipboards.watch()

    def terminal_given_back(self) -> None:
        """From now on it is another program's."""
        self.clipboards.watch_no_terminal()

    def clear_later(self, entry: Copying) -> None:
        """Clear a clipboard entry if it holds anything, without waiting for it, and say what became of it.

        A clear that was asked for before is repeated: a terminal in a browser may take one only just after a key.
        """
        if entry.holds:
            self.ask("clear", entry.clear, self._cleared_later, self.remember)
        else:
            self.ask("refresh", entry.refresh, lambda _: self.clipboards.settled(), self.remember)

    def _cleared_later(self, outcome: "Outcome") -> None:
        self.say(f"{outcome.message} {outcome.advice}".rstrip() if outcome.is_owed else outcome.message)
        self.watch_owed()

    # Never leaked

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen, but never of a password.

        Raises:
            PermissionError: a new credential is on the screen.
        """
        from tui.dialogs.password import PasswordDialog  # the mail library that it needs would delay the first frame

        if any(isinstance(screen, PasswordDialog) for screen in self.screen_stack):
            raise PermissionError("No screenshots while a password is on the screen.")
        return super().export_screenshot(title=title, simplify=simplify)

    def _fatal_error(self) -> None:
        """End with a traceback that shows no values and quotes no message: either may hold a password."""
        self.panic()

    def panic(self, *renderables: object) -> None:
        """The same in place of what Textual would show for an error that it met, which has messages and values."""
        from rich.text import Text

        if not self.has_failed:  # the first is the cause of the others
            self._exit_renderables.append(Text(f"{ENDED_ON_AN_ERROR}\n{safe_traceback(*sys.exc_info())}"))
        self.has_failed = True
        self._close_messages_no_wait()


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
        raise UsageError(
            f"There is no theme '{options.theme}'.", f"Choose one of: {', '.join(sorted(BUILTIN_THEMES))}."
        )
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
