"""Names of SMTP servers: which of them are endpoints of Email Delivery, and of which region."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from services.config.options import Options

ENDPOINT = re.compile(r"smtp\.email\.([a-z0-9-]+)\.oci\.((?:[a-z0-9-]+\.)+[a-z]+)")
OLD_ENDPOINT = re.compile(r"smtp\.([a-z]+-[a-z]+-[0-9])\.oraclecloud\.com")
"""As in Oracle's documents of 2020."""

REALM_DOMAIN = re.compile(r"oracle(?:gov)?cloud[0-9]*\.(?:com|uk|eu)")

LOOPBACK = "127.0.0.1"
"""Where the sample tenancy has its server."""


class NamedServer(NamedTuple):
    """What the name of a server says."""

    region: str = ""
    """Empty where it's no endpoint of Email Delivery."""
    code: str = ""
    """The finding about it; empty where it's in order."""
    endpoint: str = ""
    """The name that the endpoint of that region has."""
    guess: str = ""
    """A region with a name like it."""


def named_server(host: str) -> NamedServer:
    """What the name of a server says, by the regions of the OCI SDK."""
    import oci

    name = host.lower().rstrip(".")
    old = OLD_ENDPOINT.fullmatch(name)
    if old:
        return NamedServer(old[1], "endpoint-old")
    found = ENDPOINT.fullmatch(name)
    if not found or not REALM_DOMAIN.fullmatch(found[2]):
        return NamedServer("", "not-email-delivery")
    region, domain = found.groups()
    realm = oci.regions.REGION_REALMS.get(region)
    if realm is None:
        near = get_close_matches(region, oci.regions.REGION_REALMS, n=1, cutoff=0.8)
        return NamedServer(region, "region-unknown", guess=near[0] if near else "")
    usual = str(oci.regions.REALMS.get(realm, ""))
    if domain != usual:
        return NamedServer(region, "realm-differs", f"smtp.email.{region}.oci.{usual}")
    return NamedServer(region)


def trusted_servers(options: Options) -> frozenset[str]:
    """Servers that count as endpoints whatever their names: the one of `--smtp-endpoint`, and that of the demo."""
    host = options.smtp_endpoint.partition(":")[0]
    return frozenset(filter(None, (host, LOOPBACK if options.demo else "")))
