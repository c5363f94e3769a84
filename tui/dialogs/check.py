"""One thing that the doctor looked at: what shows it, and what would fix it."""

from collections.abc import Iterable
from enum import Enum

from services.doctor.apply_fix import can_apply
from services.doctor.fixes import Generate, PublishRecord
from services.doctor.report import Check
from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog


class FixAction(Enum):
    """What is to be done with a fix."""

    COPY = "copy"
    COPY_NAME = "copy-name"
    COPY_VALUE = "copy-value"
    APPLY = "apply"


class CheckDialog(ChoiceDialog[FixAction]):
    """Answers what is wanted of the fix, or None."""

    title_text = "Evidence"

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check

    def texts(self) -> Iterable[str]:
        """What was found, what shows it, and what would fix it."""
        check = self._check
        yield check.detail
        for line in check.evidence:
            yield f"- {line}"
        if check.fix:
            yield f"Fix: {check.fix.describe()}"

    def answers(self) -> Iterable[ChoiceAnswer[FixAction]]:
        """What can be done with the fix, if there is one."""
        fix = self._check.fix
        if isinstance(fix, PublishRecord):
            yield ChoiceAnswer("Copy the record's name", FixAction.COPY_NAME)
            yield ChoiceAnswer("Copy the record's value", FixAction.COPY_VALUE)
        elif fix:
            yield ChoiceAnswer("Copy the fix", FixAction.COPY)
        if can_apply(fix) or isinstance(fix, Generate):
            may = not self.app.options.read_only
            yield ChoiceAnswer("Apply the fix…", FixAction.APPLY, "shows the change and asks first", enabled=may)
        yield ChoiceAnswer("Close", None)
