"""JSON files of ours that say by which schema they were written."""

from pathlib import Path
from typing import TypeVar

import msgspec

from services.model.errors import OciSmtpError
from services.system.outside_file import read_bytes, reason

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
        data = read_bytes(path)
        if msgspec.json.decode(data, type=_Version).schema > schema:
            raise unreadable(f"{path} was written by a newer oci-smtp.", if_newer)
        return msgspec.json.decode(data, type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        told = reason(error) if isinstance(error, OSError) else "it's damaged"
        raise unreadable(f"Can't read {path}: {told}.", if_damaged) from None
