"""Programs on the PATH that write down how they were called."""

import shutil
from pathlib import Path


def spy_on(programs: list[str], folder: Path, log: Path) -> Path:
    """A folder for PATH where each program writes down its arguments and environment before it becomes the real one."""
    folder.mkdir()
    for program in programs:
        real = shutil.which(program)
        script = folder / Path(program).name
        script.write_text(f"#!/bin/sh\n{{ printf '%s\\n' \"$0\" \"$@\"; env; }} >> '{log}'\nexec '{real}' \"$@\"\n")
        script.chmod(0o755)
    return folder
