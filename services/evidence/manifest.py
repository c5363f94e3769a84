"""The manifest of an evidence directory, in the format of `sha256sum`, which also checks it."""

import re
from collections.abc import Mapping
from hashlib import sha256

MANIFEST = "MANIFEST"
SIGNATURE = "MANIFEST.sig"
"""Where `ssh-keygen -Y sign` puts the signature of a file of that name."""

MOST_BYTES = 1_000_000

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64}) [ *](?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")
"""A digest and a file of the directory itself: no other directory, and nothing that `sha256sum` escapes."""


class DamagedManifestError(ValueError):
    """It isn't a manifest of ours; the text says which line."""


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """A line for each file, by name."""
    return "".join(f"{digest_of(files[name])}  {name}\n" for name in sorted(files)).encode()


def digest_of(data: bytes) -> str:
    """SHA-256, in hex."""
    return sha256(data).hexdigest()


def listed(manifest: bytes) -> dict[str, str]:
    """The digest of each file that a manifest lists.

    Raises:
        DamagedManifestError: a line is something else, or a file is listed twice.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(manifest.decode("ascii", "replace").split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if not match:
            if not line and number > 1:
                continue
            raise DamagedManifestError(f"line {number} isn't a digest and a file name")
        if match["name"] in found or match["name"] in (MANIFEST, SIGNATURE):
            raise DamagedManifestError(f"line {number} lists {match['name']} again")
        found[match["name"]] = match["digest"]
    return found
