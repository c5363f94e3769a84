"""Names of users on this disk, for shells to complete: written where a list of users was read, never asked for.

One file for each profile, names only, and readable by this user alone. It imports next to nothing: a shell waits.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator

LISTABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+@/=-]*")
"""Names that no shell takes for anything else. All others are left out: users choose their names."""

MOST_NAMES = 200_000
"""In a file."""

MOST_TOLD = 1000
"""Of those that begin as what is typed: a longer list helps no person."""


class NameCache:
    """The names of the users that one profile shows."""

    def __init__(self, folder: str, profile: str, *, is_on: bool) -> None:
        """`profile` tells it from other profiles, such as `~/.oci/config DEFAULT`. Where not `is_on`, none are kept."""
        self._folder = folder
        self._path = os.path.join(folder, hashlib.sha256(profile.encode(errors="surrogateescape")).hexdigest()[:16])
        self._is_on = is_on

    def write(self, names: Iterable[str]) -> None:
        """Keep these names in place of those from before; where none are kept, drop those.

        A disk that takes none is no trouble: shells then complete the names from before.
        """
        with contextlib.suppress(OSError):
            if not self._is_on:
                os.unlink(self._path)
                return
            kept = sorted(set(filter(LISTABLE.fullmatch, names)))[:MOST_NAMES]
            _make_private(self._folder)
            beside = f"{self._path}.{os.getpid()}"
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside)
            file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(file, "w", encoding="ascii") as lines:
                    lines.write("\n".join((*kept, "")))
                os.replace(beside, self._path)
            except OSError:
                os.unlink(beside)
                raise

    def beginning(self, prefix: str) -> list[str]:
        """The names that begin so, in alphabetical order; of very many only the first."""
        if not self._is_on:
            return []
        with contextlib.suppress(OSError):
            return list(self._beginning(prefix))[:MOST_TOLD]
        return []

    def _beginning(self, prefix: str) -> Iterator[str]:
        with open(self._path, encoding="ascii", errors="replace") as lines:
            for line in lines:
                name = line.rstrip("\n")
                if name.startswith(prefix) and LISTABLE.fullmatch(name):
                    yield name


def _make_private(folder: str) -> None:
    """Make it where it is missing, and those above it.

    `os.makedirs` would leave these open to others, and with a state directory that is, no credential is generated.
    """
    from pathlib import Path

    from services.storage.atomic_write import make_durably

    make_durably(Path(folder), 0o700)
