"""What every command has alike: output, fields, silence, questions, and guesses at what was meant."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from services.clipboard.choose import SETTINGS
from services.config.auth_type import AUTH_TYPES
from services.config.options import AUTH_NAMES, CLIPBOARD_NAMES
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.tui.shell import CHANGING, NONE, ONE, Cli

Typed = Callable[[str], None]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Puts a text on standard input, from a pipe."""

    def put(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    return put


class TestFields:
    @pytest.mark.parametrize(
        ("command", "names"),
        [
            (("users", "--filter", ONE), ["smtp_credentials", "name"]),
            (("list", ONE), ["credential_id", "findings"]),
            (("list", "--older-than", "9"), ["user", "created"]),
            (("generate", NONE, "-d", "x"), ["password", "user_name"]),
        ],
        ids=lambda value: value[0] if isinstance(value, tuple) else "",
    )
    def test_json_has_the_fields_that_were_named_in_that_order(
        self, cli: Cli, command: tuple[str, ...], names: list[str]
    ) -> None:
        code, output, _ = cli(*command, "--json", ",".join(names))
        assert code == ExitCode.DONE
        found = json.loads(output)
        rows = found if isinstance(found, list) else [found]
        assert rows
        assert all(list(row) == names for row in rows)

    def test_doctor_and_recover_accept_json_fields(self, cli: Cli) -> None:
        asked = ("--sender", "orders@example.com", "--user", ONE)
        assert json.loads(cli("doctor", *asked, "--json", "verdict")[1]) == {"verdict": "allowed"}
        assert json.loads(cli("recover", "--json", "user,begun")[1]) == []

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["users", "--json", "nmae"], "Did you mean name?"),
            (["list", "--json", "zzz"], "Options: user, domain"),
            (["users", "--json", "name,,email"], "a,b"),
            (["users", "--json", "name", "-o", "csv"], "not allowed with"),
            (["generate", NONE, "-d", "x", "--json", "user_name"], "password"),
        ],
    )
    def test_invalid_json_fields_are_rejected_before_any_request(
        self, cli: Cli, tenancy: Tenancy, arguments: list[str], words: str
    ) -> None:
        code, output, errors = cli(*arguments)
        assert (code, output) == (ExitCode.USAGE, "")
        assert words in errors
        assert not tenancy.request_log

    def test_o_is_short_for_output(self, cli: Cli) -> None:
        assert cli("users", "-o", "csv")[1] == cli("users", "--output", "csv")[1]


class TestQuiet:
    def test_only_the_result_is_printed(self, cli: Cli, tenancy: Tenancy) -> None:
        [held] = tenancy.credentials(tenancy.user_ocid(ONE))
        assert cli("users", "--filter", "zzz", "--quiet")[2] == ""
        assert cli("recover", "--quiet")[2] == ""
        assert cli("revoke", ONE, held.ocid, "--yes", "--quiet") == (ExitCode.DONE, "", "")

    def test_quiet_does_not_affect_the_next_command_of_the_process(self, cli: Cli) -> None:
        assert cli("--quiet", "recover")[2] == ""
        assert cli("recover")[2] != ""

    def test_quiet_still_prints_errors(self, cli: Cli) -> None:
        assert "nobody" in cli("list", "nobody", "--quiet")[2]


class TestNoInput:
    def test_no_input_makes_a_confirmation_question_an_error(
        self, cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [held] = tenancy.credentials(tenancy.user_ocid(ONE))
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        code, _, errors = cli("revoke", ONE, held.ocid, "--no-input")
        assert code == ExitCode.USAGE
        assert "--no-input" in errors
        assert "--yes" in errors
        assert not set(operations(tenancy)) & CHANGING

    def test_the_app_does_not_open(self, cli: Cli) -> None:
        code, _, errors = cli("--no-input")
        assert code == ExitCode.USAGE
        assert "--no-input" in errors


class TestPasted:
    def test_doctor_reads_an_error_message_from_standard_input(self, cli: Cli, typed: Typed) -> None:
        typed("535 Authorization failed: Envelope From address nobody@example.com not authorized\n")
        code, output, _ = cli("doctor", "--message", "-", "--user", ONE)
        assert code == ExitCode.FAILED
        assert "nobody@example.com" in output

    def test_generate_reads_recipients_from_standard_input(
        self, cli: Cli, typed: Typed, tenancy: Tenancy, tmp_path: Path, age_identity: Path
    ) -> None:
        typed(f"# Anna\n{age_identity.with_suffix('.pub').read_text()}\n")
        path = tmp_path / "anna.age"
        code, output, _ = cli("generate", NONE, "-d", "x", "--to", f"age:{path}", "--recipient", "-")
        assert code == ExitCode.DONE
        opened = subprocess.run(
            ["age", "-d", "-i", age_identity, path], capture_output=True, text=True, check=True
        ).stdout
        [made] = tenancy.credentials(tenancy.user_ocid(NONE))
        assert made.password in opened
        assert made.password not in output

    @pytest.mark.parametrize(
        ("text", "exit_code", "verdict", "finding"),
        [
            (
                "it doesn't work",
                ExitCode.UNKNOWN,
                "UNDECIDED",
                "?      This text has no error that oci-smtp recognizes.",
            ),
            ("451 Server error", ExitCode.DONE, "ALLOWED", "note   Email Delivery had a temporary problem."),
            (
                "ssl3_get_record:wrong version number",
                ExitCode.FAILED,
                "REFUSED",
                "FAULT  The mail program uses implicit",
            ),
        ],
    )
    def test_the_doctor_verdict_takes_the_pasted_error_into_account(
        self, cli: Cli, typed: Typed, text: str, exit_code: ExitCode, verdict: str, finding: str
    ) -> None:
        typed(f"> AUTH PLAIN AG9jaWQxLnVzZXIAazs5L2JUendRcEwybQ==\n{text}\n")
        code, output, errors = cli("doctor", "--sender", "orders@example.com", "--user", ONE, "--message", "-")
        assert (code, output.splitlines()[0]) == (exit_code, verdict)
        assert finding in output
        assert ("Allowed by:" in output) is (exit_code is ExitCode.DONE)
        assert "AG9jaWQxL" not in output + errors

    @pytest.mark.parametrize(("text", "words"), [("  \n", "is empty"), ("x" * 1_050_000, "more than")])
    def test_an_empty_or_too_large_error_message_is_rejected(
        self, cli: Cli, typed: Typed, text: str, words: str
    ) -> None:
        typed(text)
        code, _, errors = cli("doctor", "--message", "-")
        assert code == ExitCode.USAGE
        assert words in errors


class TestHelp:
    def test_connection_options_are_in_the_help_of_the_program_only(self, cli: Cli) -> None:
        whole = cli("--help")[1]
        for flag in ("--profile", "--identity-endpoint", "--no-input"):
            assert whole.count(f"  {flag} ") == 1
        for command in ("users", "generate", "doctor", "recover", "revoke", "list"):
            output = cli(command, "--help")[1]
            assert "--profile" not in output
            assert "oci-smtp --help" in output
        assert cli("users", "--demo", "--filter", "zzz")[0] == ExitCode.DONE, "they are taken anyway"

    def test_choices_and_defaults_are_named(self, cli: Cli) -> None:
        told = " ".join(cli("--help")[1].split())
        for words in ("auto, classic, domains; default: auto", "default: 30", "instance_principal", "copykitten"):
            assert words in told
        assert "(default: table)" in " ".join(cli("users", "--help")[1].split())

    def test_option_choices_match_the_supported_auth_types_and_clipboards(self) -> None:
        assert tuple(AUTH_TYPES) == AUTH_NAMES
        assert sorted(SETTINGS) == sorted(CLIPBOARD_NAMES)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["usres"], "oci-smtp users"),
        (["sendres"], "oci-smtp open senders"),
        (["settings"], "oci-smtp open settings"),
        (["open", "usres"], "oci-smtp open users"),
        (["users", "--fliter", "x"], "--filter"),
        (["users", "-o", "jsno"], "json"),
        (["--direcotry", "classic", "users"], "oci-smtp --directory"),
        (["completions", "bsah"], "bash"),
    ],
)
def test_a_misspelled_argument_gets_one_suggestion(cli: Cli, arguments: list[str], meant: str) -> None:
    code, _, errors = cli(*arguments)
    assert code == ExitCode.USAGE
    assert errors.count("Did you mean") == 1
    assert f" {meant}?" in errors


def test_generate_warns_about_an_inactive_user(cli: Cli, tenancy: Tenancy) -> None:
    person = tenancy.world.users.named(NONE)
    assert person
    person.state = "INACTIVE"
    tenancy.world.users.change_capabilities(person, {})
    code, output, errors = cli("generate", person.name, "-d", "x", "-o", "json")
    assert code == ExitCode.DONE
    assert json.loads(output)["password"]
    assert f"Warning: {person.name} is INACTIVE." in errors
