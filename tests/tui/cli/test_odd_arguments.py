"""Arguments and variables that are bytes and no text, and terminals that are not in UTF-8: a sentence, no traceback."""

import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.journal_record import JournalState, Record, new_intent
from services.delivery.new_file import keep, place_of
from services.demo.tenancy import Tenancy
from services.model.destination import Destination
from services.model.errors import ExitCode
from tests.tui.shell import ONE, ROOT, Cli

NO_TEXT = (os.fsdecode(b"\xff"), os.fsdecode(b"a\xfcb"), os.fsdecode(b"\xed\xa0\x80"), "\ud83d")
COMMANDS = (
    ["generate", "{}", "-d", "x"],
    ["generate", ONE, "-d", "{}"],
    ["generate", ONE, "-d", "x", "--to", "age:{}"],
    ["generate", ONE, "-d", "x", "--to", "vault:{}"],
    ["generate", ONE, "-d", "x", "--to", "eml:f", "--mail-to", "{}"],
    ["list", "{}"],
    ["users", "--filter", "{}"],
    ["revoke", "{}", "x", "--yes"],
    ["revoke", ONE, "{}", "--yes"],
    ["recover", "--keep", "{}"],
    ["recover", "--close", "{}"],
    ["recover", "--delete", "{}", "--credential", "x"],
    ["doctor", "--sender", "{}"],
    ["doctor", "--message", "{}"],
    ["check", "-", "--sender", "{}"],
    ["users", "--profile", "{}"],
    ["users", "--region", "{}"],
    ["users", "--identity-endpoint", "https://{}/"],
    ["open", "user", "{}"],
)


@pytest.mark.parametrize("text", NO_TEXT, ids=ascii)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_arguments_with_invalid_unicode_are_a_usage_error(cli: Cli, command: list[str], text: str) -> None:
    code, output, errors = cli(*(word.format(text) for word in command))
    assert (code, output) == (ExitCode.USAGE, "")
    assert "isn't text" in errors


@pytest.mark.parametrize("name", ["OCI_SMTP_PROFILE", "OCI_CLI_PROFILE", "OCI_SMTP_REGION", "OCI_SMTP_VAULT_ENDPOINT"])
def test_environment_variables_with_invalid_unicode_are_a_usage_error(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, NO_TEXT[0])
    code, _, errors = cli("users")
    assert code == ExitCode.USAGE
    assert "isn't text" in errors


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
@pytest.mark.parametrize("command", [["recover"], ["recover", "--destinations"], ["list", ONE]], ids=" ".join)
def test_characters_that_the_output_encoding_lacks_are_escaped(
    signed_in_environ: None,
    tenancy: Tenancy,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: list[str],
    encoding: str,
) -> None:
    monkeypatch.setenv("OCI_SMTP_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    now, held = datetime.now(timezone.utc), tmp_path / "für Łukasz"
    noticed: list[Destination] = []
    keep(place_of(held, b"secret", is_encrypted=False), b"secret", noticed.append)
    record = Record(
        new_intent(),
        JournalState.SHOWN,
        "test",
        "ocid1.tenancy.oc1..a",
        "us-ashburn-1",
        tenancy.user_ocid(ONE),
        "łukasz.日本",
        "Łódź",
        "0" * 30,
        now,
        now,
        credential_ocid="ocid1.credential.oc1..a",
        smtp_user_name="a",
        destinations=noticed[-1:],
    )
    open_journal(Options(), os.environ).begin(record)
    ran = subprocess.run(
        [sys.executable, "-m", "tui", *command], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    assert b"Traceback" not in ran.stderr
    assert ran.returncode == (ExitCode.UNKNOWN if command == ["recover"] else ExitCode.DONE)
    if command[0] == "recover":
        assert b"\\u0142ukasz.\\u65e5\\u672c" in ran.stdout
