"""Runs the tests on the ends of what is supported: `python -m tests.compat [PYTEST ARGUMENTS]`.

Not a part of CI: it makes four environments, with the network, and keeps them in `.venv-compat` for the next time.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
UV = str(Path(sys.executable).with_name("uv"))
TESTED = ("tests/services", "tests/widgets")


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


def prepared(python: str, sdk: str) -> Path:
    """The interpreter of an environment with that Python and that SDK, and with what else is newest."""
    place = ROOT / ".venv-compat" / re.sub(r"[^\w.]+", "-", f"{python}-{sdk}")
    interpreter = place / "bin" / "python"
    if not interpreter.exists():
        subprocess.run([UV, "venv", "--quiet", "--python", _found(python), str(place)], check=True)
    install = [UV, "pip", "install", "--quiet", "--upgrade", "--python", str(interpreter)]
    subprocess.run([*install, "--editable", f"{ROOT}[dev]", sdk], check=True)
    return interpreter


def _found(python: str) -> str:
    """That Python among pyenv's, which uv does not look through; else its version, for uv to find or to fetch."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{python}.*/bin/python{python}")
    return next((str(path) for path in kept), python)


def main(arguments: list[str]) -> int:
    """Run all four; the number of those that failed."""
    failed = []
    for python in pythons():
        for sdk in sdks():
            print(f"== Python {python}, {sdk}", flush=True)
            command = [str(prepared(python, sdk)), "-m", "pytest", "-q", *(arguments or TESTED)]
            if subprocess.run(command, cwd=ROOT).returncode:
                failed.append(f"Python {python}, {sdk}")
    print("\n".join(f"FAILED: {each}" for each in failed) or "All passed.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
