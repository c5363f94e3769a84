"""What a process has loaded afterwards, seen from outside."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "services").rglob("*.py")
    if path.name not in ("__main__.py", "pyperclip_child.py")
)


def loaded_after(code: str) -> set[str]:
    """Names of the packages that a fresh interpreter has loaded after running the code."""
    script = f"{code}\nimport sys\nprint(*sorted(name.partition('.')[0] for name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(ran.stdout.split())


def test_services_are_whole_without_a_screen() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in MODULES))
    assert "services" in loaded
    assert not loaded & {"textual", "rich", "tui", "widgets"}


@pytest.mark.parametrize("module", ["errors", "options", "profile", "model", "secret", "session", "issuing", "audit"])
def test_the_sdk_is_not_loaded_until_a_request_needs_it(module: str) -> None:
    assert "oci" not in loaded_after(f"import services.{module}")
