"""Finding a PKCS#11 token without its PIN: the module that reaches it, the tokens that are there, and the one meant."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from services.config.pkcs11_selection import SELECTORS, Pkcs11Selection
from services.model.errors import ConfigError

if TYPE_CHECKING:
    from pkcs11 import TokenFlag

OF_THE_SDK = ("OCI_PKCS11_LIB", "PKCS11_MODULE_PATH")
"""Variables from which the SDK takes the module where none is selected (oci/auth/signers/pkcs11_signer.py)."""

TRY_AGAIN = "Insert the token, and then try again."


class Token(NamedTuple):
    """A token that is present, as it describes itself."""

    label: str
    serial: str
    flags: "TokenFlag"

    @property
    def name(self) -> str:
        """The token, for messages."""
        return f'"{self.label}"' if self.label else f"with serial number {self.serial}"

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong PINs were entered."""
        from pkcs11 import TokenFlag

        return TokenFlag.USER_PIN_LOCKED in self.flags

    @property
    def is_at_last_try(self) -> bool:
        """Whether one more wrong PIN locks the token."""
        from pkcs11 import TokenFlag

        return TokenFlag.USER_PIN_FINAL_TRY in self.flags

    @property
    def had_wrong_pin(self) -> bool:
        """Whether a PIN was rejected since the token last accepted one, from whatever program."""
        from pkcs11 import TokenFlag

        return bool(self.flags & (TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY))


def find_token(selection: Pkcs11Selection) -> tuple[Token, dict[str, str]]:
    """The token that is meant, and the one selector by which the SDK's signer finds the same.

    The SDK would take the first of several tokens. Here that is an error: a few PINs of one token lock another.

    Raises:
        ConfigError: the module or the token isn't there, or several tokens are meant.
    """
    tokens = _tokens(_loaded(_module(selection)))
    if not tokens:
        raise ConfigError("No PKCS#11 token is present.", TRY_AGAIN)
    meant = [token for token in tokens if _is_meant(token, selection)]
    if not meant:
        what = f'the label "{selection.token_label}"' if selection.token_label else f"serial {selection.token_serial}"
        raise ConfigError(
            f"No token that is present has {what}. Present: {_listed(tokens)}.",
            f"Insert the token, or correct {SELECTORS['token_label' if selection.token_label else 'token_serial'][0]}.",
        )
    if len(meant) > 1:
        raise ConfigError(f"Several PKCS#11 tokens are present: {_listed(meant)}.", _how_to_choose(meant))
    return meant[0], _selector(meant[0], tokens)


def _module(selection: Pkcs11Selection) -> str:
    """The path of the module, as the SDK finds it."""
    from oci.auth.signers import pkcs11_signer as sdk

    try:
        return str(sdk._resolve_provider_path(module_path=selection.module_path or None))
    except RuntimeError:
        pass
    if selection.module_path:
        why, correct = f"{selection.module_path} doesn't exist", SELECTORS["module_path"][0]
    elif named := next((name for name in OF_THE_SDK if os.environ.get(name)), ""):
        why, correct = f"{os.environ[named]} doesn't exist", named
    else:
        raise ConfigError(
            "No PKCS#11 module is installed in one of its usual places.",
            f"Install OpenSC, or set {SELECTORS['module_path'][0]} to the path of your token's module.",
        )
    raise ConfigError(f"The PKCS#11 module {why}.", f"Correct {correct}.")


def _loaded(path: str) -> Any:
    import pkcs11

    try:
        return pkcs11.lib(path)
    except pkcs11.PKCS11Error as error:
        told = str(error).rpartition(f"{path}: ")[2][:200].rstrip(".") or type(error).__name__
    raise ConfigError(
        f"Can't load the PKCS#11 module {path}: {told}.",
        f"Check {SELECTORS['module_path'][0]} and the installation of the module.",
    )


def _tokens(module: Any) -> list[Token]:
    """Those that are ready to be used: a module may show slots with an empty token as well."""
    import pkcs11

    found = []
    try:
        slots = module.get_slots(token_present=True)
    except pkcs11.PKCS11Error as error:
        raise ConfigError(
            f"Can't list the PKCS#11 tokens ({type(error).__name__}).",
            "Check that the service of the card reader runs, such as pcscd.",
        ) from None
    for slot in slots:
        try:
            token = slot.get_token()
        except pkcs11.PKCS11Error:  # it was just removed, or is of another kind
            continue
        if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags:
            found.append(Token(token.label.strip(), _text(token.serial), token.flags))
    return sorted(found)


def _text(serial: bytes) -> str:
    """A serial number as the SDK compares it: text, else hexadecimal."""
    text = serial.rstrip().decode("ascii", errors="replace").strip()
    return text if text and text.isascii() and text.isprintable() else serial.rstrip().hex()


def _is_meant(token: Token, selection: Pkcs11Selection) -> bool:
    by_label = not selection.token_label or token.label == selection.token_label
    return by_label and (not selection.token_serial or _plain(token.serial) == _plain(selection.token_serial))


def _plain(serial: str) -> str:
    return "".join(char for char in serial.lower().removeprefix("0x") if char not in " :-")


def _selector(token: Token, tokens: Sequence[Token]) -> dict[str, str]:
    """What only this token has: the SDK takes a label or a serial number, not both."""
    if token.label and [each.label for each in tokens].count(token.label) == 1:
        return {"pkcs11_token_label": token.label}
    if token.serial and [each.serial for each in tokens].count(token.serial) == 1:
        return {"pkcs11_token_serial": token.serial}
    raise ConfigError(f"Several PKCS#11 tokens look alike: {_listed(tokens)}.", "Remove all but one.")


def _how_to_choose(tokens: Sequence[Token]) -> str:
    label, serial = SELECTORS["token_label"][0], SELECTORS["token_serial"][0]
    if len({token.label for token in tokens}) == len(tokens):
        return f"Set {label} to the label of yours."
    return f"Set {serial} to the serial number of yours, without {label}."


def _listed(tokens: Sequence[Token]) -> str:
    return ", ".join(f'"{token.label}" ({token.serial})' for token in tokens)
