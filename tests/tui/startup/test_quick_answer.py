"""What is answered without a parser says the same as with one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.config.paths import journal_folder, settings_file
from tests.tui.shell import Cli
from tui.startup.fast_path import quick_answer

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def nothing_set_up(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the variables that `cli` sets, either."""
    for name in [name for name in os.environ if name.startswith("OCI_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("command", ["--version", "keys", "locate"])
def test_a_quick_answer_equals_the_output_of_the_command(command: str, cli: Cli) -> None:
    assert cli(command) == (0, f"{quick_answer([command])}\n", "")


def test_locate_marks_the_paths_that_do_not_exist() -> None:
    Path(journal_folder(os.environ)).mkdir(parents=True)
    settings, journal, configuration = quick_answer(["locate"]).splitlines()
    assert settings.split(maxsplit=1) == ["settings", f"{settings_file(os.environ)}  (doesn't exist yet)"]
    assert journal.split(maxsplit=1) == ["journal", journal_folder(os.environ)]
    assert configuration.endswith(".oci/config  (doesn't exist yet)")


def test_locate_leaves_a_chosen_configuration_to_the_parser(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Path(settings_file(os.environ))
    settings.parent.mkdir(parents=True)
    settings.write_text('config_file = "/from/the/settings"\n')
    assert not quick_answer(["locate"])
    assert "/from/the/settings" in cli("locate")[1]
    settings.unlink()
    monkeypatch.setenv("OCI_CLI_CONFIG_FILE", "/from/a/variable")
    assert not quick_answer(["locate"])
    assert "/from/a/variable" in cli("locate")[1]


@pytest.mark.parametrize("name", ["OCI_SMTP_STATE_DIR", "OCI_SMTP_REGION", "OCI_SMTPREGION", "oci_smtp_quiet"])
def test_locate_leaves_oci_smtp_variables_to_the_parser(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "/somewhere")
    assert not quick_answer(["locate"])


def test_locate_reports_an_unusable_home_directory(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "relative")
    assert not quick_answer(["locate"])
    assert "Can't find your home directory" in cli("locate")[2]


@pytest.mark.parametrize("command", ["--version", "keys", "locate"])
def test_a_quick_answer_imports_no_slow_module(command: str) -> None:
    """What takes as long to import as the rest of the command: `tests/benchmarks/startup.py` has the figures."""
    slow = "{'argparse', 'dataclasses', 'difflib', 'inspect', 'pathlib', 'urllib.parse'}"
    script = f"import sys; from tui.startup.fast_path import quick_answer; quick_answer(['{command}']); "
    script += f"print({slow} & set(sys.modules))"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OCI_")}
    asked = [sys.executable, "-c", script]
    ran = subprocess.run(asked, env=environ, cwd=ROOT, capture_output=True, timeout=60, check=True, text=True)
    assert ran.stdout == "set()\n"


def test_locate_prints_a_path_that_is_not_utf_8() -> None:
    environ = {**os.environb, b"OCI_SMTP_STATE_DIR": b"/caf\xe9"}
    command = [sys.executable, "-m", "tui", "locate"]
    ran = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, timeout=60, check=True)
    assert b" /caf\xe9/journal" in ran.stdout
