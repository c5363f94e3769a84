"""Runs the tests on the ends of what is supported: `python -m tests.compat [PYTEST ARGUMENTS]`.

Not a part of CI: it makes environments, with the network, and keeps them in `.venv-compat` for the next time.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
UV = str(Path(sys.executable).with_name("uv"))
TESTED = ("tests/services", "tests/widgets")


class End(NamedTuple):
    """A Python, and what is installed there of what `pyproject.toml` allows."""

    python: str
    wanted: str
    options: tuple[str, ...] = ()


def pythons() -> tuple[str, str]:
    """The oldest and the newest Python that the classifiers name."""
    named = [int(minor) for minor in re.findall(r"Python :: 3\.(\d+)", PYPROJECT)]
    return f"3.{min(named)}", f"3.{max(named)}"


def sdks() -> tuple[str, str]:
    """What is asked for to get the lowest and the newest `oci` that is allowed."""
    found = re.search(r'"oci>=([\d.]+),(<\d+)"', PYPROJECT)
    if found is None:
        raise SystemExit("pyproject.toml names no bounds of oci")
    return f"oci=={found[1]}", f"oci>={found[1]},{found[2]}"


def ends() -> list[End]:
    """Each Python with each SDK; and the oldest with the lowest of all that we ask for, of tools as well."""
    oldest, _ = pythons()
    _, newest_sdk = sdks()
    lowest = End(oldest, newest_sdk, ("--resolution", "lowest-direct"))
    return [lowest, *(End(python, sdk) for python in pythons() for sdk in sdks())]


def prepared(end: End) -> Path:
    """The interpreter of that environment; what is not said there is newest."""
    place = ROOT / ".venv-compat" / re.sub(r"[^\w.]+", "-", "-".join([end.python, end.wanted, *end.options]))
    interpreter = place / "bin" / "python"
    if not interpreter.exists():
        subprocess.run([UV, "venv", "--quiet", "--python", _found(end.python), str(place)], check=True)
    install = [UV, "pip", "install", "--quiet", "--upgrade", "--python", str(interpreter), *end.options]
    subprocess.run([*install, "--editable", f"{ROOT}[dev]", end.wanted], check=True)
    return interpreter


def _found(python: str) -> str:
    """That Python among pyenv's, which uv does not look through; else its version, for uv to find or to fetch."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{python}.*/bin/python{python}")
    return next((str(path) for path in kept), python)


def main(arguments: list[str]) -> int:
    """Run them all; the number of those that failed."""
    failed = []
    for end in ends():
        name = f"Python {' '.join([end.python, end.wanted, *end.options])}"
        print(f"== {name}", flush=True)
        command = [str(prepared(end)), "-m", "pytest", "-q", *(arguments or TESTED)]
        if subprocess.run(command, cwd=ROOT).returncode:
            failed.append(name)
    print("\n".join(f"FAILED: {each}" for each in failed) or "All passed.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
