"""The command line for tests: whom it is about, and how it is run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ONE, TWO, NONE = "shop.mailer", "billing.relay", "newsletter.sender"
"""Users with one, two and no SMTP credentials."""

CHANGING = {"create_smtp_credential", "update_smtp_credential", "delete_smtp_credential"}
Ran = tuple[int, str, str]
"""Exit code, standard output, standard error."""

Cli = Callable[..., Ran]


def program(*arguments: str, **more: Any) -> "subprocess.Popen[str]":
    """The program in a process of its own."""
    command = [sys.executable, "-m", "tui", *arguments]
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, text=True, **(options | more))
