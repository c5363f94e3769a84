"""The map in CONTRIBUTING.md shows the rooms, the sentences, and the layers that the code has."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ON_THE_MAP = dict(re.findall(r"^\| `([\w/]+)` \| (.*) \|$", GUIDE, re.MULTILINE))
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: list[dict[str, Any]] = SETTINGS["tool"]["importlinter"]["contracts"]
LAYERS = [each for each in CONTRACTS if each["type"] == "layers"]
FORBIDDEN = {
    "services never see a screen": ("services/model/times.py", "rich.text"),
    "widgets know nothing of OCI": ("widgets/plain.py", "services.model.times"),
    "screens reach OCI only through services": ("tui/screens/senders.py", "oci.config"),
    "services are built in layers": ("services/config/paths.py", "services.api.client"),
    "only the composition roots know the sample tenancy": ("services/audit/audit.py", "services.demo.cloud"),
    "the app is built in layers": ("tui/screens/home.py", "tui.app"),
    "the command line does without Textual": ("tui/cli/list.py", "textual.app"),
    "no screen, dialog, or flow needs a sibling that needs it": ("tui/dialogs/help.py", "tui.flows.edit"),
}
"""An import for types that breaks each contract."""


def rooms() -> Iterator[str]:
    """The packages, without the folders of tests that mirror one."""
    for top in ("tui", "widgets", "services", "tests", "screenshots"):
        for package in sorted((ROOT / top).rglob("__init__.py")):
            room = package.parent.relative_to(ROOT)
            if room.parts[0] != "tests" or len(room.parts) == 1 or not is_mirror(room):
                yield str(room)


def is_mirror(room: Path) -> bool:
    mirrored = ROOT / Path(*room.parts[1:])
    return room.parts[1] in ("tui", "widgets", "services") and mirrored.is_dir()


def sentence_of(room: str) -> str:
    whole = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    return whole.split("\n\n")[0].replace("\n", " ")


def test_the_map_lists_exactly_the_packages_that_exist() -> None:
    assert sorted(ON_THE_MAP) == sorted(rooms())


@pytest.mark.parametrize("room", sorted(ON_THE_MAP))
def test_the_map_describes_a_package_as_its_docstring_does(room: str) -> None:
    assert ON_THE_MAP[room] == sentence_of(room)


@pytest.mark.parametrize("contract", LAYERS, ids=[each["containers"][0] for each in LAYERS])
def test_the_guide_shows_the_layers_that_the_import_linter_checks(contract: dict[str, Any]) -> None:
    drawn = re.findall(r"^```\n(.*?)\n```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert "\n".join(contract["layers"]) in drawn


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w[\w.]*/)+\w+\.\w+)`", GUIDE))))
def test_a_file_that_the_contributing_guide_names_exists(path: str) -> None:
    assert (ROOT / path).is_file()


def test_each_import_contract_fails_when_it_is_broken(tmp_path: Path) -> None:
    for top in ("tui", "widgets", "services"):
        shutil.copytree(ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, module in FORBIDDEN.values():
        with (tmp_path / path).open("a", encoding="utf-8") as changed:
            changed.write(f"from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import {module}\n")
    linter = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(linter, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.MULTILINE))
    assert verdicts == dict.fromkeys((each["name"] for each in CONTRACTS), "BROKEN"), done.stdout
    assert set(FORBIDDEN) == set(verdicts)
    assert done.returncode == 1
