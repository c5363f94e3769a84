"""What may come instead of an answer: who says it, to which request of which command, and what a person is told."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from services.demo.http import Request, Response
from tests.tui.shell import NONE, ONE

IAM, PARTNERS = "iam", "Partners"

ID = {"opc-request-id": "A/B/C"}
JSON = {"content-type": "application/json"}
PAGE = {"content-type": "text/html; charset=utf-8"}
SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
MESSAGES = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
LOGIN = b"<html><form action='/login'>Sign in to the network</form></html>"


def says(code: str, message: str) -> tuple[dict[str, str], bytes]:
    """A rejection of one of OCI's services (API/References/apierrors.htm)."""
    return JSON | ID, json.dumps({"code": code, "message": message}).encode()


def domain_says(message_id: str, detail: str = "") -> tuple[dict[str, str], bytes]:
    """A rejection of an identity domain (RFC 7644, section 3.12), with Oracle's extension."""
    record = {"schemas": [SCIM_ERROR, MESSAGES], "status": "400", MESSAGES: {"messageId": message_id}}
    return JSON | ID, json.dumps(record | ({"detail": detail} if detail else {})).encode()


BODIES: dict[str, tuple[dict[str, str], bytes]] = {
    "OCI": says("InvalidParameter", "said by OCI"),
    "SCIM": domain_says("error.common.common.accessDenied", "said by the domain"),
    "message ID": domain_says("error.identity.smtpcredential.quota.limit.exceeded"),
    "limit": says("LimitExceeded", "The limit has been reached"),
    "page": (PAGE, LOGIN),
    "page with an ID": (PAGE | ID, LOGIN),
    "text": ({"content-type": "text/plain"}, b"no route"),
    "nothing": ({}, b""),
    "nothing of OCI": (ID, b""),
    "cut": (JSON | ID, b'[{"id": "ocid1.user.oc1..a", "na'),
    "gzip garbage": (JSON | ID | {"content-encoding": "gzip"}, b"\x1f\x8b not gzip"),
    "gzip": (
        JSON | ID | {"content-encoding": "gzip"},
        gzip.compress(b'{"code": "InvalidParameter", "message": "zip"}'),
    ),
    "error": says("NotAuthorizedOrNotFound", "an error that came as a success"),
    "SCIM error": domain_says("error.common.common.accessDenied", "an error that came as a success"),
    "not UTF-8": (JSON | ID, b"\xff\xfe\x00"),
    "null": (JSON | ID, b"null"),
    "{}": (JSON | ID, b"{}"),
    "number": (JSON | ID, b"1e999"),
    "huge": (JSON | ID, b"[" + b" " * 40_000_000),
    "deep": (JSON | ID, b"[" * 100_000),
}

USERS, SCIM_USERS = "/20160918/users", "/admin/v1/Users"
HELD, SCIM_HELD = "/20160918/users/*/smtpCredentials", "/admin/v1/SmtpCredentials"
ONE_HELD, ONE_SCIM_HELD = f"{HELD}/*", f"{SCIM_HELD}/*"
DOMAINS, REGIONS, GROUPS = "/20160918/domains", "*/regionSubscriptions", "/admin/v1/Groups"
PROXY, OCI = "A proxy, not OCI, responded with", "OCI"


@dataclass(frozen=True)
class Case:
    """One kind of answer to one request of one command."""

    command: str
    method: str
    path: str
    status: int
    body: str
    code: int
    told: tuple[str, ...] = ()
    """Each is on standard error."""
    kept: tuple[str, ...] = ()
    """Each is on standard output anyway."""
    server: str = IAM
    is_done: bool = False
    """Whether OCI carries the request out nevertheless."""

    def __str__(self) -> str:
        return f"{self.command}: {self.server} {self.method} {self.path} {self.status} {self.body}"

    def answer(self, request: Request, netloc: str, handle: Callable[[], Response]) -> Response:
        """What comes instead of the tenancy's answer, if it's that request; `netloc` is where its server is."""
        if request.netloc != netloc or request.method != self.method or not fnmatchcase(request.path, self.path):
            return handle()
        if self.is_done:
            handle()
        headers, body = BODIES[self.body]
        return Response(self.status, dict(headers), body)


LIST_CLASSIC, LIST_DOMAINS = "users --directory classic", "users --directory domains"
AUDIT, AUDIT_DOMAINS = "list --directory classic --output json", "list --directory domains --output json"
OF_ONE = f"list {ONE} --directory classic"
NEW, NEW_DOMAINS = f"generate {NONE} -d x --directory classic", f"generate {NONE} -d x --directory domains"


def reads() -> Iterator[Case]:
    """A list whose first page is no list: nothing is printed, and who answered is told."""
    refused = ((400, 1), (401, 4), (403, 4), (404, 4), (409, 1), (429, 1), (500, 1), (501, 1), (503, 1))
    for status, code in refused:
        yield Case(LIST_CLASSIC, "GET", USERS, status, "OCI", code, ("OCI", "listing the users", "A/B/C"))
    for status in (400, 401, 403, 404, 407, 429, 500, 502, 503, 504):
        yield Case(LIST_CLASSIC, "GET", USERS, status, "page", 1, (f"{PROXY} {status}",))
    for body in ("text", "nothing"):
        yield Case(LIST_CLASSIC, "GET", USERS, 403, body, 1, (f"{PROXY} 403",))
    yield Case(LIST_CLASSIC, "GET", USERS, 403, "nothing of OCI", 4, (OCI,))
    yield Case(LIST_CLASSIC, "GET", USERS, 400, "gzip", 1, ("OCI rejected", "zip"))
    for body in ("page", "page with an ID"):
        yield Case(LIST_CLASSIC, "GET", USERS, 200, body, 1, ("A proxy or a sign-in page, not OCI, responded",))
    for body in ("nothing", "cut", "gzip garbage", "error", "not UTF-8", "null", "{}", "number", "huge", "deep"):
        yield Case(LIST_CLASSIC, "GET", USERS, 200, body, 1, ("listing the users",))
    yield Case(LIST_CLASSIC, "GET", USERS, 204, "nothing", 1, ("listing the users",))


def one_domain() -> Iterator[Case]:
    """One domain that can't be read is named, and the other is shown."""
    for status, body in ((400, "SCIM"), (401, "SCIM"), (403, "SCIM"), (404, "OCI"), (500, "SCIM"), (503, "SCIM")):
        code = 4 if status in (401, 403, 404) else 1
        yield Case(LIST_DOMAINS, "GET", SCIM_USERS, status, body, code, ("Partners",), (ONE,), PARTNERS)
        code = 1
        yield Case(AUDIT_DOMAINS, "GET", "/admin/v1/*", status, body, code, ("Partners",), (ONE, "unread"), PARTNERS)
    for status, body in ((200, "{}"), (200, "null"), (200, "error"), (200, "SCIM error"), (200, "page"), (403, "page")):
        yield Case(LIST_DOMAINS, "GET", SCIM_USERS, status, body, 1, ("Partners",), (ONE,), PARTNERS)
        yield Case(AUDIT_DOMAINS, "GET", SCIM_HELD, status, body, 1, ("Partners",), (ONE, "unread"), PARTNERS)
    for status in (400, 401, 503):
        yield Case(AUDIT_DOMAINS, "GET", GROUPS, status, "SCIM", 1, ("administrators",), (ONE, "unread"), PARTNERS)


def one_user() -> Iterator[Case]:
    """A user who can't be read is named, and the others are shown."""
    for status, body in (
        (400, "OCI"),
        (401, "OCI"),
        (401, "SCIM"),
        (403, "OCI"),
        (403, "page"),
        (404, "OCI"),
        (500, "OCI"),
    ):
        yield Case(AUDIT, "GET", "*{two}/smtpCredentials", status, body, 1, ("billing.relay",), (ONE, "unread"))
    for body in ("cut", "{}", "error", "null", "page", "not UTF-8"):
        yield Case(AUDIT, "GET", "*{two}/smtpCredentials", 200, body, 1, ("billing.relay",), (ONE, "unread"))
    for status, body, code in ((400, "OCI", 1), (403, "OCI", 4), (403, "page", 1), (503, "OCI", 1), (200, "{}", 1)):
        yield Case(OF_ONE, "GET", HELD, status, body, code, (f"listing the credentials of {ONE}",))


def fallbacks() -> Iterator[Case]:
    """What only helps doesn't keep anything from working."""
    fallback = "Using IAM without identity domains"
    for status, body in ((400, "OCI"), (401, "OCI"), (403, "OCI"), (404, "OCI"), (501, "OCI")):
        yield Case("users --directory auto", "GET", DOMAINS, status, body, 0, (fallback,), (ONE,))
    for status, body in (
        (400, "OCI"),
        (401, "OCI"),
        (403, "page"),
        (404, "OCI"),
        (500, "OCI"),
        (200, "{}"),
        (200, "null"),
    ):
        yield Case(NEW, "GET", REGIONS, status, body, 0, (), ("password: ",))
    for status, body in ((400, "OCI"), (500, "OCI"), (200, "null"), (200, "page"), (403, "page")):
        yield Case(NEW, "GET", "*/configuration", status, body, 0, (), ("smtp_host: smtp.email.us-ashburn-1.oci",))


def creates() -> Iterator[Case]:
    """Only OCI's own rejection proves that nothing was created."""
    for status, code in ((400, 1), (401, 4), (403, 4), (404, 4), (409, 1), (412, 1), (429, 1)):
        yield Case(NEW, "POST", HELD, status, "OCI", code, ("OCI", "A/B/C"))
    yield Case(NEW, "POST", HELD, 400, "limit", 3, ("Credential limit",))
    yield Case(NEW_DOMAINS, "POST", "/admin/v1/*", 400, "message ID", 3, ("Credential limit",), (), "Default")
    yield Case(NEW_DOMAINS, "POST", "/admin/v1/*", 401, "SCIM", 4, ("said by the domain",), (), "Default")
    for status in (400, 401, 403, 404, 407, 409, 429, 502):
        yield Case(NEW, "POST", HELD, status, "page", 5, (f"{PROXY} {status}", "recover"))
    for status, body in ((500, "OCI"), (503, "OCI"), (403, "text"), (403, "nothing"), (403, "not UTF-8")):
        yield Case(NEW, "POST", HELD, status, body, 5, ("recover",))
    for body in ("page", "nothing", "cut", "gzip garbage", "error", "null", "{}", "not UTF-8", "huge", "deep"):
        yield Case(NEW, "POST", HELD, 200, body, 5, ("recover",), is_done=True)
    for status, body in ((204, "nothing"), (201, "{}"), (403, "page"), (500, "OCI"), (429, "page")):
        yield Case(NEW, "POST", HELD, status, body, 5, ("recover",), is_done=True)


def deletes() -> Iterator[Case]:
    """A deletion that no answer proves isn't told as done, nor as not done."""
    delete = f"revoke {ONE} {{credential}} --yes --directory classic"
    for status, code in ((400, 1), (401, 4), (403, 4), (404, 4), (409, 1), (429, 1)):
        yield Case(delete, "DELETE", ONE_HELD, status, "OCI", code, ("OCI", "deleting the credential"))
    for status in (401, 403, 404, 407, 502):
        yield Case(delete, "DELETE", ONE_HELD, status, "page", 5, (f"{PROXY} {status}",))
    for status, body in ((500, "OCI"), (503, "nothing"), (200, "page")):
        yield Case(delete, "DELETE", ONE_HELD, status, body, 5, ("might have succeeded",))
    yield Case(delete, "DELETE", ONE_HELD, 404, "OCI", 0, ("Deleted",), is_done=True)
    yield Case(delete, "DELETE", ONE_HELD, 204, "nothing", 0, ("Deleted",), is_done=True)


CASES = [*reads(), *one_domain(), *one_user(), *fallbacks(), *creates(), *deletes()]
