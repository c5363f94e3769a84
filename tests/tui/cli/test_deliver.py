"""`oci-smtp generate --to`: what is checked before anything is generated, and where the password is afterwards."""

import json
import subprocess
from pathlib import Path

import pytest

from services.credentials.journal_record import JournalState
from services.delivery import named
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.services.delivery.gpg_home import ANNA, GpgHome
from tests.tui.handing_over import ADDRESSES, Pigeon, generate, held_by, opened, states
from tests.tui.shell import CHANGING, Cli, program


@pytest.fixture(autouse=True)
def anybodys_gpg(gpg: GpgHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNUPGHOME", str(gpg.path))


def test_generate_encrypts_into_an_age_file_and_does_not_print_the_password(
    cli: Cli, tenancy: Tenancy, age_identity: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.age"
    code, output, errors = cli(
        *generate("--to", f"age:{path}", "--recipient", str(age_identity.with_suffix(".pub")), "--output", "json")
    )
    public = age_identity.with_suffix(".pub").read_text().strip()
    assert (code, errors) == (ExitCode.DONE, f"oci-smtp: age file {path}: encrypted for {public}\n")
    (held,) = held_by(tenancy)
    assert held.password not in output
    fields = json.loads(output)
    assert "password" not in fields
    assert fields["user_name"] == held.user_name
    (where,) = fields["handed_over"]
    assert where["verified"] is True
    assert str(path) in where["to"]
    assert (where["recipients"], where["left_out"]) == ([public], [])
    assert f"user name: {held.user_name}\npassword: {held.password}\n" in opened(path, age_identity)
    assert states() == [JournalState.CONFIRMED]


def test_generate_encrypts_for_a_gpg_key_into_a_file_and_an_email_draft(
    cli: Cli, tenancy: Tenancy, gpg: GpgHome, tmp_path: Path
) -> None:
    (whole,) = gpg.fingerprints(ANNA)
    spaced = " ".join(whole[at : at + 4] for at in range(0, 40, 4))
    path, draft = tmp_path / "x.asc", tmp_path / "x.eml"
    places = ["--to", f"gpg:{path}", "--to", f"eml:{draft}", "--mail-to", "anna@example.com"]
    code, output, errors = cli(*generate(*places, "--recipient", spaced))
    assert code == ExitCode.DONE
    assert errors.count(f": encrypted for {whole}\n") == 2
    (held,) = held_by(tenancy)
    assert held.password not in output
    assert output.count("handed_over: ") == 2
    assert f"password: {held.password}\n" in gpg.run("--decrypt", str(path)).decode()
    assert "To: anna@example.com" in draft.read_text()


def test_keys_that_age_does_not_support_are_reported_as_left_out(cli: Cli, age_identity: Path, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", tmp_path / "host"], check=True)
    listed = tmp_path / "authorized_keys"
    listed.write_text((tmp_path / "host.pub").read_text() + age_identity.with_suffix(".pub").read_text())
    to = ("--to", f"age:{tmp_path / 'x'}", "--recipient", str(listed))
    code, output, errors = cli(*generate(*to, "--output", "json"))
    assert code == ExitCode.DONE
    told = subprocess.run(["ssh-keygen", "-lf", tmp_path / "host.pub"], check=True, capture_output=True, text=True)
    first, second = errors.splitlines()
    assert f"Left out: Line 1 of {listed} ({told.stdout.split()[1]}): " in first
    assert "encrypted for age1" in second
    assert json.loads(output)["handed_over"][0]["left_out"] == [first.removeprefix("oci-smtp: Left out: ")]


def test_reveal_also_prints_a_delivered_password(
    cli: Cli, tenancy: Tenancy, age_identity: Path, tmp_path: Path
) -> None:
    recipient = age_identity.with_suffix(".pub").read_text().strip()
    to = ["--to", f"age:{tmp_path / 'x'}", "--recipient", recipient]
    code, output, _ = cli(*generate(*to, "--reveal", "--output", "json"))
    (held,) = held_by(tenancy)
    assert code == ExitCode.DONE
    assert json.loads(output)["password"] == held.password


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (["--to", "pigeon"], ExitCode.USAGE, "Destinations: keyring, age:FILE, gpg:FILE, eml:FILE"),
        (["--to", "age"], ExitCode.USAGE, "Unknown destination"),
        (["--to", "keyring:x"], ExitCode.USAGE, "Unknown destination"),
        (["--to", "age:{new}"], ExitCode.USAGE, "No recipient"),
        (["--to", "age:{new}", "--to", "gpg:{new}", "--recipient", "{key}"], ExitCode.USAGE, "repeats a destination"),
        (["--to", "age:{there}", "--recipient", "{key}"], ExitCode.USAGE, "already exists"),
        (["--to", "age:{new}/deeper", "--recipient", "{key}"], ExitCode.USAGE, "doesn't exist"),
        (["--to", "age:{new}", "--recipient", "anna"], ExitCode.USAGE, "isn't a key that age supports"),
        (["--to", "age:{new}", "--recipient", "{private}"], ExitCode.USAGE, "private key"),
        (["--to", "gpg:{new}", "--recipient", "{key}"], ExitCode.USAGE, "for age, but no --to destination"),
        (["--to", "gpg:{new}"], ExitCode.USAGE, "full fingerprint"),
        (["--to", "gpg:{new}", "--recipient", "A" * 40], ExitCode.FAILED, "no public key"),
        (
            ["--to", "eml:{new}", "--recipient", "{key}", "--mail-to", "nobody"],
            ExitCode.USAGE,
            "isn't an email address",
        ),
        (["--to", "age:{new}", "--recipient", "{key}", "--mail-to", "a@b"], ExitCode.USAGE, "--to eml:FILE"),
        (["--to", "eml:{new}", "--recipient", "{key}", "--mail-from", "a@b"], ExitCode.USAGE, "--to mail:USER_NAME"),
        (["--to", "mail:x", "--recipient", "{key}", "--mail-to", "a@b"], ExitCode.USAGE, "Add --mail-from"),
        (["--to", "mail:x", "--mail-from", "a@b", "--mail-to", "a@b"], ExitCode.USAGE, "No recipient"),
        (["--to", "mail:x", "--recipient", "{key}", *ADDRESSES], ExitCode.FAILED, "No keyring is available"),
        (["--recipient", "{key}"], ExitCode.USAGE, "no --to destination uses"),
        (["--to", "keyring"], ExitCode.FAILED, "Can't use the"),
    ],
)
def test_an_unusable_destination_is_rejected_before_anything_is_generated(
    cli: Cli,
    tenancy: Tenancy,
    age_identity: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: list[str],
    code: ExitCode,
    told: str,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    (tmp_path / "there").write_text("precious")
    names = {"new": str(tmp_path / "new"), "there": str(tmp_path / "there"), "private": str(age_identity)}
    words = [word.format(**names, key=age_identity.with_suffix(".pub")) for word in more]
    found, output, errors = cli(*generate(*words))
    assert (found, output) == (code, "")
    assert told in " ".join(errors.split())
    assert not set(operations(tenancy)) & CHANGING
    assert (tmp_path / "there").read_text() == "precious"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("to", "told"), [("gpg:{}/x", "gpg isn't installed"), ("print:desk", "lpstat isn't installed")]
)
def test_a_missing_program_is_reported_before_anything_is_generated(
    cli: Cli, tenancy: Tenancy, gpg: GpgHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, told: str
) -> None:
    recipient = ("--recipient", gpg.fingerprints(ANNA)[0]) if to.startswith("gpg") else ()
    monkeypatch.setenv("PATH", str(tmp_path))
    code, output, errors = cli(*generate("--to", to.format(tmp_path), *recipient))
    assert (code, output) == (ExitCode.FAILED, "")
    assert told in errors
    assert not set(operations(tenancy)) & CHANGING


def test_an_unverified_delivery_keeps_the_credential_and_exits_with_5(
    cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    pigeon = named.NamedChannel("pigeon", "", "a bird", lambda _: Pigeon())
    monkeypatch.setattr(named, "NAMED", (*named.NAMED, pigeon))
    code, output, errors = cli(*generate("--to", "pigeon"))
    assert code == ExitCode.UNKNOWN
    assert "handed_over: A pigeon has it." in output.splitlines()
    assert "oci-smtp revoke" in errors
    assert len(held_by(tenancy)) == 1
    assert states() == [JournalState.SHOWN]


def test_the_delivered_file_is_complete_when_the_output_cannot_be_written(
    signed_in_environ: None, tenancy: Tenancy, age_identity: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.age"
    with open("/dev/full", "w") as full:
        arguments = generate("--to", f"age:{path}", "--recipient", str(age_identity.with_suffix(".pub")))
        process = program(*arguments, stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.FAILED
    assert "Traceback" not in errors
    (held,) = held_by(tenancy)
    assert held.password in opened(path, age_identity)
    assert states() == [JournalState.CONFIRMED]
