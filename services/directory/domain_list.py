"""The identity domains of the tenancy, which live in its compartments."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec

from services.api.answer import Id
from services.api.list_ends import as_far_as_readable
from services.api.pagination import pages
from services.api.session import Session
from services.model.errors import BusyError, NotAuthorizedError, OciSmtpError, UnreachableError

CONCURRENCY = 8
"""Compartments asked at once: IAM publishes no rate limit, and eight have not been seen to meet one."""

PASSING = (BusyError, UnreachableError)
"""Errors after which it's worth looking again."""

T = TypeVar("T")


class IdentityDomain(msgspec.Struct, frozen=True):
    """An identity domain; `url` is where its SCIM API is, and `home_url` where it is in its home region."""

    ocid: str
    name: str
    url: str
    is_default: bool = False
    home_url: str = ""


class _Domain(msgspec.Struct, rename="camel"):
    id: Id
    display_name: str
    url: str
    home_region_url: str | None = None
    type: str = ""
    lifecycle_state: str = "ACTIVE"


class _Compartment(msgspec.Struct, rename="camel"):
    id: Id
    lifecycle_state: str = "ACTIVE"


class DomainList:
    """The tenancy's domains, each asked for once. Safe for threads.

    The Default domain is in the root compartment, which is one request; the others are looked for in every compartment,
    which in a large tenancy takes seconds, and only when they are needed.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._in_root: list[IdentityDomain] | None = None
        self._elsewhere: list[IdentityDomain] | None = None
        self._root_lacks: list[OciSmtpError] = []
        self._others_lack: list[OciSmtpError] = []

    def __iter__(self) -> Iterator[IdentityDomain]:
        """Those of the root compartment at once, then the others by name, and then `unread` says what is missing.

        Raises:
            OciSmtpError: those of the root compartment could not be looked for.
        """
        yield from self.in_root()
        yield from self._others()

    @property
    def unread(self) -> list[OciSmtpError]:
        """Why there might be other domains: places that could not be looked into."""
        return [*self._root_lacks, *self._others_lack]

    def in_root(self) -> list[IdentityDomain]:
        """The domains in the root compartment, the Default one first.

        Raises:
            NotAuthorizedError: the tenancy has none, or they are not for this user to see; OCI does not tell which.
            OciSmtpError: no answer.
        """
        with self._lock:
            if self._in_root is None:
                self._root_lacks = []
                found = self._in(self._session.tenancy_ocid, self._root_lacks)
                self._in_root = sorted(found, key=lambda domain: (not domain.is_default, domain.name.casefold()))
            return self._in_root

    def _others(self) -> list[IdentityDomain]:
        known = {domain.ocid for domain in self.in_root()}
        with self._lock:
            if self._elsewhere is None:
                self._others_lack = []
                swept = {domain.ocid: domain for domain in self._sweep() if domain.ocid not in known}
                found = sorted(swept.values(), key=lambda domain: domain.name.casefold())
                if any(isinstance(error, PASSING) for error in self._others_lack):
                    return found
                self._elsewhere = found
            return self._elsewhere

    def _sweep(self) -> list[IdentityDomain]:
        compartments = self._compartments()
        if not compartments:
            return []
        with ThreadPoolExecutor(min(CONCURRENCY, len(compartments))) as pool:
            found = pool.map(self._in_if_allowed, compartments)
            return [domain for domains in found for domain in domains]

    def _in_if_allowed(self, compartment: str) -> list[IdentityDomain]:
        try:
            return self._in(compartment, self._others_lack)
        except NotAuthorizedError:
            return []
        except OciSmtpError as error:
            self._others_lack.append(error)
            return []

    def _in(self, compartment: str, lacks: list[OciSmtpError]) -> list[IdentityDomain]:
        query = {"compartmentId": compartment, "lifecycleState": "ACTIVE"}
        found = self._all(_Domain, "/domains", "listing the identity domains", query, lacks)
        return [
            IdentityDomain(
                item.id, item.display_name or item.id, item.url, item.type == "DEFAULT", item.home_region_url or ""
            )
            for item in found
            if item.lifecycle_state == "ACTIVE"
        ]

    def _compartments(self) -> list[str]:
        """The compartments that this user has any access to."""
        query = {
            "compartmentId": self._session.tenancy_ocid,
            "compartmentIdInSubtree": "true",
            "accessLevel": "ACCESSIBLE",
            "lifecycleState": "ACTIVE",
        }
        try:
            found = self._all(_Compartment, "/compartments", "listing the compartments", query, self._others_lack)
        except NotAuthorizedError:
            return []
        except OciSmtpError as error:
            self._others_lack.append(error)
            return []
        return [item.id for item in found if item.lifecycle_state == "ACTIVE"]

    def _all(self, kind: type[T], path: str, doing: str, query: dict[str, str], lacks: list[OciSmtpError]) -> list[T]:
        """The items of every page as far as they can be read; why those aren't all goes into `lacks`."""
        found, lacking = as_far_as_readable(pages(self._session.identity, kind, path, doing, query))
        if lacking:
            lacks.append(lacking)
        return found
