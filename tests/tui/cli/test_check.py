"""`oci-smtp check`: findings with their lines, exit codes, and never the password."""

import io
import json
import sys
from pathlib import Path

import pytest

from services.client_check.formats import BY_ID
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.client_check.files import ENCODED, ENV, HOST, PASSWORD, USER
from tests.tui.shell import Cli


def settings(home: Path, port: int, more: str = "SMTP_SECURE=true") -> Path:
    path = home / ".env"
    text = ENV.format(port, f"'{PASSWORD}'", more)
    path.write_text(text.replace("@H", HOST).replace("@U", USER))
    return path


def test_a_fault_is_shown_with_its_lines_and_the_next_step(cli: Cli, tmp_path: Path) -> None:
    code, output, errors = cli("check", str(settings(tmp_path, 587)))
    assert (code, errors) == (ExitCode.FAILED, "")
    assert output.startswith("FAULT: something in these settings will fail\nFormat: env. Accounts: 1.\n")
    assert (
        "FAULT  Implicit TLS doesn't work on port 587: the server begins without TLS there, and expects STARTTLS.\n"
        "       Line 2: SMTP_PORT = 587\n"
        "       Line 5: SMTP_SECURE = true\n"
        "       Next step: Use port 465, or turn on STARTTLS in place of implicit TLS.\n"
    ) in output
    assert PASSWORD not in output


@pytest.mark.parametrize(
    ("port", "more", "verdict", "exit_code"),
    [
        (465, "SMTP_SECURE=true", "no-fault", ExitCode.DONE),
        (587, "SMTP_SECURE=true", "fault", ExitCode.FAILED),
        (587, "", "undecided", ExitCode.UNKNOWN),
    ],
)
def test_json_and_exit_code_say_the_same(
    cli: Cli, tmp_path: Path, port: int, more: str, verdict: str, exit_code: ExitCode
) -> None:
    code, output, _ = cli("check", str(settings(tmp_path, port, more)), "-o", "json")
    found = json.loads(output)
    assert (code, found["verdict"], found["format"], found["accounts"]) == (exit_code, verdict, "env", 1)
    assert set(found["checks"][0]) == {"finding", "code", "detail", "evidence", "fix"}
    assert json.loads(cli("check", str(settings(tmp_path, port, more)), "--json", "verdict")[1]) == {"verdict": verdict}
    assert PASSWORD not in output


def test_check_reads_standard_input_in_the_named_format(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"\n\nsmtp://{ENCODED}:{PASSWORD}@{HOST}:465\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    code, output, _ = cli("check", "-", "--format", "url")
    assert code == ExitCode.FAILED
    assert "Line 3: URL port = 465" in output


def test_a_url_in_the_command_line_is_rejected_and_not_repeated(cli: Cli) -> None:
    code, output, errors = cli("check", f"smtps://a:{PASSWORD}@{HOST}")
    assert (code, output) == (ExitCode.USAGE, "")
    assert "shows its password" in errors
    assert PASSWORD not in errors


def test_a_file_that_cannot_be_read_is_named(cli: Cli, tmp_path: Path) -> None:
    code, output, errors = cli("check", str(tmp_path / "missing"))
    assert (code, output) == (ExitCode.FAILED, "")
    assert f"Can't read {tmp_path / 'missing'}: No such file or directory." in errors


def test_a_sender_is_checked_in_the_tenancy(cli: Cli, tmp_path: Path, tenancy: Tenancy) -> None:
    path = settings(tmp_path, 465)
    assert cli("check", str(path))[0] == ExitCode.DONE
    assert tenancy.request_log == [], "nothing is asked without a sender"
    path.write_text(path.read_text().replace(USER, f"ocid1.user.oc1..a@{tenancy.ocid}.x1.com"))
    code, output, _ = cli("check", str(path), "--sender", "nobody@example.com")
    assert code == ExitCode.UNKNOWN
    assert "?      No approved sender for nobody@example.com is visible to you in eu-frankfurt-1" in output


def test_help_names_every_format(cli: Cli) -> None:
    told = " ".join(cli("check", "--help")[1].split())
    assert all(f" {name}" in told for name in BY_ID)
