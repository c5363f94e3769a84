"""The policies of a tenancy, compartment by compartment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from services.api.answer import Id
from services.api.client import Wire
from services.api.list_ends import each_row
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import OciSmtpError
from services.policy.source import PolicyDocument
from services.resources.compartments import CompartmentTree, of_each


@dataclass(frozen=True)
class PoliciesOfCompartment:
    """The policies of one compartment, or why we do not know them, or not all of them."""

    compartment: str
    policies: tuple[PolicyDocument, ...] = ()
    error: OciSmtpError | None = None


class IamPolicy(msgspec.Struct, rename="camel"):
    """A policy as IAM has it."""

    id: Id
    name: str
    compartment_id: str
    statements: list[str]
    lifecycle_state: str = "ACTIVE"


def all_policies(session: Session, tree: CompartmentTree) -> Iterator[PoliciesOfCompartment]:
    """The active policies of each compartment, the root first. One request or more a compartment.

    A compartment that cannot be read comes with its error, and the others continue. Nothing is raised.
    """
    return of_each(tree, lambda ocid: _policies_of(session, ocid))


def _policies_of(session: Session, compartment: str) -> PoliciesOfCompartment:
    found: list[PolicyDocument] = []
    try:
        for document in policies_of(session.identity, compartment):
            found.append(document)
    except OciSmtpError as error:
        return PoliciesOfCompartment(compartment, tuple(found), error)
    return PoliciesOfCompartment(compartment, tuple(found))


def policies_of(wire: Callable[[], Wire], compartment: str) -> Iterator[PolicyDocument]:
    """The active policies of a compartment (an OCID), as the region of that wire has them.

    Raises:
        OciSmtpError: the request failed.
    """
    found = pages(wire, IamPolicy, "/policies", "reading the policies", {"compartmentId": compartment})
    for item in each_row(found):
        if item.lifecycle_state == "ACTIVE":
            yield PolicyDocument(item.id, item.name, item.compartment_id or compartment, tuple(item.statements))
