"""One thing that the doctor looked at: what shows it, and what would mend it."""

from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from services.doctor import Check, Generate, can_mend
from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.plain import visible


class Wanted(Enum):
    """What is to be done with a fix."""

    COPY = "copy"
    APPLY = "apply"


class CheckDialog(Dialog[Wanted]):
    """Answers what is wanted of the fix, or None."""

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
        choices = [Choice("Copy the fix", Wanted.COPY.value)] if check.fix else []
        if can_mend(check.fix) or isinstance(check.fix, Generate):
            may = not self.app.options.read_only
            choices.append(Choice("Apply the fix…", Wanted.APPLY.value, "asks before anything changes", enabled=may))
        yield Menu(*choices, Choice("Close", "close"))

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(Wanted(event.option_id) if event.option_id in (Wanted.COPY.value, Wanted.APPLY.value) else None)
