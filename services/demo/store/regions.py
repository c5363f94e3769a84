"""The regions that the tenancy subscribes to, and the hosts that serve them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A region; `key` is the short form in upper case."""

    name: str
    key: str


HOME = Region("us-ashburn-1", "IAD")
SUBSCRIBED = (HOME, Region("eu-frankfurt-1", "FRA"), Region("ap-tokyo-1", "NRT"))

_SERVICE_HOST = re.compile(
    r"(?:identity|ctrl\.email|limits|(?:secrets\.)?vaults|(?:[a-z0-9]+-management\.)?kms)"
    r"\.([a-z0-9-]+)\.(?:oci\.)?oraclecloud\.com"
)


def region_of(host: str) -> Region | None:
    """The subscribed region that a host serves; None for one the tenancy has no part in.

    A host that is not named as OCI names its own, such as loopback, stands for the home region.
    """
    match = _SERVICE_HOST.fullmatch(host)
    if match is None:
        return HOME
    return next((region for region in SUBSCRIBED if region.name == match[1]), None)
