"""Client settings check: what will fail with the settings of an email client, finding by finding."""

import os
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input

from services.client_check.client_check import check_settings, read_file
from services.client_check.client_report import ClientReport
from services.client_check.endpoint import trusted_servers
from services.client_check.readers.url import URL
from services.client_check.sender_region import sender_check
from services.doctor.report import Check, Finding
from services.model.errors import OciSmtpError
from services.model.override import override
from tui.base.place import Place
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.dialogs.check import CheckDialog, FixAction
from tui.format.findings import SIGNS
from tui.screens.doctor_rows import SIGN_WIDTH
from widgets.field import Field
from widgets.notice import Notice
from widgets.wrapped_list import Entry, WrappedList

VERDICTS = {
    "fault": "Problem: something in these settings will fail",
    "undecided": "Undetermined: no fault found, but some settings couldn't be checked",
    "no-fault": "No fault found in these settings",
}


class ClientCheckScreen(Place):
    """The name of a settings file, and then every finding. What is in the file is forgotten before they are shown."""

    CSS_PATH = "client_check.tcss"
    BINDINGS = bindings("check.ask", "details")
    AUTO_FOCUS = "#file LineInput"
    footer: ClassVar[tuple[str, ...]] = ("open", "check.ask", "back", "command", "help")
    footer_words = {"submit": "Check", "select": "Details"}
    crumbs = ("Email Delivery", "Client settings check")
    section = registry.CHECK

    file = getters.query_one(Field)
    findings = getters.query_one(WrappedList)
    notice = getters.query_one(Notice)

    def __init__(self, path: str = "") -> None:
        super().__init__()
        self._path = path
        self._checks: Sequence[Check] = ()

    def body(self) -> ComposeResult:
        """The file, the verdict, the findings."""
        yield Field("File", "settings file of an email client, such as .env or main.cf", self._path, id="file")
        yield Notice()
        yield WrappedList(
            SIGN_WIDTH,
            "Enter a settings file: Postfix, msmtp, .env, Spring, Django, Nodemailer, Grafana, GitLab, or a URL.",
        )

    @override
    def load(self) -> None:
        if self.file.value:
            self._check()

    @override
    def again(self) -> Callable[[], Place]:
        path = self.file.value
        return lambda: ClientCheckScreen(path)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._check()

    def _check(self) -> None:
        path = self.file.value
        if URL.match(path):
            self.file.input.value = ""  # it might have a password in it
            self.notice.show("warning", "Enter the name of a file that contains the URL, not the URL.")
            return
        if not path:
            self.notice.show("warning", "Enter the name of a settings file.")
            return
        self._show(())
        self.notice.show("info", "Checking the settings…")
        connection, trusted = self.app.connection, trusted_servers(self.app.options)
        check_sender = sender_check(lambda: connection.session)
        self.ask(
            "check",
            lambda: check_settings(read_file(path), os.path.basename(path), trusted=trusted, check_sender=check_sender),
            self._checked,
            self._failed,
        )

    def _checked(self, report: ClientReport) -> None:
        is_ok = report.verdict == "no-fault"
        details, ask = self.app.key("details"), self.app.key("check.ask")
        hint = f"Format: {report.format}. Press {details} for the line and the next step, or {ask} for another file."
        self.notice.show("info" if is_ok else "warning", VERDICTS[report.verdict], hint=hint, word="")
        self._show(report.checks)
        self.findings.focus()

    def _show(self, checks: Sequence[Check]) -> None:
        """List the findings, with the cursor on the first that is a fault or can't be told."""
        self._checks = checks
        self.findings.replace_entries([Entry(SIGNS[each.finding], each.detail, _place_of(each)) for each in checks])
        for finding in (Finding.FAULT, Finding.UNKNOWN):
            found = [at for at, each in enumerate(checks) if each.finding is finding]
            if found:
                self.findings.highlighted = found[0]
                return

    def _failed(self, error: OciSmtpError) -> None:
        self.findings.empty_text = "The file wasn't checked."
        self.trouble(self.notice, error)

    def action_check_ask(self) -> None:
        """Go to the name of the file."""
        self.file.input.focus()

    def action_back(self) -> None:
        """From the findings to the file, and from there to the screen before."""
        if self.findings.has_focus and self._checks:
            self.action_check_ask()
        else:
            super().action_back()

    @on(WrappedList.OptionSelected)
    def _chosen(self, event: WrappedList.OptionSelected) -> None:
        event.stop()
        self.action_details()

    def action_details(self) -> None:
        """Show where the finding under the cursor is, and what to do."""
        at = self.findings.highlighted
        if at is not None and at < len(self._checks):
            self.app.run_flow(self._show_finding(self._checks[at]))

    async def _show_finding(self, check: Check) -> None:
        """Show the evidence and the next step, which can be copied."""
        if await self.app.question(CheckDialog(check)) is FixAction.COPY and check.fix:
            self.copy_text(check.fix.describe(), "Next step")


def _place_of(check: Check) -> str:
    """The line of the file, which begins the evidence."""
    return check.evidence[0].partition(":")[0] if check.evidence and check.evidence[0].startswith("Line ") else ""
