"""The ways to install that INSTALL.md and README.md name, typed as they stand, from an index years after the locks."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment.index import BUILDERS, Index, applying
from tests.environment.machine import ROOT, checkout, installed

LOCKED = applying((ROOT / "requirements.lock").read_text(encoding="utf-8"))
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.timeout(300)


class Home:
    """A home directory, and a checkout in it."""

    def __init__(self, place: Path) -> None:
        self.index = Index(place / "index", [Path(sys.prefix)], frozenset(LOCKED) | BUILDERS)
        self.place = place
        self.clone = checkout(place / "oci-smtp")
        (self.clone / "requirements.lock").write_text(self.index.lock(ROOT / "requirements.lock"), encoding="utf-8")
        (place / "bin").mkdir()
        for tool in ("uv", "pip", "python3"):
            (place / "bin" / tool).write_text(f'#!/bin/sh\nexec {BIN / tool} "$@"\n', encoding="utf-8")
            (place / "bin" / tool).chmod(0o755)

    def type(self, lines: str, where: Path) -> None:
        """Type lines of a document; each must end well."""
        environ = {
            "HOME": str(self.place),
            "PATH": f"{self.place / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.index.url,
            "PIP_NO_CACHE_DIR": "1",
            "UV_DEFAULT_INDEX": self.index.url,
            "UV_NO_CONFIG": "1",
            "UV_CACHE_DIR": str(self.place / "uv"),
            "UV_PYTHON": sys.executable,
            "UV_PYTHON_DOWNLOADS": "never",
        }
        done = subprocess.run(["bash", "-ec", lines], cwd=where, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def guides_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


def blocks(document: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", ["README.md", "INSTALL.md"])
def test_uv_installs_the_tested_versions(document: str, guides_home: Home) -> None:
    (line,) = re.findall(r"^uv tool install --constraints requirements.lock \.(?= )", "\n".join(blocks(document)), re.M)
    guides_home.type(line, guides_home.clone)
    tool = guides_home.place / ".local/share/uv/tools/oci-smtp"
    names = {path.name for path in tool.glob("lib/python3*/site-packages/*.dist-info")}
    assert {f"{name.replace('-', '_')}-{version}.dist-info" for name, version in LOCKED.items()} <= names
    assert (guides_home.place / ".local/bin/oci-smtp").exists()
    guides_home.type("uv tool uninstall oci-smtp", guides_home.clone)


def test_the_bundle_holds_all_that_a_host_without_internet_needs(guides_home: Home) -> None:
    pack = next(block for block in blocks("INSTALL.md") if block.startswith("make dist\n"))
    unpack = next(block for block in blocks("INSTALL.md") if block.startswith("tar xzf oci-smtp-bundle"))
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--wheel", guides_home.clone], check=True)
    guides_home.type(pack.removeprefix("make dist\n"), guides_home.clone)
    bastion = guides_home.place / "bastion"
    bastion.mkdir()
    (guides_home.clone / "oci-smtp-bundle.tar.gz").rename(bastion / "oci-smtp-bundle.tar.gz")
    *setup, last = unpack.splitlines()
    assert last == "~/.local/bin/oci-smtp --demo doctor"  # these wheels hold no code: the examples are run elsewhere
    guides_home.type("\n".join(setup), bastion)
    assert installed(guides_home.place / ".local/oci-smtp") == LOCKED
    assert (guides_home.place / ".local/bin/oci-smtp").resolve().exists()
