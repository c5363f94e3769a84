"""Standard streams that the starting program closed, as a shell does for `2>&-`."""

import os
import sys

STREAMS = (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_RDWR, "w"))
"""Each with how /dev/null is opened in its place. What is written to the output is rejected, and not lost unseen."""


def lead_closed_streams_nowhere() -> None:
    """Else Python has None in their place, and the next file that is opened is taken for one of them."""
    for number, (name, flags, mode) in enumerate(STREAMS):
        if getattr(sys, name) is None:
            found = os.open(os.devnull, flags)
            if found != number:
                os.dup2(found, number)
                os.close(found)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: SIM115 - it lasts as long as we do
