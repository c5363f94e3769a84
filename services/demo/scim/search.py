"""Lists asked for by POST (RFC 7644, section 3.4.3): what the query of a GET has is in the body."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from services.demo.call import Call
from services.demo.http import Response
from services.demo.scim.credentials import list_smtp_credentials
from services.demo.scim.groups import list_groups
from services.demo.scim.refusals import invalid
from services.demo.scim.schemas import SEARCH_REQUEST
from services.demo.scim.users import list_users

_NAMES = ("attributes", "attributeSets", "filter", "sortBy", "sortOrder", "startIndex", "count")


def _as_list(call: Call) -> Call:
    body = call.body()
    if body.get("schemas") != [SEARCH_REQUEST]:
        raise invalid(f"The schemas must be {SEARCH_REQUEST}.")
    query = {name: _text(body[name]) for name in _NAMES if body.get(name) is not None}
    target = f"{call.request.path}?{urlencode(query)}"
    return replace(call, request=replace(call.request, method="GET", target=target))


def _text(value: object) -> str:
    several = isinstance(value, Iterable) and not isinstance(value, str)
    return ",".join(map(str, value)) if several else str(value)  # type: ignore[call-overload]  # it is iterable then


def search_users(call: Call) -> Response:
    """POST /admin/v1/Users/.search."""
    return list_users(_as_list(call))


def search_groups(call: Call) -> Response:
    """POST /admin/v1/Groups/.search."""
    return list_groups(_as_list(call))


def search_smtp_credentials(call: Call) -> Response:
    """POST /admin/v1/SmtpCredentials/.search."""
    return list_smtp_credentials(_as_list(call))
