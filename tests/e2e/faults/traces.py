"""Finding a secret in files, whatever way it was written."""

from collections.abc import Iterable
from pathlib import Path

from tests.e2e.leaks.forms import forms, is_in


def traces(folder: Path, secrets: Iterable[str]) -> list[Path]:
    """The files below a folder that have a secret, in any form, in their content or their name."""
    wanted = frozenset().union(*map(forms, secrets))
    contents = ((path, path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*"))
    return [path for path, content in contents if is_in(content + path.name.encode(), wanted)]
