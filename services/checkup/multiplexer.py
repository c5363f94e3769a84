"""tmux and GNU screen, as they are set."""

import shutil
from collections.abc import Iterator, Mapping

from services.clipboard.process import run
from services.clipboard.tmux import can_pass_on
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding

SLOW_ESCAPE_MS = 100
"""From here on a person feels that esc waits."""

ASKED = ("escape-time", "set-clipboard", "allow-passthrough", "focus-events", "default-terminal")


def check_multiplexer(environ: Mapping[str, str]) -> Iterator[Check]:
    """One check of what the terminal is inside of; none where it is in nothing."""
    if environ.get("TMUX"):
        yield _tmux(environ)
    elif environ.get("STY"):
        detail = "Inside GNU screen: at most 560 characters reach your clipboard."
        yield Check("screen", Finding.NOTE, detail, (f"STY={environ['STY']}",))


def _tmux(environ: Mapping[str, str]) -> Check:
    tmux = shutil.which("tmux", path=environ.get("PATH"))
    if tmux is None:
        fix = Advice("Put it in PATH: without it, a copy goes by OSC 52, which tmux drops unless told otherwise.")
        return Check("tmux", Finding.NOTE, "Inside tmux, whose program is not in PATH here.", fix=fix)
    if not can_pass_on(tmux, environ):
        return Check("tmux", Finding.NOTE, "This tmux is older than 3.2.", fix=Advice("Update it, to copy through it."))
    values = {name: _option(tmux, name, environ) for name in ASKED}
    evidence = (", ".join(f"{name} {value}" for name, value in values.items() if value),)
    if values["escape-time"].isdigit() and int(values["escape-time"]) > SLOW_ESCAPE_MS:
        fix = Advice("In ~/.tmux.conf: set -sg escape-time 10")
        return Check("tmux", Finding.NOTE, "Inside tmux, which holds esc back.", evidence, fix)
    return Check("tmux", Finding.OK, "Inside tmux, which takes copies and passes them on.", evidence)


def _option(tmux: str, name: str, environ: Mapping[str, str]) -> str:
    """The value of an option, wherever tmux keeps it; empty where it knows none."""
    for scope in ("-gsv", "-gv", "-gwv"):
        said = run([tmux, "show-options", scope, name], environ=environ)
        if said.ok and said.output.strip():
            return said.output.decode(errors="replace").strip()
    return ""
