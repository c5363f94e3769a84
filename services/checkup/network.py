"""The way to OCI, and its clock."""

import socket
from collections.abc import Iterator, Mapping

from services.api.client import Wire
from services.api.error_mapping import ALLOWED_SKEW_SECONDS, skew_seconds
from services.api.session import Session
from services.checkup.report import trouble
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.model.errors import UnreachableError
from services.model.values import Endpoint
from services.resources.email import endpoint

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")
CONNECT_SECONDS = 5.0
NEARLY_WRONG_SECONDS = 60


def check_network(session: Session, environ: Mapping[str, str]) -> Iterator[Check]:
    """Proxy, IAM, Email Delivery, the SMTP server, and what time it is there."""
    proxies = tuple(name for name in PROXIES if environ.get(name))
    if proxies:
        yield Check("proxy", Finding.NOTE, f"A proxy is set: {', '.join(proxies)}.")
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
        yield trouble(f"network-{code}", f"{name} cannot be reached.", error)
        return
    yield Check(f"network-{code}", Finding.OK, f"{name} answers.", (wire.endpoint,))
    yield check_clock({key.lower(): value for key, value in headers.items()})


def check_clock(headers: Mapping[str, str]) -> Check:
    """Our clock against the Date of an answer; the names of its headers in lower case."""
    if "date" not in headers:
        return Check("clock", Finding.UNKNOWN, "OCI's answer has no date.")
    skew = skew_seconds(headers)
    told = f"This machine's clock is {abs(skew)} seconds {'behind' if skew > 0 else 'ahead of'} OCI's."
    fix = Advice("Set the clock: timedatectl set-ntp true")
    if abs(skew) > ALLOWED_SKEW_SECONDS:
        return Check("clock", Finding.FAULT, f"{told} More than five minutes are refused.", fix=fix)
    if abs(skew) > NEARLY_WRONG_SECONDS:
        return Check("clock", Finding.NOTE, f"{told} More than five minutes would be refused.", fix=fix)
    return Check("clock", Finding.OK, "This machine's clock agrees with OCI's.", (f"{abs(skew)} seconds apart",))


def _mail_server(server: Endpoint) -> Check:
    place = f"{server.host}:{server.port}"
    try:
        socket.create_connection((server.host, server.port), CONNECT_SECONDS).close()
    except OSError as error:
        fix = Advice("Only the test login needs it here; the machine that sends needs it there.")
        reason = error.strerror or type(error).__name__
        return Check("smtp", Finding.NOTE, "The SMTP server cannot be reached from here.", (place, reason), fix)
    return Check("smtp", Finding.OK, "The SMTP server takes connections.", (place,))
