"""Makes a virtual environment equal to locks: `python .ci/environment DIRECTORY INPUT...`; says nothing where it is.

An input is a lock, or our `pyproject.toml`: this project itself, editable, built with what locks before it installed.

pip is told to resolve nothing. Up to 23.3 it reads the metadata of what the lock pins, meets an extra such as
`coverage[toml]`, and looks for it on the index: once that has a release newer than the lock, pip refuses to go on.
Nor is anything built but this project, for pip would resolve what a build needs.
"""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = "pyproject.toml"
PIP = ("-I", "-m", "pip", "--disable-pip-version-check")  # -I: blind to PYTHONPATH and to the user's packages
LOCKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-compile")
EDITABLE = ("--no-deps", "--no-build-isolation")

WISHES = {"PIP_CONSTRAINT": os.devnull, "PIP_NO_BINARY": ":none:", "PIP_REQUIRE_HASHES": "0", "PIP_USER": "0"}
"""Over what a person's own settings of pip may ask for everywhere; where packages come from is left to them."""

WHAT = "import os, sys; print([sys.version, sys.base_prefix, os.path.realpath(sys.prefix)])"


class Environment:
    """A virtual environment, and the record in it of what it was made from, written once all is installed."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._python = directory / "bin" / "python"
        self._file = directory / ".made.json"

    def make(self, inputs: list[Path]) -> None:
        """Install what is missing; from the start where something in it is of another Python, lock or place.

        Raises:
            subprocess.CalledProcessError: a step failed, and has said why.
        """
        recorded = self._record()
        wanted = {str(each): _digest(each) for each in inputs}
        missing = [each for each in inputs if recorded.get(str(each)) != wanted[str(each)]]
        if not missing:
            return
        print(f"Setting up {self.directory} with Python {'.'.join(map(str, sys.version_info[:3]))}", file=sys.stderr)
        if not recorded or any(_digest(Path(each)) != digest for each, digest in recorded.items() if each != PROJECT):
            self._clear()
            recorded, missing = {}, inputs
        self._file.unlink(missing_ok=True)
        for each in missing:
            source = (*EDITABLE, "--editable", ".") if str(each) == PROJECT else (*LOCKED, "-r", str(each))
            self._run("install", "-qq", *source)
        self._run("check")
        made = {"what": self._what(), "inputs": {**recorded, **wanted}, "installed": sorted(self._installed())}
        self._file.write_text(json.dumps(made), encoding="utf-8")

    def _record(self) -> dict[str, str]:
        """The inputs it was made from with their digests; empty where it cannot be relied on."""
        try:
            made: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
            ours = str([sys.version, sys.base_prefix, os.path.realpath(self.directory)])
            if made["what"] == self._what() == ours and self._installed() >= set(made["installed"]):
                return dict(made["inputs"])
        except (OSError, ValueError, KeyError, TypeError, subprocess.CalledProcessError):
            pass
        return {}

    def _clear(self) -> None:
        if self.directory.is_file() or self.directory.is_symlink():
            self.directory.unlink()
        # With the Python that lies under this one, for this one may be that of the environment. 3.10 doesn't know which
        # lies under it.
        base = getattr(sys, "_base_executable", "") if sys.version_info >= (3, 11) else os.path.realpath(sys.executable)
        subprocess.run([base, "-I", "-m", "venv", "--clear", str(self.directory)], check=True)

    def _what(self) -> str:
        """Version, origin and place of its Python."""
        command = [str(self._python), "-I", "-c", WHAT]
        asked = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return asked.stdout.strip()

    def _installed(self) -> set[str]:
        return {each.name for each in self.directory.glob("lib/python3*/site-packages/*.dist-info")}

    def _run(self, *arguments: str) -> None:
        """Let its pip do something; what it says is told only where it fails."""
        command = [str(self._python), *PIP, *arguments]
        done = subprocess.run(command, env={**os.environ, **WISHES}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            sys.stderr.buffer.write(done.stdout)
            done.check_returncode()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _hint() -> str:
    """Why it may have failed on this Python; empty where that is not the reason."""
    tested = [int(minor) for minor in re.findall(r"Python :: 3\.(\d+)", Path(PROJECT).read_text(encoding="utf-8"))]
    if sys.version_info[1] <= max(tested):
        return ""
    ours, first, last = sys.version_info[1], min(tested), max(tested)
    return f" Python 3.{ours} is untested, and there may be no wheels for it: use 3.{first} to 3.{last}."


if __name__ == "__main__":
    try:
        one_at_a_time = open(__file__, "rb")  # noqa: SIM115  # held until the end: another make in this checkout waits
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        Environment(Path(sys.argv[1])).make([Path(each) for each in sys.argv[2:]])
    except subprocess.CalledProcessError:
        sys.exit(f"{sys.argv[1]} could not be made; the next run starts over.{_hint()}")
