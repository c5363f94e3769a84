"""Approved senders: the addresses that Email Delivery accepts mail from, compartment by compartment, in one region."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from services.api.answer import Id, Time
from services.api.list_ends import each_row
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import OciSmtpError
from services.model.tags import Tags, tags_of
from services.resources.compartments import CompartmentTree, of_each

ACTIVE = "ACTIVE"
"""The one state in which a sender is accepted."""

DELETED = "DELETED"
"""The state of a sender that a list can still have. It counts as one that doesn't exist."""

DELETING = "DELETING"


@dataclass(frozen=True)
class ApprovedSender:
    """An approved sender: an address, or `@` and a domain for every address in it."""

    ocid: str
    address: str
    compartment: str
    """OCID of the compartment that holds it."""
    state: str = ACTIVE
    created: datetime | None = None
    tags: Tags | None = None

    @property
    def domain(self) -> str:
        """What follows the @, in lower case."""
        return self.address.rpartition("@")[2].lower()

    @property
    def is_domain_wide(self) -> bool:
        """Whether it stands for every address in its domain."""
        return self.address.startswith("@")

    def covers(self, address: str) -> bool:
        """Whether it stands for that address. A domain's case does not count (RFC 5321, 2.4), a local part's may."""
        local, _, domain = address.rpartition("@")
        if domain.lower() != self.domain:
            return False
        return bool(local) if self.is_domain_wide else local == self.address.rpartition("@")[0]


@dataclass(frozen=True)
class SendersOfCompartment:
    """What one compartment holds, or why we do not know, or not all of it."""

    compartment: str
    senders: tuple[ApprovedSender, ...] = ()
    error: OciSmtpError | None = None


class _Sender(msgspec.Struct, rename="camel"):
    id: Id
    email_address: str
    compartment_id: str = ""
    lifecycle_state: str = ""
    time_created: Time | None = None
    defined_tags: dict[str, dict[str, Any]] | None = None


def approved_senders(session: Session, tree: CompartmentTree) -> Iterator[SendersOfCompartment]:
    """The senders of each compartment in the session's region, the root first. One request or more a compartment.

    A compartment that cannot be read comes with its error, and the others continue. Nothing is raised.
    """
    return of_each(tree, lambda ocid: _senders_of(session, ocid))


def find_sender(session: Session, address: str, compartment: str) -> ApprovedSender | None:
    """The approved sender of exactly that address in a compartment; None where it isn't there, or is being deleted.

    Raises:
        OciSmtpError: no answer.
    """
    query = {"compartmentId": compartment, "emailAddress": address}
    found = _read(session, compartment, query)
    return next((sender for sender in found if sender.address == address and sender.state != DELETING), None)


def create_sender(session: Session, address: str, compartment: str, retry_token: str) -> None:
    """Approve an address in a compartment of the session's region. OCI takes a while until it is ACTIVE.

    Raises:
        OciSmtpError: it was rejected, or might exist.
    """
    body = {"compartmentId": compartment, "emailAddress": address}
    session.email().write("POST", "/senders", f"creating the approved sender {address}", body, retry_token=retry_token)


def sender_record(session: Session, sender: ApprovedSender) -> dict[str, Any]:
    """All that Email Delivery says of a sender, in its own words.

    Raises:
        OciSmtpError: no answer, or it is gone.
    """
    return session.email().read(dict[str, Any], f"/senders/{sender.ocid}", "reading the approved sender")[0]


def _senders_of(session: Session, compartment: str) -> SendersOfCompartment:
    senders: list[ApprovedSender] = []
    try:
        for sender in _read(session, compartment, {"compartmentId": compartment}):
            senders.append(sender)  # one by one: those before an error are kept
    except OciSmtpError as error:
        return SendersOfCompartment(compartment, tuple(senders), error)
    return SendersOfCompartment(compartment, tuple(senders))


def _read(session: Session, compartment: str, query: dict[str, str]) -> Iterator[ApprovedSender]:
    for s in each_row(pages(session.email, _Sender, "/senders", "listing the approved senders", query)):
        if s.lifecycle_state == DELETED:
            continue
        where = s.compartment_id or compartment
        yield ApprovedSender(s.id, s.email_address, where, s.lifecycle_state, s.time_created, tags_of(s.defined_tags))
