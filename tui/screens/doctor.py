"""Doctor: why mail from a sender is rejected with 535, cause by cause."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input

from services.doctor.apply_fix import can_apply, plan_fix
from services.doctor.diagnosis import Question, diagnose
from services.doctor.fixes import CreateStatement, Fix, Generate, PublishRecord
from services.doctor.pasted_text import without_passwords
from services.doctor.report import Check, Finding, Report
from services.model.errors import OciSmtpError, OutcomeUnknownError
from services.model.override import override
from tui.base.connection import Connection
from tui.base.messages import GenerateFor
from tui.base.place import Place
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.dialogs.check import CheckDialog, FixAction
from tui.dialogs.confirm import ConfirmDialog
from tui.format.findings import verdict_of
from tui.screens.doctor_rows import SIGN_WIDTH, entry_of, is_applicable
from widgets.field import Field
from widgets.key_footer import KeyFooter
from widgets.line_input import LineInput
from widgets.notice import Notice
from widgets.pasted import Accepted
from widgets.wrapped_list import WrappedList

APPLY = registry.BY_ID["doctor.fix"].label
OPEN = "Open"
EXAMPLE = "535 Authorization failed: Envelope From address ... not authorized"


class ErrorInput(LineInput):
    """Takes a pasted log without the passwords in it."""

    @override
    def accept(self, text: str, room: int | None) -> Accepted:
        return super().accept(without_passwords(text), room)


class DoctorScreen(Place):
    """A sender and a user, or the error as the mail program shows it; then every cause, checked in order."""

    CSS_PATH = "doctor.tcss"
    BINDINGS = bindings("doctor.ask", "doctor.fix", "details")
    AUTO_FOCUS = "#sender LineInput"
    footer: ClassVar[tuple[str, ...]] = ("open", "details", "doctor.ask", "back", "command", "help")
    footer_words = {"submit": "Check", "select": OPEN}
    crumbs = ("Email Delivery", "Doctor")
    section = registry.DOCTOR

    causes = getters.query_one(WrappedList)
    notice = getters.query_one(Notice)

    def __init__(self, sender: str = "", user: str = "", message: str = "", recipient: str = "") -> None:
        super().__init__()
        self._sender = sender
        self._user = user
        self._message = message
        self._recipient = recipient
        self._checks: list[Check] = []
        self._run = 0

    def body(self) -> ComposeResult:
        """The question, the verdict, the causes."""
        yield Field("Sender", "envelope From address, such as orders@example.com", self._sender, id="sender")
        yield Field("User", "user that owns the credential: name, email, or OCID", self._user, id="user")
        yield Field("Error", value=self._message, id="message", line=ErrorInput(EXAMPLE))
        yield Field("Recipient", "optional: address to check on the suppression list", self._recipient, id="recipient")
        yield Notice()
        yield WrappedList(SIGN_WIDTH, "Enter a sender and a user, or paste the error message. Then press enter.")

    @property
    def _asked(self) -> tuple[str, str, str, str]:
        """Sender, user, error and recipient, as they are typed."""
        names = ("sender", "user", "message", "recipient")
        sender, user, message, recipient = (self.query_one(f"#{name}", Field).value for name in names)
        return sender, user, message, recipient

    @override
    def again(self) -> Callable[[], Place]:
        asked = self._asked
        return lambda: DoctorScreen(*asked)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.load_report()

    def load_report(self) -> None:
        """Look for every cause of what is filled in."""
        sender, user, message, recipient = self._asked
        if not (sender or user or message or recipient):
            self.notice.show("warning", "Enter a sender and a user, or paste the error message.")
            return
        self._checks = []
        self._run += 1
        run = self._run
        self.causes.replace_entries([])
        self.causes.empty_text = "Checking…"
        self.notice.show("info", "Checking senders, policies, groups, and credentials…")
        connection = self.app.connection
        self.ask(
            "diagnose",
            lambda: self._diagnose(connection, run, Question(sender, message=message, recipient=recipient), user),
            self._show_verdict,
            self._failed,
        )

    def _diagnose(self, connection: Connection, run: int, question: Question, user: str) -> Report:
        """Find the user, then check one cause after the other. Runs in a worker."""
        if user:
            question = replace(question, user=connection.directory.find(user))

        def on_check(check: Check) -> None:
            self.app.call_later(self._checked, run, check)

        def on_verdict(report: Report) -> None:
            self.app.call_later(self._decided, run, report)

        return diagnose(connection.session, connection.directory, question, on_check=on_check, on_verdict=on_verdict)

    def _checked(self, run: int, check: Check) -> None:
        if run != self._run or not self.query(WrappedList):  # it is gone once the person left the screen
            return
        self._checks.append(check)
        self.causes.append(entry_of(check))

    def _decided(self, run: int, report: Report) -> None:
        """Say the verdict: what is yet to come doesn't change it."""
        if run != self._run or not self.query(WrappedList):
            return
        self._show_verdict(report)
        if self._checks:
            self._highlight_first_cause()
            self.causes.focus()

    def _show_verdict(self, report: Report) -> None:
        statement = f"Allowed by: {report.allowing.text}" if report.allowing else ""
        opens, details, back = (self.app.key(name) for name in ("open", "details", "back"))
        keys = f"Press {details} for evidence or {back} to edit the question."
        if any(is_applicable(check.fix) for check in self._checks):
            keys = f"Press {opens} to apply the fix, {details} for evidence, or {back} to edit the question."
        is_short = self.has_class("-short")  # where the footer must do, for the causes need the lines
        hint = statement or ("" if is_short else keys)
        self.notice.show("warning" if report.causes else "info", verdict_of(report), hint=hint, word="")

    def _highlight_first_cause(self) -> None:
        """Put the cursor where there is something to fix."""
        for finding in (Finding.FAULT, Finding.UNKNOWN):
            for at, check in enumerate(self._checks):
                if check.finding is finding:
                    self.causes.highlighted = at
                    return

    def _failed(self, error: OciSmtpError) -> None:
        self.causes.empty_text = "The check didn't finish."
        self.trouble(self.notice, error)

    def action_doctor_ask(self) -> None:
        """Go to the question."""
        self.query_one("#sender", Field).input.focus()

    def action_refresh(self) -> None:
        """Look for every cause again."""
        self.app.retry_sign_in()
        self.load_report()

    @property
    def _chosen(self) -> Check | None:
        """The check under the cursor."""
        at = self.causes.highlighted
        return self._checks[at] if at is not None and at < len(self._checks) else None

    def _is_fixed_here(self, check: Check) -> bool:
        """Whether the program can apply the fix of a check."""
        return is_applicable(check.fix) and not self.app.options.read_only

    @on(WrappedList.OptionHighlighted)
    def _check_highlighted(self, event: WrappedList.OptionHighlighted) -> None:
        """Say in the footer what enter does with this check."""
        event.stop()
        check = self._chosen
        if check:
            self.query_one(KeyFooter).rename("select", APPLY if self._is_fixed_here(check) else OPEN)

    @on(WrappedList.OptionSelected)
    def _check_chosen(self, event: WrappedList.OptionSelected) -> None:
        """Apply its fix, which shows first what would change; where there is none to apply, show the evidence."""
        event.stop()
        check = self._chosen
        if check and self._is_fixed_here(check):
            self.app.run_flow(self._apply_fix(check.fix))
        elif check:
            self.app.run_flow(self._show_check(check))

    def action_details(self) -> None:
        """Show the evidence of the check under the cursor."""
        if check := self._chosen:
            self.app.run_flow(self._show_check(check))

    def action_back(self) -> None:
        """From the findings to the question, and from there to the screen before."""
        if self.causes.has_focus and self._checks:
            self.action_doctor_ask()
        else:
            super().action_back()

    async def _show_check(self, check: Check) -> None:
        """Show evidence and fix, and do with the fix what the person wants."""
        wanted = await self.app.question(CheckDialog(check))
        if wanted is FixAction.APPLY:
            await self._apply_fix(check.fix)
        elif isinstance(check.fix, PublishRecord) and wanted:
            is_name = wanted is FixAction.COPY_NAME
            self.copy_text(*((check.fix.name, "Record name") if is_name else (check.fix.value, "Record value")))
        elif wanted is FixAction.COPY and check.fix:
            self.copy_text(check.fix.text if isinstance(check.fix, CreateStatement) else check.fix.describe(), "Fix")

    def action_doctor_fix(self) -> None:
        """Apply the fix of the cause under the cursor."""
        check = self._chosen
        if check is None:
            self.toast("Select a finding first.", "warning")
        else:
            self.app.run_flow(self._apply_fix(check.fix))

    async def _apply_fix(self, fix: Fix | None) -> None:
        """Show what exactly would change, ask, and change it."""
        connection = self.app.connection
        if isinstance(fix, Generate):
            self.post_message(GenerateFor(fix.user))
            return
        if fix is None or not can_apply(fix):
            self.toast(
                f"Do this manually: {fix.describe()}" if fix else "This check passed. There's nothing to fix.",
                "warning",
            )
            return
        wanted = fix
        try:
            self.notice.show("info", "Preparing the fix…")
            planned = await self.background("fix", lambda: plan_fix(connection.session, connection.directory, wanted))
            self.notice.show("info", "No changes made.")
            question = ConfirmDialog("Apply the fix", planned.says, confirm="Apply", detail=planned.detail)
            if not await self.app.question(question):
                return
            self.notice.show("info", "Applying the fix…")
            await self.app.change(planned.apply)
        except OciSmtpError as error:
            self._fix_failed(error)
        else:
            self.toast("Fix applied. It can take a few minutes to take effect.")
            if self.is_open:
                self.load_report()

    def _fix_failed(self, error: OciSmtpError) -> None:
        self.app.show_error(error)
        if not self.is_open:
            return
        told = f"Couldn't apply the fix: {error.title}."
        if isinstance(error, OutcomeUnknownError):
            told = "It's unknown whether the fix was applied."
        self.notice.show("warning", told, hint=f"Press {self.app.key('refresh')} to check.")
