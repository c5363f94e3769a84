"""The clipboard of X11 on a desktop of Wayland."""

from collections.abc import Mapping

from services.clipboard import CopyOutcome, CopyState
from services.clipboard.selection import OwnedSelection
from services.model.secret import Secret


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
