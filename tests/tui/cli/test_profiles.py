"""Several tenancies in one run: `--profile A --profile B`."""

import json
from pathlib import Path

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.csv_rows import csv_records
from tests.services.accounts import Served
from tests.tui.shell import ONE, Cli

A, B, LOCKED = "--profile=A", "--profile=B", "--profile=LOCKED"


@pytest.fixture(autouse=True)
def profiles(where: Served) -> None:
    """The tenancy by two names, and a profile that can't sign in."""
    values = where.config_file.read_text().removeprefix("[DEFAULT]\n")
    locked = "".join(line for line in values.splitlines(keepends=True) if not line.startswith("key_file"))
    where.config_file.write_text(f"[A]\n{values}[B]\n{values}[LOCKED]\n{locked}")


def test_one_profile_prints_no_profile_column(cli: Cli) -> None:
    for output in ("json", "csv", "table"):
        assert cli("list", ONE, A, "-o", output) == cli(A, "list", ONE, A, A, "-o", output)
        assert "profile" not in cli("list", ONE, A, "-o", output)[1]


@pytest.mark.parametrize("arguments", [(A, B, "list"), ("list", A, B), ("list", A, B, A)])
def test_several_profiles_add_a_profile_column(cli: Cli, tenancy: Tenancy, arguments: tuple[str, ...]) -> None:
    code, output, errors = cli(*arguments, "-o", "csv")
    assert (code, errors) == (ExitCode.DONE, "")
    rows = csv_records(output)
    for name in ("A", "B"):
        found = {row["credential_id"] for row in rows if row["profile"] == name}
        assert found == {each.ocid for each in tenancy.credentials()}
    assert len(json.loads(cli(*arguments, "-o", "json")[1])) == len(rows)
    assert cli(*arguments)[1].startswith("profile  user")


def test_a_profile_after_the_command_overrides_profiles_before_the_command(cli: Cli) -> None:
    assert cli(A, B, "list", ONE, A)[:2] == cli("list", ONE, A)[:2]
    assert cli(A, "list", ONE, LOCKED)[0] == ExitCode.DENIED


def test_a_profile_that_can_not_sign_in_is_reported_and_the_others_are_read(cli: Cli, tenancy: Tenancy) -> None:
    code, output, errors = cli("list", LOCKED, A, "-o", "json")
    assert code == ExitCode.DENIED
    rows = json.loads(output)
    assert [(row["profile"], row["user"], row["findings"]) for row in rows[:1]] == [("LOCKED", "all users", ["unread"])]
    assert len(rows) == len(tenancy.credentials()) + 1
    assert "can't read the tenancy of profile LOCKED" in errors
    assert "key_file" in errors


@pytest.mark.parametrize(
    "command", [["users"], ["generate", ONE, "-d", "x"], ["recover"], ["doctor"], [], ["open", "users"]]
)
def test_other_commands_reject_more_than_one_profile(cli: Cli, tenancy: Tenancy, command: list[str]) -> None:
    code, output, errors = cli(A, B, *command)
    assert (code, output) == (ExitCode.USAGE, "")
    assert "Use --profile once." in errors
    assert not tenancy.request_log


def test_evidence_has_a_section_for_each_profile(cli: Cli, tenancy: Tenancy) -> None:
    code, output, _ = cli("audit", "--evidence", "e", A, LOCKED, B)
    assert code == ExitCode.DENIED
    assert output.startswith("This audit isn't whole: 1 thing couldn't be read.")
    found = json.loads(Path("e/audit.json").read_text())
    assert found["is_whole"] is False
    assert [(each["profile"], each["is_whole"]) for each in found["tenancies"]] == [
        *(("A", True), ("LOCKED", False), ("B", True)),
    ]
    rows = csv_records(Path("e/credentials.csv").read_text())
    assert (rows[0]["profile"], rows[0]["findings"]) == ("LOCKED", "unread")
    assert Path("e/audit.html").read_text().count("<section>") == 3
    assert cli("audit", "--verify", "e")[0] == ExitCode.DONE


def test_messages_name_the_profile(cli: Cli, tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("404", "list_smtp_credentials", times=2, path=f"*{tenancy.user_ocid(ONE)}*"))
    code, _, errors = cli("list", A, B, "--fail-on", "inactive", "-o", "json")
    assert code == ExitCode.FAILED
    for name in ("A", "B"):
        assert f"oci-smtp: {name}: can't read {ONE}: " in errors
        assert f"oci-smtp: {name}: 1 credential matches --fail-on: inactive." in errors
    _, output, _ = cli("audit", "--evidence", "e", A, LOCKED)
    assert "LOCKED: nothing could be read" in output


def test_where_no_profile_can_sign_in_there_is_no_evidence(cli: Cli) -> None:
    code, output, _ = cli("audit", "--evidence", "e", LOCKED, "--profile=NOTHING")
    assert (code, output) == (ExitCode.DENIED, "")
    assert not Path("e").exists()


def test_since_compares_each_profile_with_its_own_rows(cli: Cli, tenancy: Tenancy) -> None:
    Path("old.json").write_text(cli("list", A, B, "-o", "json")[1])
    [gone] = tenancy.credentials(tenancy.user_ocid(ONE))
    cli("revoke", ONE, gone.ocid, "--yes", A)
    code, output, _ = cli("list", A, B, LOCKED.replace("LOCKED", "B"), "--since", "old.json", "-o", "json")
    assert code == ExitCode.DONE
    assert [(row["profile"], row["change"]) for row in json.loads(output)] == [("A", "deleted"), ("B", "deleted")]
    code, output, _ = cli("list", B, "--since", "old.json", "-o", "json")
    assert [(row["change"], row["credential_id"]) for row in json.loads(output)] == [("deleted", gone.ocid)]


def test_since_reports_unknown_for_a_profile_that_cannot_sign_in(cli: Cli, where: Served) -> None:
    Path("old.json").write_text(cli("list", A, B, "-o", "json")[1])
    where.config_file.write_text(where.config_file.read_text().replace("[B]", "[C]"))
    code, output, _ = cli("list", A, B, "--since", "old.json", "-o", "json")
    assert code == ExitCode.DENIED
    assert {(row["profile"], row["change"]) for row in json.loads(output)} == {("B", "unknown")}
