"""The X11 clipboard, held by a script of ours and read by xclip."""

import sys
from collections.abc import Mapping
from pathlib import Path

from services.clipboard.holder import guarded
from services.clipboard.selection import OwnedSelection
from services.clipboard.xwayland import x11_selection


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
