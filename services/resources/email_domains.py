"""Email domains, and the DKIM keys that sign the mail of their senders."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from services.api.answer import Id, damaged
from services.api.list_ends import each_row
from services.api.pagination import pages_of_collection
from services.api.session import Session
from services.model.errors import OciSmtpError
from services.resources.compartments import CompartmentTree, of_each
from services.resources.senders import ApprovedSender

READING = "reading the email domain"


@dataclass(frozen=True)
class Dkim:
    """A DKIM key, and the DNS record that publishes it; what OCI doesn't say is empty."""

    ocid: str
    selector: str
    state: str
    details: str = ""
    """What OCI says of the state."""
    record: str = ""
    """Name of the DNS record, such as `SELECTOR._domainkey.example.com`."""
    cname: str = ""
    txt: str = ""
    """What stands in a TXT record where a CNAME can't be used."""


@dataclass(frozen=True)
class EmailDomain:
    """An email domain of the tenancy in the session's region."""

    ocid: str
    name: str
    state: str
    active_dkim: str = ""
    """OCID of the key that signs; empty where none does."""


@dataclass(frozen=True)
class SenderDomain:
    """What signs for an approved sender."""

    domain: EmailDomain | None
    """None where OCI links none to the sender, and none of that name is in any compartment."""
    is_spf: bool | None = None
    """What OCI says of SPF; None where it says nothing, or it can't be read."""
    dkims: tuple[Dkim, ...] = ()
    dkim_error: OciSmtpError | None = None
    """Why the keys aren't all known."""


class _Sender(msgspec.Struct, rename="camel"):
    email_domain_id: str | None = None
    is_spf: bool | None = None


class _Domain(msgspec.Struct, rename="camel"):
    id: Id
    name: str
    lifecycle_state: str = ""
    active_dkim_id: str | None = None
    is_spf: bool | None = None


class _Dkim(msgspec.Struct, rename="camel"):
    id: Id
    name: str | None = None
    lifecycle_state: str = ""
    lifecycle_details: str | None = None
    dns_subdomain_name: str | None = None
    cname_record_value: str | None = None
    txt_record_value: str | None = None


class _Domains(msgspec.Struct):
    items: list[_Domain]


def domain_of(session: Session, sender: ApprovedSender, tree: CompartmentTree) -> SenderDomain:
    """What signs for a sender: the email domain that OCI links to it, or else the one that has its name.

    Raises:
        OciSmtpError: neither is to be seen, and not everything could be read.
    """
    linked = _linked(session, sender)
    named = None
    if not linked.email_domain_id:
        named = _named(session, sender, tree)
        if named is None:
            return SenderDomain(None, linked.is_spf)
    domain = _whole(session, linked.email_domain_id or "", named)
    known = EmailDomain(domain.id, domain.name, domain.lifecycle_state, domain.active_dkim_id or "")
    is_spf = linked.is_spf if domain.is_spf is None else domain.is_spf
    keys: list[Dkim] = []
    try:
        for key in _dkims(session, domain.id):
            keys.append(key)
    except OciSmtpError as error:
        return SenderDomain(known, is_spf, tuple(keys), error)
    return SenderDomain(known, is_spf, tuple(keys))


def has_dkim(session: Session, sender: ApprovedSender, tree: CompartmentTree) -> bool | None:
    """Whether the email domain of a sender has an active DKIM key; None where no such domain is for us to see.

    Raises:
        OciSmtpError: no such domain was found, and not everything could be read.
    """
    found = _named(session, sender, tree)
    return bool(found.active_dkim_id) if found else None


def _linked(session: Session, sender: ApprovedSender) -> _Sender:
    """What OCI's record of the sender says; nothing, where only the list of senders may be read."""
    try:
        return session.email().read(_Sender, f"/senders/{sender.ocid}", "reading the approved sender")[0]
    except OciSmtpError:
        return _Sender()


def _named(session: Session, sender: ApprovedSender, tree: CompartmentTree) -> _Domain | None:
    """The email domain that has the sender's domain for a name.

    It may be in another compartment than the sender, which is looked at first.
    """
    errors: list[OciSmtpError] = []

    def in_compartment(compartment: str) -> _Domain | None:
        query = {"compartmentId": compartment, "name": sender.domain}
        try:
            found, _ = session.email().read_list(_Domains, "/emailDomains", READING, query)
        except OciSmtpError as error:
            errors.append(error)
            return None
        if found.damages:
            errors.append(damaged(found.damages, READING))
        return next((domain for domain in found.value.items if domain.name.lower() == sender.domain), None)

    nearest = in_compartment(sender.compartment)
    found = nearest or next((domain for domain in of_each(tree, in_compartment) if domain), None)
    if found is None and errors:
        raise errors[0]
    return found


def _whole(session: Session, linked: str, named: _Domain | None) -> _Domain:
    """All of a domain, for its list doesn't say all; what the list said, where no more may be read."""
    ocid = linked or (named.id if named else "")
    try:
        found, _ = session.email().read_list(_Domain, f"/emailDomains/{ocid}", READING)
        if found.damages:
            raise damaged(found.damages, READING)
    except OciSmtpError:
        if named is None:
            raise
        return named
    return found.value


def _dkims(session: Session, domain: str) -> Iterator[Dkim]:
    """The keys of an email domain, each with its record."""
    query = {"emailDomainId": domain}
    for row in each_row(pages_of_collection(session.email, _Dkim, "/dkims", "reading the DKIM keys", query)):
        key, _ = session.email().read(_Dkim, f"/dkims/{row.id}", "reading the DKIM key")
        yield Dkim(
            key.id,
            key.name or row.name or key.id,
            key.lifecycle_state,
            key.lifecycle_details or "",
            key.dns_subdomain_name or "",
            key.cname_record_value or "",
            key.txt_record_value or "",
        )
