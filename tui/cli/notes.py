"""What goes to standard error beside errors: what must be known, and what --quiet leaves out."""

import contextlib
import sys

from widgets.plain import visible


class _Voice:
    """Whether hints and progress are told."""

    is_quiet = False


def be_quiet(is_quiet: bool) -> None:
    """Leave out what `note` says, until told otherwise."""
    _Voice.is_quiet = is_quiet


def is_quiet() -> bool:
    """Whether hints and progress are left out."""
    return _Voice.is_quiet


def say(text: str) -> None:
    """What must be known. A terminal that is gone must not stop what is in progress."""
    with contextlib.suppress(OSError):
        print(f"oci-smtp: {visible(text)}", file=sys.stderr, flush=True)


def note(text: str) -> None:
    """Progress, a hint, or a confirmation."""
    if not _Voice.is_quiet:
        say(text)
