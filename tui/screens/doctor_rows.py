"""What the doctor found, in the words of the screen."""

from services.doctor.apply_fix import can_apply
from services.doctor.fixes import Fix, Generate
from services.doctor.report import Check
from tui.format.findings import SIGNS
from widgets.wrapped_list import Entry

SIGN_WIDTH = max(map(len, SIGNS.values()))


def entry_of(check: Check) -> Entry:
    """A check as a sentence of the list."""
    return Entry(SIGNS[check.finding], check.detail, _note(check))


def is_applicable(fix: Fix | None) -> bool:
    """Whether the program can carry out a fix."""
    return can_apply(fix) or isinstance(fix, Generate)


def _note(check: Check) -> str:
    """Whether there is a fix, and who carries it out."""
    if check.fix is None:
        return ""
    return "fix available" if is_applicable(check.fix) else "manual fix"
