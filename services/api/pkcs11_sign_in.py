"""Signing in with a key on a PKCS#11 token: a smart card, a YubiKey, or an HSM."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from services.api.pkcs11_token import Token, find_token
from services.api.pkcs11_trouble import WRONG_PIN, let_go, locked, no_pin, not_tried, token_trouble, wrong_pin
from services.config.ocids import why_not_ocid
from services.config.paths import state_folder
from services.config.pkcs11_selection import PIN_VARIABLE
from services.config.profile import Profile
from services.model.errors import ConfigError, OciSmtpError

if TYPE_CHECKING:
    from services.api.pkcs11_signer import Pkcs11Signer

LOCK_NAME = "pkcs11.lock"
LOCK_SECONDS = 60.0
"""How long a program waits for another one that signs in: longer than a person takes to touch a token."""

TOUCH = "Each request might need a touch: touch the token when it blinks."

_rejected: set[str] = set()
"""Tokens that rejected the PIN of the environment in this process."""


def sign_in_with_token(profile: Profile, pin: str = "") -> "tuple[Pkcs11Signer, Profile]":
    """The SDK's signer, logged in to the token once, and the profile as who signs.

    `pin` is what a person entered just now; without one the PIN is that of OCI_CLI_PKCS11_PIN. That one is tried only
    where the token hasn't rejected a PIN since it last accepted one, so that many processes try a wrong one once.

    Raises:
        PinNeededError: no PIN was given, or a wrong one, or one that isn't tried. Ask for it and call again.
        ConfigError: what is wrong with the module, the token, or the key.
    """
    _check_sdk()
    from services.api.pkcs11_signer import ONE_AT_A_TIME

    with ONE_AT_A_TIME, _alone():
        token, selector = find_token(profile.pkcs11)
        if token.is_locked:
            raise locked(token)
        given = os.environ.get(PIN_VARIABLE, "")
        if not pin and not given:
            raise no_pin(token)
        if not pin and (token.had_wrong_pin or token.name in _rejected):
            raise not_tried(token, PIN_VARIABLE)
        signer = _logged_in(profile, token, selector, pin or given, "" if pin else PIN_VARIABLE)
    known = _as_signed(profile)
    return signer, replace(known, notices=(*known.notices, TOUCH)) if signer.needs_touch else known


def present_token(profile: Profile) -> Token:
    """The token that has the profile's key, without signing in.

    Raises:
        ConfigError: what is wrong with the module or the token.
    """
    _check_sdk()
    from services.api.pkcs11_signer import ONE_AT_A_TIME

    with ONE_AT_A_TIME:
        token, _ = find_token(profile.pkcs11)
    if token.is_locked:
        raise locked(token)
    return token


def _check_sdk() -> None:
    from services.startup.light_sdk import lighten_sdk

    lighten_sdk()
    try:
        from oci.auth.signers import PKCS11RequestSigner  # noqa: F401  # only whether it is there
    except ImportError:
        raise ConfigError(
            "The installed OCI SDK can't use PKCS#11 tokens.",
            "Install the newest one where oci-smtp is installed: pip install --upgrade oci python-pkcs11",
        ) from None


def _logged_in(profile: Profile, token: Token, selector: dict[str, str], pin: str, variable: str) -> "Pkcs11Signer":
    from services.api.pkcs11_signer import Pkcs11Signer

    chosen = profile.pkcs11
    try:
        return Pkcs11Signer(
            token,
            chosen,
            user=profile.user,
            tenancy=profile.tenancy,
            pin=pin,
            pkcs11_slot=chosen.slot_label or None,
            pkcs11_key_id=chosen.key_id or None,
            pkcs11_key_id_override=chosen.key_id_override or None,
            pkcs11_module_path=chosen.module_path or None,
            **selector,
        )
    except (RuntimeError, ValueError, OSError) as error:
        told = _told(error, profile, token, variable)
        let_go(error)
    raise told


def _told(error: Exception, profile: Profile, token: Token, variable: str) -> OciSmtpError:
    if type(error).__name__ not in WRONG_PIN:
        return token_trouble(error, token, profile.pkcs11)
    if variable:
        _rejected.add(token.name)
    with contextlib.suppress(ConfigError):  # how many tries are left is news
        token = find_token(profile.pkcs11)[0]
    return wrong_pin(token, variable)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """No other program of ours signs in to a token within it. Where files can't be locked, that isn't known.

    Raises:
        ConfigError: another program takes too long.
    """
    from filelock import FileLock, Timeout

    from services.storage.state_dir import private_dir

    lock: FileLock | None = None
    try:
        path = private_dir(Path(state_folder(os.environ))) / LOCK_NAME
        lock = FileLock(path, thread_local=False, mode=0o600)
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout:
        raise ConfigError(
            "Another oci-smtp process is signing in to a PKCS#11 token.", "Finish it there, and then try again."
        ) from None
    except (OciSmtpError, OSError, NotImplementedError):
        lock = None
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _as_signed(profile: Profile) -> Profile:
    """With the user and tenancy that the signatures name, where another key ID than the usual takes its place."""
    parts = profile.pkcs11.key_id_override.split("/")
    if len(parts) != 3 or why_not_ocid(parts[0], "tenancy") or why_not_ocid(parts[1], "user"):
        return profile
    return replace(profile, tenancy=parts[0], user=parts[1])
