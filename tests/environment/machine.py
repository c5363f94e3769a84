"""Fresh machines: a checkout with an index of its own, and Pythons that bring another pip or miss something."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock", "tests/oci-cli.lock")
PROJECT = (
    "Makefile",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "oci-smtp.1",
    ".ci",
    "tui",
    "widgets",
    "services",
)

BASE = Path(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
"""The Python that the tests run on, without its virtual environment."""


def checkout(place: Path) -> Path:
    """A copy of what `make` needs here, without locks."""
    place.mkdir(parents=True)
    (place / "tests").mkdir()
    for name in PROJECT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, place / name)
    return place


def make(place: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run make there; of the environment it has PATH and HOME, and what is given."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(place), "LANG": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull}
    command = ["make", "-C", str(place), "--no-print-directory", *arguments]
    return subprocess.run(command, env={**kept, **environ}, text=True, capture_output=True)


def python_with(pip: Path, place: Path) -> Path:
    """The interpreter of a Python like ours that brings the pip of that wheel.

    Its files are links to ours, but for the program, beside which it looks for them, and for `ensurepip`.
    """
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    ours, theirs = Path(sysconfig.get_path("stdlib")), place / "lib" / version
    theirs.mkdir(parents=True)
    (place / "bin").mkdir()
    for each in ours.iterdir():
        if each.name not in ("ensurepip", "site-packages", "dist-packages", "EXTERNALLY-MANAGED"):
            (theirs / each.name).symlink_to(each)
    (theirs / "site-packages").mkdir()
    (theirs / "ensurepip").mkdir()
    (theirs / "ensurepip" / "__init__.py").touch()
    (theirs / "ensurepip" / "__main__.py").write_text(
        f"import sysconfig, zipfile\nzipfile.ZipFile({str(pip)!r}).extractall(sysconfig.get_path('purelib'))\n"
    )
    interpreter = place / "bin" / "python3"
    shutil.copy(BASE, interpreter)
    return interpreter


OURS = ("pip", "setuptools", "oci-smtp")
"""What is not of a lock: this project, and what a Python brings."""


def installed(environment: Path) -> dict[str, str]:
    listed = subprocess.run(
        [environment / "bin" / "python", "-I", "-m", "pip", "list", "--format", "json"], check=True, capture_output=True
    )
    found = {canonicalize_name(each["name"]): each["version"] for each in json.loads(listed.stdout)}
    return {name: version for name, version in found.items() if name not in OURS}
