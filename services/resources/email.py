"""Email Delivery's side of it: where mail is handed in."""

import re

import msgspec

from services.api.session import Session
from services.model.errors import OciSmtpError, UsageError
from services.model.values import Endpoint

IMPLICIT_TLS_PORT = 465
"""The port of Oracle's current page (Email/Tasks/configuresmtpconnection.htm); 587 with STARTTLS is the earlier one."""

SCHEME_PORTS = {"smtp": "587", "smtps": str(IMPLICIT_TLS_PORT)}

HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?")
PORT = re.compile(r"[0-9]{1,5}")


class _Configuration(msgspec.Struct, rename="camel"):
    smtp_submit_endpoint: str | None = None


def endpoint(session: Session) -> Endpoint:
    """The SMTP endpoint of the session's region: from the options, from OCI, or from the region's name."""
    asked = session.options.smtp_endpoint
    if asked:
        return parse_endpoint(asked)
    if session.mail_server:
        return session.mail_server.endpoint
    query = {"compartmentId": session.tenancy_ocid}
    try:
        found, _ = session.email().read(_Configuration, "/configuration", "reading the SMTP endpoint", query)
    except OciSmtpError:
        # Many people who can generate a credential can't read the email configuration.
        return _usual_endpoint(session.region)
    return named_endpoint(found.smtp_submit_endpoint or "") or _usual_endpoint(session.region)


def named_endpoint(text: str) -> Endpoint | None:
    """The endpoint that OCI names: a host, with a port or a scheme maybe; None if it's no host that can be reached.

    The host is documented as `smtp.email.<region>.oci.oraclecloud.com`, its form isn't.
    """
    scheme, _, rest = text.strip().rpartition("://")
    host, _, port = rest.rstrip("/").partition(":")
    if scheme and not port:
        port = SCHEME_PORTS.get(scheme.lower(), "")
    try:
        return parse_endpoint(f"{host.rstrip('.')}:{port}" if port else host.rstrip("."))
    except UsageError:
        return None


def parse_endpoint(text: str) -> Endpoint:
    """`HOST` or `HOST:PORT` as an endpoint: port 465 means implicit TLS, any other STARTTLS.

    Raises:
        UsageError: it is neither.
    """
    host, _, port = text.partition(":")
    if not HOST.fullmatch(host) or (port and not (PORT.fullmatch(port) and 0 < int(port) < 65536)):
        raise UsageError(f'"{text}" isn\'t HOST:PORT.', "For example: smtp.example.com:587.")
    return _secured(host, int(port or IMPLICIT_TLS_PORT))


def _usual_endpoint(region: str) -> Endpoint:
    import oci

    realm = oci.regions.REGION_REALMS.get(region, "oc1")
    domain = oci.regions.REALMS.get(realm, "oraclecloud.com")
    return _secured(f"smtp.email.{region}.oci.{domain}", IMPLICIT_TLS_PORT)


def _secured(host: str, port: int) -> Endpoint:
    return Endpoint(host, port, "TLS" if port == IMPLICIT_TLS_PORT else "STARTTLS")
