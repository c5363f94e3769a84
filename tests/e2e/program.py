"""The installed program, and the bare environment that it is run in."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
"""Of the checkout."""

PROGRAM = str(Path(sys.executable).with_name("oci-smtp"))


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a person with nothing set up: nothing of the caller's but the path."""
    path = os.pathsep.join((str(Path(PROGRAM).parent), os.environ.get("PATH", os.defpath)))
    folders = {"HOME": home, "TMPDIR": home / "tmp", "XDG_RUNTIME_DIR": home / "run"}
    folders |= {f"XDG_{kind}_HOME": home / kind.lower() for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    texts = {name: str(folder) for name, folder in folders.items()}
    # Classic IAM unless a test says otherwise: faults are set on its requests.
    plain = {"PATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8", "OCI_SMTP_DIRECTORY": "classic"}
    return {**plain, **texts, **more}


def run(*arguments: str, environ: Mapping[str, str], stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a command of the program without a terminal, as a script does."""
    command = [PROGRAM, *arguments]
    return subprocess.run(command, env=dict(environ), input=stdin, capture_output=True, text=True, timeout=60)


Opener = Callable[..., Any]


FIELD = "For example, billing-host"
"""What the empty field of the Generate dialog says."""
