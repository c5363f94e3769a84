"""Whose the state directory is."""

import os
import stat
from pathlib import Path

import pytest

from services.storage.state_dir import StateDirError, private_dir


def test_the_state_directory_is_created_for_its_owner_only(tmp_path: Path) -> None:
    made = private_dir(tmp_path / "new" / "state")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert private_dir(made) == made


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o770])
def test_a_directory_that_other_users_can_access_is_rejected_with_a_fix(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "state"
    path.mkdir()
    path.chmod(mode)
    with pytest.raises(StateDirError, match="accessible to other users") as refused:
        private_dir(path)
    assert f"chmod 700 {path}" in refused.value.next_step


def test_a_path_that_is_not_a_directory_is_rejected(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(StateDirError):
        private_dir(file)
    with pytest.raises(StateDirError, match="Can't create"):
        private_dir(file / "state")


def test_a_link_to_elsewhere_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "state").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StateDirError, match="a directory that you own"):
        private_dir(tmp_path / "state")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a directory to somebody else")
def test_a_directory_that_another_user_owns_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.mkdir(mode=0o700)
    os.chown(path, 65534, 65534)
    with pytest.raises(StateDirError, match="a directory that you own"):
        private_dir(path)
