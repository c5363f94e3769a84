"""Checking an evidence directory against its manifest and signature: what is proved, and what isn't."""

import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from services.evidence.manifest import MANIFEST, MOST_BYTES, SIGNATURE, DamagedManifestError, listed
from services.evidence.ssh_signature import SignatureCheck, checked_signature
from services.model.errors import UsageError
from services.system.outside_file import WITHOUT_WAITING, expanded, read_bytes, reason

CHUNK_BYTES = 1_048_576

NO_MANIFEST = (
    "It has no MANIFEST, which is written last: the audit was interrupted, the MANIFEST was deleted, "
    "or it isn't an evidence directory."
)


@dataclass
class Verification:
    """What was found, file by file."""

    needs_signer: bool
    """Whether the person named allowed signers: then evidence without a signature of one of them fails."""
    matching: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    """Files that can't be checked, each with the reason."""
    manifest_trouble: str = ""
    """Why there is no manifest to check with."""
    signature: SignatureCheck | None = None
    """None where the directory isn't signed."""

    @property
    def is_good(self) -> bool:
        """Whether every file is as the manifest says, and the signature, where there is one, is what was asked for."""
        files_differ = self.changed or self.missing or self.added or self.unreadable or self.manifest_trouble
        return not files_differ and self.is_signature_good

    @property
    def is_signature_good(self) -> bool:
        """Whether the signature is good, or there is none and none was asked for."""
        if self.signature is None:
            return not self.needs_signer
        return bool(self.signature.key) and not self.signature.trouble


def verified(path: str, signers: str = "") -> Verification:
    """Check all that is in a directory; `signers` is a file of allowed signers.

    Raises:
        UsageError: the directory or that file can't be read, or there is a signature, and ssh-keygen is missing.
    """
    directory = Path(expanded(path))
    try:
        present = _present(directory)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "the name isn't valid"
        raise UsageError(f"Can't read {path}: {why}.", "Use a directory that audit --evidence wrote.") from None
    found = Verification(needs_signer=bool(signers))
    try:
        manifest = read_bytes(directory / MANIFEST, MOST_BYTES)
        expected = listed(manifest)
    except FileNotFoundError:
        found.manifest_trouble = NO_MANIFEST
        return found
    except OSError as error:
        found.manifest_trouble = f"Can't read its MANIFEST: {reason(error)}."
        return found
    except DamagedManifestError as error:
        found.manifest_trouble = f"Its MANIFEST was changed: {error}."
        return found
    for name, digest in expected.items():
        _compare(directory / name, digest, found)
    found.added = sorted(present - expected.keys() - {MANIFEST, SIGNATURE})
    if SIGNATURE in present:
        found.signature = checked_signature(manifest, directory / SIGNATURE, signers)
    return found


def _present(directory: Path) -> set[str]:
    """What is in the directory: files by their paths in it, and whatever else isn't a directory."""
    if not directory.is_dir():
        os.stat(directory)
        raise NotADirectoryError(0, "it isn't a directory")
    found: set[str] = set()
    for folder, folders, files in os.walk(directory, onerror=_raise):
        inside = Path(folder).relative_to(directory)
        found |= {str(inside / name) for name in files}
        found |= {f"{inside / name}/" for name in folders}
    return found


def _raise(error: OSError) -> None:
    raise error


def _compare(path: Path, digest: str, found: Verification) -> None:
    try:
        is_same = _digest(path) == digest
    except FileNotFoundError:
        found.missing.append(path.name)
    except OSError as error:
        found.unreadable[path.name] = reason(error)
    else:
        (found.matching if is_same else found.changed).append(path.name)


def _digest(path: Path) -> str:
    """SHA-256 of a regular file of any size, in hex; never of what a link leads to."""
    descriptor = os.open(path, os.O_RDONLY | WITHOUT_WAITING | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it isn't a regular file")
        digest = sha256()
        while part := file.read(CHUNK_BYTES):
            digest.update(part)
        return digest.hexdigest()
