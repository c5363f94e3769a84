"""A plan while it is carried out: how far it is, what went wrong, and a key to pause it."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Static

from services.fleet.apply import FleetRun
from services.fleet.progress import FleetProgress
from services.fleet.receipt_lines import Receipt, path_of
from services.model.errors import OciSmtpError
from tui.base.dialog import Dialog
from tui.commands.bindings import bindings
from tui.format.credential_text import credentials_text
from tui.format.fleet_text import run_line, summary_line, trouble_line
from widgets.key_footer import KeyFooter
from widgets.notice import Notice
from widgets.plain import visible

SHOWN = 100
"""Users with trouble that are named here; the receipts name all."""


class FleetRunDialog(Dialog[FleetProgress]):
    """Answers how far the run came, or None where nothing could be begun. It has no password at any time."""

    is_read = True
    AUTO_FOCUS = "#content"
    BINDINGS = [*bindings("fleet.pause"), Binding("enter", "close_ended", show=False)]
    footer = ("fleet.pause", "back")

    state = getters.query_one("#state", Static)
    troubles = getters.query_one("#troubles", Static)
    notice = getters.query_one(Notice)

    @dataclass
    class Progressed(Message):
        """A row has come to an end, or time has passed. Sent by the thread of the run."""

        progress: FleetProgress
        receipt: Receipt | None
        bubble = False

    def __init__(self, run: FleetRun, rows: int, plan: Path) -> None:
        """`rows` is how many the plan has."""
        super().__init__()
        self.title_text = f"Rotating {credentials_text(rows)}"
        self._run = run
        self._plan = plan
        self._progress: FleetProgress | None = None
        self._came_to: FleetProgress | None = None
        self._troubled: deque[str] = deque(maxlen=SHOWN)
        self._is_running = True
        self._is_paused = False

    def body(self) -> ComposeResult:
        """Progress, notice, trouble."""
        yield Static("Reading the plan…", id="state", classes="text", markup=False)
        yield Notice()
        yield Static("", id="troubles", classes="text", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self.query_one(KeyFooter).rename("back", "Stop")
        self.ask("run", lambda: self._run.run(self._follow), self._ended, self._failed)

    def _follow(self, progress: FleetProgress, receipt: Receipt | None) -> None:
        """Hear of the run, in its thread: see `services.fleet.apply.Follow`."""
        self.post_message(self.Progressed(progress, receipt))

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        if not self._is_running:
            return
        self._progress = event.progress
        if event.receipt and event.receipt.reason:
            self._troubled.append(visible(trouble_line(event.receipt)))
            self.troubles.update("\n".join(reversed(self._troubled)))
        told = run_line(event.progress)
        if told != self.state.content:
            self.state.update(told)

    @property
    def is_outcome_open(self) -> bool:  # type: ignore[override]  # it changes
        """Whether users are in progress."""
        return self._is_running

    @property
    def quitting_means(self) -> str:  # type: ignore[override]
        """What becomes of the plan."""
        return f"To continue later, enter :apply {self._plan}." if self._is_running else ""

    def action_fleet_pause(self) -> None:
        """Begin no more users, or begin again."""
        if not self._is_running or self._run.is_stopped:
            return
        self._is_paused = not self._is_paused
        if self._is_paused:
            self._run.pause()
            key = self.app.key("fleet.pause")
            self.notice.show("info", "Paused after the users in progress.", hint=f"Press {key} to resume.", word="")
        else:
            self._run.resume()
            self.notice.hide()

    def action_close_ended(self) -> None:
        """Close, once the run has ended."""
        if not self._is_running:
            self.dismiss(self._came_to)

    def action_back(self) -> None:
        """Close; while it runs, stop after the users in progress."""
        if not self._is_running:
            self.dismiss(self._came_to)
            return
        self._run.stop()
        self.notice.show("info", "Stopping after the users in progress…", word="")

    def action_quit_now(self) -> None:
        """Quitting stops it first."""
        if self._is_running:
            self.action_back()
        else:
            super().action_quit_now()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pause what runs, and close what has ended."""
        if action == "fleet_pause":
            return self._is_running
        if action == "close_ended":
            return not self._is_running
        return super().check_action(action, parameters)

    def _ended(self, progress: FleetProgress) -> None:
        self._stand_still(progress)
        self.state.update(f"{summary_line(progress)}.\nReceipts: {visible(str(path_of(self._plan)))}")
        why = self._run.why_stopped
        if why:
            self.app.remember(why)
        if progress.left:
            cause = f"{why.title}: {why.cause}" if why else "Stopped."
            self.notice.show("warning", cause, hint=f"To continue, enter :apply {visible(str(self._plan))}.")
        elif progress.unknown:
            key = self.app.key("unfinished")
            self.notice.show(
                "warning", "For some users it's unknown whether a credential exists.", hint=f"Press {key}."
            )
        else:
            self.notice.show(
                "info",
                "The old credentials still work.",
                hint=f"Deploy the new ones. Then delete the old ones: press {self.app.key('credential.rotate')} on the "
                "screen of a user, or run oci-smtp rotate --retire --older-than AGE.",
                word="",
            )

    def _failed(self, error: OciSmtpError) -> None:
        self._stand_still(self._progress)
        self.state.update("Couldn't carry out the plan.")
        self.app.remember(error)
        self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)

    def _stand_still(self, came_to: FleetProgress | None) -> None:
        self._is_running = False
        self._came_to = came_to
        self.query_one(KeyFooter).rename("back", "Close")
        self.refresh_bindings()
