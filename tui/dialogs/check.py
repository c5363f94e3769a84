"""One thing that the doctor looked at: what shows it, and what would mend it."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.doctor import Check, CreateStatement
from tui.dialogs.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.plain import visible


class CheckDialog(Dialog[str]):
    """Answers a text to copy, or None."""

    title_text = "Evidence"
    AUTO_FOCUS = "Menu"

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check

    def body(self) -> ComposeResult:
        """Detail, evidence, fix."""
        check = self._check
        yield Static(visible(check.detail), classes="text", markup=False)
        for line in check.evidence:
            yield Static(f"- {visible(line)}", classes="text", markup=False)
        if check.fix:
            yield Static(f"To mend it: {visible(check.fix.describe())}", classes="text", markup=False)
        yield Menu(*([Choice("Copy the fix", "copy")] if check.fix else []), Choice("Close", "close"))

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        fix = self._check.fix
        if event.option_id == "copy" and fix:
            self.dismiss(fix.text if isinstance(fix, CreateStatement) else fix.describe())
        else:
            self.dismiss(None)
