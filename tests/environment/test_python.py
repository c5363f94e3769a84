"""Which Python `make` takes, and what it says where there is none."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment.machine import ROOT

BARE = "bare"
FITS = "fits"
SHIM = "shim"


def python(place: Path, name: str, version: str, kind: str) -> None:
    """A program of that name which answers as a Python of that version would: ours, told to be another."""
    place.mkdir(exist_ok=True)
    told = f"import sys; sys.version_info = ({version.replace('.', ', ')}, 0)"
    if kind == BARE:
        told += "; sys.modules['ensurepip'] = None"
    answer = f'if [ "$1" = -E ]; then code=$3; shift 3; exec {sys.executable} -c "{told}\n$code" "$@"; fi'
    if kind == SHIM:
        answer = 'echo "pyenv: command not found" >&2; exit 127'
    (place / name).write_text(f'#!/bin/sh\n{answer}\necho {name} runs "$@"\n', encoding="utf-8")
    (place / name).chmod(0o755)


def chosen(place: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """What `make` would run there; beside what is in that place, PATH has no Python."""
    tools = place / "tools"
    tools.mkdir(exist_ok=True)
    for tool in ("sh", "sed", "sort", "head", "tail", "seq", "dirname"):
        if not (tools / tool).exists():
            (tools / tool).symlink_to(next(p for p in (Path("/bin") / tool, Path("/usr/bin") / tool) if p.exists()))
    path = f"{place}:{tools}"
    return subprocess.run(
        [tools / "sh", ROOT / ".ci" / "environment" / "python.sh", "it"],
        env={"PATH": path, **environ},
        text=True,
        capture_output=True,
    )


@pytest.mark.parametrize(
    ("machine", "taken"),
    [
        ({"python3": ("3.11", FITS)}, "python3"),
        ({"python3": ("3.11", FITS), "python3.13": ("3.13", FITS)}, "python3"),
        ({"python3": ("3.9", FITS), "python3.12": ("3.12", FITS)}, "python3.12"),
        ({"python3": ("3.6", FITS), "python3.10": ("3.10", FITS), "python3.12": ("3.12", FITS)}, "python3.12"),
        ({"python3": ("3.11", BARE), "python3.10": ("3.10", FITS)}, "python3.10"),
        ({"python3": ("3.11", BARE), "python3.11": ("3.11", BARE), "python3.13": ("3.13", FITS)}, "python3.13"),
        ({"python3": ("3.11", SHIM), "python3.13": ("3.13", SHIM), "python3.12": ("3.12", FITS)}, "python3.12"),
        ({"python3": ("3.16", FITS), "python3.13": ("3.13", FITS)}, "python3.13"),  # the locks have no wheels for it
        ({"python3": ("3.16", FITS)}, "python3"),
        ({"python3": ("3.9", FITS), "python3.17": ("3.17", FITS)}, "python3.17"),
        ({"python3.10": ("3.10", FITS)}, "python3.10"),
        ({"python": ("3.12", FITS)}, "python"),
        ({"python": ("2.7", FITS), "python3.11": ("3.11", FITS)}, "python3.11"),
    ],
)
def test_a_python_that_can_create_virtual_environments_is_run(
    tmp_path: Path, machine: dict[str, tuple[str, str]], taken: str
) -> None:
    for name, (version, kind) in machine.items():
        python(tmp_path, name, version, kind)
    assert (chosen(tmp_path).stdout, chosen(tmp_path).stderr) == (f"{taken} runs -I it\n", "")


@pytest.mark.parametrize(
    ("machine", "tools", "said"),
    [
        (
            {"python3": ("3.11", BARE)},
            [],
            "python3 is Python 3.11 without venv or ensurepip: apt-get install python3-venv",
        ),
        (
            {"python3": ("3.9", FITS), "python3.12": ("3.12", BARE)},
            ["apt-get"],
            "python3.12 is Python 3.12 without venv or ensurepip: apt-get install python3.12-venv",
        ),
        ({}, ["apt-get"], "oci-smtp needs Python 3.10 or newer: apt-get install python3 python3-venv"),
        (
            {"python3": ("3.9", SHIM)},
            ["apt-get"],
            "oci-smtp needs Python 3.10 or newer: apt-get install python3 python3-venv",
        ),
        (
            {"python3": ("3.9", FITS)},
            ["dnf"],
            "oci-smtp needs Python 3.10 or newer (python3 is 3.9): dnf install python3.12",
        ),
        (
            {"python3": ("3.9", BARE)},
            ["brew"],
            "oci-smtp needs Python 3.10 or newer (python3 is 3.9): brew install python@3.",
        ),
        ({"python": ("2.7", FITS)}, [], "oci-smtp needs Python 3.10 or newer (python is 2.7): install one from "),
        (
            {"python3": ("3.9", FITS)},
            ["apt-get"],
            "oci-smtp needs Python 3.10 or newer (python3 is 3.9): install one from ",
        ),
    ],
)
def test_one_line_says_what_to_install_when_no_python_is_suitable(
    tmp_path: Path, machine: dict[str, tuple[str, str]], tools: list[str], said: str
) -> None:
    for name, (version, kind) in machine.items():
        python(tmp_path, name, version, kind)
    for tool in tools:
        python(tmp_path, tool, "0.0", SHIM)
    told = chosen(tmp_path)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(said)
    assert told.stderr.count("\n") == 1


def test_only_the_python_named_in_the_python_variable_is_used(tmp_path: Path) -> None:
    python(tmp_path, "python3", "3.11", FITS)
    python(tmp_path, "mine", "3.12", FITS)
    python(tmp_path, "python3.9", "3.9", FITS)
    assert chosen(tmp_path, PYTHON="mine").stdout == "mine runs -I it\n"
    assert chosen(tmp_path, PYTHON=str(tmp_path / "mine")).stdout == "mine runs -I it\n"
    for named, said in (
        ("python3.9", "PYTHON=python3.9 is not that (python3.9 is 3.9)"),
        ("/none", "PYTHON=/none is not that"),
    ):
        told = chosen(tmp_path, PYTHON=named)
        assert told.returncode == 1
        assert said in told.stderr
