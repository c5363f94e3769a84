"""`oci-smtp generate --to`: what is checked before anything is generated, and where the password is afterwards."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.delivery import Availability, Channel, Package, Receipt, named
from services.demo.faults import Rule
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.errors import ExitCode
from services.issuing import Issue
from services.paths import journal_folder
from services.record import State, read_record
from tests.needs import needs
from tests.services.accounts import operations
from tests.services.delivery.gpg_home import ANNA, GpgHome, gpg_home
from tests.tui.shell import CHANGING, NONE, Cli, program


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An age identity; its public key is beside it."""
    needs("age", "age-keygen")
    path = tmp_path_factory.mktemp("age") / "key"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    done = subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True, text=True)
    path.with_suffix(".pub").write_text(done.stdout)
    return path


@pytest.fixture(scope="module")
def gpg() -> Iterator[GpgHome]:
    needs("gpg")
    with gpg_home() as made:
        made.generate(ANNA)
        yield made


@pytest.fixture(autouse=True)
def anybodys_gpg(gpg: GpgHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNUPGHOME", str(gpg.path))


def generate(*more: str) -> list[str]:
    return ["generate", NONE, "-d", "billing host", *more]


def held_by(tenancy: Tenancy) -> list[StoredCredential]:
    return tenancy.credentials(tenancy.user_ocid(NONE))


def states() -> list[State]:
    return [read_record(path).state for path in Path(journal_folder(os.environ)).glob("*.json")]


def opened(path: Path, key: Path) -> str:
    return subprocess.run(["age", "-d", "-i", key, path], check=True, capture_output=True, text=True).stdout


def test_into_an_age_file_and_not_to_the_output(cli: Cli, tenancy: Tenancy, key: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.age"
    code, output, errors = cli(
        *generate("--to", f"age:{path}", "--recipient", str(key.with_suffix(".pub")), "--output", "json")
    )
    assert (code, errors) == (ExitCode.DONE, "")
    (held,) = held_by(tenancy)
    assert held.password not in output
    fields = json.loads(output)
    assert "password" not in fields
    assert fields["user_name"] == held.user_name
    (where,) = fields["handed_over"]
    assert where["verified"] is True
    assert str(path) in where["to"]
    assert f"user name: {held.user_name}\npassword: {held.password}\n" in opened(path, key)
    assert states() == [State.CONFIRMED]


def test_for_a_gpg_key_and_in_a_draft(cli: Cli, tenancy: Tenancy, gpg: GpgHome, tmp_path: Path) -> None:
    (whole,) = gpg.fingerprints(ANNA)
    spaced = " ".join(whole[at : at + 4] for at in range(0, 40, 4))
    path, draft = tmp_path / "x.asc", tmp_path / "x.eml"
    places = ["--to", f"gpg:{path}", "--to", f"eml:{draft}", "--mail-to", "anna@example.com"]
    code, output, errors = cli(*generate(*places, "--recipient", spaced))
    assert (code, errors) == (ExitCode.DONE, "")
    (held,) = held_by(tenancy)
    assert held.password not in output
    assert output.count("handed_over: ") == 2
    assert f"password: {held.password}\n" in gpg.run("--decrypt", str(path)).decode()
    assert "To: anna@example.com" in draft.read_text()


def test_with_reveal_it_is_printed_as_well(cli: Cli, tenancy: Tenancy, key: Path, tmp_path: Path) -> None:
    recipient = key.with_suffix(".pub").read_text().strip()
    to = ["--to", f"age:{tmp_path / 'x'}", "--recipient", recipient]
    code, output, _ = cli(*generate(*to, "--reveal", "--output", "json"))
    (held,) = held_by(tenancy)
    assert code == ExitCode.DONE
    assert json.loads(output)["password"] == held.password


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (["--to", "pigeon"], ExitCode.USAGE, "There are: keyring, age:FILE, gpg:FILE, eml:FILE"),
        (["--to", "age"], ExitCode.USAGE, "no channel"),
        (["--to", "keyring:x"], ExitCode.USAGE, "no channel"),
        (["--to", "age:{new}"], ExitCode.USAGE, "No recipient"),
        (["--to", "age:{new}", "--to", "gpg:{new}", "--recipient", "{key}"], ExitCode.USAGE, "named before"),
        (["--to", "age:{there}", "--recipient", "{key}"], ExitCode.USAGE, "there already"),
        (["--to", "age:{new}/deeper", "--recipient", "{key}"], ExitCode.USAGE, "no directory"),
        (["--to", "age:{new}", "--recipient", "anna"], ExitCode.USAGE, "neither a key"),
        (["--to", "age:{new}", "--recipient", "{private}"], ExitCode.USAGE, "private key"),
        (["--to", "gpg:{new}", "--recipient", "{key}"], ExitCode.USAGE, "for age, but no --to is"),
        (["--to", "gpg:{new}"], ExitCode.USAGE, "whole fingerprint"),
        (["--to", "gpg:{new}", "--recipient", "A" * 40], ExitCode.FAILED, "no public key"),
        (["--to", "eml:{new}", "--recipient", "{key}", "--mail-to", "nobody"], ExitCode.USAGE, "not an e-mail"),
        (["--to", "age:{new}", "--recipient", "{key}", "--mail-to", "a@b"], ExitCode.USAGE, "--to eml:FILE"),
        (["--recipient", "{key}"], ExitCode.USAGE, "no --to is"),
        (["--to", "keyring"], ExitCode.FAILED, "cannot be used"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_generated(
    cli: Cli,
    tenancy: Tenancy,
    key: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: list[str],
    code: ExitCode,
    told: str,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    (tmp_path / "there").write_text("precious")
    names = {"new": str(tmp_path / "new"), "there": str(tmp_path / "there"), "private": str(key)}
    words = [word.format(**names, key=key.with_suffix(".pub")) for word in more]
    found, output, errors = cli(*generate(*words))
    assert (found, output) == (code, "")
    assert told in " ".join(errors.split())
    assert not set(operations(tenancy)) & CHANGING
    assert (tmp_path / "there").read_text() == "precious"
    assert not (tmp_path / "new").exists()


def taken_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something comes to be at that place after it was looked at."""
    shown = Issue.shown

    def shown_and_then(issue: Issue) -> None:
        shown(issue)
        path.write_text("precious")

    monkeypatch.setattr(Issue, "shown", shown_and_then)


def test_a_place_that_is_taken_meanwhile_leaves_no_credential(
    cli: Cli, tenancy: Tenancy, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.age"
    taken_meanwhile(path, monkeypatch)
    code, output, errors = cli(*generate("--to", f"age:{path}", "--recipient", str(key.with_suffix(".pub"))))
    assert (code, output) == (ExitCode.FAILED, "")
    assert "there already" in errors
    assert "deleted again" in errors
    assert held_by(tenancy) == []
    assert path.read_text() == "precious"
    assert states() == [State.DISCARDED]


def test_one_place_of_two_keeps_it_and_exits_1(
    cli: Cli, tenancy: Tenancy, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "x.age", tmp_path / "y.age"
    taken_meanwhile(first, monkeypatch)
    places = ["--to", f"age:{first}", "--to", f"age:{second}", "--recipient", str(key.with_suffix(".pub"))]
    code, output, errors = cli(*generate(*places, "--output", "json"))
    assert code == ExitCode.FAILED
    assert "there already" in errors
    (held,) = held_by(tenancy)
    assert held.password in opened(second, key)
    assert [each["verified"] for each in json.loads(output)["handed_over"]] == [False, True]
    assert states() == [State.CONFIRMED]


def test_with_reveal_a_failed_delivery_leaves_the_printed_credential(
    cli: Cli, tenancy: Tenancy, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.age"
    taken_meanwhile(path, monkeypatch)
    to = ["--to", f"age:{path}", "--recipient", str(key.with_suffix(".pub"))]
    code, output, _ = cli(*generate(*to, "--reveal"))
    assert code == ExitCode.FAILED
    (held,) = held_by(tenancy)
    assert f"password: {held.password}" in output.splitlines()
    assert states() == [State.CONFIRMED]


def test_a_failed_delivery_whose_credential_cannot_be_deleted_is_remembered(
    cli: Cli, tenancy: Tenancy, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.age"
    taken_meanwhile(path, monkeypatch)
    tenancy.faults.append(Rule("503", "delete_smtp_credential", times=0))
    code, output, _ = cli(*generate("--to", f"age:{path}", "--recipient", str(key.with_suffix(".pub"))))
    assert code != ExitCode.DONE
    assert output == ""
    assert states() == [State.DISCARDING]


class Pigeon(Channel):
    """Takes it away, and never comes back."""

    name = "pigeon"

    def available(self) -> Availability:
        return Availability(True, "")

    def deliver(self, package: Package) -> Receipt:
        return Receipt("a pigeon", False, "A pigeon has it.")

    def verify(self, package: Package) -> bool:
        return False


def test_what_nobody_can_read_back_stays_open_and_exits_5(
    cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    pigeon = named.NamedChannel("pigeon", "", "a bird", lambda _: Pigeon())
    monkeypatch.setattr(named, "NAMED", (*named.NAMED, pigeon))
    code, output, errors = cli(*generate("--to", "pigeon"))
    assert code == ExitCode.UNKNOWN
    assert "handed_over: A pigeon has it." in output.splitlines()
    assert "oci-smtp revoke" in errors
    assert len(held_by(tenancy)) == 1
    assert states() == [State.SHOWN]


def test_an_output_that_cannot_be_written_loses_nothing(
    environ: None, tenancy: Tenancy, key: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.age"
    with open("/dev/full", "w") as full:
        arguments = generate("--to", f"age:{path}", "--recipient", str(key.with_suffix(".pub")))
        process = program(*arguments, stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.FAILED
    assert "Traceback" not in errors
    (held,) = held_by(tenancy)
    assert held.password in opened(path, key)
    assert states() == [State.CONFIRMED]
