"""Files that aren't what they should be: each reader answers at once, with one sentence and what to do."""

import os
import socket
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from services.api.api_key import read_key
from services.api.principals import sign_in_as_principal
from services.api.region_names import region_name
from services.api.session_token import SessionToken, read_claims
from services.config.options import Options
from services.config.profile import Profile, load_profile, profile_names
from services.config.settings import load_settings
from services.credentials.journal import Journal
from services.credentials.rotation import RotationStore
from services.delivery.age_recipients import find_recipients
from services.model.errors import OciSmtpError
from services.storage.state_dir import StateDirError
from services.system.outside_file import MOST_BYTES, read_bytes, read_text

Maker = Callable[[Path], Path]
Reader = Callable[[Path], object]


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "odd")
    return folder / "odd"


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "odd"))
    return folder / "odd"


def _loop(folder: Path) -> Path:
    (folder / "odd").symlink_to(folder / "odd")
    return folder / "odd"


def _linked(make: Maker) -> Maker:
    def link(folder: Path) -> Path:
        (folder / "to").mkdir()
        (folder / "link").symlink_to(make(folder / "to"))
        return folder / "link"

    return link


def _large(folder: Path) -> Path:
    with (folder / "odd").open("wb") as file:
        file.truncate(3_000_000_000)
    return folder / "odd"


def _holding(data: bytes) -> Maker:
    def write(folder: Path) -> Path:
        (folder / "odd").write_bytes(data)
        return folder / "odd"

    return write


ODD: dict[str, tuple[Maker, str]] = {
    "pipe": (_fifo, "it is a pipe, not a regular file"),
    "link to a pipe": (_linked(_fifo), "it is a pipe, not a regular file"),
    "socket": (_socket, "it is a socket, not a regular file"),
    "zeros": (lambda _: Path("/dev/zero"), "it is a device, not a regular file"),
    "random": (lambda _: Path("/dev/urandom"), "it is a device, not a regular file"),
    "terminal": (lambda _: Path("/dev/tty"), "it is a device, not a regular file"),
    "directory": (lambda folder: folder, "it is a directory, not a regular file"),
    "loop": (_loop, "symbolic links"),
    "large": (_large, "larger than"),
    "long name": (lambda folder: folder / ("x" * 5000), "File name too long"),
    "under a file": (lambda folder: _holding(b"")(folder) / "below", "Not a directory"),
    "NUL in its name": (lambda folder: folder / "a\0b", "the file name isn't valid"),
    "NUL for a home": (lambda _: Path("~\0/x"), "the file name isn't valid"),
}
NESTED = {
    "JSON": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "arrays": b"[" * 100_000,
    "TOML": b"a = " + b"[" * 60_000,
    "digits": b"a = " + b"9" * 60_000,
    "zeros": b"\0" * 1000,
    "binary": bytes(range(256)) * 100,
    "half a letter": b"[DEFAULT]\nregion=\xc3",
    "INI": b"[DEFAULT]\n" + b" a\n" * 10_000,
    "keys": b"[DEFAULT]\n" + b"=\n:\n" * 1000 + b"[\n]\n[]\n",
}


def _profile(path: Path, token: str = "") -> Profile:
    return Profile("P", "", "", "", "us-ashburn-1", str(path), security_token_file=token)


def _delegation(path: Path) -> object:
    from services.config.auth_type import DELEGATION

    profile = Profile("P", "", "", "", "us-ashburn-1", "", auth=DELEGATION, delegation_token_file=str(path))
    return sign_in_as_principal(profile, Options())


READERS: dict[str, Reader] = {
    "settings": load_settings,
    "configuration": lambda path: load_profile(Options(config_file=str(path)), {"OCI_CLI_RC_FILE": os.devnull}),
    "profiles": lambda path: profile_names(str(path)),
    "key": lambda path: read_key(_profile(path)),
    "token": lambda path: SessionToken(_profile(path, str(path))),
    "delegation": _delegation,
}


@pytest.fixture(autouse=True)
def home_without_oci(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without any file of the OCI CLI."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def sockets_folder(tmp_path: Path) -> Iterator[Path]:
    """A place for sockets, whose paths must be short, of no one else."""
    tmp_path.chmod(0o700)
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("what", READERS)
def test_a_file_that_cannot_be_read_is_rejected_with_a_reason(what: str, kind: str, sockets_folder: Path) -> None:
    make, why = ODD[kind]
    path = make(sockets_folder)
    with pytest.raises(OciSmtpError) as refused:
        READERS[what](path)
    assert why in refused.value.cause
    assert refused.value.cause.startswith("Can't read ")
    assert str(path) in refused.value.cause
    assert refused.value.next_step


@pytest.mark.parametrize("kind", ODD)
def test_a_recipients_file_that_cannot_be_read_is_rejected(kind: str, sockets_folder: Path) -> None:
    make, why = ODD[kind]
    with pytest.raises(OciSmtpError) as refused:
        find_recipients([str(make(sockets_folder))])
    assert why in refused.value.cause or "too large" in refused.value.cause
    assert refused.value.next_step


@pytest.mark.parametrize("text", [b"not a key\n", b"", b"x" * 5_000_000])
def test_a_shell_pipe_is_rejected_unless_pipes_are_allowed(text: bytes) -> None:
    """As in `--recipient <(curl ...)`."""
    reading, writing = os.pipe()
    writer = Thread(target=_write_all, args=(writing, text))
    writer.start()
    path = f"/dev/fd/{reading}"
    try:
        with pytest.raises(OSError, match="it is a pipe"):
            read_bytes(path)
        if len(text) > MOST_BYTES:
            with pytest.raises(OSError, match="larger than"):
                read_bytes(path, pipes=True)
        else:
            assert read_bytes(path, pipes=True) == text
    finally:
        os.close(reading)
        writer.join()


def test_reading_a_pipe_that_stays_open_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program holds it open for writing, as it could be this one."""
    monkeypatch.setattr("services.system.outside_file.PIPE_SECONDS", 0.05)
    reading, writing = os.pipe()
    try:
        with pytest.raises(OSError, match=r"nothing came from it within 0\.05 seconds"):
            read_bytes(f"/dev/fd/{reading}", pipes=True)
        os.write(writing, b"age1half")
        with pytest.raises(OciSmtpError, match="nothing came from it"):
            find_recipients([f"/dev/fd/{reading}"])
    finally:
        os.close(reading)
        os.close(writing)


def test_a_path_that_leads_out_of_dev_fd_is_not_read_as_a_shell_pipe(sockets_folder: Path) -> None:
    """A path that leads out of /dev/fd is any other."""
    fifo = _fifo(sockets_folder)
    for start in ("/dev/fd", "/proc/self/fd"):
        with pytest.raises(OSError, match=r"it is a pipe|No such file|Not a directory"):
            read_bytes(f"{start}/../../..{fifo}", pipes=True)
        with pytest.raises(OSError, match="it is a pipe"):
            read_bytes(f"{start}/../..{'/..' if start == '/proc/self/fd' else ''}/..{fifo}", pipes=True)


def _write_all(descriptor: int, text: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as file:
        file.write(text)


@pytest.mark.parametrize("kind", NESTED)
@pytest.mark.parametrize("what", READERS)
def test_a_malformed_file_is_rejected_with_a_short_reason(what: str, kind: str, sockets_folder: Path) -> None:
    path = _holding(NESTED[kind])(sockets_folder)
    with pytest.raises(OciSmtpError) as refused:
        READERS[what](path)
    assert len(refused.value.cause) < len(str(path)) + 300
    assert refused.value.next_step


@pytest.mark.parametrize("kind", [kind for kind in ODD if "NUL" not in kind and kind != "long name"])
def test_an_oci_cli_rc_file_that_cannot_be_read_is_an_error(
    kind: str, sockets_folder: Path, home_without_oci: Path
) -> None:
    """It may name another profile, and so another tenancy."""
    make, why = ODD[kind]
    (home_without_oci / ".oci").mkdir()
    (home_without_oci / ".oci/oci_cli_rc").symlink_to(make(sockets_folder))
    with pytest.raises(OciSmtpError, match="oci_cli_rc") as refused:
        load_profile(Options(config_file=str(sockets_folder / "config")), {})
    assert why in refused.value.cause


@pytest.mark.parametrize("kind", [kind for kind in ODD if "NUL" not in kind and kind != "long name"])
def test_journal_records_and_rotations_that_cannot_be_read_are_reported(kind: str, sockets_folder: Path) -> None:
    make, why = ODD[kind]
    for place in ("journal", "rotations"):
        (sockets_folder / place).mkdir(mode=0o700)
        (sockets_folder / place / "0123456789ab.json").symlink_to(make(sockets_folder))
        if place == "journal":
            for left in ("odd", "to", "link"):
                _remove(sockets_folder / left)
    [unread] = Journal(sockets_folder / "journal").unreadable() if kind != "large" else [None]
    [rotation] = RotationStore(sockets_folder / "rotations").all("t")
    assert isinstance(rotation, OciSmtpError)
    assert why in rotation.cause
    assert unread is None or unread.next_step


@pytest.mark.parametrize("kind", ["JSON", "arrays", "binary", "zeros"])
def test_a_malformed_journal_record_is_reported_as_damaged(kind: str, sockets_folder: Path) -> None:
    (sockets_folder / "0123456789ab.json").write_bytes(NESTED[kind])
    [unread] = Journal(sockets_folder).unreadable()
    assert unread.cause == f"Can't read {sockets_folder}/0123456789ab.json: it's damaged."
    assert "0123456789ab" in unread.next_step


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"{", b"\xff", b"5", b'["x"]', b"{}", b'[{"regionIdentifier": 5}]', b"", None]
)
def test_a_regions_config_file_that_cannot_be_read_is_an_error(content: bytes | None, home_without_oci: Path) -> None:
    path = home_without_oci / ".oci/regions-config.json"
    path.parent.mkdir()
    if content is None:
        os.mkfifo(path)
    else:
        path.write_bytes(content)
    with pytest.raises(OciSmtpError, match=r"Can't read .*regions-config\.json: it is"):
        region_name(_profile(path), Options())


def test_a_regular_file_is_read_whole_also_through_links(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * MOST_BYTES)
    (tmp_path / "link").symlink_to(path)
    assert read_bytes(tmp_path / "link") == b"x" * MOST_BYTES
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(path) == "a\nb\nc\n"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for item in path.iterdir():
            item.unlink()
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


@pytest.mark.parametrize("state", ["file", "pipe", "device", "link to a file", "loop"])
def test_a_journal_directory_that_cannot_be_read_is_an_error(state: str, sockets_folder: Path) -> None:
    """Else nothing would be unresolved."""
    makes: dict[str, Maker] = {
        "file": _holding(b""),
        "pipe": _fifo,
        "device": lambda _: Path("/dev/zero"),
        "link to a file": _linked(_holding(b"")),
        "loop": _loop,
    }
    journal = Journal(makes[state](sockets_folder) / "journal")
    for read in (journal.records, journal.unfinished, journal.unreadable):
        with pytest.raises(StateDirError, match="Can't read ") as refused:
            read()
        assert "OCI_SMTP_STATE_DIR" in refused.value.next_step


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can give a directory away")
def test_a_journal_that_another_user_owns_is_rejected(tmp_path: Path) -> None:
    """They would say which credentials are ours to delete."""
    (tmp_path / "journal").mkdir(mode=0o700)
    os.chown(tmp_path / "journal", 12345, 12345)
    with pytest.raises(StateDirError, match="a directory that you own"):
        Journal(tmp_path / "journal").unfinished()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702, 0o755])
def test_a_journal_that_other_users_can_access_is_rejected(tmp_path: Path, mode: int) -> None:
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal").chmod(mode)
    with pytest.raises(StateDirError, match="accessible to other users"):
        Journal(tmp_path / "journal").unfinished()


def test_a_deeply_nested_token_is_rejected(tmp_path: Path) -> None:
    payload = urlsafe_b64encode(b'{"x":' * 100_000 + b"1" + b"}" * 100_000).decode()
    (tmp_path / "token").write_text(f"a.{payload}.c")
    with pytest.raises(ValueError, match="not a token"):
        read_claims((tmp_path / "token").read_text())


def test_a_journal_that_does_not_exist_has_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state/journal")
    assert (journal.records(), journal.unreadable()) == ([], [])
