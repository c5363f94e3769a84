"""Identity domains: their SCIM API."""

from collections.abc import Callable
from typing import Any

from services.demo.http import Headers, Request
from services.demo.scim.credential_limit import FORMS
from services.demo.scim.schemas import ERROR_MORE, PATCH, SEARCH_REQUEST, SELF_CHANGE, SMTP_CREDENTIAL, USER_STATE
from services.demo.settings import LimitError
from tests.services.demo.evidence.row import Bench, Row
from tests.services.demo.evidence.words import keys, named

_USERS = "/admin/v1/Users"
_CREDENTIALS = "/admin/v1/SmtpCredentials"
_MINE = "/admin/v1/MySmtpCredentials"
_ONE, _TWO, _PLAIN = "newsletter.sender", "billing.relay", "helpdesk.agent"
_SELF = f"{SELF_CHANGE}:allowSelfChange"


def _create(bench: Bench, owner: str = _ONE, **more: Any) -> Any:
    user = {"ocid": bench.tenancy.user_ocid(owner)}
    body = {"schemas": [SMTP_CREDENTIAL], "description": "made for the table", "user": user, **more}
    return bench.ask("POST", _CREDENTIALS, body)


def _error(answer: Any) -> str:
    error = answer.json()
    message_id = error.get(ERROR_MORE, {}).get("messageId", "no messageId")
    return f"{answer.status_code} {message_id}"


def _created(bench: Bench) -> str:
    answer = _create(bench)
    return f"{answer.status_code}: {keys(answer)}"


def _location(bench: Bench) -> str:
    answer = _create(bench)
    is_there = answer.headers.get("location") == answer.json()["meta"]["location"]
    return named(Location=is_there, ETag=answer.headers.get("etag") == answer.json()["meta"]["version"])


def _user(bench: Bench) -> str:
    return keys(bench.ask("GET", f"{_USERS}/{bench.tenancy.admin_ocid}"))


def _nulls(bench: Bench) -> str:
    answers = [bench.ask("GET", path).text for path in (_USERS, _CREDENTIALS, "/admin/v1/Groups", "/admin/v1/Me")]
    return "omitted" if not any("null" in text for text in answers) else "there"


def _page(bench: Bench) -> str:
    page = bench.ask("GET", f"{_USERS}?startIndex=51&count=50").json()
    return f"itemsPerPage {page['itemsPerPage']} of a page with {len(page['Resources'])} rows"


def _state(bench: Bench) -> str:
    state = bench.ask("GET", f"{_USERS}/{bench.tenancy.user_ocid(_ONE)}").json().get(USER_STATE, {})
    return named(locked="locked" in state)


def _request_id(bench: Bench) -> str:
    answer = bench.ask("GET", _USERS, headers={"opc-request-id": "A"})
    return f"{answer.headers['opc-request-id'].count('/') + 1} parts"


def _home_url(bench: Bench) -> str:
    found = bench.ask("GET", f"/20160918/domains?compartmentId={bench.tenancy.ocid}").json()[0]
    name = found["url"].removeprefix("https://").partition(".")[0]
    return (
        str(found["homeRegionUrl"])
        .replace(name, "idcs-NAME")
        .replace(found["homeRegion"], "REGION")
        .replace(found["homeRegion"].rpartition("-")[0], "PLACE")
    )


def _moved(bench: Bench) -> str:
    bench.tenancy.settings.domain_moved = "308"
    domain = bench.tenancy.world.domains[0]
    answer = bench.tenancy.handle(Request("GET", "/admin/v1/Me", Headers({"host": domain.netloc})))
    leads_home = answer.headers["location"].startswith(domain.home_url)
    return f"{answer.status} to {'its homeRegionUrl' if leads_home else 'elsewhere'}"


def _no_role(bench: Bench) -> str:
    return _error(bench.ask("GET", _USERS, user=_PLAIN))


def _missing(bench: Bench) -> str:
    answer = bench.ask("POST", _CREDENTIALS, {"schemas": [SMTP_CREDENTIAL]})
    return f"{_error(answer)}: {answer.json()['detail']}"


def _too_long(bench: Bench) -> str:
    return _error(_create(bench, user={"value": bench.tenancy.user_ocid(_ONE)}))


def _no_reference(bench: Bench) -> str:
    answer = _create(bench, user={"ocid": "ocid1.user.oc1..none"})
    return f"{_error(answer)}: {answer.json()['detail'].replace('ocid1.user.oc1..none', 'ID')}"


def _self_changes(bench: Bench) -> str:
    """Each of the three, without and with the attribute."""
    me = "demo.administrator"
    without = [_create(bench, me)]
    made = _create(bench, me, **{_SELF: True})
    path = f"{_CREDENTIALS}/{made.json()['id']}"
    change = {"op": "replace", "path": "description", "value": "x"}
    means_it = {"op": "add", "path": _SELF, "value": True}
    without.append(bench.ask("PATCH", path, {"schemas": [PATCH], "Operations": [change]}))
    patched = bench.ask("PATCH", path, {"schemas": [PATCH], "Operations": [change, means_it]})
    without.append(bench.ask("DELETE", path))
    deleted = bench.ask("DELETE", f"{path}?allowSelfChange=true")
    done = [made.status_code == 201, patched.status_code == 200, deleted.status_code == 204]
    needed = [answer.status_code >= 400 for answer in without]
    return named(create=needed[0] and done[0], PATCH=needed[1] and done[1], DELETE=needed[2] and done[2])


def _search(bench: Bench) -> str:
    _create(bench, status="INACTIVE")
    body = {"schemas": [SEARCH_REQUEST], "filter": 'status eq "INACTIVE"', "count": 5}
    rows = bench.ask("POST", f"{_CREDENTIALS}/.search", body).json()["Resources"]
    is_told = any("status" in row for row in rows)
    return f"{len(rows)} found by status, which is {'returned' if is_told else 'not returned'}"


def _stale(bench: Bench) -> str:
    path = f"{_CREDENTIALS}/{_create(bench).json()['id']}"
    return " or ".join(
        str(_with(bench, stale_etag=status).ask("DELETE", path, headers={"if-match": "stale"}).status_code)
        for status in ("409", "412")
    )


def _with(bench: Bench, **settings: object) -> Bench:
    for name, value in settings.items():
        setattr(bench.tenancy.settings, name, value)
    return bench


def _my_password(bench: Bench) -> str:
    body = {"schemas": [SMTP_CREDENTIAL], "description": "mine"}
    found = ["password" in _with(bench, my_password=on).ask("POST", _MINE, body).json() for on in (True, False)]
    return "with or without" if found == [True, False] else f"{found}"


def _limit(form: LimitError) -> Callable[[Bench], str]:
    def ask(bench: Bench) -> str:
        answer = _create(_with(bench, limit_error=form), _TWO)
        return f"{_error(answer)}: {answer.json()['detail']}"

    return ask


ROWS: tuple[Row, ...] = (
    Row(
        "create an SMTP credential",
        "201: compartmentOcid, description, domainOcid, id, idcsCreatedBy, idcsLastModifiedBy, meta, ocid, password, "
        "schemas, tenancyOcid, user, userName",
        ("D", "T"),
        _created,
    ),
    Row("headers of a create", "Location, ETag", ("D",), _location),
    Row(
        "a user",
        "active, compartmentOcid, description, displayName, domainOcid, emails, id, idcsCreatedBy, idcsLastModifiedBy, "
        "meta, name, ocid, schemas, tenancyOcid, urn:ietf:params:scim:schemas:oracle:idcs:extension:capabilities:User, "
        "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User, "
        "urn:ietf:params:scim:schemas:oracle:idcs:extension:userState:User, userName",
        ("D",),
        _user,
    ),
    Row("what has no value", "omitted", ("D",), _nulls),
    Row("the last page of a list of 60", "itemsPerPage 50 of a page with 10 rows", ("D",), _page),
    Row("`userState` without being asked for", "locked", ("D",), _state),
    Row("`opc-request-id`", "2 parts", ("N",), _request_id),
    Row(
        "`homeRegionUrl`",
        "https://idcs-NAME.PLACE-idcs-1.identity.REGION.oci.oraclecloud.com:443",
        ("D", "N"),
        _home_url,
    ),
    Row("a domain that moved", "308 to its homeRegionUrl", ("D",), _moved),
    Row("a caller without the role", "401 error.common.common.accessDenied", ("N", "D"), _no_role),
    Row(
        "a missing attribute",
        "400 error.common.validation.missingReqAttributes: Missing required attribute(s): user.",
        ("D",),
        _missing,
    ),
    Row("an OCID as `user.value`", "400 error.common.validation.stringExceedsMaxLimit", ("N",), _too_long),
    Row(
        "a user who doesn't exist",
        "400 error.common.validation.invalidReferenceResource: SmtpCredential.user references a User with ID ID that "
        "does not exist.",
        ("D",),
        _no_reference,
    ),
    Row("changes of your own that need `allowSelfChange`", "create, PATCH, DELETE", ("D",), _self_changes),
    Row("`POST /.search`", "1 found by status, which is not returned", ("D",), _search),
    Row("stale etag", "409 or 412", ("D",), _stale),
    Row("password in the answer of `MySmtpCredentials`", "unknown", ("?",), _my_password, differs="`my_password`"),
    *(
        Row(f"a third SMTP credential, {form}", "unknown", ("?",), _limit(form), differs=f"`limit_error={form}`")
        for form in FORMS
    ),
)
