"""OCI Vault: the vaults of a region and the keys in them, of those that a secret can be put into."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import msgspec

from services.api.answer import Id
from services.api.list_ends import each_row
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import OciSmtpError
from services.resources.compartments import CompartmentTree, of_each
from services.resources.remembered import remembered


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
    """What one compartment holds, or why we do not know, or not all of it."""

    compartment: str
    vaults: tuple[Vault, ...] = ()
    keys: tuple[Key, ...] = ()
    error: OciSmtpError | None = None


class _Vault(msgspec.Struct, rename="camel"):
    id: Id
    display_name: str
    compartment_id: str
    management_endpoint: str
    lifecycle_state: str = ""


class _Key(msgspec.Struct, rename="camel"):
    id: Id
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


@remembered
def _vaults_of(session: Session, compartment: str) -> Found:
    query = {"compartmentId": compartment}
    held: list[Vault] = []
    try:
        for v in each_row(pages(session.vaults, _Vault, "/20180608/vaults", "listing the vaults", query)):
            if v.lifecycle_state == "ACTIVE":
                where = v.compartment_id or compartment
                held.append(Vault(v.id, v.display_name or v.id, where, v.management_endpoint))
    except OciSmtpError as error:
        return Found(compartment, vaults=tuple(held), error=error)
    return Found(compartment, vaults=tuple(held))


@remembered
def _keys_of(session: Session, vault: Vault, compartment: str) -> Found:
    query = {"compartmentId": compartment, "algorithm": "AES"}
    held: list[Key] = []
    try:
        wire = partial(session.keys, vault.management_endpoint)
        for k in each_row(pages(wire, _Key, "/20180608/keys", "listing the keys", query)):
            if k.lifecycle_state == "ENABLED" and k.algorithm == "AES":
                held.append(Key(k.id, k.display_name or k.id, k.compartment_id or compartment))
    except OciSmtpError as error:
        return Found(compartment, keys=tuple(held), error=error)
    return Found(compartment, keys=tuple(held))
