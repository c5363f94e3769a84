"""One OCI service on the wire: the SDK signs and sends, msgspec decodes straight from the bytes.

The SDK's own models are left out on purpose: they cost 90 % of the time of a page of users, and the model of an SMTP
credential prints its password in its repr.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from services.errors import OciSmtpError, OutcomeUnknownError, ReadOnlyError, UnreachableError
from services.oci_errors import refusal
from services.secret import Secret
from services.transport_errors import was_never_sent, why_it_failed
from services.under_way import UnderWay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.renewal import Renewal

T = TypeVar("T")

GREETING_SECONDS = (5, 10)
"""To connect, and between two bytes of an answer, where only that there is one counts."""

NEXT_PAGE = "opc-next-page"
RETRY_TOKEN = "opc-retry-token"
ETAG = "etag"
IF_MATCH = "if-match"

NOT_JSON = (TypeError, AttributeError, UnicodeDecodeError, RecursionError)
"""What the SDK itself raises for a refusal whose body is not a JSON object, such as a proxy's page, or nested too
deeply to be read (RecursionError)."""

CHECK_NETWORK = "Check the network, the proxy (HTTPS_PROXY) and the region, then try again."
_ONCE: ContextVar[bool] = ContextVar("sent once", default=False)

UNREADABLE = "Try again; if it stays so, an endpoint or a proxy between here and OCI is not what it should be."


@contextmanager
def sent_once() -> "Iterator[None]":
    """Within it, this thread's reads are sent once: the caller has a patience of its own."""
    token = _ONCE.set(True)
    try:
        yield
    finally:
        _ONCE.reset(token)


class Wire:
    """Requests to one service, in one thread.

    `core` is that of an SDK client, made with no circuit breaker and strict encoding of paths. A `read_only` wire
    refuses to write. With a `renewal`, a request that OCI does not authenticate is repeated once, with a newer token.
    """

    def __init__(
        self,
        core: Any,
        *,
        read_only: bool = False,
        renewal: "Renewal | None" = None,
        under_way: UnderWay | None = None,
    ) -> None:
        self._base = core
        self._read_only = read_only
        self._renewal = renewal
        self._under_way = under_way or UnderWay()

    def read(
        self, kind: type[T], path: str, doing: str, query: "Mapping[str, str | int] | None" = None
    ) -> tuple[T, str]:
        """GET and decode; also the token of the next page, empty at the last.

        Tried up to three times, but within `sent_once`.

        Raises:
            OciSmtpError: any of ours.
        """
        response = self._get(path, doing, query)
        return decoded(kind, response.data, doing), str(response.headers.get(NEXT_PAGE) or "")

    def read_tagged(self, kind: type[T], path: str, doing: str) -> tuple[T, str]:
        """GET one thing; also its ETag, for a `write` that must not undo what somebody else changes meanwhile.

        Raises:
            OciSmtpError: any of ours.
        """
        response = self._get(path, doing, None)
        return decoded(kind, response.data, doing), str(response.headers.get(ETAG) or "")

    def _get(self, path: str, doing: str, query: "Mapping[str, str | int] | None") -> Any:
        import oci

        call = {"resource_path": path, "method": "GET", "query_params": dict(query or {}), "response_type": "stream"}
        try:
            return patience().make_retrying_call(self._call_and_take, header_params=_headers(), **call)
        except oci.exceptions.ServiceError as error:
            raise refusal(error, doing) from None
        except NOT_JSON:
            raise OciSmtpError(f"OCI's answer while {doing} was not readable.", UNREADABLE) from None
        except (oci.exceptions.RequestException, oci.exceptions.ConnectTimeout) as error:
            raise UnreachableError(f"{why_it_failed(error)} (while {doing}).", CHECK_NETWORK) from None

    def write(
        self,
        method: str,
        path: str,
        doing: str,
        body: "Mapping[str, object] | None" = None,
        retry_token: str = "",
        etag: str = "",
    ) -> bytes:
        """One request that changes something, sent once and never repeated by itself; the answer's bytes.

        With an `etag` it is refused where the thing has changed since.

        Raises:
            ReadOnlyError: nothing is to be changed.
            UnreachableError: it surely was not sent.
            OutcomeUnknownError: it was sent, and no answer says what became of it.
            OciSmtpError: OCI refused.
        """
        import oci

        if self._read_only:
            raise ReadOnlyError
        headers = _headers() | {name: value for name, value in ((RETRY_TOKEN, retry_token), (IF_MATCH, etag)) if value}
        call = {"resource_path": path, "method": method, "header_params": headers, "response_type": "bytes"}
        try:
            with self._under_way.one():
                response = self._call(**call, **({"body": dict(body)} if body is not None else {}))
        except oci.exceptions.ServiceError as error:
            if error.status >= 500:
                unknown = _unknown(doing, f"OCI answered {error.status}", error)
                unknown.was_answered = True
                raise unknown from None
            raise refusal(error, doing) from error
        except NOT_JSON:
            raise _unknown(doing, "OCI's answer was not readable", None) from None
        except oci.exceptions.ConnectTimeout as error:
            raise UnreachableError(f"{why_it_failed(error)} (while {doing}).", CHECK_NETWORK) from None
        except oci.exceptions.RequestException as error:
            if was_never_sent(error):
                raise UnreachableError(f"{why_it_failed(error)} (while {doing}).", CHECK_NETWORK) from None
            raise _unknown(doing, why_it_failed(error), None) from None
        return bytes(response.data)

    def _call_and_take(self, **call: Any) -> Any:
        """Call, and read the answer in one piece: in the SDK's, of 10 KB, a page of users takes twice as long."""
        import oci

        response = self._call(**call)
        try:
            response.data = b"".join(response.data.iter_content(None))
        except oci.exceptions.BaseRequestException as error:
            raise oci.exceptions.RequestException(error) from error
        return response

    def _call(self, **call: Any) -> Any:
        import oci

        signed_with = self._renewal.token.text if self._renewal else ""
        try:
            return self._base.call_api(**call)
        except oci.exceptions.ServiceError as error:
            if error.status != 401 or self._renewal is None or not self._renewal.after_refusal(signed_with):
                raise
        return self._base.call_api(**call)

    @property
    def endpoint(self) -> str:
        """Where the requests go."""
        return str(self._base.endpoint)

    def greeting(self) -> "Mapping[str, str]":
        """The headers of the answer to an unsigned GET, whatever it says: somebody is there, and it is so late there.

        Raises:
            UnreachableError: no answer.
        """
        from oci._vendor.requests.exceptions import RequestException

        try:
            answer = self._base.session.get(self.endpoint, timeout=GREETING_SECONDS)
        except RequestException as error:
            raise UnreachableError(f"{why_it_failed(error)}.", CHECK_NETWORK) from None
        return dict(answer.headers)

    def close(self) -> None:
        """Close the connections."""
        self._base.session.close()


def decoded(kind: type[T], data: bytes, doing: str) -> T:
    """A JSON answer as one of our wire types; a password in it is a `Secret` before anything else can see it.

    Raises:
        OciSmtpError: the bytes are not what this answer should be.
    """
    try:
        return msgspec.json.decode(data, type=kind, dec_hook=_hook)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise OciSmtpError(f"OCI's answer while {doing} was not readable.", UNREADABLE) from None


def _hook(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise TypeError(f"no way to read {kind.__name__}")


def _headers() -> dict[str, str]:
    return {"accept": "application/json", "content-type": "application/json"}


def patience() -> Any:
    """Three tries within 20 seconds: a person waits, so the SDK's own eight in ten minutes will not do."""
    from oci.retry import NoneRetryStrategy, RetryStrategyBuilder

    if _ONCE.get():
        return NoneRetryStrategy()
    return RetryStrategyBuilder(
        max_attempts=3,
        total_elapsed_time_seconds=20,
        retry_max_wait_between_calls_seconds=5,
        retry_base_sleep_time_seconds=1,
        service_error_check=True,
        service_error_retry_on_any_5xx=True,
    ).get_retry_strategy()


def _unknown(doing: str, why: str, error: Any) -> OutcomeUnknownError:
    return OutcomeUnknownError(
        f"{why} while {doing}: it may or may not have happened.",
        "Refresh to see what is there before you try again.",
        code=str(getattr(error, "code", "") or ""),
        request_id=str(getattr(error, "request_id", "") or ""),
    )
