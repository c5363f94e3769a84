"""What goes to standard error: errors, what must be known, and what --quiet leaves out."""

import contextlib
import sys

from services.model.errors import OciSmtpError
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


def complain(error: OciSmtpError) -> None:
    """An error: what happened and what to do next. A terminal that is gone is no trouble: the exit code still tells."""
    lines = [f"oci-smtp: {error.title}: {error.cause}", error.next_step]
    if error.request_id:
        lines.append(f"OCI: {error.code}, opc-request-id {error.request_id}")
    with contextlib.suppress(OSError):
        print("\n".join(visible(line) for line in lines if line), file=sys.stderr, flush=True)
