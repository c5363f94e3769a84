"""The OCI SDK for TypeScript is installed as its lock says, once, and only where npm is."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci/environment/typescript_sdk.py"
FOREIGN = ROOT / "tests/foreign"
LOCK = json.loads((FOREIGN / "package-lock.json").read_text(encoding="utf-8"))
ASKED = json.loads((FOREIGN / "package.json").read_text(encoding="utf-8"))["dependencies"]
PACKAGES = {name: package for name, package in LOCK["packages"].items() if name}

NPM = """#!/bin/sh
echo "$@" >>"$CALLS"
[ -z "$BROKEN" ] || { echo "npm error $BROKEN"; exit 1; }
mkdir -p node_modules/oci-common
"""


class Machine:
    """A folder with a lock, and an npm that says how it was called."""

    def __init__(self, place: Path) -> None:
        self.programs = place / "bin"
        self.folder = place / "lock"
        self.sdk = place / "sdk"
        self.calls = place / "calls"
        self.programs.mkdir()
        self.calls.touch()
        shutil.copytree(FOREIGN, self.folder, ignore=lambda _, names: {n for n in names if not n.endswith(".json")})
        for name in ("sh", "mkdir"):
            (self.programs / name).symlink_to(str(shutil.which(name)))
        (self.programs / "npm").write_text(NPM)
        (self.programs / "npm").chmod(0o755)

    def make(self, *options: str, broken: str = "") -> subprocess.CompletedProcess[str]:
        environ = {"PATH": str(self.programs), "CALLS": str(self.calls), "BROKEN": broken, "LANG": "C.UTF-8"}
        command = [sys.executable, str(SCRIPT), str(self.sdk), str(self.folder), *options]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)

    def made(self) -> bool:
        """Make it; whether npm was asked."""
        before = len(self.calls.read_text().splitlines())
        done = self.make()
        assert done.returncode == 0, done.stderr
        asked = len(self.calls.read_text().splitlines()) > before
        assert ("Setting up" in done.stderr) is asked
        return asked


@pytest.fixture
def sdk_machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_sdk_is_installed_once(sdk_machine: Machine) -> None:
    assert sdk_machine.made()
    assert not sdk_machine.made()
    assert "--ignore-scripts" in sdk_machine.calls.read_text()
    assert sorted(os.listdir(sdk_machine.sdk.parent)) == ["bin", "calls", "lock", "sdk"]


def test_the_sdk_is_reinstalled_when_it_does_not_match_the_lock(sdk_machine: Machine) -> None:
    assert sdk_machine.made()
    with (sdk_machine.folder / "package-lock.json").open("a") as lock:
        lock.write("\n")
    assert sdk_machine.made()
    shutil.rmtree(sdk_machine.sdk / "node_modules")
    assert sdk_machine.made()
    shutil.rmtree(sdk_machine.sdk)
    sdk_machine.sdk.symlink_to("/usr/lib/removed/sdk")
    assert sdk_machine.made()
    assert not sdk_machine.made()


@pytest.mark.parametrize("options", [(), ("--optional",)])
def test_a_failed_npm_install_leaves_no_sdk_folder(sdk_machine: Machine, options: tuple[str, ...]) -> None:
    failed = sdk_machine.make(*options, broken="code ENOTFOUND")
    assert failed.returncode == (0 if options else 1)
    assert "npm error code ENOTFOUND" in failed.stderr
    assert not sdk_machine.sdk.exists()
    assert sdk_machine.made()


def test_a_missing_npm_is_an_error_only_without_the_optional_flag(sdk_machine: Machine) -> None:
    (sdk_machine.programs / "npm").unlink()
    failed = sdk_machine.make()
    assert (failed.returncode, failed.stderr) == (1, "npm not found: apt-get install npm\n")
    quiet = sdk_machine.make("--optional")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


def test_the_lock_pins_versions_and_digests_and_names_no_registry() -> None:
    assert {name: PACKAGES[f"node_modules/{name}"]["version"] for name in ASKED} == ASKED
    for name, package in PACKAGES.items():
        assert re.fullmatch(r"sha512-[\w+/]{86}==", package["integrity"]), name
        assert not any(re.search("https?:", str(value)) for key, value in package.items() if key != "funding"), name


def test_make_test_installs_the_sdk_as_optional() -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^test: .*\n((?:\t.*\n)+)", recipes, re.MULTILINE)
    assert "$(TYPESCRIPT_SDK) --optional" in recipe
