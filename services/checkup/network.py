"""The way to OCI, and its clock."""

import socket
from collections.abc import Iterator, Mapping

from services.api.client import Wire
from services.api.error_mapping import ALLOWED_SKEW_SECONDS, skew_seconds
from services.api.session import Session
from services.api.transport_errors import without_password
from services.checkup.report import trouble
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.model.errors import UnreachableError
from services.model.values import Endpoint
from services.resources.email import endpoint

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")
CONNECT_SECONDS = 5.0
NEARLY_WRONG_SECONDS = 60
REJECTED = "OCI rejects requests if the clock is off by more than five minutes."


def check_network(session: Session, environ: Mapping[str, str]) -> Iterator[Check]:
    """Proxy, IAM, Email Delivery, the SMTP server, and what time it is there."""
    proxies = tuple(f"{name}={without_password(environ[name])}" for name in PROXIES if environ.get(name))
    if session.profile.proxy:
        proxies = (*proxies, f"proxy in the rc file of the OCI CLI: {without_password(session.profile.proxy)}")
    if proxies:
        yield Check("proxy", Finding.NOTE, "A proxy is set.", proxies)
    yield from _answers("identity", "IAM", session.identity())
    for check in _answers("email", "Email Delivery", session.email()):
        if check.code != "clock":
            yield check
    if session.mail_server is None:
        yield _mail_server(endpoint(session))


def _answers(code: str, name: str, wire: Wire) -> Iterator[Check]:
    try:
        headers = wire.greeting()
    except UnreachableError as error:
        yield trouble(f"network-{code}", f"Can't connect to {name}.", error)
        return
    yield Check(f"network-{code}", Finding.OK, f"{name} is reachable.", (wire.endpoint,))
    yield check_clock({key.lower(): value for key, value in headers.items()})


def check_clock(headers: Mapping[str, str]) -> Check:
    """Our clock against the Date of an answer; the names of its headers in lower case."""
    if "date" not in headers:
        return Check("clock", Finding.UNKNOWN, "The response from OCI has no date header.")
    skew = skew_seconds(headers)
    told = f"This machine's clock is {abs(skew)} seconds {'behind' if skew > 0 else 'ahead of'} OCI's."
    fix = Advice("Set the clock: run timedatectl set-ntp true.")
    if abs(skew) > ALLOWED_SKEW_SECONDS:
        return Check("clock", Finding.FAULT, f"{told} {REJECTED}", fix=fix)
    if abs(skew) > NEARLY_WRONG_SECONDS:
        return Check("clock", Finding.NOTE, f"{told} {REJECTED}", fix=fix)
    return Check("clock", Finding.OK, "This machine's clock matches OCI's.", (f"{abs(skew)} seconds apart",))


def _mail_server(server: Endpoint) -> Check:
    place = f"{server.host}:{server.port}"
    try:
        socket.create_connection((server.host, server.port), CONNECT_SECONDS).close()
    except OSError as error:
        fix = Advice("Only the test sign-in needs this connection. The machine that sends mail needs its own.")
        reason = error.strerror or type(error).__name__
        return Check("smtp", Finding.NOTE, "Can't connect to the SMTP server from here.", (place, reason), fix)
    return Check("smtp", Finding.OK, "The SMTP server is reachable.", (place,))
