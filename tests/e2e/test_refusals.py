"""Switches, directories, and arguments that can't be meant: refused by every command, and by the app."""

import json
from pathlib import Path

import pytest

from tests.e2e.key_files import locked_copy
from tests.e2e.program import Opener, run
from tests.e2e.served import Served

USER = "shop.mailer"
COMMANDS = {
    "generate": ("generate", USER, "-d", "x"),
    "revoke": ("revoke", USER, "ocid1.credential.oc1..x", "--yes"),
    "recover": ("recover", "--yes"),
    "list": ("list", USER),
    "users": ("users",),
    "doctor": ("doctor",),
    "locate": ("locate",),
}
SCREENS = {"app": (), "open": ("open", "users"), "settings": ("open", "settings", "--generate")}


@pytest.mark.parametrize("said", ["OCI_SMTP_READ_ONLY=ja", "OCI_SMTP_NO_REVEAL=true ", "OCI_SMTP_READONLY=1"])
@pytest.mark.parametrize("command", COMMANDS)
def test_an_invalid_variable_stops_every_command(
    served: Served, environ: dict[str, str], command: str, said: str
) -> None:
    name, _, value = said.partition("=")
    asked = len(served.control("log"))
    refused = run(*served.options, *COMMANDS[command], environ={**environ, name: value})
    assert (refused.returncode, refused.stdout) == (2, "")
    assert name in refused.stderr
    assert value in refused.stderr or "Unknown variable" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert len(served.control("log")) == asked


@pytest.mark.parametrize("screen", SCREENS)
def test_an_invalid_variable_stops_the_app(open_served: Opener, environ: dict[str, str], screen: str) -> None:
    environ["OCI_SMTP_READ_ONLY"] = "ja"
    app = open_served(*SCREENS[screen])
    assert app.exit_code == 2
    app.wait_for('OCI_SMTP_READ_ONLY can\'t be "ja".', "Use 1, true, yes, on, 0, false, no, or off.")


def test_an_invalid_value_in_the_settings_file_stops_the_app(
    open_served: Opener, environ: dict[str, str], home: Path
) -> None:
    settings = home / "mine.toml"
    settings.write_text('no_reveal = "ja"\n')
    environ["OCI_SMTP_SETTINGS"] = str(settings)
    app = open_served("open", "users")
    assert app.exit_code == 2
    app.wait_for("no_reveal must be true or false", 'not "ja"')


@pytest.mark.parametrize("command", [*COMMANDS])
def test_a_relative_state_directory_stops_every_command(
    served: Served, environ: dict[str, str], home: Path, command: str
) -> None:
    refused = run(*served.options, *COMMANDS[command], environ={**environ, "OCI_SMTP_STATE_DIR": "here"})
    assert (refused.returncode, refused.stdout) == (2, "")
    assert 'OCI_SMTP_STATE_DIR can\'t be "here"' in refused.stderr
    assert not (home / "here").exists()


def test_a_relative_state_directory_stops_the_app(open_served: Opener, environ: dict[str, str]) -> None:
    environ["OCI_SMTP_STATE_DIR"] = "../state"
    app = open_served()
    assert app.exit_code == 2
    app.wait_for("OCI_SMTP_STATE_DIR")


def test_relative_xdg_directories_are_ignored(environ: dict[str, str], home: Path) -> None:
    told = run("locate", environ={**environ, "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config"})
    assert told.returncode == 0
    assert str(home / ".local/state/oci-smtp/journal") in told.stdout
    assert str(home / ".config/oci-smtp/config.toml") in told.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--fail-on", ""),
        ("list", "--fail-on", " "),
        ("list", "--fail-on", ","),
        ("list", "--fail-on", " , ,"),
        ("list", USER, "--fail-on="),
        ("list", ""),
        ("list", "--older-than", ""),
        ("list", "--older-than", "\u0663"),
        ("list", "--older-than", " 3"),
        ("list", "--older-than", "-1"),
        ("list", "--older-than", "999999999999"),
        ("list", "--older-than", "9" * 5000),
        ("doctor", "--sender", ""),
        ("doctor", "--user", ""),
        ("doctor", "--message", " "),
        ("doctor", "--sender", "", "--user", USER),
        ("users", "--profile", ""),
        ("users", "--region", ""),
        ("users", "--directory", ""),
        ("users", "--config-file", ""),
        ("--clear-after", "9", "users"),
        ("--clear-after", "121", "users"),
        ("--clear-after", "1_0", "users"),
        ("--clear-after", "\uff13\uff10", "users"),
        ("--clear-after", "nan", "users"),
        ("generate", USER, "-d", "x", "--to", ""),
        ("rotate", USER, ""),
        ("recover", "--yes", "--keep", ""),
        ("recover", "--yes", "--delete", ""),
        ("recover", "--delete", "0123456789ab", "--credential", ""),
        ("generate", USER, "-d", "x", "--mail-to", "", "--to", "keyring"),
    ],
)
def test_empty_or_invalid_arguments_are_rejected(environ: dict[str, str], arguments: tuple[str, ...]) -> None:
    """A script whose variable is not set would have switched a check off, and ended with 0."""
    refused = run("--demo", *arguments, environ=environ)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr


def test_older_than_0_marks_a_credential_as_old(environ: dict[str, str]) -> None:
    told = run("--demo", "list", USER, "--older-than", "0", "--output", "json", environ=environ)
    assert [row["findings"].count("old") for row in json.loads(told.stdout)] == [1]


@pytest.mark.parametrize("typed", [b"\x04", b"\xfc\n", b"ye\xe2\x82\n", b"\x9b\n", b"y\n", b"\n"])
def test_revoke_deletes_nothing_unless_the_answer_is_yes(open_served: Opener, served: Served, typed: bytes) -> None:
    [held] = served.credentials(USER)
    app = open_served("revoke", USER, held["id"])
    app.wait_for("Type yes:")
    app.type_bytes(typed)
    assert app.exit_code == 1
    app.wait_for("Nothing was deleted.", gone="Traceback")
    assert served.credentials(USER) == [held]


@pytest.mark.parametrize("typed", [b"\x04", b"\xfc\n", b"\x9b31m\n", b"half \xe2\x82\n"])
def test_an_invalid_passphrase_is_reported_without_a_traceback(
    open_app: Opener, served: Served, home: Path, typed: bytes
) -> None:
    folder = home / "locked"
    folder.mkdir()
    config = served.config(folder, key_file=locked_copy(served.key_file, folder, "right"))
    app = open_app("--config-file", str(config), *served.options[2:], "users")
    app.wait_for("Passphrase of")
    app.type_bytes(typed)
    assert app.exit_code == 4
    app.wait_for("passphrase", gone="Traceback")
