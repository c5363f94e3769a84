"""The X11 clipboard: held by a script of ours and read by xclip. On a desktop of Wayland, it is that of Xwayland."""

import sys
from collections.abc import Mapping
from pathlib import Path

from services.clipboard import CopyOutcome, CopyState
from services.clipboard.holder import guarded
from services.clipboard.selection import OwnedSelection
from services.model.secret import Secret


def x11(xclip: str, *, environ: Mapping[str, str], advice: str) -> OwnedSelection:
    """The CLIPBOARD selection of the display in `environ`; `xclip` is the program's path."""
    select = ["-selection", "clipboard"]
    # -quiet keeps it in the foreground, as our child; by default it would fork away and outlive us.
    hold = [xclip, *select, "-in", "-quiet"]
    if sys.executable:  # xclip offers one target alone, so that it could not say that this is a password
        hold = [sys.executable, "-I", "-S", str(Path(__file__).with_name("x11_child.py")), *hold]
    return x11_selection(environ)(
        "X11 clipboard",
        hold=guarded(hold, private_tmp=False),
        read=[xclip, *select, "-out"],
        environ=environ,
        advice=advice,
    )


def x11_selection(environ: Mapping[str, str]) -> type[OwnedSelection]:
    """What a selection of X11 is on the desktop in `environ`."""
    return XwaylandSelection if environ.get("WAYLAND_DISPLAY") else OwnedSelection


class XwaylandSelection(OwnedSelection):
    """A selection of Xwayland.

    What is read back is what Xwayland has. Whether the compositor passes it to the windows of Wayland is its own
    choice: those on wlroots do so only while a window of Xwayland has the focus (its xwayland/selection/incoming.c).
    """

    def copy(self, text: Secret) -> CopyOutcome:
        """Copy it, and claim nothing of the windows of Wayland."""
        outcome = super().copy(text)
        if outcome.state is not CopyState.COPIED:
            return outcome
        words = f"Sent to the {self.name}. Wayland apps might not receive it. To fix this, install wl-clipboard."
        return CopyOutcome(CopyState.SENT, words, outcome.advice)
