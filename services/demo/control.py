"""The control routes of the served tenancy, under `/demo/`: unsigned, for tests in other processes."""

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import get_args

from services.demo.colleague import Act
from services.demo.faults import Rule
from services.demo.http import Request, Response
from services.demo.settings import Expiry, LimitError, Mode, NoDomains, Settings
from services.demo.tenancy import Tenancy
from services.demo.wire import Json, answer, refusal, timestamp

PREFIX = "/demo/"
_LOOPBACK_HOSTS = ("127.0.0.1", "localhost")
_CHOICES = {
    "expiry": get_args(Expiry),
    "limit_error": get_args(LimitError),
    "mode": get_args(Mode),
    "no_domains": get_args(NoDomains),
}
_SWITCHES = {field.name for field in fields(Settings)} - {"clock_tolerance"}


def control(tenancy: Tenancy, request: Request) -> Response:
    """Answer a control request.

    A web page that a browser loaded from elsewhere must not reach these routes by a name of its own for loopback, so
    only the usual names of loopback are served.
    """
    if request.host not in _LOOPBACK_HOSTS:
        return refusal(403, "NotAllowed", "Only on loopback")
    act = _ROUTES.get((request.method, request.path))
    if act is None:
        return refusal(404, "NotFound", f"There are {', '.join(' '.join(route) for route in _ROUTES)}")
    try:
        return answer(act(tenancy, request))
    except (TypeError, ValueError) as error:
        return refusal(400, "InvalidParameter", str(error))


def _body(request: Request) -> Json:
    data = json.loads(request.body or b"{}")
    if not isinstance(data, dict):
        raise ValueError("the body must be a JSON object")
    return data


def _add_fault(tenancy: Tenancy, request: Request) -> object:
    tenancy.faults.append(Rule(**_body(request)))
    return _faults(tenancy, request)


def _faults(tenancy: Tenancy, _: Request) -> object:
    return [asdict(rule) for rule in tenancy.faults]


def _clear_faults(tenancy: Tenancy, request: Request) -> object:
    tenancy.faults.clear()
    return _faults(tenancy, request)


def _log(tenancy: Tenancy, _: Request) -> object:
    return [asdict(entry) for entry in list(tenancy.request_log)]


def _credentials(tenancy: Tenancy, request: Request) -> object:
    """The credentials of the user in the query, or all that were listed or created so far; with their passwords."""
    wanted = request.query.get("user")
    return [
        {
            "id": credential.ocid,
            "user": credential.owner.ocid,
            "username": credential.user_name,
            "password": credential.password,
            "description": credential.description,
            "created": timestamp(credential.created),
        }
        for credential in tenancy.credentials(wanted[0] if wanted else None)
    ]


def _colleague(tenancy: Tenancy, request: Request) -> object:
    """Let the colleague do something; see `services.demo.colleague.Act`."""
    act = Act(**_body(request))
    tenancy.colleague.do(act)
    return asdict(act)


def _configure(tenancy: Tenancy, request: Request) -> object:
    """Set `latency` and `latencies` (seconds), and any of the tenancy's settings."""
    for name, value in _body(request).items():
        if name == "latency":
            tenancy.latency = float(value)
        elif name == "latencies":
            tenancy.latencies = {str(operation): float(seconds) for operation, seconds in dict(value).items()}
        elif name not in _SWITCHES or value not in _CHOICES.get(name, (value,)):
            raise ValueError(f"{name} cannot be set to that")
        else:
            setattr(tenancy.settings, name, value)
    return {"latency": tenancy.latency, **{name: getattr(tenancy.settings, name) for name in sorted(_SWITCHES)}}


_ROUTES: dict[tuple[str, str], Callable[[Tenancy, Request], object]] = {
    ("GET", f"{PREFIX}faults"): _faults,
    ("POST", f"{PREFIX}faults"): _add_fault,
    ("DELETE", f"{PREFIX}faults"): _clear_faults,
    ("GET", f"{PREFIX}log"): _log,
    ("GET", f"{PREFIX}credentials"): _credentials,
    ("POST", f"{PREFIX}colleague"): _colleague,
    ("POST", f"{PREFIX}config"): _configure,
}
