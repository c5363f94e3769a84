"""Lists and single resources as SCIM answers them: paging by index, sorting, and only the attributes asked for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from services.demo.call import Call
from services.demo.http import Response
from services.demo.scim.filters import Test, parse
from services.demo.scim.paths import only, values_at
from services.demo.scim.refusals import invalid
from services.demo.scim.schemas import LIST_RESPONSE
from services.demo.wire import Json, answer

DEFAULT_COUNT = 50
CREATED = 201
MAX_COUNT = 1000
"""Most that one page has (docs.oracle.com, Identity/api-getstarted/Paginate.htm)."""


@dataclass(frozen=True)
class Kind:
    """A type of resource: what may be filtered and sorted by (in lower case), and what is returned when."""

    searchable: Collection[str]
    always: Collection[str] = ("id",)
    on_request: Collection[str] = ()
    never: Collection[str] = ()


@dataclass(frozen=True)
class ListQuery:
    """What a list request asks for. `start` counts from 1."""

    start: int
    count: int
    test: Test | None
    sort_by: str
    descending: bool


def list_query(call: Call, kind: Kind) -> ListQuery:
    """Read the request's query.

    Raises:
        ScimRefusalError: it cannot be meant.
    """
    text, sort_by = call.query("filter"), call.query("sortBy") or ""
    order = (call.query("sortOrder") or "ASCENDING").upper()
    if order not in ("ASCENDING", "DESCENDING"):
        raise invalid(f"sortOrder cannot be {order}")
    if sort_by and sort_by.lower() not in kind.searchable:
        raise invalid(f"sortBy cannot be {sort_by}")
    test = parse(text, kind.searchable) if text else None
    start, count = _number(call, "startIndex", 1), _number(call, "count", DEFAULT_COUNT)
    return ListQuery(max(start, 1), min(max(count, 0), MAX_COUNT), test, sort_by, order == "DESCENDING")


def page_of(call: Call, kind: Kind, query: ListQuery, resources: Iterable[Json]) -> Response:
    """The page of the resources that pass the filter, in the order asked for."""
    found = [resource for resource in resources if query.test is None or query.test(resource)]
    if query.sort_by:
        found.sort(key=lambda resource: _sort_key(resource, query.sort_by), reverse=query.descending)
    return page(call, kind, query, islice(found, query.start - 1, query.start - 1 + query.count), len(found))


def page(call: Call, kind: Kind, query: ListQuery, resources: Iterable[Json], total: int) -> Response:
    """The page that has these resources, of so many altogether."""
    rows = [_shown(call, kind, resource) for resource in resources]
    body = {
        "schemas": [LIST_RESPONSE],
        "totalResults": total,
        "Resources": rows,
        "startIndex": query.start,
        "itemsPerPage": query.count,
    }
    return answer(body)


def one(call: Call, kind: Kind, resource: Json, status: int = 200) -> Response:
    """A single resource. That of a create says where it is (Identity/api-getstarted/StatusCodes.htm)."""
    about = resource.get("meta") or {}
    headers = {"etag": about["version"]} if "version" in about else {}
    if status == CREATED:
        headers["location"] = about["location"]
    return answer(_shown(call, kind, resource), status, headers)


def _shown(call: Call, kind: Kind, resource: Json) -> Json:
    asked = call.query("attributes")
    has = {name: value for name, value in resource.items() if value is not None and name not in kind.never}
    if asked:
        return only(has, asked.split(","), kind.always)
    if (call.query("attributeSets") or "").lower() == "all":
        return has
    return {name: value for name, value in has.items() if name not in kind.on_request}


def _number(call: Call, name: str, usual: int) -> int:
    text = call.query(name)
    if text is None:
        return usual
    try:
        return int(text)
    except ValueError:
        raise invalid(f"{name} must be a number") from None


def _sort_key(resource: Json, path: str) -> str:
    return next((str(value).casefold() for value in values_at(resource, path) if value is not None), "")
