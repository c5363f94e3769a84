"""The Wayland clipboard through a foreground wl-copy."""

import re
import sys
from collections.abc import Mapping

from services.clipboard.holder import guarded
from services.clipboard.selection import OwnedSelection
from services.system.process import run

FIRST_WITHOUT_FILE = (2, 2)
"""Older ones leave what they copy in a file under /tmp (github.com/bugaevc/wl-clipboard/issues/79)."""

UNMARKED = "The copy isn't marked as a password. wl-clipboard 2.3 and later does that."
"""Until then wl-copy offers one type alone, and `--sensitive` is KDE's hint beside it."""


def wayland(wl_copy: str, wl_paste: str, *, environ: Mapping[str, str], advice: str) -> OwnedSelection | None:
    """The clipboard of the compositor in `environ`, or None where wl-copy could only do it through a file.

    The two arguments are the paths of the programs.
    """
    private_tmp = _can_have_private_tmp(wl_copy, environ)
    if not private_tmp and _version(wl_copy, environ) < FIRST_WITHOUT_FILE:
        return None
    # A type of its own keeps wl-copy from asking xdg-mime what the text looks like.
    hold = [wl_copy, "--foreground", "--type", "text/plain"]
    if b"--sensitive" in run([wl_copy, "--help"], environ=environ).output:
        hold.append("--sensitive")
    else:
        advice = f"{advice} {UNMARKED}"
    return OwnedSelection(
        "Wayland clipboard",
        hold=guarded(hold, private_tmp=private_tmp),
        read=[wl_paste, "--no-newline", "--type", "text"],
        environ=environ,
        advice=advice,
    )


def _can_have_private_tmp(wl_copy: str, environ: Mapping[str, str]) -> bool:
    if sys.platform != "linux" or environ.get("WAYLAND_DISPLAY", "").startswith("/tmp/"):
        return False
    if environ.get("XDG_RUNTIME_DIR", "").startswith("/tmp/"):
        return False
    return run(guarded([wl_copy, "--version"], private_tmp=True), environ=environ).ok


def _version(wl_copy: str, environ: Mapping[str, str]) -> tuple[int, int]:
    said = re.search(rb"wl-clipboard (\d+)\.(\d+)", run([wl_copy, "--version"], environ=environ).output)
    return (int(said[1]), int(said[2])) if said else (0, 0)
