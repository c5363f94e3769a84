"""The file that names the users of a plan."""

from pathlib import Path

import pytest

from services.fleet.users_file import NamedUser, read_users
from services.model.errors import UsageError


def read(folder: Path, text: str | bytes) -> list[NamedUser]:
    path = folder / "users"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_users(str(path))


def test_a_text_file_has_one_user_per_line(tmp_path: Path) -> None:
    assert read(tmp_path, "anna\n\n kim@example.com \r\n") == [NamedUser("anna"), NamedUser("kim@example.com")]


def test_csv_columns_are_read_by_name(tmp_path: Path) -> None:
    text = "\ufeffmail_to,User,recipient,description\na@example.com,anna,age1x | age1y,Shop\n,kim,,\n"
    assert read(tmp_path, text) == [
        NamedUser("anna", "Shop", ("age1x", "age1y"), "a@example.com"),
        NamedUser("kim"),
    ]


def test_several_recipient_keys_in_one_cell_are_separated(tmp_path: Path) -> None:
    assert read(tmp_path, 'user,recipient\nanna,"age1x\nage1y"\n')[0].recipients == ("age1x", "age1y")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no user"),
        ("user\n", "names no user"),
        ("user,pasword\nanna,x\n", 'unknown column: "pasword"'),
        ("user,user\nanna,x\n", "column twice"),
        ("anna,Shop\n", "no header"),
        ("user,description\nanna\n", "Row 2"),
        ("user,description\n,Shop\n", "Row 2"),
        ('user\n"anna\n', "isn't valid CSV"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_an_invalid_file_is_rejected_with_the_cause(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(tmp_path, text)


def test_a_missing_file_or_a_directory_raises_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Can't read"):
        read_users(str(tmp_path / "none"))
    with pytest.raises(UsageError, match="directory"):
        read_users(str(tmp_path))
