"""tmux and GNU screen, as they are set."""

import shutil
from collections.abc import Iterator, Mapping

from services.clipboard.surroundings import look_around
from services.clipboard.tmux import can_pass_on
from services.clipboard.tmux_clients import Server
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.system.process import run

SLOW_ESCAPE_MS = 100
"""From here on a person feels that esc waits."""

ASKED = ("escape-time", "set-clipboard", "allow-passthrough", "focus-events", "default-terminal")


def check_multiplexer(environ: Mapping[str, str]) -> Iterator[Check]:
    """One check of what the terminal is inside of; none where it is in nothing."""
    around = look_around(environ, lambda name: shutil.which(name, path=environ.get("PATH")))
    if around.window == "screen":
        detail = "Inside GNU screen: copies are limited to 560 characters."
        yield Check("screen", Finding.NOTE, detail, (f"STY={around.environ.get('STY', '')}",))
    elif around.environ.get("TMUX") or around.innermost == "tmux":
        yield _tmux(around.environ)


def _tmux(environ: Mapping[str, str]) -> Check:
    tmux = shutil.which("tmux", path=environ.get("PATH"))
    if tmux is None:
        fix = Advice("Add tmux to the PATH. Without it, copies use OSC 52, which tmux drops by default.")
        return Check("tmux", Finding.NOTE, "Inside tmux, but the tmux command isn't on the PATH.", fix=fix)
    server = Server(tmux, environ)
    if not environ.get("TMUX") or not server.is_there:
        fix = Advice("If TMUX is left over, unset it. In another user's tmux, copies need set -s set-clipboard on.")
        return Check("tmux", Finding.NOTE, "The tmux around this terminal doesn't respond.", fix=fix)
    if not can_pass_on(tmux, environ):
        return Check(
            "tmux",
            Finding.NOTE,
            "This tmux is older than 3.2.",
            fix=Advice("Upgrade to tmux 3.2 or later to copy through it."),
        )
    values = {name: _option(tmux, name, environ) for name in ASKED}
    clients = server.clients()
    evidence = (
        ", ".join(f"{name} {value}" for name, value in values.items() if value),
        *(f"{client.name}: TERM={client.kind}, Ms {client.request or 'missing'}" for client in clients[:1]),
    )
    if clients and not clients[0].request:
        fix = Advice("If your terminal supports OSC 52, add to ~/.tmux.conf: set -as terminal-features ',*:clipboard'")
        detail = f"Inside tmux, which doesn't forward copies to your terminal: TERM={clients[0].kind} has no Ms."
        return Check("tmux", Finding.NOTE, detail, evidence, fix)
    if values["escape-time"].isdigit() and int(values["escape-time"]) > SLOW_ESCAPE_MS:
        fix = Advice("Add to ~/.tmux.conf: set -sg escape-time 10")
        return Check("tmux", Finding.NOTE, "Inside tmux, which delays the esc key.", evidence, fix)
    return Check("tmux", Finding.OK, "Inside tmux, which forwards copies to your terminal.", evidence)


def _option(tmux: str, name: str, environ: Mapping[str, str]) -> str:
    """The value of an option, wherever tmux keeps it; empty where it knows none."""
    for scope in ("-gsv", "-gv", "-gwv"):
        said = run([tmux, "show-options", scope, name], environ=environ)
        if said.ok and said.output.strip():
            return said.output.decode(errors="replace").strip()
    return ""
