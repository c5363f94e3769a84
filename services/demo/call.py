"""One authenticated request, routed to the function that answers it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from services.demo.http import Request
from services.demo.people import Person
from services.demo.refusals import RefusalError, invalid, missing, not_found, stale_etag
from services.demo.store.domains import Domain
from services.demo.store.regions import Region
from services.demo.store.world import World
from services.demo.wire import GZIPPED, Json, etag


@dataclass(frozen=True)
class Call:
    """A request with all that its handler needs."""

    request: Request
    params: dict[str, str]
    """The decoded placeholders of the path."""
    caller: Person
    region: Region
    domain: Domain
    """The identity domain that is asked; the Default one for everything that is not SCIM."""
    world: World

    @property
    def region_key(self) -> str:
        """The region's key as the store has it, such as `iad`."""
        return self.region.key.lower()

    def query(self, name: str) -> str | None:
        """The query parameter of that name."""
        values = self.request.query.get(name)
        return values[0] if values else None

    def required(self, name: str) -> str:
        """The query parameter of that name.

        Raises:
            RefusalError: it was left out.
        """
        value = self.query(name)
        if not value:
            raise missing(name)
        return value

    def chosen(self, name: str, allowed: Iterable[str]) -> str | None:
        """The query parameter of that name, in upper case.

        Raises:
            RefusalError: it is none of the allowed values.
        """
        value = self.query(name)
        if value is not None and value.upper() not in allowed:
            raise invalid(f"Invalid value for {name}: {value}")
        return None if value is None else value.upper()

    def compartment(self) -> str:
        """The OCID in the query's `compartmentId`.

        Raises:
            RefusalError: it was left out, or there is no such compartment.
        """
        ocid = self.required("compartmentId")
        if not self.world.compartments.exists(ocid):
            raise not_found()
        return ocid

    def root_only(self) -> None:
        """Check that the query's `compartmentId` is the tenancy, where users and groups live.

        Raises:
            RefusalError: it was left out, or is another.
        """
        if self.compartment() != self.world.ocid:
            raise not_found()

    def body(self) -> Json:
        """The JSON object in the body.

        Raises:
            RefusalError: there is none.
        """
        try:
            data = json.loads(self.request.body)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise RefusalError(400, "CannotParseRequest", "The request body could not be parsed.")
        return data

    def text(self, name: str, *, empty_allowed: bool = False) -> str:
        """The text of that name in the body.

        Raises:
            RefusalError: it was left out, is empty, or is no text.
        """
        value = self.body().get(name)
        if value is None or (value == "" and not empty_allowed):
            raise missing(name)
        if not isinstance(value, str):
            raise invalid(f"{name} must be a string")
        return value

    def address_of(self, ocid: str) -> str:
        """The `location` of what a create of IAM made."""
        return f"http://{self.request.netloc}{self.request.path.rstrip('/')}/{ocid}"

    def check_etag(self, ocid: str, version: int) -> None:
        """Check the `if-match` header, where there is one.

        Raises:
            RefusalError: the thing has changed since.
        """
        expected = (self.request.headers.get("if-match") or "*").removesuffix(GZIPPED)
        if expected not in ("*", etag(ocid, version)):
            raise stale_etag(int(self.world.settings.stale_etag), ocid)
