"""OCI Vault: the vaults of a region and the keys in them, of those that a secret can be put into."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import OciSmtpError
from services.resources.compartments import CompartmentTree, of_each


@dataclass(frozen=True)
class Vault:
    """A vault that takes secrets."""

    ocid: str
    name: str
    compartment: str
    management_endpoint: str
    """The endpoint for requests about its keys."""


@dataclass(frozen=True)
class Key:
    """A key of a vault that secrets can be encrypted with."""

    ocid: str
    name: str
    compartment: str


@dataclass(frozen=True)
class Found:
    """What one compartment holds, or why we do not know."""

    compartment: str
    vaults: tuple[Vault, ...] = ()
    keys: tuple[Key, ...] = ()
    error: OciSmtpError | None = None


class _Vault(msgspec.Struct, rename="camel"):
    id: str
    display_name: str
    compartment_id: str
    management_endpoint: str
    lifecycle_state: str = ""


class _Key(msgspec.Struct, rename="camel"):
    id: str
    display_name: str
    compartment_id: str
    lifecycle_state: str = ""
    algorithm: str = ""


def vaults(session: Session, tree: CompartmentTree) -> Iterator[Found]:
    """The active vaults of each compartment in the session's region, the root first; several requests at once.

    A compartment that cannot be read comes with its error, and the others continue. Nothing is raised.
    """
    return of_each(tree, lambda ocid: _vaults_of(session, ocid))


def keys(session: Session, vault: Vault, tree: CompartmentTree) -> Iterator[Found]:
    """The enabled symmetric keys of a vault, compartment by compartment: a key may be in another than its vault.

    Secrets cannot be encrypted with asymmetric keys (API reference, CreateSecretDetails, keyId). Nothing is raised.
    """
    return of_each(tree, lambda ocid: _keys_of(session, vault, ocid))


def _vaults_of(session: Session, compartment: str) -> Found:
    query = {"compartmentId": compartment}
    try:
        found = pages(session.vaults, _Vault, "/20180608/vaults", "listing the vaults", query)
        held = tuple(
            Vault(v.id, v.display_name, v.compartment_id, v.management_endpoint)
            for page in found
            for v in page
            if v.lifecycle_state == "ACTIVE"
        )
    except OciSmtpError as error:
        return Found(compartment, error=error)
    return Found(compartment, vaults=held)


def _keys_of(session: Session, vault: Vault, compartment: str) -> Found:
    query = {"compartmentId": compartment, "algorithm": "AES"}

    try:
        found = pages(
            lambda: session.keys(vault.management_endpoint), _Key, "/20180608/keys", "listing the keys", query
        )
        held = tuple(
            Key(k.id, k.display_name, k.compartment_id)
            for page in found
            for k in page
            if k.lifecycle_state == "ENABLED" and k.algorithm == "AES"
        )
    except OciSmtpError as error:
        return Found(compartment, error=error)
    return Found(compartment, keys=held)
