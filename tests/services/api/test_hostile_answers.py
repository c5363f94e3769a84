"""What may come instead of an answer: it ends, in time and in size, and proves only what it proves."""

import gzip
import json
import re
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from services.api import request_bounds
from services.api.rejections import REFUSALS
from services.api.session import Session
from services.demo.certificates import Authority
from services.directory.classic import ClassicDirectory
from services.model.errors import (
    BusyError,
    ConflictError,
    NotAuthenticatedError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
    RefusedError,
    UnreachableError,
)
from services.model.values import User
from tests.services.accounts import Served
from tests.services.api.loopback import listening

pytestmark = pytest.mark.usefixtures("impatient", "on_loopback")

ANYONE = User("ocid1.user.oc1..aaaaaaaaanyone", "anyone")
ID = "opc-request-id: A/B/C\r\n"
JSON = "content-type: application/json\r\n"
HTML = "content-type: text/html; charset=utf-8\r\n"
CODE = b'{"code": "InvalidParameter", "message": "no"}'
CREATED = json.dumps(
    {"id": "ocid1.credential.oc1..a", "username": "name", "password": "word", "lifecycleState": "ACTIVE"}
).encode()
DRIP_SECONDS = 0.02
ENDLESS = 100_000


def answer(status: str, headers: str = "", body: bytes = b"", length: int | None = None) -> bytes:
    """An answer as it crosses the wire; a status such as `200 OK`."""
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\n{headers}content-length: {size}\r\n\r\n".encode() + body


def chunked(headers: str, *chunks: bytes, is_ended: bool = True) -> bytes:
    """The same, in chunks."""
    parts = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    head = f"HTTP/1.1 200 OK\r\n{headers}transfer-encoding: chunked\r\n\r\n".encode()
    return head + parts + (b"0\r\n\r\n" if is_ended else b"")


GZIP = "content-encoding: gzip\r\n"
UNCLEAR = {
    "100, and then nothing": b"HTTP/1.1 100 Continue\r\n\r\n",
    "101": answer("101 Switching Protocols", ID + JSON, CODE),
    "102": answer("102 Processing", ID + JSON, CODE),
    "103": answer("103 Early Hints", ID + JSON, CODE),
    "199": answer("199 Odd", ID + JSON, CODE),
    "200, empty": answer("200 OK", ID + JSON),
    "200, a page": answer("200 OK", HTML, b"<html>Sign in to the network</html>"),
    "200, a page with what looks like a credential": answer("200 OK", HTML + ID, CREATED),
    "200, a list": answer("200 OK", ID + JSON, b"[]"),
    "200, nothing in it": answer("200 OK", ID + JSON, b"{}"),
    "200, cut": answer("200 OK", ID + JSON, CREATED[:20], len(CREATED)),
    "200, one byte short": answer("200 OK", ID + JSON, CREATED, len(CREATED) + 1),
    "200, shorter than it is": answer("200 OK", ID + JSON, CREATED, len(CREATED) - 1),
    "200, another encoding": answer("200 OK", ID + JSON, CREATED.decode().encode("utf-16")),
    "200, not UTF-8": answer("200 OK", ID + JSON, CREATED.replace(b'"word"', b'"w\xffrd"')),
    "200, nested deep": answer("200 OK", ID + JSON, b"[" * 200_000),
    "200, gzip garbage": answer("200 OK", ID + JSON + GZIP, b"not gzip at all"),
    "200, gzip cut": answer("200 OK", ID + JSON + GZIP, gzip.compress(CREATED)[:-12]),
    "200, gzip twice": answer("200 OK", ID + JSON + GZIP, gzip.compress(gzip.compress(CREATED))),
    "200, gzip of something else": answer("200 OK", ID + JSON + GZIP, zlib.compress(CREATED)[2:-4]),
    "200, an encoding that is none": answer("200 OK", ID + JSON + "content-encoding: br\r\n", CREATED),
    "200, a thousand layers": answer("200 OK", f"{ID}{JSON}content-encoding: {'gzip,' * 1000}\r\n", CREATED),
    "200, deflate garbage": answer("200 OK", ID + JSON + "content-encoding: deflate\r\n", b"\x00" * 9),
    "200, chunks cut": chunked(ID + JSON, CREATED[:9], is_ended=False),
    "200, chunks of no size": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "200, a negative length": answer("200 OK", ID + JSON, b"", -5),
    "201, empty": answer("201 Created", ID + JSON),
    "202": answer("202 Accepted", ID + JSON, b"{}"),
    "204": b"HTTP/1.1 204 No Content\r\n" + ID.encode() + b"\r\n",
    "206": answer("206 Partial Content", ID + JSON, CREATED[:30]),
    **{
        str(status): answer(f"{status} Elsewhere", ID + JSON + "location: http://127.0.0.1:9/\r\n", CODE)
        for status in (300, 301, 302, 303, 304, 305, 306, 307, 308, 399)
    },
    "400, a page": answer("400 Bad Request", ID + HTML, b"<html>bad</html>"),
    "400, a page that looks like OCI's": answer("400 Bad Request", ID + HTML, CODE),
    "400, of no request": answer("400 Bad Request", JSON, CODE),
    "400, without a code": answer("400 Bad Request", ID + JSON, b"{}"),
    "400, empty": answer("400 Bad Request", ID + JSON),
    "400, a list": answer("400 Bad Request", ID + JSON, b"[1]"),
    "400, a word": answer("400 Bad Request", ID + JSON, b'"no"'),
    "400, null": answer("400 Bad Request", ID + JSON, b"null"),
    "400, nested deep": answer("400 Bad Request", ID + JSON, b'{"code":' * 100_000),
    "400, a number without end": answer("400 Bad Request", ID + JSON, b"9" * 10_000),
    "400, not UTF-8": answer("400 Bad Request", ID + JSON, b"\xff\xfe"),
    "400, cut": answer("400 Bad Request", ID + JSON, CODE[:9], len(CODE)),
    "401, a page": answer("401 Unauthorized", HTML, b"<html>who are you</html>"),
    "401, of no request": answer("401 Unauthorized", JSON, CODE),
    "403, a page": answer("403 Forbidden", HTML, b"<html>Blocked</html>"),
    "404, text": answer("404 Not Found", "content-type: text/plain\r\n", b"no such page"),
    "407": answer("407 Proxy Authentication Required", ID + JSON, CODE),
    "408": answer("408 Request Timeout", ID + JSON, CODE),
    "409, after it was done": answer("409 Conflict", ID + JSON, b'{"code": "InvalidatedRetryToken", "message": "x"}'),
    "410": answer("410 Gone", ID + JSON, CODE),
    "425": answer("425 Too Early", ID + JSON, CODE),
    "429, of no request": answer("429 Too Many Requests", JSON, CODE),
    "451": answer("451 Blocked", ID + JSON, CODE),
    "499": answer("499 Client Closed Request", ID + JSON, CODE),
    "500": answer("500 Internal Server Error", ID + JSON, CODE),
    "599": answer("599 Odd", ID + JSON, CODE),
    "600": answer("600 Odd", ID + JSON, CODE),
    "999": answer("999 Odd", ID + JSON, CODE),
    "a status that is none": answer("000 Odd", ID + JSON, CREATED),
    "a status of words": answer("OK fine", ID + JSON, CREATED),
    "another protocol": b"RTSP/1.0 200 OK\r\n\r\n",
    "noise": bytes(range(256)) * 40,
    "too many headers": answer("200 OK", ID * 200 + JSON, CREATED),
    "a header without end": b"HTTP/1.1 200 OK\r\nx: " + b"a" * 70_000,
    "headers cut": b"HTTP/1.1 200 OK\r\ncontent-",
    "nothing": b"",
}


def receive(connection: socket.socket) -> None:
    """Take the whole request: what is left unread at the close would reset the connection, and the answer be lost."""
    data = b""
    while (at := data.find(b"\r\n\r\n")) < 0 or len(data) < at + 4 + _length(data):
        more = connection.recv(65536)
        if not more:
            raise ConnectionError("the client left")
        data += more


def _length(request: bytes) -> int:
    found = re.search(rb"content-length: (\d+)", request, re.IGNORECASE)
    return int(found[1]) if found else 0


def saying(raw: bytes) -> Callable[[socket.socket], None]:
    def say(connection: socket.socket) -> None:
        receive(connection)
        connection.sendall(raw)

    return say


def session_at(where: Served, port: int, scheme: str = "http") -> Session:
    session = where.session(identity_endpoint=f"{scheme}://127.0.0.1:{port}")
    session.moved_home("IAD")  # so that the create is the only request
    return session


def create(session: Session) -> object:
    return ClassicDirectory(session).create_credential(ANYONE, "new", "token")


def read(session: Session) -> object:
    return session.tenancy_name()


@pytest.mark.parametrize("name", UNCLEAR)
def test_an_unclear_response_leaves_the_outcome_of_a_create_unknown(on_loopback: Served, name: str) -> None:
    with listening(saying(UNCLEAR[name])) as port, pytest.raises(OutcomeUnknownError) as told:
        create(session_at(on_loopback, port))
    assert told.value.cause.isprintable()
    assert told.value.was_answered is name.startswith(("5", "6", "9", "429")), "only passing trouble is sent again"


@pytest.mark.parametrize("name", [name for name in UNCLEAR if name != "200, a list"])
def test_a_read_with_an_unclear_response_raises_an_oci_smtp_error(on_loopback: Served, name: str) -> None:
    with listening(saying(UNCLEAR[name])) as port, pytest.raises(OciSmtpError) as told:
        session_at(on_loopback, port).subscriptions()
    assert "reading the tenancy's regions" in told.value.cause
    assert told.value.next_step


PAGES = [name for name in UNCLEAR if name.startswith("4") and ("page" in name or "text" in name)]


@pytest.mark.parametrize("name", PAGES)
def test_a_rejection_by_a_proxy_is_reported_as_unreachable(on_loopback: Served, name: str) -> None:
    """A 404 of OCI's may mean that a user is gone, a proxy's never does."""
    with listening(saying(UNCLEAR[name])) as port, pytest.raises(UnreachableError, match="A proxy, not OCI"):
        ClassicDirectory(session_at(on_loopback, port)).user(ANYONE.ocid)


def test_a_malformed_header_cannot_hide_the_next_page_of_a_list(on_loopback: Served) -> None:
    raw = answer("200 OK", f"{ID}no header at all\r\nopc-next-page: more\r\n{JSON}", b"[]")
    with listening(saying(raw)) as port, pytest.raises(UnreachableError):
        list(ClassicDirectory(session_at(on_loopback, port)).users())


EXPECTED = {
    401: NotAuthenticatedError,
    403: NotAuthorizedError,
    404: NotAuthorizedError,
    409: ConflictError,
    412: ConflictError,
    429: BusyError,
}


@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize(
    "body", [CODE, b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": "no", "status": "400"}']
)
def test_a_create_that_oci_rejects_has_a_known_outcome(on_loopback: Served, status: int, body: bytes) -> None:
    raw = answer(f"{status} Refused", ID + JSON, body)
    with listening(saying(raw)) as port, pytest.raises(OciSmtpError) as told:
        create(session_at(on_loopback, port))
    assert isinstance(told.value, EXPECTED.get(status, RefusedError))
    assert told.value.request_id == "A/B/C"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip", "X-GZip", "identity", "bare"])
def test_a_complete_response_is_accepted_in_every_content_encoding(on_loopback: Served, encoding: str) -> None:
    packed = {
        "deflate": zlib.compress(CREATED),
        "bare": zlib.compress(CREATED)[2:-4],
        "identity": CREATED,
        "gzip, gzip": gzip.compress(gzip.compress(CREATED)),
    }.get(encoding, gzip.compress(CREATED))
    encoding = "deflate" if encoding == "bare" else encoding
    pieces = [packed[at : at + 7] for at in range(0, len(packed), 7)]
    for raw in (
        answer("200 OK", f"{ID}{JSON}content-encoding: {encoding}\r\n", packed),
        chunked(f"{ID}{JSON}content-encoding: {encoding}\r\n", *pieces),
    ):
        with listening(saying(raw)) as port:
            issued = ClassicDirectory(session_at(on_loopback, port)).create_credential(ANYONE, "new", "token")
        assert issued.password.reveal() == "word"


def dripping(head: bytes, drop: bytes, is_after_request: bool = True) -> Callable[[socket.socket], None]:
    def drip(connection: socket.socket) -> None:
        if is_after_request:
            receive(connection)
        connection.sendall(head)
        for _ in range(ENDLESS):
            connection.sendall(drop)
            time.sleep(DRIP_SECONDS)  # what a server does that means to keep us waiting

    return drip


DRIPS = {
    "a status": (b"HTTP/1.1 200 ", b"O"),
    "a header": (b"HTTP/1.1 200 OK\r\nx: ", b"a"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"x: a\r\n"),
    "early answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body": (b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n", b" "),
    "a body of no length": (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "chunks": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a chunk": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffff\r\n", b" "),
    "the size of a chunk": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"0"),
    "trailers": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", b"x: a\r\n"),
    "a refusal": (b"HTTP/1.1 400 Bad Request\r\ncontent-length: 99999999\r\n\r\n", b" "),
    "a redirect": (b"HTTP/1.1 307 Moved\r\n", b"location: /\r\n"),
    "gzip": (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\x00"),
}


@pytest.fixture
def short_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a second instead of half a minute."""
    monkeypatch.setattr("services.api.retries.REQUEST_SECONDS", 0.1)


@pytest.mark.usefixtures("short_of_time")
@pytest.mark.parametrize("name", DRIPS)
class TestDrips:
    def test_a_create_with_a_slow_response_times_out_with_an_unknown_outcome(
        self, on_loopback: Served, name: str
    ) -> None:
        with listening(dripping(*DRIPS[name])) as port, pytest.raises(OutcomeUnknownError, match="in time"):
            create(session_at(on_loopback, port))

    def test_a_read_with_a_slow_response_times_out(self, on_loopback: Served, name: str) -> None:
        with listening(dripping(*DRIPS[name])) as port, pytest.raises(UnreachableError, match="in time"):
            read(session_at(on_loopback, port))


@pytest.mark.usefixtures("short_of_time")
def test_a_create_with_a_slow_tls_response_times_out(
    on_loopback: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = Authority()
    (tmp_path / "ca.pem").write_text(authority.pem)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    tls = authority.server_context()

    def drip(connection: socket.socket) -> None:
        with tls.wrap_socket(connection, server_side=True) as secured:
            dripping(*DRIPS["a body"])(secured)

    with listening(drip) as port, pytest.raises(OutcomeUnknownError, match="in time"):
        create(session_at(on_loopback, port, "https"))


def test_a_slow_tls_handshake_ends_with_an_error(on_loopback: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.api.client_pool.TIMEOUT_SECONDS", (0.3, 30))
    hello = b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb\x03\x03"
    with listening(dripping(hello, b"\x00", is_after_request=False)) as port, pytest.raises(OciSmtpError):
        create(session_at(on_loopback, port, "https"))


FLOODS = {
    "chunks": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "one chunk": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffff0\r\n", b" " * 65536),
    "a body of no length": (b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65536),
    "a body of great length": (b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999\r\n\r\n", b" " * 65536),
    "early answers": (b"", b"HTTP/1.1 100 Continue\r\nx: %s\r\n\r\n" % (b"a" * 60_000)),
    "trailers": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", b"x: %s\r\n" % (b"a" * 60_000)),
    "a refusal": (b"HTTP/1.1 400 Bad Request\r\n\r\n", b" " * 65536),
    "trouble": (b"HTTP/1.1 503 Busy\r\n\r\n", b" " * 65536),
    "a redirect": (b"HTTP/1.1 307 Moved\r\nlocation: /\r\n\r\n", b" " * 65536),
    "a page": (b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n", b"<br>" * 16384),
}


def flooding(head: bytes, wave: bytes) -> Callable[[socket.socket], None]:
    def flood(connection: socket.socket) -> None:
        receive(connection)
        connection.sendall(head)
        for _ in range(ENDLESS):
            connection.sendall(wave)

    return flood


@cache
def bomb(layers: int) -> bytes:
    """A gigabyte of spaces in a megabyte, and that in less; made once, for it takes longer than the tests."""
    if layers == 2:
        return gzip.compress(bomb(1))
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * 1_000_000
    return b"".join(packer.compress(block) for _ in range(1000)) + packer.flush()


@pytest.fixture
def counted_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """The most memory that was held at once, in bytes."""
    monkeypatch.setattr(request_bounds, "MOST_BYTES", 2_000_000)
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.parametrize("act", [create, read])
def test_an_endless_response_ends_with_an_error_and_bounded_memory(
    on_loopback: Served, counted_memory: Callable[[], int], name: str, act: Callable[[Session], object]
) -> None:
    with listening(flooding(*FLOODS[name])) as port, pytest.raises(OciSmtpError) as told:
        act(session_at(on_loopback, port))
    assert isinstance(told.value, OutcomeUnknownError) is (act is create)
    assert counted_memory() < 20_000_000


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("act", [create, read])
def test_a_decompression_bomb_is_rejected_with_bounded_memory(
    on_loopback: Served, counted_memory: Callable[[], int], layers: int, act: Callable[[Session], object]
) -> None:
    packed = bomb(layers)
    raw = answer("200 OK", f"{ID}{JSON}content-encoding: {', '.join(['gzip'] * layers)}\r\n", packed)
    tracemalloc.reset_peak()
    with listening(saying(raw)) as port, pytest.raises(OciSmtpError, match="too large"):
        act(session_at(on_loopback, port))
    assert counted_memory() < 20_000_000
