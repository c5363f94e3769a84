"""`oci-smtp doctor` alone: is everything in place, and what must be changed."""

import json
from pathlib import Path

import pytest

from services.demo.tenancy import Tenancy
from tests.services.accounts import Served, served
from tests.tui.shell import Cli


@pytest.fixture(autouse=True)
def reachable(monkeypatch: pytest.MonkeyPatch, where: Served) -> None:
    """An address for the SMTP server where someone listens."""
    monkeypatch.setenv("OCI_SMTP_SMTP_ENDPOINT", where.options.identity_endpoint.removeprefix("http://"))


def findings(output: str) -> dict[str, str]:
    return {check["code"]: check["finding"] for check in json.loads(output)["checks"]}


def test_nothing_is_wrong_with_an_administrator_on_a_good_machine(cli: Cli, tenancy: Tenancy) -> None:
    code, output, _ = cli("doctor", "--output", "json")
    assert code == 0
    found = findings(output)
    assert json.loads(output)["verdict"] == "ok"
    good = ("configuration", "key", "network-identity", "network-email", "clock", "smtp", "own-credentials")
    for name in (*good, "list-users", "list-senders", "read-policies", "journal"):
        assert found[name] == "ok", name
    methods = {entry.operation.partition("_")[0] for entry in tenancy.request_log if entry.operation}
    assert methods <= {"get", "list", "search"}, "it only reads"


def test_people_get_a_line_for_each_check_with_its_evidence(cli: Cli, where: Served) -> None:
    code, output, _ = cli("doctor")
    assert code == 0
    assert str(where.config_file) in output
    assert "ok     You have permission to list the users." in output
    assert "FAULT  " not in output


def test_without_a_configuration_it_says_so_and_sends_nothing(cli: Cli, tenancy: Tenancy, tmp_path: Path) -> None:
    code, output, _ = cli("doctor", "--config-file", str(tmp_path / "nowhere"))
    assert code == 1
    assert "FAULT  Can't use the configuration." in output
    assert "oci setup config" in output
    assert not tenancy.request_log


def test_a_key_that_others_can_read_is_a_fault_and_secrets_are_not_printed(cli: Cli, where: Served) -> None:
    key = where.config_file.with_name("oci_api_key.pem")
    key.chmod(0o644)
    with where.config_file.open("a") as file:
        file.write("pass_phrase=not-for-eyes\n")
    code, output, errors = cli("doctor")
    assert code == 1
    assert f"chmod 600 {key}" in output
    assert "not-for-eyes" not in output + errors


def test_without_permission_to_list_users_it_notes_that_and_finds_no_fault(
    cli: Cli, tenancy: Tenancy, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "agent"
    elsewhere.mkdir()
    with served(tenancy, elsewhere, user="helpdesk.agent") as where:
        code, output, _ = cli("doctor", "--config-file", str(where.config_file), "--output", "json")
    found = findings(output)
    assert found["own-credentials"] == "ok"
    assert found["list-users"] == "note"
    assert code == 0


def test_no_connection_to_oci_is_a_fault(cli: Cli) -> None:
    code, output, _ = cli("doctor", "--identity-endpoint", "http://127.0.0.1:9", "--output", "json")
    found = findings(output)
    assert found["network-identity"] == "fault"
    assert "list-users" not in found
    assert code == 1


def test_a_journal_that_cannot_be_written_is_a_fault(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setenv("OCI_SMTP_STATE_DIR", str(in_the_way / "state"))
    code, output, _ = cli("doctor", "--output", "json")
    assert (code, findings(output)["journal"]) == (1, "fault")
