"""The X11 clipboard through copykitten, which needs no tool of the desktop."""

from collections.abc import Mapping

from services.clipboard.child_script import child_script
from services.clipboard.holder import guarded
from services.clipboard.selection import OwnedSelection
from services.clipboard.x11 import x11_selection

READ_SECONDS = 2.0
"""For one look: it starts a Python."""


def copykitten(*, environ: Mapping[str, str], advice: str) -> OwnedSelection | None:
    """The CLIPBOARD selection of the display in `environ`, or None where copykitten is not installed."""
    hold, read = child_script("copykitten", "hold"), child_script("copykitten", "paste")
    if hold is None or read is None:
        return None
    return x11_selection(environ)(
        "X11 clipboard (copykitten)",
        hold=guarded(hold, private_tmp=False),
        read=read,
        environ=environ,
        advice=advice,
        read_seconds=READ_SECONDS,
    )
