"""What screens, dialogs, and flows may ask of the app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from textual.reactive import var
from textual.screen import Screen

from services.config.options import Options
from tui.base.clipboards import ClipboardEntry, Clipboards
from tui.base.connection import Connection
from tui.base.key_queue import KeyQueue
from tui.base.quit import QuitKeys
from tui.base.resize import ResizeWatch
from tui.base.seen_again import FocusReturn
from tui.base.status import Status
from tui.commands.registry import COMMANDS
from tui.terminal.textual_private import write_to_terminal
from widgets.legible import LEGIBLE

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from services.clipboard import CopyOutcome
    from services.credentials.recovery import InterruptedGeneration
    from services.credentials.rotation_status import RotationStatus
    from services.model.errors import OciSmtpError
    from services.model.values import User
    from services.storage.recent_users import RecentUser
    from widgets.text_input import TextInput


T = TypeVar("T")


IN_PROGRESS = "A change is in progress, and its outcome isn't known yet."


class Interrupted(NamedTuple):
    """Work that earlier programs left behind, and that only a person can finish."""

    accounts: tuple[InterruptedGeneration, ...] = ()
    """Credentials whose generation was interrupted."""
    rotations: tuple[RotationStatus, ...] = ()


class AppBase(FocusReturn, QuitKeys, KeyQueue, ResizeWatch):
    """The app as everything in it knows it. `tui.app` adds the screens and the session."""

    status: var[Status] = var(Status())
    """What the title shows; screens watch it."""

    trouble: var[OciSmtpError | None] = var(None)
    """Why there is no connection; Home shows it."""

    recent: var[tuple[RecentUser, ...]] = var(())
    """The users that were opened last, the newest first; Home watches it."""

    interrupted: var[Interrupted] = var(Interrupted())
    """What Home has a banner for; Home watches it."""

    def __init__(self, options: Options, connection: Connection) -> None:
        # Only an app that is built for ANSI colors draws none of its own when NO_COLOR asks for that.
        super().__init__(ansi_color=True if options.no_color else None)
        self.options = options
        self.connection = connection
        self.log_lines = []
        self._answers: dict[Screen[Any], asyncio.Future[Any]] = {}
        """What flows wait for."""
        self._changes_begun = self._changes_open = 0
        self._answered: set[Screen[Any]] = set()
        """Dialogs whose answer a flow has yet to look at."""
        self.clipboards = Clipboards(self._write_terminal, options.clipboard)
        self.status = Status(badges=self.badges())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What is done to every line that is drawn: text gets the contrast that it needs."""
        return [*super().get_line_filters(), LEGIBLE]

    async def question(self, dialog: Screen[T]) -> T | None:
        """A person's answer to a dialog, or None if the dialog was left without one; for flows."""
        answer = self.push_screen(dialog, wait_for_dismiss=True)
        self._answers[dialog] = answer
        try:
            return await answer
        finally:
            del self._answers[dialog]
            # After the flow's next step, which may open the dialog that the next key is for.
            asyncio.get_running_loop().call_soon(self._answered.discard, dialog)

    def answered(self, dialog: Screen[Any]) -> None:
        """A dialog closes with an answer: if a flow waits for it, so do the keys."""
        if dialog in self._answers:
            self._answered.add(dialog)

    @property
    def is_between_questions(self) -> bool:
        """Whether a flow has an answer, and may ask the next question. Keys wait until then."""
        return bool(self._answered)

    async def change(self, work: Callable[[], T]) -> T:
        """What `work` came to, which changes something; for flows that are run by the app.

        Unlike other answers, this one is waited for whatever is left, closed or asked for in between: what has become
        of a change must be told.

        Raises:
            OciSmtpError: why it failed.
        """
        self._changes_begun += 1
        self._changes_open += 1
        try:
            return await self.background(f"change {self._changes_begun}", work)
        finally:
            self._changes_open -= 1

    @property
    def is_outcome_open(self) -> bool:
        """Whether a change is in progress whose outcome would not be known."""
        return self._changes_open > 0

    @property
    def quitting_means(self) -> str:
        """What becomes of what is open, or of a change in progress, if the app is quit now."""
        return super().quitting_means or (IN_PROGRESS if self.is_outcome_open else "")

    def left_unanswered(self, dialog: Screen[T]) -> None:
        """End the wait for a dialog that was closed from outside."""
        answer = self._answers.get(dialog)
        if answer is not None and not answer.done():
            answer.set_result(None)

    @property
    def is_password_on_screen(self) -> bool:
        """Whether a dialog that shows a password is open, even if another is over it."""
        return any(getattr(screen, "shows_password", False) for screen in self.screen_stack)

    @property
    def may_hold_password(self) -> bool:
        """Whether the only copy of a password may be on the screen: nothing may take its dialog's place."""
        return any(getattr(screen, "may_hold_password", False) for screen in self.screen_stack)

    def keys_in(self, section: str) -> set[str]:
        """The keys of the commands of a section of the registry."""
        keys = (self._keys.get(item.id, "") for item in COMMANDS if item.section == section)
        return {key.strip() for several in keys for key in several.split(",")} - {""}

    def badges(self) -> tuple[str, ...]:
        """What kind of session this is, in a word each."""
        flags = (("DEMO", self.options.demo), ("READ-ONLY", self.options.read_only))
        return tuple(name for name, is_on in flags if is_on)

    def show_status(self, **changes: str) -> None:
        """Change what the title of every screen shows."""
        self.status = self.status._replace(**changes)  # type: ignore[arg-type]  # all but the badges are text

    def use(self, options: Options) -> None:
        """Take other options, before the session is open."""
        self.options = options
        self.connection.use(options)
        self.status = self.status._replace(badges=self.badges())

    def note_rotation(self, user: User, underway: RotationStatus | None) -> None:
        """Replace what is known of a user's rotation."""
        others = tuple(item for item in self.interrupted.rotations if item.rotation.user_ocid != user.ocid)
        self.interrupted = self.interrupted._replace(rotations=(underway, *others) if underway else others)

    def clear_later(self, entry: ClipboardEntry) -> None:
        """Clear a clipboard entry if it holds anything, without waiting for it, and say what became of it.

        A clear that was requested before is repeated: a terminal in a browser may take one only just after a key.
        """
        if entry.holds:
            self.ask("clear", entry.clear, self._cleared_later, self.remember)
        else:
            self.ask("refresh", entry.refresh, lambda _: self.clipboards.settled(), self.remember)

    def _cleared_later(self, outcome: CopyOutcome) -> None:
        self.say(f"{outcome.message} {outcome.advice}".rstrip() if outcome.is_owed else outcome.message)
        self.watch_owed()

    def on_text_input_dropped(self, event: TextInput.Dropped) -> None:
        """Say what a field did not take."""
        self.say(event.text, "warning")

    def _write_terminal(self, sequence: str) -> None:
        write_to_terminal(self, sequence)

    def run_command(self, command_id: str, argument: str = "") -> None:
        """Run a command of the registry where it works: on the screen, else in the app."""
        raise NotImplementedError

    def run_line(self, text: str) -> None:
        """Run what was typed after `:`."""
        raise NotImplementedError

    def open_line(self, text: str) -> None:
        """Open the `:` line of the screen with a text in it."""
        raise NotImplementedError

    def suggest(self, text: str) -> list[str]:
        """Completions of the `:` line."""
        raise NotImplementedError

    def names_for(self, text: str) -> Callable[[], list[str]] | None:
        """What finds the whole lines that the text on the `:` line could become, in a worker; None where nothing does.

        The worker raises `OciSmtpError` where they can't be looked for.
        """
        raise NotImplementedError

    def retry_sign_in(self) -> None:
        """Sign in again if that failed before."""
        raise NotImplementedError

    def close_screens(self) -> None:
        """Close every screen but Home, for good: they belong to a session that ends."""
        raise NotImplementedError

    def heed_signals(self) -> None:
        """Leave in good order when a signal ends the app."""
        raise NotImplementedError

    def show_help(self, section: str, works: Collection[str] | None = None, *, is_of_dialog: bool = False) -> None:
        """Show the keys of a section of the registry, and which of them work here."""
        raise NotImplementedError

    def action_say_how_to_quit(self) -> None:
        """Say which keys quit."""
        raise NotImplementedError

    def action_quit_now(self) -> None:
        """Quit from anywhere; what a change came to is waited for, unless the person insists."""
        if not self.is_outcome_open:
            self.exit(0)
