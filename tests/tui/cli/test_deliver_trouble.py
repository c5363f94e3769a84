"""`oci-smtp generate --to` when a place takes nothing after all: nothing is lost, and nothing is left half done."""

import json
from pathlib import Path

import pytest

from services.credentials.issue import Issue
from services.credentials.journal_record import JournalState
from services.delivery import Package, Receipt, named
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from services.system.os_keyring import OsKeyring
from tests.services.secret_service import gnome_keyring, in_use, unlocked_keyring
from tests.tui.handing_over import Pigeon, generate, held_by, opened, states
from tests.tui.shell import Cli


def taken_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something comes to be at that place after it was looked at."""
    shown = Issue.shown

    def shown_and_then(issue: Issue) -> None:
        shown(issue)
        path.write_text("precious")

    monkeypatch.setattr(Issue, "shown", shown_and_then)


def test_no_credential_is_left_when_the_file_appears_during_delivery(
    cli: Cli, tenancy: Tenancy, age_identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.age"
    taken_meanwhile(path, monkeypatch)
    code, output, errors = cli(*generate("--to", f"age:{path}", "--recipient", str(age_identity.with_suffix(".pub"))))
    assert (code, output) == (ExitCode.FAILED, "")
    assert "already exists" in errors
    assert "so the credential was deleted" in errors
    assert held_by(tenancy) == []
    assert path.read_text() == "precious"
    assert states() == [JournalState.DISCARDED]


@pytest.mark.parametrize("place", ["age:{}/x", "eml:{}/x", "client:json:{}/x"])
def test_a_full_disk_leaves_no_credential_and_no_partial_file(
    cli: Cli, tenancy: Tenancy, age_identity: Path, full_disk: Path, place: str
) -> None:
    recipient = () if place.startswith("client") else ("--recipient", str(age_identity.with_suffix(".pub")))
    code, output, errors = cli(*generate("--to", place.format(full_disk), *recipient))
    assert (code, output) == (ExitCode.FAILED, "")
    assert "No space left on device" in errors
    assert "so the credential was deleted" in errors
    assert held_by(tenancy) == []
    assert [path.name for path in full_disk.iterdir()] == ["filler"]


@pytest.mark.parametrize("more", [(), ("--to", "vault:v"), ("--reveal",)])
@pytest.mark.parametrize("was_set_up", [True, False])
def test_a_locked_keyring_is_rejected_before_anything_is_generated(
    cli: Cli, tenancy: Tenancy, tmp_path: Path, more: tuple[str, ...], was_set_up: bool
) -> None:
    if was_set_up:
        with unlocked_keyring(tmp_path):
            pass  # makes it
    with gnome_keyring(tmp_path, None) as locked, in_use(locked):
        code, output, errors = cli(*generate("--to", "keyring", *more))
    assert (code, output) == (ExitCode.FAILED, "")
    assert "The keyring is locked" in errors
    assert "Nothing was generated" in errors
    assert held_by(tenancy) == []
    assert states() == [], "nothing was meant to be sent"


def test_a_keyring_that_does_not_answer_is_rejected_before_anything_is_generated(
    cli: Cli, tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.delivery.keyring.OsKeyring", lambda: OsKeyring(0.5))
    with unlocked_keyring(tmp_path) as daemon, daemon.stopped():
        code, output, errors = cli(*generate("--to", "keyring"))
    assert (code, output) == (ExitCode.FAILED, "")
    assert "didn't respond" in errors
    assert "Nothing was generated" in errors
    assert held_by(tenancy) == []
    assert states() == []


def test_one_failed_destination_of_two_keeps_the_credential_and_exits_with_1(
    cli: Cli, tenancy: Tenancy, age_identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "x.age", tmp_path / "y.age"
    taken_meanwhile(first, monkeypatch)
    places = ["--to", f"age:{first}", "--to", f"age:{second}", "--recipient", str(age_identity.with_suffix(".pub"))]
    code, output, errors = cli(*generate(*places, "--output", "json"))
    assert code == ExitCode.FAILED
    assert "already exists" in errors
    (held,) = held_by(tenancy)
    assert held.password in opened(second, age_identity)
    assert [each["verified"] for each in json.loads(output)["handed_over"]] == [False, True]
    assert states() == [JournalState.CONFIRMED]


def test_with_reveal_a_failed_delivery_leaves_the_printed_credential(
    cli: Cli, tenancy: Tenancy, age_identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.age"
    taken_meanwhile(path, monkeypatch)
    to = ["--to", f"age:{path}", "--recipient", str(age_identity.with_suffix(".pub"))]
    code, output, _ = cli(*generate(*to, "--reveal"))
    assert code == ExitCode.FAILED
    (held,) = held_by(tenancy)
    assert f"password: {held.password}" in output.splitlines()
    assert states() == [JournalState.CONFIRMED]


def test_the_journal_keeps_a_credential_that_cannot_be_deleted_after_delivery(
    cli: Cli, tenancy: Tenancy, age_identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.age"
    taken_meanwhile(path, monkeypatch)
    tenancy.faults.append(Rule("503", "delete_smtp_credential", times=0))
    code, output, _ = cli(*generate("--to", f"age:{path}", "--recipient", str(age_identity.with_suffix(".pub"))))
    assert code != ExitCode.DONE
    assert output == ""
    assert states() == [JournalState.DISCARDING]


class Clumsy(Pigeon):
    """Drops it, and shouts what it was."""

    def deliver(self, package: Package) -> Receipt:
        raise RuntimeError(f"it does not fit: {package.password.reveal()}")


def test_an_internal_error_in_delivery_loses_nothing_and_hides_the_password(
    cli: Cli, tenancy: Tenancy, age_identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clumsy = named.NamedChannel("clumsy", "", "a bird", lambda _: Clumsy())
    monkeypatch.setattr(named, "NAMED", (*named.NAMED, clumsy))
    path = tmp_path / "x.age"
    to = ["--to", "clumsy", "--to", f"age:{path}", "--recipient", str(age_identity.with_suffix(".pub"))]
    code, output, errors = cli(*generate(*to))
    assert code == ExitCode.FAILED
    assert "RuntimeError, deliver, line" in errors
    (held,) = held_by(tenancy)
    assert held.password not in output + errors
    assert f"password: {held.password}\n" in opened(path, age_identity)
