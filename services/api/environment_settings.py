"""Proxies and CA bundles that the environment names: found once for each host that a session talks to.

The SDK's HTTP library goes through the whole environment twice for each request: about as long as signing it takes.
"""

from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from oci._vendor.requests.sessions import Session


def remember_environment() -> None:
    """Set it for the process; more than once is as good as once."""
    if Session.merge_environment_settings is not _remembered:
        Session.merge_environment_settings = _remembered


_found_anew = Session.merge_environment_settings
_FOUND: "WeakKeyDictionary[Any, dict[tuple[object, ...], dict[str, Any]]]" = WeakKeyDictionary()
"""For each session: what was found for a scheme and host with these settings. A session is used in one thread."""


def _remembered(self: Any, url: str, proxies: Any, stream: Any, verify: Any, cert: Any) -> dict[str, Any]:
    """In place of `Session.merge_environment_settings`."""
    if proxies:  # those of one request; we send none
        return dict(_found_anew(self, url, proxies, stream, verify, cert))
    address = urlsplit(url)
    asked = (address.scheme, address.netloc, stream, verify, cert, self.verify)
    found = _FOUND.setdefault(self, {})
    if asked not in found:
        found[asked] = _found_anew(self, url, {}, stream, verify, cert)
    return {**found[asked], "proxies": dict(found[asked]["proxies"])}
