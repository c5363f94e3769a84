"""The keys that the installed gpg knows, and which of them may be encrypted for."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from services.delivery import NotDeliveredError
from services.model.errors import AmbiguousError, NotFoundError, UsageError
from services.system.process import ProcessResult, run

PATIENCE_SECONDS = 20.0
"""For one run; gpg waits for locks that another gpg holds."""

SEE_FINGERPRINT = "To see the fingerprint, run gpg --fingerprint NAME, and verify it with the owner."

FINGERPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
"""Of version 4 and version 5 or 6 keys, without the spaces that people put in."""

UNUSABLE = {"r": "is revoked", "e": "has expired", "d": "is disabled", "i": "isn't trusted (no valid signature)"}
"""Validities with which a key is rejected (GnuPG, doc/DETAILS, field 2)."""

_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")


@dataclass(frozen=True)
class GpgKey:
    """An OpenPGP key that can be encrypted for."""

    fingerprint: str
    """Of the primary key, whole."""
    uids: tuple[str, ...]
    """The names that are on it and not revoked; any person can write them there."""
    expires: datetime | None
    """When it, or its last subkey for encryption, stops being usable; None for never."""
    encryption_keys: frozenset[str]
    """The 16-digit ids of its usable keys for encryption."""


@dataclass
class _Found:
    """A key as gpg lists it."""

    validity: str
    capabilities: str
    expires: datetime | None
    fingerprint: str
    uids: list[str]
    encryption: dict[str, datetime | None]


def gpg_program() -> str | None:
    """The path of the installed gpg; None where there is none."""
    return shutil.which("gpg") or shutil.which("gpg2")


def run_gpg(arguments: Sequence[str], stdin: bytes = b"") -> ProcessResult:
    """Run gpg without a terminal, a prompt or the network; what is secret goes in on standard input only.

    Raises:
        NotDeliveredError: gpg is not installed.
    """
    program = gpg_program()
    if program is None:
        raise NotDeliveredError("gpg isn't installed.", "Install GnuPG or choose another destination.")
    quiet = ("--batch", "--no-tty", "--quiet", "--no-auto-key-locate", "--no-auto-check-trustdb")
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    return run([program, *quiet, *arguments], environ=environ, stdin=stdin, timeout=PATIENCE_SECONDS)


def find_key(query: str) -> GpgKey:
    """The one usable key that a fingerprint, a key id, a name or an address leads to in the keyring of gpg.

    Raises:
        UsageError: the text is empty.
        NotFoundError: there is none.
        AmbiguousError: there are several; each is named.
        NotDeliveredError: there is one that must not be used, or gpg cannot tell.
    """
    wanted = _as_fingerprint(query) or query.strip()
    if not wanted:
        raise UsageError("No recipient specified.", "Enter the fingerprint or user ID of an OpenPGP key.")
    listing = run_gpg(["--with-colons", "--fixed-list-mode", "--list-keys", "--", wanted])
    if listing.code is None:
        raise NotDeliveredError("gpg didn't respond in time.", "Another gpg process might be locking the keyring.")
    found = list(_keys(listing.output.decode("utf-8", "replace")))
    if not found:
        raise NotFoundError(
            f'gpg has no public key for "{query.strip()}".',
            "Import it first with gpg --import FILE, and then verify its fingerprint.",
        )
    if len(found) > 1:
        named = "; ".join(f"{key.fingerprint} {key.uids[0] if key.uids else ''}".strip() for key in found)
        raise AmbiguousError(f'Several keys match "{query.strip()}": {named}.', "Enter one of the fingerprints.")
    return _usable(found[0])


def key_of_fingerprint(fingerprint: str) -> GpgKey:
    """The key of a whole fingerprint, where no person can confirm that it is the right one.

    Raises:
        UsageError: it is not a whole fingerprint.
        NotFoundError, NotDeliveredError: as for `find_key`.
    """
    if not _as_fingerprint(fingerprint):
        raise UsageError(
            f'"{fingerprint}" isn\'t a full fingerprint.',
            f"Names and short key IDs can be spoofed. {SEE_FINGERPRINT}",
        )
    return find_key(fingerprint)


def is_fingerprint(text: str) -> bool:
    """Whether a text is a whole fingerprint, with or without spaces."""
    return bool(_as_fingerprint(text))


def _as_fingerprint(text: str) -> str:
    digits = "".join(text.split()).upper().removeprefix("0X")
    return digits if FINGERPRINT.fullmatch(digits) else ""


def _usable(key: _Found) -> GpgKey:
    """Raises NotDeliveredError where it must not be encrypted for."""
    told = f"The key {key.fingerprint} ({key.uids[0] if key.uids else 'without a name'})"
    another = "Ask the owner for a new key."
    validity = "d" if "D" in key.capabilities else key.validity
    if validity in UNUSABLE:
        when = f" on {key.expires:%Y-%m-%d}" if validity == "e" and key.expires else ""
        raise NotDeliveredError(f"{told} {UNUSABLE[validity]}{when}.", another)
    if not key.encryption or "E" not in key.capabilities:
        raise NotDeliveredError(f"{told} can't encrypt, or its encryption subkey has expired.", another)
    last = None if None in key.encryption.values() else max(when for when in key.encryption.values() if when)
    ends = [when for when in (key.expires, last) if when]
    return GpgKey(key.fingerprint, tuple(key.uids), min(ends, default=None), frozenset(key.encryption))


def _keys(listing: str) -> Iterator[_Found]:
    """The keys of a listing with colons (GnuPG, doc/DETAILS)."""
    key: _Found | None = None
    for fields in (line.split(":") for line in listing.splitlines()):
        kind = fields[0]
        if kind == "pub":
            if key:
                yield key
            key = _Found(fields[1], fields[11], _moment(fields[6]), "", [], {})
        if key is None:
            continue
        if kind == "fpr" and not key.fingerprint:
            key.fingerprint = fields[9]
        elif kind == "uid" and fields[1] not in "ri":
            key.uids.append(_unescaped(fields[9]))
        elif kind in ("pub", "sub") and fields[1] not in UNUSABLE and "e" in fields[11]:
            key.encryption[fields[4]] = _moment(fields[6])
    if key:
        yield key


def _moment(field: str) -> datetime | None:
    return datetime.fromtimestamp(int(field), timezone.utc) if field.isdigit() else None


def _unescaped(field: str) -> str:
    r"""A text with its `\x3a` resolved; what they stand for is UTF-8."""
    data = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), field.encode().decode("latin-1"))
    return data.encode("latin-1").decode("utf-8", "replace")
