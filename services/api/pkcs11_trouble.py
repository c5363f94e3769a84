"""What went wrong with a PKCS#11 token, in plain words, from the errors of its module."""

import sys
import traceback

from services.api.pkcs11_token import TRY_AGAIN, Token
from services.config.pkcs11_selection import SELECTORS, Pkcs11Selection
from services.model.errors import ConfigError, OciSmtpError, PinNeededError

WRONG_PIN = ("PinIncorrect", "PinInvalid", "PinLenRange")
GONE = ("TokenNotPresent", "TokenNotRecognised", "DeviceRemoved", "SlotIDInvalid", "SessionHandleInvalid")
UNUSABLE_CERTIFICATE = ("AttributeTypeInvalid", "AttributeSensitive")
"""Names of errors of python-pkcs11 (pkcs11/exceptions.py), which has those of the standard."""

SELECT_KEY = f"Set {SELECTORS['slot_label'][0]} to the key's label, or {SELECTORS['key_id'][0]} to its ID."
LOCKS = "A few wrong PINs lock the token."
LAST_TRY = "One more wrong PIN locks the token."


class TokenError(ConfigError):
    """The PKCS#11 token can't sign."""

    title = "PKCS#11 token"


def token_trouble(error: Exception, token: Token, selection: Pkcs11Selection) -> OciSmtpError:
    """Our error for one of the token's module or of the SDK's signer; not for a wrong PIN."""
    name, key = type(error).__name__, _key(selection)
    if name == "PinLocked":
        return locked(token)
    if name == "PinExpired":
        return TokenError(f"The PIN of token {token.name} has expired.", "Change it with the software of the token.")
    if name == "UserPinNotInitialized":
        return TokenError(f"Token {token.name} has no user PIN yet.", "Set one with the software of the token.")
    if name == "NoSuchKey":
        return TokenError(f"Token {token.name} has no key {key}.", SELECT_KEY)
    if name == "MultipleObjectsReturned":
        return TokenError(f"Token {token.name} has several keys {key}.", SELECT_KEY)
    if name == "UserNotLoggedIn":
        return TokenError(
            f"The key {key} on token {token.name} requires the PIN for each signature. The OCI SDK can't do that.",
            f"Use another key, such as PIV AUTH (9A). {SELECT_KEY}",
        )
    if name in GONE:
        return TokenError(f"Token {token.name} was removed.", TRY_AGAIN)
    if name in UNUSABLE_CERTIFICATE:
        return TokenError(
            f"Token {token.name} has no certificate for the key {key}, so its fingerprint isn't known.",
            "Store a certificate with the label and the ID of the key on the token.",
        )
    if "unsupported public key type" in str(error):
        return TokenError(f"The key {key} on token {token.name} isn't an RSA key.", "OCI accepts only RSA keys.")
    if isinstance(error, ValueError) and selection.key_id:
        return TokenError(
            f'"{selection.key_id}" can\'t be the ID of a key.',
            f"Set {SELECTORS['key_id'][0]} to a number from 0 to 255, such as 1 or 0x01.",
        )
    return TokenError(
        f"Token {token.name} didn't sign ({name}).", "Try again. If the token blinks, touch it while it blinks."
    )


def let_go(error: BaseException) -> None:
    """Drop what the frames of an error hold: a search in a session that is closed complains when it is dropped.

    Nothing is wrong then, and the complaint would be printed over the screen.
    """
    hook = sys.unraisablehook
    sys.unraisablehook = lambda unraisable: None
    try:
        link: BaseException | None = error
        while link is not None:
            traceback.clear_frames(link.__traceback__)
            link.__traceback__, link = None, link.__context__
    finally:
        sys.unraisablehook = hook


def locked(token: Token) -> OciSmtpError:
    """Too many wrong PINs were entered."""
    return TokenError(
        f"The PIN of token {token.name} is locked, because too many wrong PINs were entered.",
        "Unlock it with its PUK in the software of the token.",
    )


def wrong_pin(token: Token, variable: str = "") -> OciSmtpError:
    """The token rejected a PIN; `token` is how it is afterwards, and `variable` held the PIN."""
    if token.is_locked:
        return locked(token)
    held = f" in {variable}" if variable else ""
    left = LAST_TRY if token.is_at_last_try else LOCKS
    return PinNeededError(f"Wrong PIN{held} for token {token.name}. {left}", "Enter the PIN again.")


def no_pin(token: Token) -> PinNeededError:
    """No one entered a PIN yet."""
    left = LAST_TRY if token.is_at_last_try else LOCKS if token.had_wrong_pin else ""
    return PinNeededError(f"Token {token.name} needs its PIN. {left}".rstrip(), "Enter the PIN.")


def not_tried(token: Token, variable: str) -> PinNeededError:
    """A PIN that no person entered now isn't risked where one was rejected: each process of a script would try it."""
    left = LAST_TRY if token.is_at_last_try else LOCKS
    return PinNeededError(
        f"Token {token.name} rejected a PIN before, so the PIN in {variable} wasn't tried. {left}", "Enter the PIN."
    )


def _key(selection: Pkcs11Selection) -> str:
    """How the SDK looks for the key (`_resolve_object_selection`): by ID, else by a label with a word after it."""
    from oci.auth.signers import pkcs11_signer as sdk

    try:
        found, label = sdk._resolve_object_selection(selection.slot_label or None, selection.key_id or None)
    except ValueError:
        return f"with ID {selection.key_id}"
    return f"with ID {found.hex()}" if found is not None else f'labeled "{label} key"'
