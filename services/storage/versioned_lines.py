"""Files of ours with one JSON value a line, of which the first says by which schema they were written."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from services.model.errors import OciSmtpError
from services.system.outside_file import WITHOUT_WAITING, check_regular, reason

T = TypeVar("T")

LONGEST_LINE = 1_000_000
"""In bytes. A line of ours is a few hundred."""


class _Version(msgspec.Struct):
    schema: int = 0


_VERSION = msgspec.json.Decoder(_Version)


@dataclass(frozen=True)
class LineFile:
    """How one kind of such files is read, and what is said of one that can't be."""

    schema: int
    """The newest that we know."""
    unreadable: type[OciSmtpError]
    if_newer: str
    """What to do about a file of a newer program."""
    if_damaged: str
    """What to do about one that isn't what was written."""
    if_unavailable: str
    """What to do about one that the system doesn't let us read, or that doesn't exist."""

    def lines(self, path: Path, *, may_be_cut: bool = False) -> Iterator[bytes]:
        """The lines of a regular file as they are, each with its line feed; never all of them in memory.

        `may_be_cut` says that the last line can be without an end, and then means nothing.

        Raises:
            OciSmtpError: as `unreadable`: it is gone, is no regular file, or has a line without an end.
        """
        try:
            with _opened(path) as file:
                while line := file.readline(LONGEST_LINE):
                    if not line.endswith(b"\n"):
                        if may_be_cut and not file.read(1):
                            return
                        raise self._damaged(path)
                    yield line
        except OSError as error:
            raise self.unreadable(f"Can't read {path}: {reason(error)}.", self.if_unavailable) from None

    def head(self, path: Path, line: bytes, decoder: "msgspec.json.Decoder[T]") -> T:
        """What the first line says.

        Raises:
            OciSmtpError: as `unreadable`: it's damaged, or of a schema that we do not know.
        """
        if self.decoded(path, line, _VERSION).schema > self.schema:
            raise self.unreadable(f"{path} was written by a newer oci-smtp.", self.if_newer)
        return self.decoded(path, line, decoder)

    def decoded(self, path: Path, line: bytes, decoder: "msgspec.json.Decoder[T]") -> T:
        """What a line says.

        Raises:
            OciSmtpError: as `unreadable`: it's damaged.
        """
        try:
            return decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise self._damaged(path) from None

    def _damaged(self, path: Path) -> OciSmtpError:
        return self.unreadable(f"Can't read {path}: it's damaged.", self.if_damaged)


def _opened(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | WITHOUT_WAITING)
    try:
        check_regular(os.fstat(descriptor).st_mode)
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")
