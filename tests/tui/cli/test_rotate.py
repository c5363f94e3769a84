"""`oci-smtp rotate`: the replacement first, the old credential later, and nothing deleted that isn't named."""

import io
import json
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from services.config.paths import journal_folder
from services.credentials.journal_record import JournalState
from services.delivery import named
from services.demo.faults import Rule
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.services.mortal import Killed
from tests.tui.handing_over import Pigeon, states
from tests.tui.handing_over import opened as opened_file
from tests.tui.mail import endpoint_of
from tests.tui.shell import CHANGING, NONE, ONE, TWO, Cli

OLD = "Shop checkout, production"


def held(tenancy: Tenancy, name: str = ONE) -> list[StoredCredential]:
    return tenancy.credentials(tenancy.user_ocid(name))


def rotations() -> list[Path]:
    return list((Path(journal_folder(os.environ)).parent / "rotations").glob("*.json"))


@pytest.fixture
def to_age(age_identity: Path, tmp_path: Path) -> list[str]:
    """Delivery to a file, for the person who has `age_identity`."""
    return ["--to", f"age:{tmp_path / 'new.age'}", "--recipient", str(age_identity.with_suffix(".pub"))]


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> "Person":
    """At a terminal, to type an answer."""
    return Person(monkeypatch)


def _killed(*_: object, **__: object) -> NoReturn:
    raise Killed


class Person:
    """Types what a test says."""

    def __init__(self, patches: pytest.MonkeyPatch) -> None:
        self._patches = patches

    def types(self, text: str) -> None:
        typed = io.StringIO(f"{text}\n")
        typed.isatty = lambda: True  # type: ignore[method-assign]  # as if typed at a terminal
        self._patches.setattr(sys, "stdin", typed)


@pytest.fixture
def replaced(cli: Cli, tenancy: Tenancy) -> tuple[StoredCredential, StoredCredential]:
    """Old and new."""
    assert cli("rotate", ONE, "-d", "checkout 2")[0] == ExitCode.DONE
    old, new = held(tenancy)
    return old, new


class TestReplacement:
    def test_rotate_delivers_and_tests_the_replacement_and_keeps_the_old_credential(
        self, cli: Cli, tenancy: Tenancy, mail: SmtpServer, age_identity: Path, to_age: list[str], tmp_path: Path
    ) -> None:
        (old,) = held(tenancy)
        code, output, errors = cli(
            "rotate", ONE, *to_age, "--prove", "--smtp-endpoint", endpoint_of(mail), "-o", "json"
        )
        assert code == ExitCode.DONE, errors
        kept, new = held(tenancy)
        assert kept == old
        assert new.description == OLD
        assert new.password not in output + errors
        fields = json.loads(output)
        assert (fields["credential_id"], fields["old_credential_id"]) == (new.ocid, old.ocid)
        assert (fields["proof"], fields["handed_over"][0]["verified"]) == ("works", True)
        assert "password" not in fields
        assert "Signed in: the credential works." in errors
        assert f"run oci-smtp rotate {ONE} --retire" in errors
        assert f"password: {new.password}\n" in opened_file(tmp_path / "new.age", age_identity)
        assert states() == [JournalState.CONFIRMED]

    def test_rotate_without_a_destination_prints_the_replacement_to_a_pipe(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, errors = cli("rotate", ONE, "-d", "checkout 2")
        old, new = held(tenancy)
        assert code == ExitCode.DONE, errors
        lines = output.splitlines()
        assert f"password: {new.password}" in lines
        assert f"old_credential_id: {old.ocid}" in lines
        assert "description: checkout 2" in lines
        assert not any(line.startswith("proof") for line in lines)

    def test_json_prints_only_the_chosen_fields(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, _ = cli("rotate", ONE, "--json", "password,old_credential_id,proof")
        old, new = held(tenancy)
        assert code == ExitCode.DONE
        assert json.loads(output) == {"password": new.password, "old_credential_id": old.ocid, "proof": None}

    def test_a_failed_test_sign_in_keeps_both_credentials_and_is_reported(
        self, cli: Cli, tenancy: Tenancy, to_age: list[str], mail: SmtpServer
    ) -> None:
        where = endpoint_of(mail)
        mail.stop()
        code, output, errors = cli("rotate", ONE, *to_age, "--prove", "--smtp-endpoint", where, "-o", "json")
        assert code == ExitCode.FAILED
        assert len(held(tenancy)) == 2
        assert json.loads(output)["proof"] == "unreachable"
        assert "The test sign-in failed" in errors
        assert "The replacement stays where it was delivered" in errors
        assert states() == [JournalState.CONFIRMED]
        assert "not tested" in cli("rotate", ONE, "--status")[1]

    @pytest.mark.parametrize("more", [[], ["--prove"]])
    def test_a_replacement_that_cannot_be_delivered_is_deleted(
        self, cli: Cli, tenancy: Tenancy, to_age: list[str], monkeypatch: pytest.MonkeyPatch, more: list[str]
    ) -> None:
        (old,) = held(tenancy)
        monkeypatch.setattr("services.delivery.sealed_file.SealedFile.deliver", lambda *_: 1 / 0)
        code, output, errors = cli("rotate", ONE, *to_age, *more)
        assert (code, output) == (ExitCode.FAILED, "")
        assert "so the credential was deleted" in errors
        assert held(tenancy) == [old]
        assert rotations() == []

    def test_an_unverified_delivery_exits_5_and_keeps_both_credentials(
        self, cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pigeon = named.NamedChannel("pigeon", "", "a bird", lambda _: Pigeon())
        monkeypatch.setattr(named, "NAMED", (*named.NAMED, pigeon))
        code, _, errors = cli("rotate", ONE, "--to", "pigeon")
        assert code == ExitCode.UNKNOWN
        assert "Delivery isn't confirmed" in errors
        assert states() == [JournalState.SHOWN]
        assert len(held(tenancy)) == 2

    def test_retire_keeps_the_old_credential_until_the_password_is_confirmed(
        self, cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pigeon = named.NamedChannel("pigeon", "", "a bird", lambda _: Pigeon())
        monkeypatch.setattr(named, "NAMED", (*named.NAMED, pigeon))
        cli("rotate", ONE, "--to", "pigeon")
        code, _, errors = cli("rotate", ONE, "--retire", "--yes")
        assert code == ExitCode.UNKNOWN
        (keep,) = re.findall(r"oci-smtp (recover --keep \w+)", errors)
        assert len(held(tenancy)) == 2
        assert cli(*keep.split())[0] == ExitCode.DONE
        assert cli("rotate", ONE, "--retire", "--yes")[0] == ExitCode.DONE
        assert len(held(tenancy)) == 1

    def test_a_lost_response_exits_5_and_the_rotation_stays_in_progress(self, cli: Cli, tenancy: Tenancy) -> None:
        tenancy.faults.add("reset-after", "create_smtp_credential")
        code, output, errors = cli("rotate", ONE)
        assert (code, output) == (ExitCode.UNKNOWN, "")
        assert "recover" in errors
        assert "isn't generated yet" in cli("rotate", ONE, "--status")[1]

    def test_rotate_replaces_an_interrupted_credential_and_copies_no_marker(
        self, cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patches:
            patches.setattr("services.delivery.replacement.hand_over", _killed)
            assert cli("rotate", ONE)[0] == ExitCode.UNKNOWN
        old, unseen = held(tenancy)
        old.description += " [ocismtp:0123456789ab]"
        assert states() == [JournalState.CREATED]
        code, output, errors = cli("rotate", ONE, "--json", "password,description")
        assert code == ExitCode.DONE, errors
        kept, new = held(tenancy)
        assert (kept, new.ocid != unseen.ocid) == (old, True)
        assert json.loads(output) == {"password": new.password, "description": OLD}

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["rotate"], ExitCode.USAGE),
            (["rotate", "--retire"], ExitCode.USAGE),
            (["rotate", ""], ExitCode.USAGE),
            (["rotate", "nobody"], ExitCode.FAILED),
            (["rotate", NONE], ExitCode.FAILED),
            (["rotate", ONE, "other"], ExitCode.FAILED),
            (["rotate", ONE, "-d", " "], ExitCode.USAGE),
            (["rotate", ONE, "--to", "pigeon"], ExitCode.USAGE),
            (["--read-only", "rotate", ONE], ExitCode.USAGE),
            (["--read-only", "rotate", ONE, "--cancel"], ExitCode.USAGE),
            (["--no-reveal", "rotate", ONE, "--reveal"], ExitCode.USAGE),
            (["rotate", ONE, "--json", "old_credential_id"], ExitCode.USAGE),
            (["rotate", ONE, "--retire", "--cancel"], ExitCode.USAGE),
            (["rotate", ONE, "--retire", "--to", "keyring"], ExitCode.USAGE),
            (["rotate", ONE, "--cancel", "--prove"], ExitCode.USAGE),
            (["rotate", ONE, "--adopt", "x"], ExitCode.USAGE),
            (["rotate", ONE, "--retire", "--yes"], ExitCode.FAILED),
            (["rotate", ONE, "--cancel"], ExitCode.FAILED),
            (["rotate", ONE, "--restore"], ExitCode.FAILED),
            (["rotate", ONE, "--suspend", "--yes"], ExitCode.FAILED),
        ],
    )
    def test_invalid_arguments_fail_and_change_nothing(
        self, cli: Cli, tenancy: Tenancy, arguments: list[str], code: ExitCode
    ) -> None:
        found, output, errors = cli(*arguments)
        assert (found, output) == (code, "")
        assert errors
        assert not set(operations(tenancy)) & CHANGING


class TestTwoCredentials:
    def test_rotate_without_a_credential_lists_both_credentials_and_exits_3(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, errors = cli("rotate", TWO)
        assert (code, output) == (ExitCode.LIMIT, "")
        for item in held(tenancy, TWO):
            assert f"{item.ocid}  “{item.description}”" in errors
        assert f"oci-smtp rotate {TWO} CREDENTIAL" in errors
        assert not set(operations(tenancy)) & CHANGING

    @pytest.mark.parametrize("by", ["ocid", "user_name"])
    def test_rotate_with_a_credential_shows_a_command_for_each_choice(
        self, cli: Cli, tenancy: Tenancy, by: str
    ) -> None:
        old, other = held(tenancy, TWO)
        code, output, errors = cli("rotate", TWO, getattr(old, by))
        assert (code, output) == (ExitCode.LIMIT, "")
        for choice in (f"--adopt {other.ocid}", f"--make-room {other.ocid}", f"--make-room {old.ocid}"):
            assert f"  oci-smtp rotate {TWO} {old.ocid} {choice}" in errors.splitlines()
        assert not set(operations(tenancy)) & CHANGING
        assert rotations() == []

    @pytest.mark.parametrize("which", [0, 1], ids=["the old one", "the other"])
    def test_make_room_deletes_the_named_credential(self, cli: Cli, tenancy: Tenancy, which: int) -> None:
        there = held(tenancy, TWO)
        old, goes = there[0], there[which]
        code, output, errors = cli("rotate", TWO, old.ocid, "--make-room", goes.ocid, "--yes", "-o", "json")
        assert code == ExitCode.DONE, errors
        assert f"Deleted “{goes.description}” of {TWO}." in errors
        kept, new = held(tenancy, TWO)
        assert kept == there[1 - which]
        assert json.loads(output)["credential_id"] == new.ocid

    def test_make_room_without_yes_or_input_deletes_nothing(self, cli: Cli, tenancy: Tenancy) -> None:
        old, other = held(tenancy, TWO)
        code, _, errors = cli("rotate", TWO, old.ocid, "--make-room", other.ocid, "--no-input")
        assert code == ExitCode.USAGE
        assert "--yes" in errors
        assert held(tenancy, TWO) == [old, other]

    def test_make_room_deletes_nothing_when_the_admin_answers_no(
        self, cli: Cli, tenancy: Tenancy, person: Person
    ) -> None:
        old, other = held(tenancy, TWO)
        person.types("no")
        code, output, errors = cli("rotate", TWO, old.ocid, "--make-room", other.ocid)
        assert (code, output) == (ExitCode.FAILED, "")
        assert "Nothing was deleted." in errors
        assert held(tenancy, TWO) == [old, other]
        assert rotations() == []

    def test_rotate_continues_with_the_same_command_after_a_failure_in_make_room(
        self, cli: Cli, tenancy: Tenancy
    ) -> None:
        old, other = held(tenancy, TWO)
        command = ("rotate", TWO, old.ocid, "--make-room", other.ocid, "--yes")
        tenancy.faults.append(Rule("409", "create_smtp_credential"))
        assert cli(*command)[0] == ExitCode.FAILED
        assert held(tenancy, TWO) == [old]
        assert "isn't generated yet" in cli("rotate", TWO, "--status")[1]
        code, output, errors = cli(*command)
        assert code == ExitCode.DONE, errors
        assert "nothing was deleted" in errors
        kept, new = held(tenancy, TWO)
        assert kept == old
        assert f"password: {new.password}" in output

    def test_retire_deletes_the_old_credential_after_adopt_names_a_replacement(
        self, cli: Cli, tenancy: Tenancy
    ) -> None:
        old, other = held(tenancy, TWO)
        code, output, errors = cli("rotate", TWO, old.ocid, "--adopt", other.ocid, "-o", "json")
        assert code == ExitCode.DONE, errors
        fields = json.loads(output)
        assert (fields["old_credential_id"], fields["new_credential_id"]) == (old.ocid, other.ocid)
        assert not set(operations(tenancy)) & CHANGING
        assert cli("rotate", TWO, "--retire", "--yes")[0] == ExitCode.DONE
        assert held(tenancy, TWO) == [other]


class TestLaterSteps:
    def test_status_shows_the_rotation_of_one_user_and_of_all_users(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        old, new = replaced
        for user in ([ONE], []):
            code, output, errors = cli("rotate", *user, "--status")
            assert code == ExitCode.DONE
            assert output.startswith(f"{ONE}  deploy  Rotation of “{OLD}” ({ONE}) in progress")
            assert "oci-smtp rotate USER --retire" in errors
        (fields,) = json.loads(cli("rotate", "--status", "-o", "json")[1])
        assert (fields["old_credential_id"], fields["new_credential_id"]) == (old.ocid, new.ocid)
        assert (fields["step"], fields["proved"], fields["suspended"]) == ("deploy", None, None)
        assert cli("rotate", TWO, "--status")[1] == ""
        assert cli("--read-only", "rotate", "--status")[0] == ExitCode.DONE

    def test_status_reports_an_unreadable_rotation_and_still_lists_the_rest(
        self, cli: Cli, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        (file,) = rotations()
        (file.parent / "0.json").write_bytes(b"{")
        code, output, errors = cli("rotate", "--status")
        assert code == ExitCode.FAILED
        assert OLD in output
        assert "Unreadable rotation" in errors

    def test_retire_deletes_only_the_old_credential(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        code, output, errors = cli("rotate", ONE, "--retire", "--yes")
        assert (code, output) == (ExitCode.DONE, "")
        assert f"Rotated. Deleted the old credential, “{OLD}”" in errors
        assert held(tenancy) == [replaced[1]]
        assert rotations() == []

    def test_retire_rejects_the_new_credential(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        old, new = replaced
        code, _, errors = cli("rotate", ONE, new.ocid, "--retire", "--yes")
        assert code == ExitCode.FAILED
        assert "is about" in errors
        assert held(tenancy) == [old, new]

    def test_retire_without_yes_asks_for_confirmation(
        self, cli: Cli, tenancy: Tenancy, person: Person, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        assert cli("rotate", ONE, "--retire")[0] == ExitCode.USAGE
        person.types("no")
        code, _, errors = cli("rotate", ONE, "--retire")
        assert code == ExitCode.FAILED
        assert "not tested from this machine" in errors
        assert held(tenancy) == [*replaced]
        person.types("yes")
        assert cli("rotate", ONE, "--retire")[0] == ExitCode.DONE
        assert held(tenancy) == [replaced[1]]

    def test_retire_keeps_the_old_credential_when_the_replacement_is_missing(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        old, new = replaced
        tenancy.world.credentials.remove(new)
        code, _, errors = cli("rotate", ONE, "--retire", "--yes")
        assert code == ExitCode.FAILED
        assert "has no replacement" in errors
        assert held(tenancy) == [old]

    def test_retire_succeeds_on_a_second_try_after_a_lost_response(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        tenancy.faults.add("reset-after", "delete_smtp_credential")
        assert cli("rotate", ONE, "--retire", "--yes")[0] == ExitCode.UNKNOWN
        code, _, errors = cli("rotate", ONE, "--retire", "--yes")
        assert code == ExitCode.DONE
        assert "no longer exists" in errors
        assert held(tenancy) == [replaced[1]]

    def test_rotate_does_not_generate_a_second_replacement(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        code, output, errors = cli("rotate", ONE)
        assert (code, output) == (ExitCode.FAILED, "")
        assert "already has a replacement" in errors
        assert f"oci-smtp rotate {ONE} --retire" in errors
        assert len(held(tenancy)) == 2

    def test_cancel_keeps_both_credentials(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        assert cli("rotate", ONE, "--cancel")[0] == ExitCode.DONE
        assert held(tenancy) == [*replaced]
        assert rotations() == []

    def test_suspend_is_a_usage_error_in_classic_iam(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        code, _, errors = cli("rotate", ONE, "--suspend", "--yes")
        assert code == ExitCode.USAGE
        assert "IAM without identity domains can't suspend" in errors
        assert f"oci-smtp rotate {ONE} --retire" in errors


class TestSuspension:
    @pytest.fixture(autouse=True)
    def in_domains(self, signed_in_environ: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """Identity domains can suspend."""
        monkeypatch.setenv("OCI_SMTP_DIRECTORY", "domains")

    def test_the_old_credential_can_be_suspended_restored_and_retired(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        old, new = replaced
        code, output, errors = cli("rotate", ONE, "--suspend", "--yes", "-o", "json")
        assert (code, old.state, new.state) == (ExitCode.DONE, "INACTIVE", "ACTIVE"), errors
        fields = json.loads(output)
        assert fields["suspended"]
        assert fields["suspension_proved"] is None
        assert "OCI never returns whether it is" in errors
        told = cli("rotate", ONE, "--status")[1]
        assert "suspension of the old credential was requested" in told
        assert "not verified" in told
        assert cli("rotate", ONE, "--restore")[0] == ExitCode.DONE
        assert old.state == "ACTIVE"
        assert "the old credential is active" in cli("rotate", ONE, "--status")[1]
        assert cli("rotate", ONE, "--suspend", "--yes")[0] == ExitCode.DONE
        assert cli("rotate", ONE, "--retire", "--yes")[0] == ExitCode.DONE
        assert held(tenancy) == [new]

    def test_suspend_with_prove_verifies_that_the_old_password_is_rejected(
        self,
        cli: Cli,
        tenancy: Tenancy,
        mail: SmtpServer,
        person: Person,
        monkeypatch: pytest.MonkeyPatch,
        replaced: tuple[StoredCredential, StoredCredential],
    ) -> None:
        old, _ = replaced
        person.types("yes")
        monkeypatch.setattr("getpass.getpass", lambda prompt: old.password)
        more = ("--prove", "--smtp-endpoint", endpoint_of(mail), "-o", "json")
        code, output, errors = cli("rotate", ONE, "--suspend", *more)
        assert code == ExitCode.DONE, errors
        assert old.password not in output + errors
        assert "worked before, and is rejected now" in errors
        assert json.loads(output)["suspension_proved"]
        assert "verified by a rejected sign-in" in cli("rotate", ONE, "--status")[1]

    def test_suspend_with_prove_and_a_wrong_password_suspends_nothing(
        self,
        cli: Cli,
        mail: SmtpServer,
        person: Person,
        monkeypatch: pytest.MonkeyPatch,
        replaced: tuple[StoredCredential, StoredCredential],
    ) -> None:
        """A rejection afterwards would prove nothing."""
        old, new = replaced
        person.types("yes")
        monkeypatch.setattr("getpass.getpass", lambda prompt: new.password)
        code, _, errors = cli("rotate", ONE, "--suspend", "--prove", "--smtp-endpoint", endpoint_of(mail))
        assert code == ExitCode.FAILED
        assert "nothing was suspended" in errors
        assert old.state == "ACTIVE"
        assert "the old credential is active" in cli("rotate", ONE, "--status")[1]

    def test_suspend_with_prove_and_no_password_suspends_nothing(
        self, cli: Cli, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        code, _, errors = cli("rotate", ONE, "--suspend", "--prove", "--yes", "--no-input")
        assert code == ExitCode.USAGE
        assert "--prove needs the password" in errors
        assert replaced[0].state == "ACTIVE"

    def test_suspend_is_not_verified_while_the_old_password_is_accepted(
        self,
        cli: Cli,
        tenancy: Tenancy,
        mail: SmtpServer,
        person: Person,
        monkeypatch: pytest.MonkeyPatch,
        replaced: tuple[StoredCredential, StoredCredential],
    ) -> None:
        """Email Delivery may need a while, or OCI may do nothing about it."""
        person.types("yes")
        monkeypatch.setattr("getpass.getpass", lambda prompt: replaced[0].password)
        monkeypatch.setattr("services.directory.domains.DomainsDirectory.suspend_credential", lambda *_: None)
        code, _, errors = cli("rotate", ONE, "--suspend", "--prove", "--smtp-endpoint", endpoint_of(mail))
        assert code == ExitCode.FAILED
        assert "Not verified: the last test sign-in wasn't rejected" in errors
        assert "not verified" in cli("rotate", ONE, "--status")[1]

    def test_cancel_restores_a_suspended_credential(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        old, new = replaced
        cli("rotate", ONE, "--suspend", "--yes")
        code, _, errors = cli("rotate", ONE, "--cancel")
        assert code == ExitCode.DONE
        assert "Requested: restore" in errors
        assert (old.state, held(tenancy), rotations()) == ("ACTIVE", [old, new], [])

    def test_status_shows_the_old_credential_as_active_after_a_rejected_suspension(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        tenancy.faults.append(Rule("404", "patch_smtp_credential"))
        assert cli("rotate", ONE, "--suspend", "--yes")[0] == ExitCode.DENIED
        assert "the old credential is active" in cli("rotate", ONE, "--status")[1]

    def test_status_shows_a_suspension_as_requested_after_a_lost_response(
        self, cli: Cli, tenancy: Tenancy, replaced: tuple[StoredCredential, StoredCredential]
    ) -> None:
        tenancy.faults.add("reset-after", "patch_smtp_credential")
        assert cli("rotate", ONE, "--suspend", "--yes")[0] == ExitCode.UNKNOWN
        assert "was requested" in cli("rotate", ONE, "--status")[1]
        assert cli("rotate", ONE, "--restore")[0] == ExitCode.DONE
        assert replaced[0].state == "ACTIVE"
