"""Names of users that shells complete."""

import stat
from pathlib import Path

from services.storage.name_cache import MOST_TOLD, NameCache
from services.storage.state_dir import private_dir


def cache(folder: Path, *, is_on: bool = True, profile: str = "DEFAULT") -> NameCache:
    return NameCache(str(folder / "names"), profile, is_on=is_on)


def test_names_are_saved_per_profile_and_readable_only_by_the_owner(tmp_path: Path) -> None:
    cache(tmp_path).write(["shop.mailer", "anna@example.com", "shop.admin"])
    assert cache(tmp_path).beginning("shop") == ["shop.admin", "shop.mailer"]
    assert cache(tmp_path, profile="EU").beginning("") == []
    [file] = (tmp_path / "names").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_state_directory_that_the_name_cache_creates_is_private(tmp_path: Path) -> None:
    state = tmp_path / "state" / "oci-smtp"
    cache(state).write(["anna"])
    assert cache(state).beginning("") == ["anna"]
    assert private_dir(state) == state
    assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700


def test_names_that_a_shell_would_interpret_are_never_returned(tmp_path: Path) -> None:
    hostile = [
        "$(reboot)",
        "`id`",
        "a b",
        "-rf",
        "a;b",
        "a\nb",
        "x\x1b[5m",
        "é",
        "",
        "~root",
        "a'b",
        'a"b',
        "a|b",
        "a*",
    ]
    cache(tmp_path).write([*hostile, "good-name"])
    assert cache(tmp_path).beginning("") == ["good-name"]
    [file] = (tmp_path / "names").iterdir()
    file.write_text("$(reboot)\nfine\n")
    assert cache(tmp_path).beginning("") == ["fine"]


def test_turning_the_cache_off_deletes_saved_names_and_saves_none(tmp_path: Path) -> None:
    cache(tmp_path).write(["anna"])
    cache(tmp_path, is_on=False).write(["anna"])
    assert list((tmp_path / "names").iterdir()) == []
    cache(tmp_path).write(["anna"])
    assert cache(tmp_path, is_on=False).beginning("") == []


def test_the_number_of_names_is_limited_and_write_errors_are_ignored(tmp_path: Path) -> None:
    cache(tmp_path).write(f"user{at}" for at in range(MOST_TOLD + 5))
    assert len(cache(tmp_path).beginning("user")) == MOST_TOLD
    (tmp_path / "file").touch()
    cache(tmp_path / "file").write(["anna"])
    assert cache(tmp_path / "file").beginning("") == []
