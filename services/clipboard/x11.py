"""The X11 clipboard through a foreground xclip."""

from collections.abc import Mapping

from services.clipboard.holder import guarded
from services.clipboard.selection import OwnedSelection
from services.clipboard.xwayland import x11_selection


def x11(xclip: str, *, environ: Mapping[str, str], advice: str) -> OwnedSelection:
    """The CLIPBOARD selection of the display in `environ`; `xclip` is the program's path."""
    select = [xclip, "-selection", "clipboard"]
    return x11_selection(environ)(
        "X11 clipboard",
        # -quiet keeps it in the foreground, as our child; by default it would fork away and outlive us.
        hold=guarded([*select, "-in", "-quiet"], private_tmp=False),
        read=[*select, "-out"],
        environ=environ,
        advice=advice,
    )
