"""This terminal: its size, its kind, its colors, and what it answers to queries."""

import contextlib
import os
from collections.abc import Iterator, Mapping

from services.checkup.terminal_query import TerminalReplies, ask_terminal
from services.config.terminal_kind import CANNOT_DRAW, can_draw
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding

SMALLEST = (40, 12)
"""Columns and lines below which the app is of no use."""

COMFORTABLE = (80, 24)
TRUECOLOR = ("truecolor", "24bit")
"""What terminals put into COLORTERM."""

SILENT = (*CANNOT_DRAW, "linux")
"""Values of TERM of those that would print a question instead of answering it."""


def check_terminal(environ: Mapping[str, str]) -> Iterator[Check]:
    """The checks of a terminal; a note where there is none."""
    size = _size()
    if size is None:
        yield Check("terminal", Finding.NOTE, "Not a terminal: you can run commands, but the app can't start.")
        return
    yield _size_check(size)
    yield _kind_check(environ)
    yield _encoding_check(environ)
    if environ.get("TERM", "") not in SILENT:
        yield _answers_check(ask_terminal())


def _size() -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
        try:
            return os.get_terminal_size(terminal)
        finally:
            os.close(terminal)
    return None


def _size_check(size: tuple[int, int]) -> Check:
    columns, lines = size
    told = f"The terminal has {columns} columns and {lines} lines."
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        return Check(
            "terminal-size", Finding.FAULT, told, fix=Advice(f"Resize it to {COMFORTABLE[0]} by {COMFORTABLE[1]}.")
        )
    if columns < COMFORTABLE[0] or lines < COMFORTABLE[1]:
        return Check("terminal-size", Finding.NOTE, f"{told} At 80 by 24 or larger, nothing is truncated.")
    return Check("terminal-size", Finding.OK, told)


def _kind_check(environ: Mapping[str, str]) -> Check:
    term = environ.get("TERM", "")
    names = [f"{name}={environ[name]}" for name in ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR") if name in environ]
    evidence = (" ".join(names),) if names else ()
    if not can_draw(environ):
        fix = Advice(
            "Use an interactive terminal or set TERM (for example, xterm-256color). Commands work without one."
        )
        return Check("terminal-kind", Finding.FAULT, "TERM isn't set to a supported terminal.", evidence, fix)
    if environ.get("NO_COLOR"):
        return Check("terminal-kind", Finding.OK, "Colors are off because NO_COLOR is set.", evidence)
    if environ.get("COLORTERM", "") in TRUECOLOR or term.endswith("-direct"):
        return Check("terminal-kind", Finding.OK, "True color.", evidence)
    if "256color" in term:
        return Check("terminal-kind", Finding.OK, "256 colors.", evidence)
    fix = Advice("If colors are hard to read, try --theme ansi-dark or ansi-light, which use the terminal's 16 colors.")
    return Check("terminal-kind", Finding.NOTE, "The terminal might support only 16 colors.", evidence, fix)


def _encoding_check(environ: Mapping[str, str]) -> Check:
    name = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    value = environ.get(name, "")
    if value.lower().replace("-", "").endswith("utf8"):
        return Check("terminal-encoding", Finding.OK, "Text is UTF-8.", (f"{name}={value}",))
    fix = Advice("If borders appear as letters, run export LANG=C.UTF-8.")
    evidence = (f"{name}={value}",) if name else ()
    return Check("terminal-encoding", Finding.NOTE, "The locale isn't UTF-8.", evidence, fix)


def _answers_check(answers: TerminalReplies) -> Check:
    if not answers.is_there:
        return Check("terminal-answers", Finding.NOTE, "The terminal doesn't report its capabilities.")
    paste = {True: "supported", False: "not supported", None: "not reported"}[answers.bracketed_paste]
    evidence = [f"bracketed paste: {paste}"]
    if answers.clipboard:
        evidence.append("clipboard by OSC 52: supported (device attributes, 52)")
    return Check("terminal-answers", Finding.OK, "The terminal reports its capabilities.", tuple(evidence))
