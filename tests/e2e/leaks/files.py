"""Looking for secrets in everything below a directory."""

import os
from collections.abc import Iterable
from pathlib import Path

from tests.e2e.leaks.forms import forms, is_in


def found_in_files(folder: Path, secrets: Iterable[str]) -> list[Path]:
    """What has one of the secrets, in any form, in its name, its content, or the path that it links to."""
    wanted = frozenset[bytes]().union(*map(forms, secrets))
    return [path for path in folder.rglob("*") if is_in(_told_by(path), wanted)]


def _told_by(path: Path) -> bytes:
    name = os.fsencode(path.name)
    if path.is_symlink():
        return name + b"\n" + os.fsencode(os.readlink(path))
    return name + b"\n" + (path.read_bytes() if path.is_file() else b"")
