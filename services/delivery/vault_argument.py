"""What `vault:VAULT/KEY/NAME` means: a new secret, or a new version of the secret that has the name."""

import secrets
from typing import TypeVar

from services.api.session import Session
from services.delivery import DeliveryChannel
from services.delivery.vault import VaultChannel
from services.delivery.vault_content import is_of_our_format
from services.delivery.vault_version import NewVersionChannel
from services.delivery.vault_wait import IN_PROGRESS
from services.model.errors import OciSmtpError, UsageError
from services.resources.compartments import CompartmentTree, read_compartments
from services.resources.vault_secrets import StoredSecret, Target, content_of, named_anywhere
from services.resources.vaults import Key, Vault, keys, vaults

VaultOrKey = TypeVar("VaultOrKey", Vault, Key)


def vault_channel(argument: str, session: Session, *, takes_any: bool = False) -> DeliveryChannel:
    """`VAULT[/KEY[/NAME]]`: names or OCIDs, and what the secret is called.

    Without a key it is the vault's only one, without a name a new secret is called oci-smtp and six characters.
    With `takes_any`, a version can also be added to a secret that wasn't created by this program.

    Raises:
        UsageError: there is no such vault or key here, or more than one, or the secret can't take a version.
        OciSmtpError: no answer.
    """
    vault_name, _, rest = argument.partition("/")
    key_name, _, name = rest.partition("/")
    _check_region(vault_name, session)
    tree = read_compartments(session)
    vault = _only("vault", vault_name, [v for found in vaults(session, tree) for v in found.vaults])
    secret = named_anywhere(session, vault, tree, name) if name else None
    if secret is None or key_name:
        key = _key_of(session, vault, tree, key_name)
        if secret is None:
            target = Target(vault, key, vault.compartment, name or f"oci-smtp-{secrets.token_hex(3)}")
            return VaultChannel(session, target)
        if secret.key_id not in ("", key.ocid):
            raise UsageError(
                f'The secret "{name}" isn\'t encrypted with the key "{key_name}".', "Specify its key, or leave it out."
            )
    check_takes_version(session, secret, name, takes_any=takes_any)
    return NewVersionChannel(session, vault, secret, name)


def check_takes_version(session: Session, secret: StoredSecret, name: str, *, takes_any: bool) -> None:
    """Check that adding a version to a secret is meant and harmless: it has our tag, or its content is like ours.

    Raises:
        UsageError: it isn't, or that can't be checked.
    """
    if secret.lifecycle_state not in ("ACTIVE", *IN_PROGRESS):
        raise UsageError(
            f'The secret "{name}" is {secret.lifecycle_state}.',
            "Choose another name, or cancel its deletion in the Console.",
        )
    if secret.is_ours:
        return
    if not takes_any:
        raise UsageError(
            f'The secret "{name}" already exists, and doesn\'t have the tag of oci-smtp.',
            "Choose another name, or use --new-version to add a version to it.",
        )
    try:
        content = content_of(session, secret.id)
    except OciSmtpError as error:
        raise UsageError(f'Can\'t check the format of the secret "{name}": {error.cause}', error.next_step) from None
    if not is_of_our_format(content):
        raise UsageError(
            f'The content of the secret "{name}" isn\'t an SMTP credential as oci-smtp saves it.',
            "Programs that read the secret couldn't read the new version. Choose another name.",
        )


def _key_of(session: Session, vault: Vault, tree: CompartmentTree, name: str) -> Key:
    return _only("key", name, [k for found in keys(session, vault, tree) for k in found.keys])


def _only(kind: str, wanted: str, found: list[VaultOrKey]) -> VaultOrKey:
    matching = [each for each in found if wanted in (each.ocid, each.name)] if wanted else list(found)
    if len(matching) == 1:
        return matching[0]
    names = ", ".join(sorted(each.name for each in found)) or "none"
    which = f'{kind} "{wanted}"' if wanted else kind
    if not matching:
        raise UsageError(f"No usable {which} in this region is visible to you.", f"Options: {names}.")
    raise UsageError(f"More than one {which} is available.", f"Specify its name or OCID: {names}.")


def _check_region(vault: str, session: Session) -> None:
    """A vault's OCID names its region, as a key or in full (docs.oracle.com, General/Concepts/identifiers.htm)."""
    parts = vault.split(".")
    if not vault.startswith("ocid1.vault.") or len(parts) < 5:
        return
    import oci

    region = str(oci.regions.get_region_from_short_name(parts[3]))
    if region != session.region:
        raise UsageError(
            f"The vault is in {region}, but you work in {session.region}.", f"Restart with --region {region}."
        )
