"""Email Delivery's control plane."""

from services.demo.operation import EMAIL
from tests.services.demo.evidence.row import Bench, Row
from tests.services.demo.evidence.words import keys, refusal

_SENDERS = f"{EMAIL}/senders"
_SENDER = "compartmentId, definedTags, emailAddress, freeformTags, id, lifecycleState, timeCreated"


def _list_of_two(bench: Bench) -> str:
    return f"{_SENDERS}?compartmentId={_place_of_many(bench)}"


def _place_of_many(bench: Bench) -> str:
    return bench.tenancy.world.compartments.ocid_of("Development:Mail")


def _order(bench: Bench) -> str:
    times = [row["timeCreated"] for row in bench.ask("GET", _list_of_two(bench)).json()]
    return "newest first" if times == sorted(times, reverse=True) and len(set(times)) > 1 else "another order"


def _row(bench: Bench) -> str:
    return f"200: {keys(bench.ask('GET', _list_of_two(bench)))}"


def _paging(bench: Bench) -> str:
    first = bench.ask("GET", f"{_list_of_two(bench)}&limit=3")
    whole = bench.ask("GET", _list_of_two(bench))
    names = ("opc-total-items", "opc-page-count", "opc-next-page")
    told = [", ".join(name for name in names if name in answer.headers) for answer in (first, whole)]
    return f"page of several: {told[0]}; only page: {told[1]}"


def _create(bench: Bench) -> str:
    body = {"compartmentId": bench.tenancy.ocid, "emailAddress": "made.for.the.table@example.com"}
    answer = bench.ask("POST", _SENDERS, body)
    tag = len(answer.headers["etag"])
    return f"{answer.status_code}, ETag of {tag} digits, {answer.json()['lifecycleState']}: {keys(answer)}"


def _bad_address(bench: Bench) -> str:
    return refusal(bench.ask("POST", _SENDERS, {"compartmentId": bench.tenancy.ocid, "emailAddress": "no address"}))


ROWS: tuple[Row, ...] = (
    Row("order of approved senders", "newest first", ("R",), _order),
    Row("list approved senders", f"200: {_SENDER}", ("R",), _row),
    Row(
        "pages of approved senders",
        "page of several: opc-total-items, opc-page-count, opc-next-page; only page: opc-total-items, opc-page-count",
        ("R",),
        _paging,
    ),
    Row(
        "create an approved sender",
        "200, ETag of 8 digits, CREATING: "
        "compartmentId, definedTags, emailAddress, freeformTags, id, isSpf, lifecycleState, timeCreated",
        ("R",),
        _create,
    ),
    Row(
        "approved sender without a valid address",
        "400 InvalidParameter: compartmentId and emailAddress should be valid.",
        ("R",),
        _bad_address,
    ),
)
