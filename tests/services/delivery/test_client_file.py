from dataclasses import replace
from pathlib import Path

import pytest

from services.delivery import NotDeliveredError, Package
from services.delivery.client_file import ClientFile
from services.delivery.clients.catalogue import BY_ID
from services.model.destination import Destination
from services.model.errors import UsageError
from services.model.secret import Secret
from services.model.values import Endpoint, User
from services.storage.state_dir import StateDirError

PASSWORD = "a'b\"c\\d$e"


@pytest.fixture
def awkward_package() -> Package:
    user = User("ocid1.user.oc1..a", "anna")
    return Package("name@x.com", Secret(PASSWORD), Endpoint("smtp.example.com", 465, "TLS"), "billing host", user)


def test_a_new_private_file_is_written_and_verified(awkward_package: Package, tmp_path: Path) -> None:
    channel = ClientFile.from_argument(f"json:{tmp_path}/smtp.json")
    receipt = channel.deliver(awkward_package)
    file = tmp_path / "smtp.json"
    assert receipt.is_verified
    assert PASSWORD not in receipt.message
    assert file.stat().st_mode & 0o777 == 0o600
    assert channel.verify(awkward_package)
    file.write_text("something else")
    assert not channel.verify(awkward_package)


def test_deliver_fails_and_keeps_a_file_that_already_exists(awkward_package: Package, tmp_path: Path) -> None:
    channel = ClientFile.from_argument(f"msmtp:{tmp_path}/rc")
    (tmp_path / "rc").write_text("mine")
    with pytest.raises(NotDeliveredError, match="already exists"):
        channel.deliver(awkward_package)
    assert (tmp_path / "rc").read_text() == "mine"


def test_deliver_leaves_no_partial_file_when_the_disk_is_full(awkward_package: Package, full_disk: Path) -> None:
    with pytest.raises(NotDeliveredError, match="No space left"):
        ClientFile.from_argument(f"json:{full_disk}/smtp.json").deliver(awkward_package)
    assert [path.name for path in full_disk.iterdir()] == ["filler"]


def test_deliver_writes_no_file_when_the_format_cannot_represent_a_value(
    awkward_package: Package, tmp_path: Path
) -> None:
    channel = ClientFile.from_argument(f"gitlab:{tmp_path}/gitlab.rb")
    with pytest.raises(NotDeliveredError, match="GitLab can't represent"):
        channel.deliver(awkward_package)
    assert list(tmp_path.iterdir()) == []


def test_the_path_is_recorded_before_creation_and_the_inode_before_writing(
    awkward_package: Package, tmp_path: Path
) -> None:
    path = tmp_path / "rc"
    seen: list[tuple[bool, int]] = []
    noted: list[Destination] = []

    def note(destination: Destination) -> None:
        noted.append(destination)
        seen.append((path.exists(), path.stat().st_size if path.exists() else 0))

    ClientFile.from_argument(f"msmtp:{path}").deliver(replace(awkward_package, note=note))
    size = path.stat().st_size
    assert seen == [(False, 0), (True, 0), (True, size)]
    assert [bool(place.inode) for place in noted] == [False, True, True]
    assert {(place.kind, place.name, place.size, place.is_encrypted) for place in noted} == {
        ("file", str(path), size, False)
    }
    assert PASSWORD not in f"{noted}"


@pytest.mark.parametrize("fails_at", [1, 2])
def test_deliver_leaves_no_file_when_the_journal_cannot_be_written(
    awkward_package: Package, tmp_path: Path, fails_at: int
) -> None:
    noted: list[Destination] = []

    def note(destination: Destination) -> None:
        noted.append(destination)
        if len(noted) == fails_at:
            raise StateDirError("Can't write the journal.")

    with pytest.raises(StateDirError):
        ClientFile.from_argument(f"msmtp:{tmp_path}/rc").deliver(replace(awkward_package, note=note))
    assert list(tmp_path.iterdir()) == []


def test_a_destination_is_recorded_as_gone_when_the_file_already_exists(
    awkward_package: Package, tmp_path: Path
) -> None:
    noted: list[Destination] = []
    channel = ClientFile.from_argument(f"msmtp:{tmp_path}/rc")
    (tmp_path / "rc").write_text("mine")
    with pytest.raises(NotDeliveredError):
        channel.deliver(replace(awkward_package, note=noted.append))
    assert [place.is_gone for place in noted] == [False, True]


def test_settings_without_the_password_do_not_count_as_delivered(awkward_package: Package, tmp_path: Path) -> None:
    noted: list[Destination] = []
    receipt = ClientFile(BY_ID["postfix-main"], tmp_path / "main.cf").deliver(
        replace(awkward_package, note=noted.append)
    )
    assert not receipt.is_verified
    assert noted == []
    assert PASSWORD not in (tmp_path / "main.cf").read_text()


@pytest.mark.parametrize("argument", ["nothing:/tmp/x", "msmtp", "msmtp:", "json:/no/such/folder/x"])
def test_an_invalid_file_argument_is_rejected(argument: str) -> None:
    with pytest.raises(UsageError):
        ClientFile.from_argument(argument)
