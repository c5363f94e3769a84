"""Oracle's first cause: the approved sender does not exist, or not as it is used."""

from datetime import datetime, timezone

from services.api.session import Session
from services.doctor.fixes import Advice, CreateSender, UseAddress
from services.doctor.report import Check, Finding
from services.doctor.tenancy_snapshot import TenancySnapshot
from services.model.errors import OciSmtpError
from services.policy.locations import shown
from services.resources.senders import ACTIVE, ApprovedSender, has_dkim

FRESH_SECONDS = 15 * 60
"""How long a new sender may take to be let through; minutes have been seen, and Oracle names no number."""

_STATES = {
    "CREATING": "It is still being created: wait some minutes, then try again.",
    "NEEDS_ATTENTION": "Open it in the Console, which says what it needs.",
}


def senders_for(address: str, here: TenancySnapshot) -> list[ApprovedSender]:
    """The approved senders that cover an address; the address itself before its whole domain."""
    covering = [sender for sender in here.approved if sender.covers(address) or sender.address == address]
    return sorted(covering, key=lambda sender: (sender.is_domain_wide, sender.state != ACTIVE))


def check_sender(address: str, here: TenancySnapshot) -> Check:
    """Whether an approved sender covers the address in this region. The others are only asked where none does."""
    found = senders_for(address, here)
    if found:
        kept = [f"{sender.address} in {shown(sender.compartment, here.tree)}, {sender.state}" for sender in found]
        return Check("sender", Finding.OK, f"{address} is an approved sender in {here.region}.", tuple(kept))
    wanted = address.casefold()
    other_case = next((sender for sender in here.approved if sender.address.casefold() == wanted), None)
    if other_case:
        return Check(
            "sender-other-case",
            Finding.UNKNOWN,
            f"The approved sender is written {other_case.address}: whether case counts is not documented.",
            (f"{other_case.address} in {shown(other_case.compartment, here.tree)}",),
            UseAddress(other_case.address),
        )
    region = here.elsewhere.region_of(address)
    if region:
        detail = f"{address} is approved in {region}, and not in {here.region}: senders belong to one region."
        return Check("sender-other-region", Finding.FAULT, detail, (), CreateSender(address, here.region))
    return _missing(address, here)


def _missing(address: str, here: TenancySnapshot) -> Check:
    if "@" not in address:
        detail = f"{address} is no e-mail address: there is no approved sender to look for."
        return Check("sender-no-address", Finding.UNKNOWN, detail, (), Advice("Name the envelope's From in whole."))
    unread = [held for held in here.senders if held.error]
    if unread or here.tree_error:
        return Check(
            "senders-unreadable",
            Finding.UNKNOWN,
            f"{address} is not among the approved senders that we may read, and not all are ours to read.",
            (
                *_why(here.tree_error),
                *(f"{shown(held.compartment, here.tree)}: {_cause(held.error)}" for held in unread),
            ),
        )
    near = [sender.address for sender in here.approved if sender.domain == address.rpartition("@")[2].lower()]
    evidence = [f"{len(here.approved)} approved senders in {len(here.senders)} compartments of {here.region} were read"]
    if near:
        evidence.append("approved in the same domain: " + ", ".join(sorted(near)))
    detail = f"There is no approved sender {address} in {here.region}, nor one for its whole domain."
    return Check("sender-missing", Finding.FAULT, detail, tuple(evidence), CreateSender(address, here.region))


def check_state(senders: list[ApprovedSender]) -> Check:
    """Whether one of the senders that cover the address is let through."""
    if any(sender.state == ACTIVE for sender in senders):
        return Check("sender-state", Finding.OK, "The approved sender is active.", _fresh(senders))
    sender = senders[0]
    advice = _STATES.get(sender.state, "Create it anew.")
    return Check(
        "sender-not-active",
        Finding.FAULT,
        f"The approved sender {sender.address} is {sender.state}, not {ACTIVE}.",
        _fresh(senders),
        Advice(advice),
    )


def check_dkim(session: Session, sender: ApprovedSender, here: TenancySnapshot) -> Check | None:
    """Whether a domain-wide sender has the DKIM key that it needs; nothing to check for a single address."""
    if not sender.is_domain_wide:
        return None
    try:
        signed = has_dkim(session, sender, here.tree)
    except OciSmtpError as error:
        detail = f"The DKIM key of {sender.domain} is not ours to read."
        return Check("dkim-unreadable", Finding.NOTE, detail, _why(error))
    if signed:
        return Check("dkim", Finding.OK, f"{sender.domain} has an active DKIM key.")
    return Check(
        "dkim-missing",
        Finding.UNKNOWN,
        f"{sender.address} stands for its whole domain, and no active DKIM key of {sender.domain} is to be seen:"
        " without one a domain-wide sender has been seen to be refused.",
        (),
        Advice(f"Add a DKIM key to the e-mail domain {sender.domain} (Email Delivery › Email Domains)."),
    )


def _fresh(senders: list[ApprovedSender]) -> tuple[str, ...]:
    now = datetime.now(timezone.utc)
    made = [sender for sender in senders if sender.created and (now - sender.created).total_seconds() < FRESH_SECONDS]
    return tuple(f"{sender.address} is minutes old: it may not be let through everywhere yet" for sender in made)


def _cause(error: OciSmtpError | None) -> str:
    return error.cause if error else ""


def _why(error: OciSmtpError | None) -> tuple[str, ...]:
    return (error.cause,) if error else ()
