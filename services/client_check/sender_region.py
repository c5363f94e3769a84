"""Whether a sender is approved in the region of the server that a client uses."""

import re
from collections.abc import Callable

from services.api.session import Session
from services.client_check.client_check import SenderCheck
from services.client_check.judge import checked
from services.doctor.regions import OtherRegions
from services.doctor.report import Check
from services.model.errors import OciSmtpError
from services.resources.compartments import read_tree
from services.resources.senders import ACTIVE, approved_senders

TENANCY = re.compile(r"@(ocid1\.tenancy\.[a-z0-9.-]+)\.[a-z0-9]{2}\.com")


def sender_check(sign_in: Callable[[], Session]) -> SenderCheck:
    """A check that signs in when it's first needed; where that fails, it says that the sender wasn't checked."""
    signed_in: list[Session | OciSmtpError] = []

    def check(address: str, region: str, user_name: str) -> list[Check]:
        if not signed_in:
            try:
                signed_in.append(sign_in())
            except OciSmtpError as error:
                signed_in.append(error)
        session = signed_in[0]
        if isinstance(session, OciSmtpError):
            return [checked("sender-unchecked", (session.cause,), how=session.next_step)]
        return [check_region(session, address, region, user_name)]

    return check


def check_region(session: Session, address: str, region: str, user_name: str) -> Check:
    """Whether the address is approved in that region; the tenancy's other regions are asked where it isn't."""
    tenancy = TENANCY.search(user_name)
    if tenancy and tenancy[1] != session.tenancy_ocid:
        return checked("other-tenancy", ())
    tree, error = read_tree(session)
    there = session if region == session.region else session.in_region(region)
    errors = [error.cause] if error else []
    for held in approved_senders(there, tree):
        covering = [sender for sender in held.senders if sender.covers(address)]
        if any(sender.state == ACTIVE for sender in covering):
            return checked("sender", (), address=address, region=region)
        errors += [f"{sender.address} is {sender.state}." for sender in covering]
        errors += [held.error.cause] if held.error else []
    other = OtherRegions(there, tree).region_of(address)
    if other and not errors:
        return checked("sender-other-region", (), address=address, region=region, other=other)
    return checked("sender-not-found", tuple(dict.fromkeys(errors)), address=address, region=region)
