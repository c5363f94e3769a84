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
        yield Check("terminal", Finding.NOTE, "No terminal here: the app does not open, the one-off commands work.")
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
        return Check("terminal-size", Finding.FAULT, told, fix=Advice(f"Make it {COMFORTABLE[0]} by {COMFORTABLE[1]}."))
    if columns < COMFORTABLE[0] or lines < COMFORTABLE[1]:
        return Check("terminal-size", Finding.NOTE, f"{told} With 80 by 24 nothing is cut.")
    return Check("terminal-size", Finding.OK, told)


def _kind_check(environ: Mapping[str, str]) -> Check:
    term = environ.get("TERM", "")
    names = [f"{name}={environ[name]}" for name in ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR") if name in environ]
    evidence = (" ".join(names),) if names else ()
    if not can_draw(environ):
        fix = Advice("Open a real terminal, or set TERM (xterm-256color). The one-off commands work here.")
        return Check("terminal-kind", Finding.FAULT, "TERM names no terminal that can be drawn on.", evidence, fix)
    if environ.get("NO_COLOR"):
        return Check("terminal-kind", Finding.OK, "No colours are drawn, as NO_COLOR asks.", evidence)
    if environ.get("COLORTERM", "") in TRUECOLOR or term.endswith("-direct"):
        return Check("terminal-kind", Finding.OK, "Millions of colours.", evidence)
    if "256color" in term:
        return Check("terminal-kind", Finding.OK, "256 colours.", evidence)
    fix = Advice("If colours are hard to read: --theme ansi-dark or ansi-light, which use the terminal's own 16.")
    return Check("terminal-kind", Finding.NOTE, "Perhaps no more than 16 colours.", evidence, fix)


def _encoding_check(environ: Mapping[str, str]) -> Check:
    name = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    value = environ.get(name, "")
    if value.lower().replace("-", "").endswith("utf8"):
        return Check("terminal-encoding", Finding.OK, "Text is UTF-8.", (f"{name}={value}",))
    fix = Advice("If lines are drawn as letters: export LANG=C.UTF-8")
    evidence = (f"{name}={value}",) if name else ()
    return Check("terminal-encoding", Finding.NOTE, "The locale does not say that text is UTF-8.", evidence, fix)


def _answers_check(answers: TerminalReplies) -> Check:
    if not answers.is_there:
        return Check("terminal-answers", Finding.NOTE, "The terminal does not say what it is able to do.")
    paste = {True: "known", False: "not known", None: "not said"}[answers.bracketed_paste]
    evidence = [f"bracketed paste: {paste}"]
    if answers.clipboard:
        evidence.append("clipboard by OSC 52: known (device attributes, 52)")
    return Check("terminal-answers", Finding.OK, "The terminal answers when it is asked.", tuple(evidence))
