"""The same tenancy in its other regions: approved senders belong to one."""

from collections.abc import Iterator
from functools import cached_property

from services.api.session import Session
from services.model.errors import OciSmtpError
from services.resources.compartments import CompartmentTree
from services.resources.senders import ApprovedSender, approved_senders


class OtherRegions:
    """The approved senders of the tenancy's other regions, read when first asked for and then kept."""

    def __init__(self, session: Session, tree: CompartmentTree) -> None:
        self._session = session
        self._tree = tree

    def region_of(self, address: str) -> str:
        """The name of another region where a sender covers the address; empty where none is to be seen."""
        covering = (region for region, senders in self._senders if any(sender.covers(address) for sender in senders))
        return next(covering, "")

    def senders_of(self, domain: str) -> list[ApprovedSender]:
        """The senders of a mail domain in the other regions."""
        return [sender for _, senders in self._senders for sender in senders if sender.domain == domain]

    @cached_property
    def _senders(self) -> list[tuple[str, list[ApprovedSender]]]:
        return [(there.region, _senders(there, self._tree)) for there in _elsewhere(self._session)]


def _elsewhere(session: Session) -> Iterator[Session]:
    """The session in each of the tenancy's other regions; in none where the regions aren't visible."""
    if session.options.email_endpoint:
        return  # the one endpoint would answer for every region
    try:
        found = session.subscriptions()
    except OciSmtpError:
        return
    for subscription in found:
        if subscription.region_name != session.region:
            yield session.in_region(subscription.region_name)


def _senders(session: Session, tree: CompartmentTree) -> list[ApprovedSender]:
    return [sender for held in approved_senders(session, tree) for sender in held.senders]
