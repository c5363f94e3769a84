"""JSON files of ours that say by which schema they were written."""

from pathlib import Path
from typing import TypeVar

import msgspec

from services.errors import OciSmtpError

T = TypeVar("T", bound=msgspec.Struct)


class _Version(msgspec.Struct):
    schema: int = 0


def read_versioned(
    path: Path, kind: type[T], schema: int, unreadable: type[OciSmtpError], *, if_newer: str, if_damaged: str
) -> T:
    """The `kind` in a file, where that has at most this schema. What to do about one that has not is given.

    Raises:
        OciSmtpError: as `unreadable`: it is gone, damaged, or of a schema that we do not know.
    """
    try:
        data = path.read_bytes()
        if msgspec.json.decode(data, type=_Version).schema > schema:
            raise unreadable(f"{path} was written by a newer oci-smtp.", if_newer)
        return msgspec.json.decode(data, type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise unreadable(f"{path} cannot be read: {told}.", if_damaged) from None
