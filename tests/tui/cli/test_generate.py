"""`oci-smtp generate` and `oci-smtp revoke`."""

import io
import json
import os
import sys

import pytest

from services.demo.faults import Rule
from services.demo.settings import Expiry
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.tui.shell import CHANGING, NONE, ONE, TWO, Cli, program


class TestGenerate:
    def test_json_output_is_one_object_with_the_credential_and_password(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, errors = cli("generate", NONE, "-d", "billing host", "--output", "json")
        assert (code, errors) == (ExitCode.DONE, "")
        fields = json.loads(output)
        (held,) = tenancy.credentials(tenancy.user_ocid(NONE))
        assert fields == {
            "user_name": held.user_name,
            "password": held.password,
            "credential_id": held.ocid,
            "user_id": tenancy.user_ocid(NONE),
            "description": "billing host",
            "smtp_host": "smtp.email.us-ashburn-1.oci.oraclecloud.com",
            "smtp_port": 465,
            "security": "TLS",
            "created": fields["created"],
        }
        assert held.description == "billing host"

    @pytest.mark.parametrize(
        ("expiry", "echoed", "said"),
        [
            ("kept", "2035-03-01T00:00:00Z", "OCI's response contains the same expiry."),
            ("ignored", "", "OCI's response doesn't contain an expiry, so the credential might never expire."),
        ],
    )
    def test_generate_requests_an_expiry_and_reports_how_oci_responded(
        self, cli: Cli, tenancy: Tenancy, expiry: Expiry, echoed: str, said: str
    ) -> None:
        tenancy.settings.expiry = expiry
        in_domains = ("--directory", "domains", "generate", NONE, "-d", "x", "--expires")
        code, output, errors = cli(*in_domains, "2035-03-01", "-o", "json")
        assert code == ExitCode.DONE
        fields = json.loads(output)
        assert (fields["expires_requested"], fields["expires"]) == ("2035-03-01T00:00:00Z", echoed)
        assert f"Requested: expires 2035-03-01 00:00 UTC. OCI doesn't document what happens then. {said}" in errors
        assert "expires_requested: 20" in cli(*in_domains, "1d")[1]

    @pytest.mark.parametrize(
        "arguments",
        [
            *(("--expires", "yesterday"), ("--expires", "0d"), ("--expires", "2020-01-01"), ("--expires", "")),
            *(("--json", "password,expires"), ("--expires", "90d")),  # IAM without identity domains can't
        ],
    )
    def test_an_invalid_or_unsupported_expiry_generates_nothing(
        self, cli: Cli, tenancy: Tenancy, arguments: tuple[str, ...]
    ) -> None:
        code, output, _ = cli("generate", NONE, "-d", "x", *arguments)
        assert (code, output) == (ExitCode.USAGE, "")
        assert not set(operations(tenancy)) & CHANGING

    def test_text_output_shows_the_password_and_the_smtp_endpoint(self, cli: Cli, tenancy: Tenancy) -> None:
        _, output, _ = cli("generate", NONE, "-d", "x", "--smtp-endpoint", "relay.example.com:587")
        (held,) = tenancy.credentials(tenancy.user_ocid(NONE))
        lines = output.splitlines()
        assert f"password: {held.password}" in lines
        assert "smtp_host: relay.example.com" in lines
        assert "security: STARTTLS" in lines

    def test_a_third_credential_exits_3_and_generates_nothing(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, errors = cli("generate", TWO, "-d", "third")
        assert (code, output) == (ExitCode.LIMIT, "")
        assert "Credential limit" in errors
        assert not set(operations(tenancy)) & CHANGING

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["--read-only", "generate", NONE, "-d", "x"], ExitCode.USAGE),
            (["generate", NONE, "-d", "x", "--read-only"], ExitCode.USAGE),
            (["--no-reveal", "generate", NONE, "-d", "x", "--reveal"], ExitCode.USAGE),
            (["generate", NONE, "-d", "x", "--smtp-endpoint", "no:port:at all"], ExitCode.USAGE),
            (["generate", NONE, "-d", ""], ExitCode.USAGE),
            (["generate", NONE, "-d", "  "], ExitCode.USAGE),
            (["generate", "", "-d", "x"], ExitCode.USAGE),
            (["generate", "nobody", "-d", "x"], ExitCode.FAILED),
            (["generate", NONE], ExitCode.USAGE),
            (["generate", NONE, "-d", "x", "--output", "yaml"], ExitCode.USAGE),
        ],
    )
    def test_invalid_arguments_fail_and_generate_nothing(
        self, cli: Cli, tenancy: Tenancy, arguments: list[str], code: ExitCode
    ) -> None:
        found, output, errors = cli(*arguments)
        assert (found, output) == (code, "")
        assert errors
        assert not set(operations(tenancy)) & CHANGING

    @pytest.mark.parametrize(
        ("kind", "code"), [("401", ExitCode.DENIED), ("404", ExitCode.DENIED), ("409", ExitCode.FAILED)]
    )
    def test_a_rejection_by_oci_prints_no_output_and_shows_the_opc_request_id(
        self, cli: Cli, tenancy: Tenancy, kind: str, code: ExitCode
    ) -> None:
        tenancy.faults.append(Rule(kind, "create_smtp_credential", times=0))
        found, output, errors = cli("generate", NONE, "-d", "x")
        assert (found, output) == (code, "")
        assert "opc-request-id" in errors

    def test_output_that_cannot_be_written_leaves_no_credential(
        self, signed_in_environ: None, tenancy: Tenancy
    ) -> None:
        with open("/dev/full", "w") as full:
            process = program("generate", NONE, "-d", "x", stdout=full)
            _, errors = process.communicate(timeout=60)
        assert process.returncode == ExitCode.FAILED
        assert "Traceback" not in errors
        assert "so the credential was deleted" in errors
        assert tenancy.credentials(tenancy.user_ocid(NONE)) == []

    def test_output_without_a_reader_leaves_no_credential(self, signed_in_environ: None, tenancy: Tenancy) -> None:
        read_end, write_end = os.pipe()
        os.close(read_end)
        process = program("generate", NONE, "-d", "x", stdout=write_end)
        os.close(write_end)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == ExitCode.FAILED
        assert "Traceback" not in errors
        assert tenancy.credentials(tenancy.user_ocid(NONE)) == []

    def test_json_output_keeps_non_ascii_text_when_the_encoding_is_ascii(
        self, signed_in_environ: None, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHONIOENCODING", "ascii")
        process = program("generate", NONE, "-d", "Envíos", "--output", "json", encoding="utf-8")
        output, errors = process.communicate(timeout=60)
        assert process.returncode == ExitCode.DONE, errors
        assert json.loads(output)["description"] == "Envíos"


class TestRevoke:
    @pytest.mark.parametrize("by", ["ocid", "user_name"])
    def test_revoke_deletes_the_credential_named_by_ocid_or_user_name(
        self, cli: Cli, tenancy: Tenancy, by: str
    ) -> None:
        older, newer = tenancy.credentials(tenancy.user_ocid(TWO))
        code, output, errors = cli("revoke", TWO, getattr(older, by), "--yes")
        assert (code, output) == (ExitCode.DONE, "")
        assert "Deleted “Invoices (old relay)” of billing.relay" in errors
        assert tenancy.credentials(tenancy.user_ocid(TWO)) == [newer]

    def test_revoke_without_yes_or_a_terminal_deletes_nothing(
        self, cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (held,) = tenancy.credentials(tenancy.user_ocid(ONE))
        monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
        code, _, errors = cli("revoke", ONE, held.ocid)
        assert code == ExitCode.USAGE
        assert "--yes" in errors
        assert tenancy.credentials(tenancy.user_ocid(ONE)) == [held]

    @pytest.mark.parametrize(("typed", "is_deleted"), [("yes", True), ("YES ", True), ("y", False), ("", False)])
    def test_revoke_at_a_terminal_deletes_only_after_the_admin_types_yes(
        self, cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, typed: str, is_deleted: bool
    ) -> None:
        (held,) = tenancy.credentials(tenancy.user_ocid(ONE))
        person = io.StringIO(f"{typed}\n")
        person.isatty = lambda: True  # type: ignore[method-assign]  # as if typed at a terminal
        monkeypatch.setattr(sys, "stdin", person)
        code, _, errors = cli("revoke", ONE, held.ocid)
        assert "Shop checkout, production" in errors
        assert code == (ExitCode.DONE if is_deleted else ExitCode.FAILED)
        assert bool(tenancy.credentials(tenancy.user_ocid(ONE))) is not is_deleted

    @pytest.mark.parametrize("what", ["nothing", "", "ocid1.credential.oc1..aaaa", "../x"])
    def test_revoke_fails_for_a_credential_that_the_user_does_not_have(
        self, cli: Cli, tenancy: Tenancy, what: str
    ) -> None:
        code, _, errors = cli("revoke", ONE, what, "--yes")
        assert code == ExitCode.FAILED
        assert "oci-smtp list" in errors
        assert not set(operations(tenancy)) & CHANGING

    def test_revoke_in_read_only_mode_is_a_usage_error(self, cli: Cli, tenancy: Tenancy) -> None:
        code, _, errors = cli("--read-only", "revoke", ONE, "x", "--yes")
        assert code == ExitCode.USAGE
        assert "--read-only" in errors
        assert operations(tenancy) == []

    def test_revoke_exits_5_when_the_response_is_lost(self, cli: Cli, tenancy: Tenancy) -> None:
        (held,) = tenancy.credentials(tenancy.user_ocid(ONE))
        tenancy.faults.append(Rule("reset-after", "delete_smtp_credential"))
        code, _, errors = cli("revoke", ONE, held.ocid, "--yes")
        assert code == ExitCode.UNKNOWN
        assert "might have succeeded" in errors
