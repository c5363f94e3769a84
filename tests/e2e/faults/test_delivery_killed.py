"""The program is killed while it hands a password over: what holds it is named afterwards, and removed when asked."""

import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.delivery.destination_status import Presence
from services.delivery.destinations import Destinations
from services.delivery.leftovers import write_off
from services.demo.faults import Rule
from services.model.destination import Destination
from services.resources.compartments import read_compartments
from tests.e2e.faults.ending import until
from tests.e2e.faults.lab import Bench
from tests.e2e.faults.runner import BEFORE, RENAMED, Plan
from tests.e2e.faults.traces import traces
from tests.e2e.program import FIELD, environment
from tests.services.accounts import session_on
from tests.services.delivery.gpg_home import ANNA, GpgHome
from tests.services.secret_service import Daemon, unlocked_keyring

SHOWN = 4
"""The durable write after which someone may hold the password; the place is the next."""
PLACE, FILE_MADE, WHICH_FILE, FILE_WRITTEN, CUSTODY = range(SHOWN + 1, SHOWN + 6)
"""Durable writes of a delivery into a file, in their order; the second is the file itself."""
SECRET_MADE = KEYRING_CUSTODY = PLACE + 1

KILLS = [(PLACE, BEFORE), (PLACE, RENAMED), (FILE_MADE, BEFORE), (WHICH_FILE, BEFORE), (WHICH_FILE, RENAMED)]
KILLS += [(FILE_WRITTEN, BEFORE), (FILE_WRITTEN, RENAMED), (CUSTODY, BEFORE)]


@pytest.fixture
def environ_also(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Gives every program of a bench more variables."""

    def give(**more: str) -> None:
        monkeypatch.setattr(Bench, "environ", property(lambda bench: environment(bench.home, **more)))

    return give


def killed(bench: Bench, plan: Plan, *more: str) -> Destination | None:
    """Hand over and be killed; the place that the journal has."""
    assert bench.run(*bench.generate, *more, plan=plan) == -signal.SIGKILL, bench.told()
    [record] = bench.journal.unfinished()
    assert record.state is JournalState.SHOWN
    assert not traces(bench.state, bench.issued.values()), "the journal has the password"
    assert len(record.destinations) <= 1
    return record.destinations[0] if record.destinations else None


def recovered(bench: Bench) -> str:
    """What `recover` says, which removes nothing."""
    assert bench.run("recover") == 5
    return bench.told()


def emptied(bench: Bench, place: Destination, places: Destinations) -> None:
    """Empty a place as the dialog does."""
    assert places.look(place).can_be_emptied
    places.empty(place)
    write_off(bench.journal, place)
    assert places.look(place).standing is Presence.GONE
    assert not Journal(bench.journal.directory).unfinished()[0].open_destinations


@pytest.mark.parametrize(("write", "moment"), KILLS)
@pytest.mark.parametrize("kind", ["age", "client"])
def test_recover_names_a_file_with_the_password_and_the_file_can_be_deleted(
    bench: Bench, age_identity: Path, kind: str, write: int, moment: str
) -> None:
    path = bench.home / "handed over"
    recipient = ("--recipient", str(age_identity.with_suffix(".pub")))
    to = ("--to", f"age:{path}", *recipient) if kind == "age" else ("--to", f"client:msmtp:{path}")
    place = killed(bench, Plan(write, moment), *to)
    told = recovered(bench)
    if place is None:
        assert (write, moment) == (PLACE, BEFORE)
        assert not path.exists()
        return
    assert (str(path) in told) == path.exists()
    assert path.exists() == (write > FILE_MADE)
    if path.exists():
        assert "still contains the password" in told
        assert ("(plain text)" in told) == (kind == "client")
        emptied(bench, place, Destinations())
        assert not path.exists()
    else:
        assert Destinations().look(place).standing is Presence.GONE


def test_recover_names_a_gpg_file_and_the_file_can_be_deleted(
    bench: Bench, gpg: GpgHome, environ_also: Callable[..., None]
) -> None:
    environ_also(GNUPGHOME=str(gpg.path))
    path = bench.home / "x.asc"
    [whole] = gpg.fingerprints(ANNA)
    place = killed(bench, Plan(FILE_WRITTEN), "--to", f"gpg:{path}", "--recipient", whole)
    [password] = bench.issued.values()
    assert password in gpg.run("--decrypt", str(path)).decode()
    assert f"{path} (encrypted) still contains the password" in recovered(bench)
    assert place
    emptied(bench, place, Destinations())


@pytest.mark.parametrize("change", ["replaced", "appended", "touched", "link", "directory"])
def test_a_replaced_or_changed_file_is_reported_and_cannot_be_deleted(
    bench: Bench, age_identity: Path, change: str
) -> None:
    path = bench.home / "x.age"
    place = killed(bench, Plan(CUSTODY), "--to", f"age:{path}", "--recipient", str(age_identity.with_suffix(".pub")))
    assert place
    data = path.read_bytes()
    if change in ("replaced", "link", "directory"):
        path.rename(bench.home / "moved")
    if change == "replaced":
        path.write_bytes(data)
    elif change == "appended":
        path.write_bytes(data + b"x")
    elif change == "touched":
        os.utime(path, (1, 1))
    elif change == "link":
        path.symlink_to(bench.home / "moved")
    else:
        path.mkdir()
    assert "The file has been replaced or changed." in recovered(bench)
    finding = Destinations().look(place)
    assert (finding.standing, finding.can_be_emptied) == (Presence.OTHER, False)
    assert path.exists()


def test_recover_reports_that_a_file_on_another_computer_might_still_exist(bench: Bench, age_identity: Path) -> None:
    path = bench.home / "x.age"
    recipient = str(age_identity.with_suffix(".pub"))
    place = killed(bench, Plan(CUSTODY), "--to", f"age:{path}", "--recipient", recipient)
    assert place
    assert place.host == socket.gethostname()
    path.unlink()
    assert Destinations().look(place).standing is Presence.GONE
    [record] = bench.journal.unfinished()
    elsewhere = msgspec.structs.replace(place, host="another-computer")
    bench.journal.move(record, record.state, destinations=[elsewhere])
    assert f"{path} (encrypted) might still contain the password. Check it on another-computer." in (recovered(bench))


@pytest.mark.parametrize(("write", "moment"), [(PLACE, RENAMED), (KEYRING_CUSTODY, BEFORE)])
def test_recover_names_a_keyring_entry_and_revoke_deletes_it(
    bench: Bench, tmp_path: Path, environ_also: Callable[..., None], write: int, moment: str
) -> None:
    with unlocked_keyring(tmp_path) as daemon:
        environ_also(**_bus(daemon))
        place = killed(bench, Plan(write, moment), "--to", "keyring")
        assert place
        assert "keyring of this machine (oci-smtp-credential:us-ashburn-1)" in recovered(bench)
        is_there = write == KEYRING_CUSTODY
        assert Destinations().look(place).standing is (Presence.THERE if is_there else Presence.GONE)
        [ocid] = bench.ocids
        assert bench.run("revoke", bench.person.name, ocid, "--yes") == 0, bench.told()
        assert ("Deleted from the keyring" in bench.told()) == is_there
        assert Destinations().look(place).standing is Presence.GONE
        assert not bench.journal.unfinished()


@pytest.mark.parametrize(("write", "moment"), [(PLACE, RENAMED), (SECRET_MADE, BEFORE), (SECRET_MADE, RENAMED)])
def test_recover_names_a_vault_secret_and_its_deletion_can_be_scheduled(bench: Bench, write: int, moment: str) -> None:
    tenancy = bench.lab.tenancy
    name = f"killed-{bench.person.ocid[-6:]}-{write}{moment}"
    place = killed(bench, Plan(write, moment), "--to", f"vault:mail/secrets/{name}")
    assert place
    assert f"The secret {name} in the vault mail might still contain the password" in recovered(bench)
    found = [secret for secret in tenancy.world.vaults.secrets if secret.name == name]
    assert bool(found) == (write == SECRET_MADE)
    places = Destinations(session_on(tenancy))
    if not found:
        assert places.look(place).standing is Presence.GONE
        return
    assert found[0].ocid in places.look(place).told
    found[0].creating_reads = 0
    emptied(bench, place, places)
    assert found[0].state == "PENDING_DELETION"


def test_an_older_vault_secret_with_the_same_name_cannot_be_deleted(bench: Bench) -> None:
    tenancy = bench.lab.tenancy
    name = f"older-{bench.person.ocid[-6:]}"
    place = killed(bench, Plan(SECRET_MADE), "--to", f"vault:mail/secrets/{name}")
    [secret] = [secret for secret in tenancy.world.vaults.secrets if secret.name == name]
    secret.created = secret.created.replace(year=2020)
    assert place
    finding = Destinations(session_on(tenancy)).look(place)
    assert (finding.standing, finding.can_be_emptied) == (Presence.OTHER, False)


def test_recover_names_the_secret_after_sigkill_while_the_vault_is_silent(bench: Bench) -> None:
    tenancy = bench.lab.tenancy
    name = f"silent-{bench.person.ocid[-6:]}"
    tenancy.faults.add("lost", "create_secret", times=0)
    more = ("--to", f"vault:mail/secrets/{name}")
    pid = bench.start(*bench.generate, *more, plan=Plan(answer_seconds=60))
    until(lambda: any(secret.name == name for secret in tenancy.world.vaults.secrets), "no secret was made")
    os.kill(pid, signal.SIGKILL)
    assert bench.wait() == -signal.SIGKILL
    bench.calm()
    assert f"secret {name} in the vault mail might still contain the password" in recovered(bench)


def test_generate_names_the_secret_when_a_failed_delivery_deletes_a_credential(bench: Bench) -> None:
    tenancy = bench.lab.tenancy
    name = f"lost-{bench.person.ocid[-6:]}"
    tenancy.faults.add("lost", "create_secret", times=0)
    looks_before = len(list(read_compartments(session_on(tenancy))))  # for a secret of that name, in each of them
    tenancy.faults.append(Rule("500", "list_secrets", skip=looks_before, times=6))  # three tries for each of two looks
    assert bench.run(*bench.generate, "--to", f"vault:mail/secrets/{name}", plan=Plan()) == 1
    assert f"secret {name} in the vault mail still contains the password" in bench.told()
    assert bench.ocids == set()
    bench.calm()


def test_the_dialog_lists_destinations_and_deletes_a_file_after_confirmation(bench: Bench) -> None:
    path = bench.home / "handed over"
    killed(bench, Plan(FILE_WRITTEN), "--to", f"client:msmtp:{path}")
    terminal = bench.open()
    terminal.wait_for("1 credential was interrupted")
    terminal.press("U")
    terminal.wait_for("Interrupted credential", "Destination", "Where the password is")
    terminal.press("down", "down", "down", "enter")
    terminal.wait_for("still contains the password", "Delete the file", "Keep everything")
    terminal.press("down", "enter")
    terminal.wait_for("undo this", "Cancel")
    assert path.exists()
    terminal.press("tab", "enter")
    terminal.wait_for("Deleted ", lambda: not path.exists())
    terminal.press("escape")
    terminal.wait_for("Delete the credential")


def test_deleting_an_interrupted_credential_offers_its_destinations(bench: Bench) -> None:
    path = bench.home / "handed over"
    killed(bench, Plan(FILE_WRITTEN), "--to", f"client:msmtp:{path}")
    terminal = bench.open()
    terminal.wait_for("1 credential was interrupted")
    terminal.press("U")
    terminal.wait_for("Delete the credential")
    terminal.press("down", "down", "enter")
    terminal.wait_for("Where the password is", "still contains the password", lambda: not bench.ocids)
    assert path.exists()


def test_a_closed_record_does_not_hide_where_the_password_is(bench: Bench) -> None:
    path = bench.home / "handed over"
    killed(bench, Plan(FILE_WRITTEN), "--to", f"client:msmtp:{path}")
    [record] = bench.journal.unfinished()
    assert bench.run("recover", "--close", record.intent) == 0
    assert str(path) in bench.told(), "who closes it learns where the password is"
    assert bench.run("recover", "--destinations") == 0
    assert f"{path} (plain text) still contains the password" in bench.told()
    assert path.exists()


def test_recover_destinations_asks_before_deleting_a_file_on_a_terminal(bench: Bench) -> None:
    path = bench.home / "handed over"
    killed(bench, Plan(FILE_WRITTEN), "--to", f"client:msmtp:{path}")
    assert bench.run("recover", "--destinations", "--output", "json") == 0
    [fields] = json.loads(bench.told())
    assert (fields["kind"], fields["name"], fields["standing"]) == ("file", str(path), "there")
    assert bench.run("recover", "--destinations") == 0
    assert "still contains the password" in bench.told()
    assert path.exists()
    for answer in ("no", "yes"):
        terminal = bench.open("recover", "--destinations")
        terminal.wait_for("Delete the file? Type yes:")
        terminal.type(answer)
        terminal.press("enter")
        assert terminal.exit_code == 0
        assert path.exists() == (answer == "no")
    assert bench.run("recover", "--destinations") == 0
    assert "No destination contains" in bench.told()


def test_revoke_names_a_file_that_it_does_not_delete(bench: Bench) -> None:
    path = bench.home / "handed over"
    assert bench.run(*bench.generate, "--to", f"client:msmtp:{path}") == 0, bench.told()
    [record] = bench.journal.records()
    assert (record.state, bench.journal.unfinished()) == (JournalState.CONFIRMED, [])
    assert not record.is_settled, "the record is dropped while the file is needed"
    [ocid] = bench.ocids
    assert bench.run("revoke", bench.person.name, ocid, "--yes") == 0
    assert f"The file {path} (plain text) still contains the password." in bench.told()
    assert path.exists()
    [record] = bench.journal.records()
    assert record.is_settled


def _bus(daemon: Daemon) -> dict[str, str]:
    names = ("XDG_RUNTIME_DIR", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS")
    return {name: daemon.environ[name] for name in names}


def test_recover_names_the_file_that_the_app_was_writing_when_killed(bench: Bench) -> None:
    terminal = bench.open(*bench.at_generate, plan=Plan(FILE_WRITTEN, BEFORE, answer_seconds=60))
    terminal.wait_for_keyboard(FIELD)
    terminal.type("in the app")
    terminal.press("enter")
    terminal.wait_for("SMTP credential ─", "Password")
    terminal.press("s")
    terminal.wait_for("Send the user name, password, and server to:")
    terminal.press("home", *["down"] * 5, "enter")
    terminal.wait_for("Choose an application:")
    terminal.press("down", "down", "down", "enter")
    terminal.wait_for("Settings for msmtp")
    terminal.press("w")
    terminal.wait_for("~/.msmtprc")  # in the home directory of the bench
    terminal.press("enter")
    assert terminal.exit_code == -signal.SIGKILL
    [record] = bench.journal.unfinished()
    [place] = record.open_destinations
    assert Destinations().look(place).can_be_emptied
    assert place.name == str(bench.home / ".msmtprc")
    assert place.name in recovered(bench)
    assert not traces(bench.state, bench.issued.values())
    assert traces(Path(place.name).parent, bench.issued.values()) == [Path(place.name)]
