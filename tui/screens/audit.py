"""Credential audit: every SMTP credential in the tenancy as it is found, with what is to be said about it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from services.audit.audit import Audit
from services.audit.export import write
from services.audit.findings import FINDINGS, AuditRow
from services.directory import Json
from services.model.errors import OciSmtpError
from services.model.override import override
from services.model.values import Credential, User
from tui.base.messages import GoBack, OpenUser
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.dialogs.confirm import ConfirmDialog
from tui.flows.rotate_selected import rotate_selected
from tui.format.audit_text import progress_line
from tui.screens.audit_rows import COLUMNS, fields_of, row_of, status_of
from tui.screens.list_screen import ListScreen
from widgets.virtual_table import VirtualTable

PROGRESS_EVERY_SECONDS = 0.5
NAMED = 3
"""Holes that are named where they are counted; the log has all."""


class AuditScreen(ListScreen):
    """The audit: it runs when the place opens, can be stopped and continued with, and says what it could not read."""

    CSS_PATH = "audit.tcss"
    BINDINGS = bindings(
        "sort.name", "sort.status", "sort.created", "sort.findings", "audit.stop", "audit.export", "audit.rotate"
    )
    footer = ("open", "filter", "mark", "audit.rotate", "audit.stop", "audit.export", "refresh", "back", "help")
    footer_words = {**ListScreen.footer_words, "mark": "Select"}
    crumbs = ("Identity & Security", "Credential audit")
    section = registry.AUDIT
    columns = COLUMNS
    loading_text = "Loading SMTP credentials…"
    none_text = "No user has an SMTP credential."
    unread_text = "Couldn't read any SMTP credentials."

    progress = getters.query_one("#progress", Static)

    def __init__(self) -> None:
        super().__init__()
        self._audit: Audit | None = None
        self._found: dict[str, AuditRow] = {}
        self._is_running = False
        self._holes_told = 0

    def body(self) -> ComposeResult:
        """A line for the progress, over what every list has."""
        yield Static(id="progress", markup=False)
        yield from super().body()

    def on_mount(self) -> None:
        """Keep the progress true while no rows come."""
        self.set_interval(PROGRESS_EVERY_SECONDS, self._say_progress)

    def on_unmount(self) -> None:
        """Send no further requests for a screen that is gone."""
        if self._audit:
            self._audit.stop()

    def load(self) -> None:
        """Begin a new audit."""
        if self._audit:
            self._audit.stop()
        self.forget("audit")
        self._audit, self._found, self._holes_told, self.is_whole = None, {}, 0, False
        self.table.replace_rows([])
        self.table.empty_text = self.loading_text
        self.show_count()
        self.filter_bar.state = "auditing…"
        self._is_running = True
        connection = self.app.connection
        self.ask("directory", lambda: Audit(connection.directory), self._begun, self._failed)

    def _begun(self, audit: Audit) -> None:
        self._audit = audit
        self._go_on(audit)

    def _go_on(self, audit: Audit) -> None:
        self._is_running = True
        self.notice.hide()
        self._say_holes()
        self.filter_bar.state = "auditing…"
        self.stream("audit", audit.run, self._came, self._ended, self._failed)

    def _came(self, rows: list[AuditRow]) -> None:
        self._found.update((row.credential.ocid, row) for row in rows)
        self.table.append_rows([row_of(row) for row in rows])
        self.show_count()
        self._say_holes()

    def _ended(self) -> None:
        self._is_running = False
        self.is_whole = self._audit is not None and self._audit.is_whole
        self._say_holes()
        holes = self._audit.holes if self._audit else []
        self.filter_bar.state = "paused" if not self.is_whole else "incomplete" if holes else "complete"
        self.show_emptiness()
        self._say_progress()

    def _failed(self, error: OciSmtpError) -> None:
        self._is_running = False
        self.show_failure(error)
        if self._audit and self._found:
            hint = f"Press {self.app.key('audit.stop')} to resume or {self.app.key('refresh')} to start over."
            self.notice.show("error", f"{error.title}: {error.cause}", hint=hint)
        self._say_progress()

    def _say_progress(self) -> None:
        if self._audit is None:
            text = ""
        elif self.is_whole:
            text = f"{self._audit.progress.done:,} users: {self._summary()}"
        else:
            state = "" if self._is_running else f"Paused. Press {self.app.key('audit.stop')} to resume. "
            text = f"{state}{progress_line(self._audit)}"
        if text != self.progress.content:
            self.progress.update(text, layout=self.is_whole)

    def _summary(self) -> str:
        """How often each finding was made, the gravest first."""
        counts = Counter(code for row in self._found.values() for code in row.codes)
        told = [f"{finding.code} {counts[finding.code]:,}" for finding in FINDINGS if counts[finding.code]]
        return ", ".join(told) or "no findings"

    def _say_holes(self) -> None:
        """Name what could not be read; the log has each with its reason."""
        holes = self._audit.holes if self._audit else []
        if len(holes) == self._holes_told:
            return
        for hole in holes[self._holes_told :]:
            self.app.remember(hole.error)
        self._holes_told = len(holes)
        if not holes:
            return
        named = ", ".join(hole.what for hole in holes[:NAMED])
        more = f" and {len(holes) - NAMED:,} more" if len(holes) > NAMED else ""
        hint = f"Press {self.app.key('log')} for details or {self.app.key('refresh')} to start over."
        self.notice.show("warning", f"Couldn't read {named}{more}.", hint=hint)

    def action_audit_stop(self) -> None:
        """Stop between two requests, or continue."""
        if self._audit is None or self.is_whole:
            over = f"The audit is complete. Press {self.app.key('refresh')} to start a new one."
            self.toast(over if self.is_whole else "The audit hasn't started.")
        elif self._is_running:
            self._audit.stop()
            self.filter_bar.state = "pausing…"
        else:
            self._go_on(self._audit)

    def action_audit_export(self, path: str = "") -> None:
        """Write what was found to that file, or have its name typed first."""
        audit = self._audit
        if audit is None:
            self.toast("Nothing to export yet.", "warning")
        elif not path:
            today = datetime.now(timezone.utc).date().isoformat()
            self.app.open_line(f"export smtp-credentials-{today}.csv")
        else:
            self.ask("export", lambda: (write(audit, path), audit.is_whole), self._exported, self.app.show_error)

    def _exported(self, written: tuple[object, bool]) -> None:
        path, is_whole = written
        unfinished = "" if is_whole else " The file notes that the audit is incomplete."
        self.toast(f"Exported to {path} (readable only by you).{unfinished}")

    def action_audit_rotate(self) -> None:
        """Rotate the marked credentials, or the one under the cursor, by a plan."""
        if not self.is_whole:
            self.toast("Wait until the audit is complete.", "warning")
            return
        ocids = self.chosen_keys()
        if not ocids:
            self.toast("No credential to rotate.", "warning")
            return
        wanted = {self._found[ocid].owner.ocid for ocid in ocids}
        owners: dict[str, tuple[User, list[Credential]]] = {}
        for row in self._found.values():
            if row.owner.ocid in wanted:
                owners.setdefault(row.owner.ocid, (row.owner, []))[1].append(row.credential)
        self.app.run_flow(rotate_selected(self, list(owners.values()), ocids, self.reload))

    def action_back(self) -> None:
        """Ask before an audit that is not finished is canceled."""
        if self._found and not self.is_whole and not self.filter_bar.value and not self.table.marked:
            self.run_flow(self._ask_before_leaving())
        else:
            super().action_back()

    async def _ask_before_leaving(self) -> None:
        question = ConfirmDialog(
            "Leave the audit",
            "The audit isn't finished, and its results so far will be lost. "
            f"To export them first, cancel and press {self.app.key('audit.export')}.",
            confirm="Leave",
        )
        if await self.app.question(question):
            self.post_message(GoBack())

    def action_quit(self) -> None:
        """From here it goes back as well, and asks as well."""
        self.action_back()

    def action_history_back(self) -> None:
        """Going back in the history asks as well."""
        self.action_back()

    def action_sort_name(self) -> None:
        """Sort by owner."""
        self.table.set_sort("owner")

    def action_sort_status(self) -> None:
        """Sort by status."""
        self.table.set_sort("status")

    def action_sort_created(self) -> None:
        """Sort by age."""
        self.table.set_sort("age")

    def action_sort_findings(self) -> None:
        """Sort by findings, the gravest first."""
        self.table.set_sort("findings")

    def action_copy(self) -> None:
        """Copy the SMTP user name under the cursor, or those of the marked rows, one a line."""
        chosen = [self._found[key].credential.user_name for key in self.chosen_keys()]
        if chosen:
            self.copy_text("\n".join(chosen), "User name" if len(chosen) == 1 else f"{len(chosen)} user names")

    @override
    def record_here(self) -> tuple[str, Callable[[], Json]] | None:
        row = self._found.get(self.table.highlighted or "")
        if row is None:
            return None
        directory = self.app.connection.directory
        return row.credential.label, lambda: directory.credential_record(row.owner, row.credential)

    @override
    def fields_here(self) -> list[tuple[str, str]]:
        row = self._found.get(self.table.highlighted or "")
        return fields_of(row) if row else []

    @on(VirtualTable.Highlighted)
    def _looked_at(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        row = self._found.get(event.key or "")
        self.prompt.status = status_of(row) if row else ""

    @on(VirtualTable.Selected)
    def _owner_chosen(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.post_message(OpenUser(self._found[event.key].owner))
