"""Which key of which PKCS#11 token signs: what the OCI CLI takes from its variables and its rc file for that."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.config.oci_cli_settings import rc_value
from services.system.outside_file import expanded

PIN_VARIABLE = "OCI_CLI_PKCS11_PIN"
"""The PIN has no key in any file, here and in the OCI CLI."""

SELECTORS = {
    "slot_label": ("OCI_CLI_PKCS11_SLOT_LABEL", "pkcs11_slot_label"),
    "key_id": ("OCI_CLI_PKCS11_KEY_ID", "pkcs11_key_id"),
    "token_label": ("OCI_CLI_PKCS11_TOKEN_LABEL", "pkcs11_token_label"),
    "token_serial": ("OCI_CLI_PKCS11_TOKEN_SERIAL", "pkcs11_token_serial_number"),
    "key_id_override": ("OCI_CLI_PKCS11_KEY_ID_OVERRIDE", "pkcs11_key_id_override"),
    "module_path": ("OCI_CLI_PKCS11_MODULE_PATH", "pkcs11_module_path"),
}
"""The variable and the key of the rc file for each field of a `Pkcs11Selection` (oci_cli/cli_constants.py)."""

PKCS11_VARIABLES = (*(variable for variable, _ in SELECTORS.values()), PIN_VARIABLE)


@dataclass(frozen=True)
class Pkcs11Selection:
    """A token, a key on it, and the module that reaches it; what isn't said is empty, and the SDK's usual counts."""

    slot_label: str = ""
    """The label of the key, without the ` key` that the SDK adds to it; `PIV AUTH` and `CARD AUTH` stand for IDs."""
    key_id: str = ""
    """The ID of the key on the token: a number of one byte."""
    token_label: str = ""
    token_serial: str = ""
    key_id_override: str = ""
    """What a signature gives as its key, instead of TENANCY/USER/FINGERPRINT."""
    module_path: str = ""
    notices: tuple[str, ...] = ()
    """What of it doesn't count, for the person."""


NO_SELECTION = Pkcs11Selection()


def pkcs11_selection(environ: Mapping[str, str], profile: str) -> Pkcs11Selection:
    """What the environment, the profile's section of the rc file, and the section for every profile say, in this order.

    As in the OCI CLI (oci_cli/cli_util.py, `get_pkcs11_value`), an empty variable takes the place of the rc file, and
    of two selectors for one thing the label counts.

    Raises:
        ConfigError: the rc file can't be read.
    """
    found = {name: _value(environ, profile, *places) for name, places in SELECTORS.items()}
    found["module_path"] = expanded(found["module_path"])
    notices = []
    for label, other in (("slot_label", "key_id"), ("token_label", "token_serial")):
        if found[label] and found[other]:
            notices.append(
                f"Both {' and '.join(SELECTORS[name][1] for name in (label, other))} are set. "
                f"Only {SELECTORS[label][1]} is used."
            )
            found[other] = ""
    return Pkcs11Selection(**found, notices=tuple(notices))


def _value(environ: Mapping[str, str], profile: str, variable: str, key: str) -> str:
    value = environ.get(variable)
    return (rc_value(environ, profile, key) if value is None else value).strip()
