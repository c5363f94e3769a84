"""Oracle's first cause: the approved sender does not exist, or not as it is used."""

from collections import Counter
from datetime import datetime, timezone

from services.api.session import Session
from services.doctor.default_from import default_from
from services.doctor.fixes import Advice, CreateSender, Fix, UseAddress
from services.doctor.report import Check, Finding
from services.doctor.tenancy_snapshot import TenancySnapshot
from services.model.errors import OciSmtpError
from services.policy.locations import shown
from services.resources.email_domains import has_dkim
from services.resources.senders import ACTIVE, ApprovedSender

FRESH_SECONDS = 15 * 60
"""How long a new sender can take to be accepted; minutes have been seen, and Oracle documents no number."""

_STATES = {
    "CREATING": "It's still being created. Wait a few minutes, and then try again.",
    "NEEDS_ATTENTION": "Open it in the Console to see what it needs.",
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
            f"The approved sender is {other_case.address}, with different capitalization. OCI doesn't document whether "
            "case matters.",
            (f"{other_case.address} in {shown(other_case.compartment, here.tree)}",),
            UseAddress(other_case.address),
        )
    region = here.elsewhere.region_of(address)
    if region:
        detail = f"{address} is approved in {region}, but not in {here.region}. Approved senders are regional."
        return Check("sender-other-region", Finding.FAULT, detail, (), _creation(address, here))
    return _missing(address, here)


def _missing(address: str, here: TenancySnapshot) -> Check:
    if "@" not in address:
        detail = f'"{address}" isn\'t an email address.'
        return Check("sender-no-address", Finding.UNKNOWN, detail, (), Advice("Enter the full envelope From address."))
    unread = [held for held in here.senders if held.error]
    if unread or here.tree_error:
        return Check(
            "senders-unreadable",
            Finding.UNKNOWN,
            f"{address} isn't among the approved senders that you can read, and you can't read all of them.",
            (
                *_why(here.tree_error),
                *(f"{shown(held.compartment, here.tree)}: {_cause(held.error)}" for held in unread),
            ),
        )
    near = [sender.address for sender in here.approved if sender.domain == address.rpartition("@")[2].lower()]
    evidence = [f"checked {len(here.approved)} approved senders in {len(here.senders)} compartments of {here.region}"]
    if near:
        evidence.append("approved in the same domain: " + ", ".join(sorted(near)))
    detail = f"{address} isn't an approved sender in {here.region}, and neither is its domain."
    fix: Fix = _creation(address, here)
    if why := default_from(address, is_in_use=bool(near)):
        evidence.append(why)
        fix = _another_from(here)
    return Check("sender-missing", Finding.FAULT, detail, tuple(evidence), fix)


def _another_from(here: TenancySnapshot) -> Advice:
    """What to do about an address that is only a default."""
    usable = sorted(sender.address for sender in here.approved if sender.state == ACTIVE and not sender.is_domain_wide)
    such = f", such as {usable[0]}" if usable else ""
    return Advice(f"Change the From in the application to an approved sender{such}. This one is a default.")


def _creation(address: str, here: TenancySnapshot) -> CreateSender:
    """The sender, in the compartment that holds most of its domain's, here or in another region; else in the root."""
    domain = address.rpartition("@")[2].lower()
    kin = [sender.compartment for sender in here.approved if sender.domain == domain]
    kin = kin or [sender.compartment for sender in here.elsewhere.senders_of(domain)]
    where = Counter(each for each in kin if each in here.tree).most_common(1)
    compartment = where[0][0] if where else here.tree.root
    return CreateSender(address, here.region, compartment, here.tree.path(compartment))


def check_state(senders: list[ApprovedSender]) -> Check:
    """Whether one of the senders that cover the address is accepted."""
    if any(sender.state == ACTIVE for sender in senders):
        return Check("sender-state", Finding.OK, "The approved sender is active.", _fresh(senders))
    sender = senders[0]
    advice = _STATES.get(sender.state, "Create it again.")
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
        detail = f"You don't have permission to read the DKIM key of {sender.domain}."
        return Check("dkim-unreadable", Finding.NOTE, detail, _why(error))
    if signed:
        return Check("dkim", Finding.OK, f"{sender.domain} has an active DKIM key.")
    return Check(
        "dkim-missing",
        Finding.UNKNOWN,
        f"{sender.address} covers its whole domain, but no active DKIM key was found for {sender.domain}."
        " Without DKIM, mail from a domain-wide sender might be rejected.",
        (),
        Advice(f"Add a DKIM key to the email domain {sender.domain} (Email Delivery › Email Domains)."),
    )


def _fresh(senders: list[ApprovedSender]) -> tuple[str, ...]:
    now = datetime.now(timezone.utc)
    made = [sender for sender in senders if sender.created and (now - sender.created).total_seconds() < FRESH_SECONDS]
    return tuple(f"{sender.address} was created minutes ago and might not be active everywhere yet" for sender in made)


def _cause(error: OciSmtpError | None) -> str:
    return error.cause if error else ""


def _why(error: OciSmtpError | None) -> tuple[str, ...]:
    return (error.cause,) if error else ()
