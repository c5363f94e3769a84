"""Your own credentials, read by a second process while the first still imports what it draws with.

Python runs one thread at a time, and Textual and the SDK take long to import: one after the other, longer than OCI
takes to answer.
"""

import contextlib
import os
import signal
import sys
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, NoReturn

from services.config.options import Options

if TYPE_CHECKING:
    from services.model.values import OwnSettings


class Prefetch:
    """What is found in the end. Where nothing is found, it doesn't say why: the app then asks itself."""

    def __init__(self, answer: "Future[OwnSettings | None]") -> None:
        self._answer = answer

    @property
    def found(self) -> "OwnSettings | None":
        """What is found by now; never waits."""
        return self._answer.result() if self._answer.done() else None

    def wait(self) -> "OwnSettings | None":
        """What is found in the end."""
        return self._answer.result()


def read_ahead(options: Options) -> Prefetch | None:
    """Begin to read; to be called while there is one thread.

    None where it would gain nothing, or a process cannot be doubled safely (macOS, Windows).
    """
    if options.demo or sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return None
    parent, (ours, theirs) = os.getpid(), os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(ours)
        os.close(theirs)
        return None
    if child == 0:
        _tell(options, theirs, parent)
    os.close(theirs)
    answer: Future[OwnSettings | None] = Future()
    threading.Thread(target=_listen, args=(child, ours, answer), daemon=True).start()
    return Prefetch(answer)


def _listen(child: int, pipe: int, answer: "Future[OwnSettings | None]") -> None:
    with open(pipe, "rb") as file:
        said = file.read()
    with contextlib.suppress(ChildProcessError):  # the program that started us might ignore SIGCHLD
        os.waitpid(child, 0)
    answer.set_result(_understood(said))


def _understood(answer: bytes) -> "OwnSettings | None":
    import msgspec

    from services.model.values import OwnSettings

    try:
        return msgspec.msgpack.decode(answer, type=OwnSettings)
    except msgspec.DecodeError:  # it ended before it had said all, or anything
        return None


def _tell(options: Options, pipe: int, parent: int) -> NoReturn:
    """The second process, from its beginning to its end."""
    with contextlib.suppress(BaseException):
        from services.system.guard import die_with

        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # it neither holds the terminal nor writes to it
            os.dup2(nowhere, stream)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the program that started us might ignore it
        die_with(parent)
        with open(pipe, "wb") as file:
            file.write(_read(options))
    os._exit(0)


def _read(options: Options) -> bytes:
    import msgspec

    from services.api.sign_in import open_session
    from services.config.auth_type import API_KEY
    from services.config.options import directory_setting
    from services.config.profile import load_profile
    from services.directory.choice import open_directory
    from services.model.values import OwnSettings

    profile = load_profile(options, os.environ)
    if profile.auth is not API_KEY:  # any other token might be renewed, which must not happen twice at once
        return b""
    directory, _ = open_directory(open_session(profile, options), directory_setting(options))
    myself = directory.myself()
    return msgspec.msgpack.encode(OwnSettings(myself, directory.credentials(myself)))
