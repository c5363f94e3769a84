import stat
from pathlib import Path

import pytest

from services.model.values import User
from services.storage.recent_users import MOST, RecentUser, RecentUsers

ANNA = User("ocid1.user.oc1..anna", "anna", email="anna@example.com", description="secretly leaves")


def test_recent_users_are_listed_newest_first_without_duplicates(tmp_path: Path) -> None:
    store = RecentUsers(tmp_path / "state" / "recent")
    assert store.of("here") == ()
    for name in ("bob", "anna", "cleo", "dan", "eve", "bob", "fay"):
        store.add("here", User(f"ocid {name}", name))
    store.add("there", ANNA)
    assert [each.name for each in store.of("here")] == ["fay", "bob", "eve", "dan", "cleo"]
    assert len(store.of("here")) == MOST
    assert store.of("there") == (RecentUser(ANNA.ocid, "anna"),)
    store.forget("here")
    assert store.of("here") == ()
    assert store.of("there")


def test_only_name_and_ocid_are_saved_and_readable_only_by_the_owner(tmp_path: Path) -> None:
    place = tmp_path / "recent"
    RecentUsers(place).add("../../tenancy", ANNA)
    (file,) = place.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    written = file.read_text()
    assert "anna" in written
    assert "example.com" not in written
    assert "leaves" not in written


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 99_999, b'{"users": [{"ocid": 3}]}', b"\xff", b"0" * 2_000_000])
def test_a_damaged_file_is_ignored_and_replaced(tmp_path: Path, content: bytes) -> None:
    store = RecentUsers(tmp_path)
    store.add("here", ANNA)
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(content)
    assert store.of("here") == ()
    store.add("here", ANNA)
    assert store.of("here")


def test_a_folder_that_cannot_be_written_is_ignored(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = RecentUsers(blocked / "recent")
    store.add("here", ANNA)
    store.forget("here")
    assert store.of("here") == ()
