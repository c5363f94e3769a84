"""Finding a secret in files, whatever way it was written."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path


def forms(secret: str) -> Iterator[bytes]:
    """The ways in which a secret may have got into a file."""
    plain = secret.encode()
    yield plain
    yield plain[::-1]
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield secret.encode("utf-16-le")
    yield secret.encode("utf-16-be")
    yield secret.encode("utf-32-le")
    for start in range(3):  # where it stands in a longer text decides how base64 writes it
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * start + plain)[4 if start else 0 : -4]


def traces(folder: Path, secrets: Iterable[str]) -> list[Path]:
    """The files below a folder that have a secret, in any form, in their content or their name."""
    wanted = [form for secret in secrets for form in forms(secret)]
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(form in content or form in str(path.name).encode() for form in wanted):
            found.append(path)
    return found
