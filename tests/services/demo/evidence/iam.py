"""IAM without identity domains."""

import re
from typing import Any
from urllib.parse import quote

from services.demo.operation import IDENTITY, KMS
from tests.services.demo.evidence.row import Bench, Row
from tests.services.demo.evidence.words import keys, named, refusal

_USERS, _GROUPS, _POLICIES = f"{IDENTITY}/users", f"{IDENTITY}/groups", f"{IDENTITY}/policies"
_COMPARTMENTS, _MEMBERSHIPS = f"{IDENTITY}/compartments", f"{IDENTITY}/userGroupMemberships"
_VAULT_HOST = "kms.us-ashburn-1.oraclecloud.com"
_NEW = {"description": "made for the table"}


def _credentials(bench: Bench, name: str = "newsletter.sender") -> str:
    return f"{_USERS}/{bench.tenancy.user_ocid(name)}/smtpCredentials"


def _of_tenancy(bench: Bench, path: str, query: str = "") -> str:
    return f"{path}?compartmentId={bench.tenancy.ocid}{query}"


def _create(bench: Bench) -> Any:
    return bench.ask("POST", _credentials(bench), _NEW)


def _created(bench: Bench) -> str:
    answer = _create(bench)
    return f"{answer.status_code}, {named(ETag='etag' in answer.headers)}: {keys(answer)}"


def _values(bench: Bench) -> str:
    made = _create(bench).json()
    milliseconds = re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", made["timeCreated"]) is not None
    return f"{made['lifecycleState']}, password of {len(made['password'])} characters, " + named(
        time_in_ms=milliseconds
    )


def _user_name(bench: Bench) -> str:
    endings = set()
    for _ in range(80):
        made = _create(bench).json()
        endings.add(made["username"].removeprefix(f"{made['userId']}@{made['compartmentId']}."))
        bench.ask("DELETE", f"{_credentials(bench)}/{made['id']}")
    digits = any(re.search(r"\d", ending) for ending in endings)
    good = all(re.fullmatch(r"[a-z0-9]{2}\.com", ending) for ending in endings)
    return named(user_OCID_at_tenancy_OCID=good, two_letters_or_digits_and_com=good and digits)


def _updated(bench: Bench) -> str:
    answer = bench.ask("PUT", f"{_credentials(bench)}/{_create(bench).json()['id']}", {"description": "other"})
    return f"{answer.status_code}, {named(ETag='etag' in answer.headers)}: {keys(answer)}"


def _listed(bench: Bench) -> str:
    bench.tenancy.settings.indented = True
    answer = bench.ask("GET", _credentials(bench))
    return f"{answer.status_code}: `{answer.text}`, {_headers_of_paging(answer)}"


def _deleted(bench: Bench) -> str:
    answer = bench.ask("DELETE", f"{_credentials(bench)}/{_create(bench).json()['id']}")
    return f"{answer.status_code}, {len(answer.content)} bytes"


def _headers_of_paging(answer: Any) -> str:
    present = {name: name in answer.headers for name in ("opc-limit", "opc-next-page")}
    return ", ".join(name for name, there in present.items() if there) or "no header of paging"


def _pages(bench: Bench, path: str, host: str = "") -> str:
    """How the pages of a list follow one another, with a limit that its last page doesn't reach."""
    told, page = [], ""
    while True:
        answer = bench.ask("GET", f"{path}&limit=1000{page}", host=host)
        rows, token = answer.json(), answer.headers.get("opc-next-page")
        told.append(f"{'rows' if rows else 'no rows'} ({_headers_of_paging(answer)})")
        if not token:
            return "; ".join(told)
        page = f"&page={quote(token)}"


def _vaults(bench: Bench) -> str:
    vault = next(iter(bench.tenancy.world.vaults))
    return _pages(bench, f"{KMS}/vaults?compartmentId={vault.compartment}", _VAULT_HOST)


def _members(bench: Bench, *, of_group: bool, of_user: bool) -> str:
    group, user = bench.tenancy.world.groups.named("MailSenders"), bench.tenancy.user_ocid("shop.mailer")
    assert group is not None
    query = (f"&groupId={group.ocid}" if of_group else "") + (f"&userId={user}" if of_user else "")
    return _pages(bench, _of_tenancy(bench, _MEMBERSHIPS, query))


_NO_MORE_ROWS = "rows (opc-limit, opc-next-page); no rows (opc-limit)"


def _in_all_pages(path: str) -> Row:
    name = path.rpartition("/")[2]
    return Row(f"pages of {name}", _NO_MORE_ROWS, ("R",), lambda bench: _pages(bench, _of_tenancy(bench, path)))


def _user_row(bench: Bench) -> str:
    answer = bench.ask("GET", f"{_USERS}/{bench.tenancy.user_ocid('shop.mailer')}")
    return f"{keys(answer)}; identityProviderId {answer.json()['identityProviderId'] or 'null'}"


def _stale(bench: Bench) -> str:
    policy = next(iter(bench.tenancy.world.policies)).ocid
    answer = bench.ask("PUT", f"{_POLICIES}/{policy}", {"description": "x"}, headers={"if-match": "outdated"})
    return refusal(answer)


def _too_long(bench: Bench) -> str:
    return refusal(bench.ask("POST", _credentials(bench), {"description": "x" * 401}))


def _missing(bench: Bench) -> str:
    return refusal(bench.ask("GET", f"{_USERS}?limit=1"))


def _elsewhere(bench: Bench) -> str:
    return refusal(bench.ask("POST", _credentials(bench), _NEW, host="identity.eu-frankfurt-1.oci.oraclecloud.com"))


def _without_domains(bench: Bench) -> str:
    bench.tenancy.settings.mode = "classic"
    return refusal(bench.ask("GET", _of_tenancy(bench, f"{IDENTITY}/domains")))


def _location(bench: Bench) -> str:
    body = {"compartmentId": bench.tenancy.ocid, "name": "made.for.the.table", **_NEW}
    answer = bench.ask("POST", _USERS, body)
    same = answer.headers["location"].endswith(f"{_USERS}/{answer.json()['id']}")
    return f"{answer.status_code}, {named(ETag='etag' in answer.headers, Location=same)}"


def _request_id(bench: Bench) -> str:
    answer = bench.ask("GET", f"{_USERS}/{bench.tenancy.admin_ocid}", headers={"opc-request-id": "OURS"})
    first, *others = answer.headers["opc-request-id"].split("/")
    return f"{'that of' if first == 'OURS' else 'not of'} the request, {len(others)} more of {len(others[0])} digits"


def _etag(bench: Bench) -> str:
    answer = bench.ask("GET", f"{_USERS}/{bench.tenancy.admin_ocid}")
    return f"{len(bytes.fromhex(answer.headers['etag'])) * 2} hexadecimal digits"


def _indented(bench: Bench) -> str:
    bench.tenancy.settings.indented = True
    text = bench.ask("GET", _of_tenancy(bench, _GROUPS)).text
    return named(
        objects_on_lines_of_their_own=text.startswith('[ {\n  "id" : "'), spaces_in_what_is_empty="{ }" in text
    )


def _compressed(bench: Bench) -> str:
    bench.tenancy.settings.gzip = True
    answer = bench.ask("GET", f"{_USERS}/{bench.tenancy.admin_ocid}")
    return f"Content-Encoding {answer.headers['content-encoding']}, ETag ending in {answer.headers['etag'][-6:]}"


_CREDENTIAL = "compartmentId, description, id, lifecycleState, timeCreated, userId, username"
_USER = (
    "capabilities, compartmentId, definedTags, description, email, emailVerified, externalIdentifier, freeformTags, "
    "id, identityProviderId, isMfaActivated, lifecycleState, name, timeCreated, timeModified"
)

ROWS: tuple[Row, ...] = (
    Row(
        "create an SMTP credential",
        "200, ETag: compartmentId, description, id, lifecycleState, password, timeCreated, userId, username",
        ("R",),
        _created,
    ),
    Row("its values", "ACTIVE, password of 20 characters, time in ms", ("R",), _values),
    Row(
        "its SMTP user name",
        "user OCID at tenancy OCID, two letters or digits and com",
        ("R",),
        _user_name,
    ),
    Row("update an SMTP credential", f"200, ETag: {_CREDENTIAL}", ("R",), _updated),
    Row("list the SMTP credentials of a user who has none", "200: `[ ]`, no header of paging", ("R",), _listed),
    Row("delete an SMTP credential", "204, 0 bytes", ("R",), _deleted),
    *map(_in_all_pages, (_USERS, _GROUPS, _POLICIES, _COMPARTMENTS)),
    Row("pages of vaults", _NO_MORE_ROWS, ("R",), _vaults),
    Row("pages of memberships of a user", _NO_MORE_ROWS, ("R",), lambda b: _members(b, of_group=False, of_user=True)),
    Row("pages of memberships in a group", _NO_MORE_ROWS, ("R",), lambda b: _members(b, of_group=True, of_user=False)),
    Row(
        "pages of memberships of a user in a group",
        "rows (opc-limit)",
        ("R",),
        lambda bench: _members(bench, of_group=True, of_user=True),
    ),
    Row("a user", f"{_USER}; identityProviderId null", ("R",), _user_row),
    Row("create a user", "200, ETag, Location", ("R",), _location),
    Row("opc-request-id", "that of the request, 2 more of 32 digits", ("R",), _request_id),
    Row("ETag", "40 hexadecimal digits", ("R",), _etag),
    Row(
        "stale etag; 412, as documented, with the switch `stale_etag`",
        "409 NoEtagMatch: The entity ocid1.policy has been modified. Etag is outdated.",
        ("R", "D"),
        _stale,
    ),
    Row(
        "description of 401 characters",
        "400 InvalidParameter: description size must be between 0 and 400",
        ("R",),
        _too_long,
    ),
    Row(
        "parameter that is missing",
        "400 InvalidParameter: compartmentId may not be empty",
        ("R",),
        _missing,
    ),
    Row(
        "write outside of the home region",
        "403 NotAllowed: Please go to your home region IAD to execute CREATE, UPDATE and DELETE operations.",
        ("N",),
        _elsewhere,
    ),
    Row(
        "tenancy without identity domains",
        "404 NotAuthorizedOrNotFound: Feature domain-migration-complete is not enabled for tenantId ocid1.tenancy",
        ("N",),
        _without_domains,
    ),
    Row(
        "JSON, with the switch `indented`",
        "objects on lines of their own, spaces in what is empty",
        ("R",),
        _indented,
    ),
    Row(
        "compressed answer, with the switch `gzip`",
        "Content-Encoding gzip, ETag ending in --gzip",
        ("R",),
        _compressed,
    ),
)
