"""A newcomer's path: the wheel as it would be published, in a clean environment, up to the first credential."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.e2e.program import FIELD, PROGRAM, Opener

ROOT = Path(__file__).parents[2]
BIN = Path(PROGRAM).parent


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sdist, and the wheel that is made of it, are."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    [found] = dist.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel in it. What it depends on is that of the tests: no network is needed."""
    place = tmp_path_factory.mktemp("clean")
    uv = str(BIN / "uv")
    environ = {**os.environ, "UV_CACHE_DIR": str(place / "cache")}
    subprocess.run(
        [uv, "venv", "--quiet", "--offline", "--python", sys.executable, str(place / "venv")], check=True, env=environ
    )
    python = place / "venv" / "bin" / "python"
    install = [uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(python), str(wheel)]
    subprocess.run(install, check=True, env=environ)
    [site] = (place / "venv").glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return place / "venv"


def test_the_distributions_pass_twine_and_the_wheel_has_the_required_files(dist: Path, wheel: Path) -> None:
    twine = subprocess.run([str(BIN / "twine"), "check", "--strict", *map(str, dist.iterdir())], capture_output=True)
    assert twine.returncode == 0, twine.stdout
    packed = {
        name.partition("/")[2] if "dist-info" in name or ".data/" in name else name
        for name in zipfile.ZipFile(wheel).namelist()
    }
    styles = {str(path.relative_to(ROOT)) for path in (ROOT / "tui").rglob("*.tcss")}
    assert styles
    assert packed >= styles | {"tui/py.typed", "services/py.typed", "widgets/py.typed", "licenses/LICENSE"}
    assert "data/share/man/man1/oci-smtp.1" in packed
    assert not [name for name in packed if name.startswith(("tests", "screenshots"))]


def test_the_installed_wheel_runs_commands_and_generates_a_demo_credential(
    installed: Path, open_app: Opener, environ: dict[str, str]
) -> None:
    program = str(installed / "bin" / "oci-smtp")
    where = [str(installed / "bin" / "python"), "-c", "import tui, services, widgets; print(tui.__file__)"]
    assert subprocess.run(where, cwd="/", capture_output=True, text=True).stdout.startswith(str(installed))
    for arguments, wanted in (
        (["--version"], "oci-smtp "),
        (["keys"], "user.generate"),
        (["completions", "bash"], "complete "),
        (["--demo", "doctor"], "You have permission to list the users."),
    ):
        ran = subprocess.run([program, *arguments], env=environ, cwd="/", capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr
        assert wanted in ran.stdout
    assert (installed / "share" / "man" / "man1" / "oci-smtp.1").is_file()
    app = open_app(program=(program,))
    app.wait_for("Welcome", "Try the demo")
    app.press("enter")
    app.wait_for("DEMO", "Identity & Security", "acmedemo")
    app.press(":")
    app.type("settings\r")
    app.wait_for("User settings", "0 of 2")
    app.press("n")
    app.wait_for_keyboard(FIELD)
    app.type("first of all\r")
    app.wait_for("SMTP credential ─", "Password")
    app.press("y")
    app.wait_for("Cleared in")
    app.press("enter", "enter")
    app.wait_for("1 of 2", "first of all", gone="Password")
    app.press("ctrl+q")
    assert app.exit_code == 0
