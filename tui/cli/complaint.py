"""How an error of ours is told on standard error."""

import contextlib
import sys

from services.model.errors import OciSmtpError
from widgets.plain import visible


def complain(error: OciSmtpError) -> None:
    """Say what happened and what to do next. A terminal that is gone is no trouble: the exit code still tells."""
    lines = [f"oci-smtp: {error.title}: {error.cause}", error.next_step]
    if error.request_id:
        lines.append(f"OCI: {error.code}, opc-request-id {error.request_id}")
    with contextlib.suppress(OSError):
        print("\n".join(visible(line) for line in lines if line), file=sys.stderr, flush=True)
