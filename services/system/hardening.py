"""What the process does first, so that no other process can read a password out of it."""

import contextlib
import os
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

PR_SET_DUMPABLE = 4  # linux/prctl.h
PT_DENY_ATTACH = 31  # sys/ptrace.h of macOS

APPEARANCE = frozenset(
    f"TEXTUAL_{name}"
    for name in ("ANIMATIONS", "COLOR_SYSTEM", "DIM_FACTOR", "DISABLE_KITTY_KEY", "FILTERS", "FPS", "SMOOTH_SCROLL")
) | {"TEXTUAL_THEME"}
"""The variables of Textual that change only how things look (its constants.py). The others log what is typed, write
what is on the screen to a file, press keys, or let ctrl+z leave a password on the screen."""

ENDED_ON_AN_ERROR = "oci-smtp crashed. Error messages are omitted because they might contain a password."

FRAMES = 40
"""How many frames of a traceback are printed, from where it happened."""


def harden() -> None:
    """Let no debugger, core dump or /proc show our memory and environment to other programs of the same user.

    Best effort: what the platform does not offer is left out without a word. Programs that we start are not concerned,
    except that they leave no core either. Memory that is swapped out, and root, are out of our reach.
    """
    _refuse_cores()
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        elif sys.platform == "darwin":
            ctypes.CDLL(None).ptrace(PT_DENY_ATTACH, 0, None, 0)


def _refuse_cores() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def scrub_environment(environ: MutableMapping[str, str] = os.environ) -> None:
    """Remove the switches by which others would write down what we show or receive; before Textual is imported.

    `SSLKEYLOGFILE` is one: that file and a recording of the network show OCI's answer.
    """
    for name in list(environ):
        if name == "SSLKEYLOGFILE" or (name.startswith("TEXTUAL") and name not in APPEARANCE):
            del environ[name]


def safe_excepthooks() -> None:
    """Print unhandled errors of any thread by where they happened and their type: a message may quote a password."""
    sys.excepthook = _main_hook
    threading.excepthook = _thread_hook
    sys.unraisablehook = _unraisable_hook


def safe_traceback(kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> str:
    """A traceback without locals, without the errors that led to it, and without any message that is not ours."""
    import traceback

    frames = traceback.StackSummary.extract(traceback.walk_tb(tb), limit=-FRAMES, capture_locals=False)
    return "".join(["Traceback (most recent call last):\n", *frames.format(), f"{_named(kind, error)}\n"])


def _named(kind: type[BaseException] | None, error: BaseException | None) -> str:
    from services.model.errors import OciSmtpError

    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.") if kind else "an error without a type"
    if isinstance(error, OciSmtpError):
        return f"{name}: {error.title}"
    if isinstance(error, AttributeError | NameError | ImportError) and error.name:
        return f"{name}: {ascii(error.name)[1:-1]}"  # an identifier of the source, set by the interpreter
    return name


def _print(
    heading: str, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
) -> None:
    with contextlib.suppress(Exception):  # stderr might be gone, and there is no other place for it
        sys.stderr.write(f"{heading}\n{safe_traceback(kind, error, tb)}")
        sys.stderr.flush()


def _main_hook(kind: type[BaseException], error: BaseException, tb: TracebackType | None) -> None:
    _print(ENDED_ON_AN_ERROR, kind, error, tb)


def _thread_hook(args: threading.ExceptHookArgs) -> None:
    if not issubclass(args.exc_type, SystemExit):
        _print("oci-smtp: an error in a thread.", args.exc_type, args.exc_value, args.exc_traceback)


def _unraisable_hook(args: "UnraisableHookArgs") -> None:
    _print("oci-smtp: an error while tidying up.", args.exc_type, args.exc_value, args.exc_traceback)
