"""`oci-smtp list --since`: what came and went."""

import json
from pathlib import Path

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.csv_rows import csv_records
from tests.services.accounts import operations
from tests.tui.shell import ONE, TWO, Cli


@pytest.fixture
def old(cli: Cli) -> str:
    Path("old.json").write_text(cli("list", "-o", "json")[1])
    return "old.json"


def test_since_reports_no_changes_when_nothing_changed(cli: Cli, old: str) -> None:
    code, output, errors = cli("list", "--since", old, "-o", "json")
    assert (code, json.loads(output)) == (ExitCode.DONE, [])
    assert errors == "oci-smtp: Since old.json: 0 new, 0 deleted, 0 changed, 0 unknown.\n"


def test_since_lists_new_and_deleted_credentials(cli: Cli, tenancy: Tenancy, old: str) -> None:
    [gone] = tenancy.credentials(tenancy.user_ocid(ONE))
    cli("revoke", ONE, gone.ocid, "--yes")
    made = json.loads(cli("generate", ONE, "-d", "fresh", "-o", "json")[1])
    for read, output in ((json.loads, "json"), (csv_records, "csv")):
        code, told, _ = cli("list", "--since", old, "-o", output)
        assert code == ExitCode.DONE
        assert [(row["change"], row["credential_id"]) for row in read(told)] == [
            ("new", made["credential_id"]),
            ("deleted", gone.ocid),
        ]
    table = cli("list", "--since", old)[1]
    assert table.split()[:2] == ["change", "user"]
    assert made["password"] not in table


def test_one_user_is_compared_with_the_rows_of_that_user(cli: Cli, tenancy: Tenancy, old: str) -> None:
    tenancy.credentials(tenancy.user_ocid(TWO))[0].description = "renamed"
    code, output, _ = cli("list", TWO, "--since", old, "--json", "change,old_description,description")
    assert code == ExitCode.DONE
    assert json.loads(output) == [
        {"change": "changed", "old_description": "Invoices (old relay)", "description": "renamed"}
    ]
    assert json.loads(cli("list", ONE, "--since", old, "-o", "json")[1]) == []


def test_credentials_that_cannot_be_read_are_unknown_and_the_list_fails(cli: Cli, tenancy: Tenancy, old: str) -> None:
    tenancy.faults.append(Rule("404", "list_smtp_credentials", path=f"*{tenancy.user_ocid(TWO)}*"))
    code, output, errors = cli("list", "--since", old, "-o", "json")
    assert code == ExitCode.FAILED
    rows = json.loads(output)
    assert [row["change"] for row in rows] == ["unknown"] * 3
    assert {row["user"] for row in rows} == {TWO}
    assert f"can't read {TWO}" in errors


def test_fail_on_still_fails_with_since(cli: Cli, old: str) -> None:
    code, _, errors = cli("list", "--since", old, "--fail-on", "inactive")
    assert code == ExitCode.FAILED
    assert "--fail-on: inactive" in errors


@pytest.mark.parametrize("content", ["", "{}", '[{"user": "x"}]', "[]x"])
def test_an_invalid_file_is_rejected_before_any_request_is_sent(cli: Cli, tenancy: Tenancy, content: str) -> None:
    Path("old.json").write_text(content)
    code, output, errors = cli("list", "--since", "old.json")
    assert (code, output) == (ExitCode.USAGE, "")
    assert "Can't compare with old.json" in errors
    assert not tenancy.request_log


def test_a_file_of_another_tenancy_is_rejected_before_users_are_listed(cli: Cli, tenancy: Tenancy, old: str) -> None:
    Path(old).write_text(Path(old).read_text().replace(tenancy.ocid, "ocid1.tenancy.oc1..other"))
    tenancy.request_log.clear()
    code, output, errors = cli("list", "--since", old)
    assert (code, output) == (ExitCode.USAGE, "")
    assert "another tenancy (ocid1.tenancy.oc1..other)" in errors
    assert "list_users" not in operations(tenancy)


def test_an_empty_file_name_is_a_usage_error(cli: Cli) -> None:
    assert cli("list", "--since", "")[0] == ExitCode.USAGE
