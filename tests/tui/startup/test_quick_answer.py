"""What is answered without a parser says the same as with one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.config.paths import journal_folder, settings_file
from tests.tui.shell import Cli
from tui.startup.fast_path import quick_answer


@pytest.fixture(autouse=True)
def nothing_set_up(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a configuration file, which is what `cli` sets up."""
    monkeypatch.delenv("OCI_CLI_CONFIG_FILE")


@pytest.mark.parametrize("command", ["--version", "keys", "locate"])
def test_it_is_what_the_parser_would_answer(command: str, cli: Cli) -> None:
    assert cli(command) == (0, f"{quick_answer([command])}\n", "")


def test_locate_says_what_is_there_and_what_is_not() -> None:
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


def test_a_path_need_not_be_text() -> None:
    environ = {**os.environb, b"OCI_SMTP_STATE_DIR": b"/caf\xe9"}
    command = [sys.executable, "-m", "tui", "locate"]
    root = Path(__file__).parents[3]
    ran = subprocess.run(command, env=environ, cwd=root, capture_output=True, timeout=60, check=True)
    assert b" /caf\xe9/journal" in ran.stdout
