"""`rotate` and `generate` for many users: the plan, how it is carried out, and what is said of it."""

import json
import os
from pathlib import Path

import pytest

from services.config.paths import journal_folder
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.demo.faults import Rule
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.tui.handing_over import opened
from tests.tui.mail import endpoint_of
from tests.tui.shell import CHANGING, NONE, ONE, TWO, Cli

OTHER = "envios.app"
USERS = f"{ONE}\n{TWO}\n{OTHER}\n"


def held(tenancy: Tenancy, name: str) -> list[StoredCredential]:
    return tenancy.credentials(tenancy.user_ocid(name))


@pytest.fixture
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age_identity: Path) -> list[str]:
    """A folder with a file of users; the options that lead encrypted files there."""
    monkeypatch.chdir(tmp_path)
    Path("users").write_text(USERS)
    return ["--to", "age:{user}.age", "--recipient", str(age_identity.with_suffix(".pub"))]


@pytest.fixture
def due_plan(cli: Cli, at_work: list[str]) -> str:
    """A plan to rotate two users; a third one can't be."""
    assert cli("rotate", "--due", "90d", "--users", "users", *at_work, "--plan", "plan")[0] == ExitCode.DONE
    return "plan"


class TestPlan:
    def test_the_plan_lists_the_due_users_and_the_users_left_out(
        self, cli: Cli, tenancy: Tenancy, at_work: list[str]
    ) -> None:
        code, output, errors = cli("rotate", "--due", "90d", "--users", "users", *at_work, "--plan", "plan")
        assert code == ExitCode.DONE, errors
        lines = {line.split()[0]: line for line in output.splitlines()}
        assert lines[ONE].endswith("age:shop.mailer.age")
        assert lines[TWO].endswith("left out: two-credentials")
        assert "2 credentials to rotate, 1 left out, 8 requests" in errors
        assert "oci-smtp rotate --apply plan" in errors
        assert not CHANGING & {*operations(tenancy)}

    def test_json_output_contains_the_rows_and_the_users_left_out(
        self, cli: Cli, tenancy: Tenancy, at_work: list[str]
    ) -> None:
        command = ("rotate", "--due", "90d", "--users", "users", *at_work, "--plan", "plan")
        code, output, _ = cli(*command, "-o", "json")
        told = json.loads(output)
        assert code == ExitCode.DONE
        assert (told["plan"], told["requests"], told["is_whole"]) == ("plan", 8, True)
        assert [row["user"] for row in told["rows"]] == [ONE, OTHER]
        assert told["rows"][0]["credential_id"] == held(tenancy, ONE)[0].ocid
        assert [each["reason"] for each in told["left_out"]] == ["two-credentials"]

    def test_a_plan_is_incomplete_after_the_connection_fails_while_reading(
        self, cli: Cli, tenancy: Tenancy, at_work: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.audit.throttled_requests.TROUBLE_WAIT_SECONDS", 0)
        tenancy.faults.append(Rule("reset-before", "list_smtp_credentials", skip=30, times=0))
        code, output, errors = cli("rotate", "--due", "90d", *at_work, "--plan", "plan", "-o", "json")
        told = json.loads(output)
        assert (code, told["is_whole"]) == (ExitCode.FAILED, False)
        assert ("all other users", "unread") in {(each["user"], each["reason"]) for each in told["left_out"]}
        assert "The plan isn't complete" in errors

    def test_a_plan_without_a_users_file_covers_all_users(self, cli: Cli, at_work: list[str]) -> None:
        code, output, errors = cli("rotate", "--due", "90d", *at_work, "--plan", "plan", "--json", "rows")
        assert code == ExitCode.DONE, errors
        assert len(json.loads(output)["rows"]) > 3

    def test_no_plan_is_written_when_no_user_is_due(self, cli: Cli, at_work: list[str]) -> None:
        code, _, errors = cli("rotate", "--due", "36500d", *at_work, "--plan", "plan")
        assert code == ExitCode.DONE
        assert "no plan was written" in errors
        assert not Path("plan").exists()

    def test_a_plan_fails_when_a_credential_list_cannot_be_read(
        self, cli: Cli, tenancy: Tenancy, at_work: list[str]
    ) -> None:
        tenancy.faults.append(Rule("404", "list_smtp_credentials"))
        code, _, errors = cli("rotate", "--due", "90d", "--users", "users", *at_work, "--plan", "plan")
        assert code == ExitCode.FAILED
        assert "isn't complete" in errors

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("rotate", "--due", "90d", "--to", "keyring"), "needs a file for the plan"),
            (("rotate", "--due", "90d", "--plan", "plan"), "needs a destination"),
            (("rotate", "--due", "90d", "--plan", "users", "--to", "keyring"), "already exists"),
            (("rotate", "--due", "90d", "--plan", "plan", "--to", "client:msmtp:{user}"), "--plain"),
            (("rotate", "--due", "90d", "--plan", "plan", "--to", "keyring", "--users", "none"), "Can't read"),
            (("rotate", "--due", "90x", "--plan", "plan"), "--due"),
            (("rotate", ONE, "--due", "90d", "--plan", "plan"), "USER can't be used"),
            (("rotate", ONE, "--max", "3"), "--apply FILE"),
            (("rotate", "--users", "users"), "--due AGE"),
            (("rotate", "--apply", "plan", "--to", "keyring"), "--to can't be used with --apply"),
            (("rotate", "--apply", "none"), "Can't read none: No such file or directory.\nCheck that the file exists"),
            (("rotate", "--apply", "users"), "Can't read users: it's damaged.\nMake a new plan."),
            (("rotate", "--retire", "--older-than", "0", "--apply", "none"), "Check that the file exists"),
            (("rotate", "--older-than", "7d"), "--retire"),
            (("rotate", ONE, "--retire", "--older-than", "7d"), "USER can't be used"),
            (("generate", "--from", "users", "--plan", "plan", "--to", "keyring"), "no description"),
            (("generate", "--plan", "plan", ONE, "-d", "x"), "--from FILE"),
            (("generate", "-d", "x"), "No user"),
            (("generate", ONE), "No description"),
        ],
    )
    def test_invalid_option_combinations_fail_with_an_explanation(
        self, cli: Cli, at_work: list[str], arguments: tuple[str, ...], told: str
    ) -> None:
        code, _, errors = cli(*arguments)
        assert code in (ExitCode.USAGE, ExitCode.FAILED)
        assert told in errors


class TestApply:
    def test_apply_saves_a_replacement_for_each_user_in_an_encrypted_file(
        self, cli: Cli, tenancy: Tenancy, due_plan: str, age_identity: Path
    ) -> None:
        code, output, errors = cli("rotate", "--apply", due_plan, "-o", "json")
        assert code == ExitCode.DONE, errors
        told = json.loads(output)
        assert (told["done"], told["left"], told["problems"]) == (2, 0, [])
        for name in (ONE, OTHER):
            _, new = held(tenancy, name)
            assert f"password: {new.password}\n" in opened(Path(f"{name}.age"), age_identity)
            assert new.password not in output + errors + Path(told["receipts"]).read_text()
        assert cli("rotate", "--apply", due_plan)[1].startswith("0 done, 2 done before\n")

    def test_apply_names_the_user_whose_credential_was_rejected(
        self, cli: Cli, tenancy: Tenancy, due_plan: str
    ) -> None:
        tenancy.faults.append(Rule("400", "create_smtp_credential"))
        code, output, errors = cli("rotate", "--apply", due_plan, "-o", "json")
        [problem] = json.loads(output)["problems"]
        assert code == ExitCode.FAILED
        assert problem["state"] == "failed"
        assert f"{problem['user']}: failed (failed): Rejected by OCI" in errors

    def test_apply_exits_5_when_the_outcome_is_unknown(self, cli: Cli, tenancy: Tenancy, due_plan: str) -> None:
        tenancy.faults.append(Rule("reset-after", "create_smtp_credential"))
        code, _, errors = cli("rotate", "--apply", due_plan)
        assert code == ExitCode.UNKNOWN
        assert "oci-smtp recover" in errors

    def test_apply_with_max_stops_early_and_shows_the_command_to_continue(
        self, cli: Cli, tenancy: Tenancy, due_plan: str
    ) -> None:
        code, output, errors = cli("rotate", "--apply", due_plan, "--max", "1")
        assert code == ExitCode.DONE, errors
        assert output.startswith("1 done, 1 not tried\n")
        assert "To continue, run oci-smtp rotate --apply plan" in errors
        assert operations(tenancy).count("create_smtp_credential") == 1

    def test_apply_in_read_only_mode_is_a_usage_error_and_changes_nothing(
        self, cli: Cli, tenancy: Tenancy, due_plan: str
    ) -> None:
        code, _, errors = cli("rotate", "--apply", due_plan, "--read-only")
        assert code == ExitCode.USAGE
        assert "Read-only" in errors
        assert not CHANGING & {*operations(tenancy)}

    def test_each_new_credential_is_proven(
        self, cli: Cli, tenancy: Tenancy, at_work: list[str], mail: SmtpServer
    ) -> None:
        plan = ("rotate", "--due", "90d", "--users", "users", *at_work, "--plan", "plan", "--prove")
        assert cli(*plan)[0] == ExitCode.DONE
        code, _, errors = cli("rotate", "--apply", "plan", "--smtp-endpoint", endpoint_of(mail))
        assert code == ExitCode.DONE, errors
        receipts = [json.loads(line) for line in Path("plan.receipts").read_text().splitlines()]
        assert [each["proven"] for each in receipts if each.get("state") == "done"] == [True, True]
        assert "not tested" not in cli("rotate", "--status")[1]

    def test_a_failed_test_sign_in_is_reported_and_the_credential_is_kept(
        self, cli: Cli, tenancy: Tenancy, at_work: list[str], mail: SmtpServer
    ) -> None:
        plan = ("rotate", "--due", "90d", "--users", "users", *at_work, "--plan", "plan", "--prove")
        assert cli(*plan)[0] == ExitCode.DONE
        where = endpoint_of(mail)
        mail.stop()
        code, output, errors = cli("rotate", "--apply", "plan", "--smtp-endpoint", where, "--max", "1", "-o", "json")
        assert code == ExitCode.FAILED
        assert json.loads(output)["not_as_planned"] == 1
        assert "done (not-proven)" in errors
        assert cli("rotate", "--apply", "plan", "--smtp-endpoint", where)[1].startswith("1 done, 1 done before")
        assert [len(held(tenancy, name)) for name in (ONE, OTHER)] == [2, 2]


class TestRetire:
    def test_retire_deletes_old_credentials_only_after_the_given_age(
        self, cli: Cli, tenancy: Tenancy, due_plan: str
    ) -> None:
        cli("rotate", "--apply", due_plan)
        old = {name: held(tenancy, name)[0].ocid for name in (ONE, OTHER)}
        assert "No old credential is due" in cli("rotate", "--retire", "--older-than", "7d", "--yes")[1]
        code, output, errors = cli("rotate", "--retire", "--older-than", "0d", "--yes", "-o", "json")
        assert code == ExitCode.DONE, errors
        assert {each["user"]: each["old_credential_id"] for each in json.loads(output)["deleted"]} == old
        assert [len(held(tenancy, name)) for name in (ONE, TWO, OTHER)] == [1, 2, 1]
        assert old[ONE] != held(tenancy, ONE)[0].ocid

    def test_retire_without_yes_or_a_terminal_deletes_nothing(self, cli: Cli, tenancy: Tenancy, due_plan: str) -> None:
        cli("rotate", "--apply", due_plan)
        code, _, errors = cli("rotate", "--retire", "--older-than", "0d")
        assert code == ExitCode.USAGE
        assert "--yes" in errors
        assert [len(held(tenancy, name)) for name in (ONE, OTHER)] == [2, 2]

    def test_retire_with_apply_deletes_only_the_old_credentials_of_that_plan(
        self, cli: Cli, tenancy: Tenancy, due_plan: str, at_work: list[str]
    ) -> None:
        cli("rotate", "--apply", due_plan)
        assert cli("rotate", "legacy.scanner", "--to", "age:x.age", *at_work[2:])[0] == ExitCode.DONE
        code, _, errors = cli("rotate", "--retire", "--older-than", "0d", "--apply", due_plan, "--yes")
        assert code == ExitCode.DONE, errors
        assert [len(held(tenancy, name)) for name in (ONE, OTHER, "legacy.scanner")] == [1, 1, 2]

    def test_retire_keeps_the_old_credential_if_the_new_password_is_unconfirmed(
        self, cli: Cli, tenancy: Tenancy, due_plan: str
    ) -> None:
        cli("rotate", "--apply", due_plan)
        journal = Journal(Path(journal_folder(os.environ)))
        [record] = [each for each in journal.records() if each.user_name == ONE]
        journal.move(record, JournalState.SHOWN)
        code, _, errors = cli("rotate", "--retire", "--older-than", "0d", "--yes")
        assert code == ExitCode.UNKNOWN
        assert f"oci-smtp recover --keep {record.intent}" in errors
        assert [len(held(tenancy, name)) for name in (ONE, OTHER)] == [2, 1]

    def test_retire_names_the_user_whose_credential_cannot_be_deleted(
        self, cli: Cli, tenancy: Tenancy, due_plan: str
    ) -> None:
        cli("rotate", "--apply", due_plan)
        tenancy.faults.append(Rule("404", "delete_smtp_credential"))
        code, output, errors = cli("rotate", "--retire", "--older-than", "0d", "--yes", "-o", "json")
        told = json.loads(output)
        assert code == ExitCode.FAILED
        assert (len(told["deleted"]), len(told["failed"])) == (1, 1)
        assert f"{told['failed'][0]['user']}: failed" in errors


class TestGenerate:
    def test_a_csv_plan_leaves_out_users_at_the_limit_and_apply_generates_the_rest(
        self, cli: Cli, tenancy: Tenancy, at_work: list[str], age_identity: Path
    ) -> None:
        key = age_identity.with_suffix(".pub").read_text().strip()
        Path("new.csv").write_text(f"user,description,recipient\n{NONE},Newsletter,{key}\n{TWO},Full,{key}\n")
        code, output, errors = cli("generate", "--from", "new.csv", "--to", "age:{user}.age", "--plan", "plan")
        assert code == ExitCode.DONE, errors
        assert "left out: two-credentials" in output
        assert "oci-smtp generate --apply plan" in errors
        code, output, errors = cli("generate", "--apply", "plan")
        assert code == ExitCode.DONE, errors
        [made] = held(tenancy, NONE)
        assert made.description == "Newsletter"
        assert f"password: {made.password}\n" in opened(Path(f"{NONE}.age"), age_identity)

    def test_generate_rejects_a_plan_that_rotate_wrote(self, cli: Cli, due_plan: str) -> None:
        code, _, errors = cli("generate", "--apply", due_plan)
        assert code == ExitCode.USAGE
        assert "oci-smtp rotate --apply plan" in errors
