"""Signing a manifest with an SSH key, and checking the signature: both by `ssh-keygen -Y` (ssh-keygen(1))."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from services.evidence.manifest import SIGNATURE
from services.model.errors import OciSmtpError, UsageError
from services.system.child_environ import guest_environ
from services.system.outside_file import expanded, read_bytes, reason
from services.system.process import run

NAMESPACE = "oci-smtp-evidence"
"""What the signature is for: it counts for nothing else, not even where the same key signs (PROTOCOL.sshsig)."""

PROGRAM = "ssh-keygen"
MOST_SECONDS = 30.0
"""For a check, which asks no one and nothing on the network."""

_GOOD = re.compile(r'Good "[^"]*" signature (?:for .* )?with (?P<kind>\S+) key (?P<fingerprint>SHA256:\S+)')


class SignatureCheck(NamedTuple):
    """What a signature proves. `key` is its type and fingerprint; empty where the signature isn't good."""

    key: str
    signer: str = ""
    """Who has that key, according to a file of allowed signers; empty where no file says so."""
    trouble: str = ""
    """Why it isn't good, or why no signer is known."""


class SigningError(OciSmtpError):
    """`ssh-keygen` made no signature; it has said why on standard error."""

    title = "Not signed"


def check_key(path: str) -> str:
    """The key file to sign with, with `~` resolved: before an audit that might take an hour.

    Raises:
        UsageError: it isn't a key that ssh-keygen can read, or ssh-keygen is missing.
    """
    key = os.path.abspath(expanded(path))
    _check_program()
    try:
        read_bytes(key)
    except OSError as error:
        raise UsageError(f"Can't sign with {path}: {reason(error)}.", "Use --sign with an SSH key file.") from None
    if not run([PROGRAM, "-l", "-f", key], environ=guest_environ(), timeout=MOST_SECONDS).ok:
        raise UsageError(f"Can't sign with {path}: ssh-keygen doesn't read it as a key.", "Use an SSH key file.")
    return key


def sign(manifest: Path, key: str, *, asks: bool) -> None:
    """Sign a manifest. ssh-keygen asks for a passphrase on the terminal, and finds keys of the agent, by itself.

    Without `asks` it has no terminal, so that a key that needs a passphrase fails.

    Raises:
        SigningError: it isn't signed; nothing is left of a signature.
    """
    environ = guest_environ() if asks else {**guest_environ(), "SSH_ASKPASS_REQUIRE": "never"}
    command = [PROGRAM, "-q", "-Y", "sign", "-n", NAMESPACE, "-f", key, manifest.name]
    try:
        done = subprocess.run(
            command,
            cwd=manifest.parent,
            env=environ,
            stdin=None if asks else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if asks else subprocess.PIPE,
            start_new_session=not asks,
            umask=0o077,
            check=False,
        )
    except OSError as error:
        raise not_signed(manifest, key, reason(error)) from None
    if done.returncode or not manifest.with_name(SIGNATURE).is_file():
        manifest.with_name(SIGNATURE).unlink(missing_ok=True)
        raise not_signed(manifest, key, _why(done.stderr or b""))


def checked_signature(manifest: bytes, signature: Path, signers: str = "") -> SignatureCheck:
    """What a signature proves of a manifest; with a file of allowed signers (ssh-keygen(1), ALLOWED SIGNERS), whose.

    Raises:
        UsageError: the file of signers can't be read, or ssh-keygen is missing.
    """
    _check_program()
    file = os.path.abspath(signature)
    asked = [PROGRAM, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", file]
    key = _key_in(run(asked, environ=guest_environ(), stdin=manifest, timeout=MOST_SECONDS).output)
    if not key:
        return SignatureCheck("", trouble="The signature doesn't match the MANIFEST, or isn't for evidence.")
    if not signers:
        return SignatureCheck(key)
    return _with_signer(key, manifest, file, _signers_file(signers), signers)


def _with_signer(key: str, manifest: bytes, signature: str, file: str, named: str) -> SignatureCheck:
    principals = [PROGRAM, "-Y", "find-principals", "-s", signature, "-f", file]
    for signer in run(principals, environ=guest_environ(), timeout=MOST_SECONDS).output.decode().splitlines():
        asked = [PROGRAM, "-Y", "verify", "-n", NAMESPACE, "-s", signature, "-f", file, "-I", signer]
        verified = run(asked, environ=guest_environ(), stdin=manifest, timeout=MOST_SECONDS)
        if verified.ok and _key_in(verified.output) == key:
            return SignatureCheck(key, signer)
    return SignatureCheck(key, trouble=f"{named} doesn't list that key as one that can sign evidence now.")


def _why(said: bytes) -> str:
    """Why ssh-keygen failed, in its own words; on a terminal it has said them already."""
    *_, last = ["", *said.decode("utf-8", "replace").strip().splitlines()]
    return f"ssh-keygen failed ({last.rpartition('Enter passphrase: ')[2].strip()})" if last else "ssh-keygen failed"


def _key_in(output: bytes) -> str:
    found = _GOOD.search(output.decode("utf-8", "replace"))
    return f"{found['kind']} {found['fingerprint']}" if found else ""


def _signers_file(path: str) -> str:
    file = os.path.abspath(expanded(path))
    try:
        read_bytes(file)
    except OSError as error:
        raise UsageError(f"Can't read {path}: {reason(error)}.", "Use a file of allowed signers, as in git.") from None
    return file


def _check_program() -> None:
    if shutil.which(PROGRAM) is None:
        raise UsageError(f"{PROGRAM} isn't installed.", "Install OpenSSH, which has it.")


def not_signed(manifest: Path, key: str, why: str) -> SigningError:
    """The error for evidence that stays without a signature, and how it still gets one."""
    return SigningError(
        f"The evidence in {manifest.parent} was written, but isn't signed: {why}.",
        f"To sign it, run ssh-keygen -Y sign -n {NAMESPACE} -f {quote(key)} {quote(str(manifest))}",
    )
