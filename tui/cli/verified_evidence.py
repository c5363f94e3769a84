"""`oci-smtp audit --verify`: what is proved of an evidence directory, and what isn't."""

import argparse
from collections.abc import Iterator

from services.evidence.manifest import SIGNATURE
from services.evidence.verification import Verification, verified
from services.model.errors import ExitCode
from tui.cli.json_fields import fields_asked, only
from tui.cli.output import print_json, print_lines

FIELDS = (
    *("verdict", "matching", "changed", "missing", "added", "unreadable", "manifest"),
    *("signature", "signer", "key"),
)
"""Of its JSON. `verdict` is `verified` or `failed`."""


def verify(asked: argparse.Namespace) -> ExitCode:
    """Check a directory; it fails where a file or the signature isn't what it should be."""
    names = fields_asked(asked, FIELDS)
    found = verified(asked.verify, asked.signers or "")
    if asked.output == "json":
        print_json(only(_record(found), names))
    else:
        print_lines(_lines(found))
    return ExitCode.DONE if found.is_good else ExitCode.FAILED


def _record(found: Verification) -> dict[str, object]:
    return {
        "verdict": "verified" if found.is_good else "failed",
        "matching": sorted(found.matching),
        "changed": found.changed,
        "missing": found.missing,
        "added": found.added,
        "unreadable": found.unreadable,
        "manifest": found.manifest_trouble,
        "signature": _signature(found),
        "signer": found.signature.signer if found.signature else "",
        "key": found.signature.key if found.signature else "",
    }


def _signature(found: Verification) -> str:
    """One word: `none`, `bad`, `good` (by a signer that is allowed), `unknown-signer`, or `unchecked-signer`."""
    signature = found.signature
    if signature is None:
        return "none"
    if not signature.key:
        return "bad"
    if signature.signer:
        return "good"
    return "unknown-signer" if found.needs_signer else "unchecked-signer"


def _lines(found: Verification) -> Iterator[str]:
    yield "VERIFIED" if found.is_good else "FAILED"
    if found.manifest_trouble:
        yield found.manifest_trouble
        return
    for kind, names in (("Changed", found.changed), ("Missing", found.missing), ("Added", found.added)):
        yield from (f"{kind}: {name}" for name in names)
    yield from (f"Can't read: {name}, {why}" for name, why in found.unreadable.items())
    files = "1 file is" if len(found.matching) == 1 else f"{len(found.matching)} files are"
    yield f"{files} as the MANIFEST says."
    yield from _about_signature(found)


def _about_signature(found: Verification) -> Iterator[str]:
    """What the signature proves, and what it doesn't."""
    signature = found.signature
    if signature is None:
        yield f"Signature: none ({SIGNATURE} doesn't exist)."
        yield "Not verified: who wrote the files. Anyone who can change them can also write a MANIFEST that fits."
        return
    if not signature.key:
        yield f"Signature: bad. {signature.trouble}"
        return
    yield f"Signature: of this MANIFEST, with the key {signature.key}."
    if signature.signer:
        yield f"Signer: {signature.signer}, according to the file of signers."
        yield "Not verified: when it was signed, and whether the tenancy was as the files say."
    elif signature.trouble:
        yield f"Signer: unknown. {signature.trouble}"
    else:
        yield "Not verified: whose key that is. Use --signers FILE, or compare the key."
