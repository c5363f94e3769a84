"""What a process has loaded afterwards, seen from outside."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "services").rglob("*.py")
    if path.name not in ("__main__.py", "copykitten_child.py", "pyperclip_child.py")
)


def loaded_after(code: str) -> set[str]:
    """Names of the packages that a fresh interpreter has loaded after running the code."""
    script = f"{code}\nimport sys\nprint(*sorted(name.partition('.')[0] for name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(ran.stdout.split())


def test_services_do_not_load_textual_rich_or_screens() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in MODULES))
    assert "services" in loaded
    assert not loaded & {"textual", "rich", "tui", "widgets"}


@pytest.mark.parametrize(
    "module",
    [
        "model.errors",
        "config.options",
        "config.profile",
        "model.values",
        "model.secret",
        "api.session",
        "credentials.generation",
        "audit",
    ],
)
def test_the_sdk_is_not_loaded_until_a_request_needs_it(module: str) -> None:
    assert "oci" not in loaded_after(f"import services.{module}")


def imported() -> set[str]:
    """Names of the packages from outside that some module of the program imports, at its top or within a function."""
    nodes = [
        node
        for folder in ("services", "tui", "widgets")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
    ]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    tops = {name.partition(".")[0] for name in names}
    return tops - set(sys.stdlib_module_names) - {"services", "tui", "widgets", "tomllib"}


def asked_for(package: str, extra: str = "") -> set[str]:
    """What it depends on, with one extra or none."""
    found = [text for text in requires(package) or [] if "extra ==" not in text or (extra and extra in text)]
    return {plain(re.split(r"[^\w.-]", text)[0]) for text in found}


def plain(name: str) -> str:
    """The name of a package as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_imported_package_is_a_declared_dependency() -> None:
    """The lowest SDK has a urllib3 of its own: then there may be none, or another one with other errors."""
    # Textual is pinned, and what it draws with belongs to it.
    declared = asked_for("oci-smtp", extra="desktop") | asked_for("textual")
    where = packages_distributions()
    assert {name for name in imported() if not declared & set(map(plain, where.get(name, [name])))} == set()
