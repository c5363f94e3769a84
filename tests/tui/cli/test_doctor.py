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


def test_doctor_finds_no_fault_for_an_administrator_and_only_reads(cli: Cli, tenancy: Tenancy) -> None:
    code, output, _ = cli("doctor", "--output", "json")
    assert code == 0
    found = findings(output)
    assert json.loads(output)["verdict"] == "ok"
    good = ("configuration", "key", "network-identity", "network-email", "clock", "smtp", "own-credentials")
    for name in (*good, "list-users", "list-senders", "read-policies", "journal"):
        assert found[name] == "ok", name
    methods = {entry.operation.partition("_")[0] for entry in tenancy.request_log if entry.operation}
    assert methods <= {"get", "list", "search"}, "it only reads"


def test_text_output_lists_the_checks_and_their_evidence(cli: Cli, where: Served) -> None:
    code, output, _ = cli("doctor")
    assert code == 0
    assert str(where.config_file) in output
    assert "ok     You have permission to list the users." in output
    assert "FAULT  " not in output


def test_a_missing_configuration_is_a_fault_and_no_request_is_sent(cli: Cli, tenancy: Tenancy, tmp_path: Path) -> None:
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


def test_missing_permission_to_list_users_is_a_note_and_not_a_fault(cli: Cli, tenancy: Tenancy, tmp_path: Path) -> None:
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


MAIL = ("--sender", "orders@example.com", "--user", "shop.mailer")


def test_a_suppressed_recipient_is_listed_after_the_verdict(cli: Cli) -> None:
    code, output, _ = cli("doctor", *MAIL, "--recipient", "bounced@example.net")
    lines = output.splitlines()
    assert (code, lines[0]) == (0, "ALLOWED")
    told = next(line for line in lines if "bounced@example.net is suppressed since" in line)
    assert told.startswith("note   ")
    assert lines.index(told) > lines.index(next(line for line in lines if "A policy allows the user" in line))
    assert lines[-1].startswith("Allowed by: ")


def test_a_suppressed_recipient_explains_the_reply_254(cli: Cli) -> None:
    reply = ("--message", "254 4.7.1 Suppression for user ocid1.user.oc1..aaaaexample")
    code, output, _ = cli("doctor", *MAIL, *reply, "--recipient", "complained@example.net")
    assert (code, output.splitlines()[0]) == (1, "NOT DELIVERED")
    assert "FAULT  complained@example.net is suppressed since" in output
    assert cli("doctor", *MAIL, *reply)[0] == 5


def test_json_output_contains_the_dkim_record_to_publish(cli: Cli) -> None:
    code, output, _ = cli("doctor", "--sender", "bot@dev.example.com", "--user", "sandbox.bot", "--output", "json")
    causes = {cause["code"]: cause for cause in json.loads(output)["causes"]}
    fix = causes["dkim-not-active"]["fix"]
    assert (code, fix["action"], fix["type"]) == (0, "publish-record", "CNAME")
    assert fix["name"] == "acme-iad-202401._domainkey.dev.example.com"
    assert fix["value"] == "acme-iad-202401.dev.example.com.dkim.iad1.oracleemaildelivery.com"


def test_a_recipient_that_is_not_an_email_address_is_a_usage_error(cli: Cli, tenancy: Tenancy) -> None:
    code, _, errors = cli("doctor", "--recipient", "bounced")
    assert code == 2
    assert '"bounced" isn\'t an email address.' in errors
    assert not tenancy.request_log
