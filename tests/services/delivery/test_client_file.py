from pathlib import Path

import pytest

from services.delivery import NotDeliveredError, Package
from services.delivery.client_file import ClientFile
from services.delivery.clients.catalogue import BY_ID
from services.errors import UsageError
from services.model import Endpoint, User
from services.secret import Secret
from tests.full_disk import full_disk as full_disk

PASSWORD = "a'b\"c\\d$e"


@pytest.fixture
def package() -> Package:
    user = User("ocid1.user.oc1..a", "anna")
    return Package("name@x.com", Secret(PASSWORD), Endpoint("smtp.example.com", 465, "TLS"), "billing host", user)


def test_a_new_file_for_nobody_else_and_read_back(package: Package, tmp_path: Path) -> None:
    channel = ClientFile.from_argument(f"json:{tmp_path}/smtp.json")
    receipt = channel.deliver(package)
    file = tmp_path / "smtp.json"
    assert receipt.is_verified
    assert PASSWORD not in receipt.message
    assert file.stat().st_mode & 0o777 == 0o600
    assert channel.verify(package)
    file.write_text("something else")
    assert not channel.verify(package)


def test_a_file_that_came_meanwhile_is_left_alone(package: Package, tmp_path: Path) -> None:
    channel = ClientFile.from_argument(f"msmtp:{tmp_path}/rc")
    (tmp_path / "rc").write_text("mine")
    with pytest.raises(NotDeliveredError, match="is there already"):
        channel.deliver(package)
    assert (tmp_path / "rc").read_text() == "mine"


def test_a_full_disk_keeps_no_half_of_the_password(package: Package, full_disk: Path) -> None:
    with pytest.raises(NotDeliveredError, match="No space left"):
        ClientFile.from_argument(f"json:{full_disk}/smtp.json").deliver(package)
    assert [path.name for path in full_disk.iterdir()] == ["filler"]


def test_what_a_format_cannot_hold_leaves_no_file(package: Package, tmp_path: Path) -> None:
    channel = ClientFile.from_argument(f"gitlab:{tmp_path}/gitlab.rb")
    with pytest.raises(NotDeliveredError, match="GitLab cannot hold"):
        channel.deliver(package)
    assert list(tmp_path.iterdir()) == []


def test_settings_without_the_password_are_no_custody(package: Package, tmp_path: Path) -> None:
    receipt = ClientFile(BY_ID["postfix-main"], tmp_path / "main.cf").deliver(package)
    assert not receipt.is_verified
    assert PASSWORD not in (tmp_path / "main.cf").read_text()


@pytest.mark.parametrize("argument", ["nothing:/tmp/x", "msmtp", "msmtp:", "json:/no/such/folder/x"])
def test_what_cannot_be_meant(argument: str) -> None:
    with pytest.raises(UsageError):
        ClientFile.from_argument(argument)
