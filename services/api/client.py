"""One OCI service on the wire: the SDK signs and sends, msgspec decodes straight from the bytes.

The SDK's own models are left out on purpose: they cost 90 % of the time of a page of users, and the model of an SMTP
credential prints its password in its repr.
"""

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from services.api.answer import decoded, exactly, readable, unreadable
from services.api.error_mapping import refusal
from services.api.in_flight import InFlight
from services.api.read_log import OnAnswer, told_of
from services.api.readable import Readable
from services.api.rejections import (
    check_is_no_page,
    intercepted,
    is_ocis,
    is_page,
    proves_undone,
    unclear_answer,
    unknown_outcome,
)
from services.api.retries import with_patience
from services.api.transport_errors import (
    CHECK_NETWORK,
    redirect_behind,
    transport_trouble,
    was_never_sent,
    why_it_failed,
)
from services.model.errors import ReadOnlyError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.api.relocation import Relocation

T = TypeVar("T")

GREETING_SECONDS = (5, 10)
"""Seconds to connect, and between two bytes of an answer, for a request that only checks whether there is an answer."""

NEXT_PAGE = "opc-next-page"
RETRY_TOKEN = "opc-retry-token"
ETAG = "etag"
IF_MATCH = "if-match"

NOT_JSON = (TypeError, AttributeError, UnicodeDecodeError, RecursionError)
"""What the SDK itself raises for a rejection whose body is no JSON object, such as a proxy's page; RecursionError where
it is nested too deeply."""


class TokenSource(Protocol):
    """The token that requests are signed with, where it is replaced by newer ones."""

    @property
    def text(self) -> str:
        """The current token, as it goes into a signature."""

    def after_refusal(self, stale: str) -> bool:
        """Get another token than the one that OCI didn't accept; whether there is one now.

        Raises:
            OciSmtpError: why there is none.
        """


class Wire:
    """Requests to one service, in one thread.

    `core` is that of an SDK client, made with no circuit breaker and strict encoding of paths. A `read_only` client
    doesn't write. With a `renewal`, a request that OCI does not authenticate is repeated once, with a newer token.
    With a `relocation`, a read that the service points to that address is sent there. `where` ends what is done in
    errors, such as ` in the identity domain Partners`.
    """

    def __init__(
        self,
        core: Any,
        *,
        read_only: bool = False,
        renewal: "TokenSource | None" = None,
        under_way: InFlight | None = None,
        on_wait: "Callable[[float], object]" = lambda seconds: None,
        on_answer: OnAnswer = lambda answer: None,
        where: str = "",
        relocation: "Relocation | None" = None,
    ) -> None:
        self._base = core
        self._relocation = relocation
        self._where = where
        self._read_only = read_only
        self._renewal = renewal
        self._under_way = under_way or InFlight()
        self._on_wait = on_wait
        self._on_answer = on_answer

    def read(
        self, kind: type[T], path: str, doing: str, query: "Mapping[str, str | int] | None" = None
    ) -> tuple[T, str]:
        """GET and decode; returns the value, and the token of the next page, which is empty on the last page.

        Tries up to three times, except within `sent_once`.

        Raises:
            OciSmtpError: the request failed.
        """
        response = self._get(path, doing, query)
        return decoded(kind, response.data, self._told(doing)), str(response.headers.get(NEXT_PAGE) or "")

    def read_list(
        self, kind: type[T], path: str, doing: str, query: "Mapping[str, str | int] | None" = None
    ) -> tuple[Readable[T], str]:
        """As `read`, for a page of a list or a thing that has one: also what of it can't be read.

        Raises:
            OciSmtpError: the request failed.
        """
        response = self._get(path, doing, query)
        return readable(kind, response.data, self._told(doing)), str(response.headers.get(NEXT_PAGE) or "")

    def read_exactly(self, kind: type[T], path: str, doing: str, query: "Mapping[str, str | int]") -> T:
        """GET and decode what goes back to OCI: nothing of it may be left out.

        Raises:
            OciSmtpError: the request failed, or some of the answer can't be read.
        """
        return exactly(kind, self._get(path, doing, query).data, self._told(doing))

    def read_tagged(self, kind: type[T], path: str, doing: str) -> tuple[T, str]:
        """GET one thing, exactly; also its ETag.

        For a `write` that must not undo what the thing has, or a change that another person makes in between.

        Raises:
            OciSmtpError: the request failed.
        """
        response = self._get(path, doing, None)
        return exactly(kind, response.data, self._told(doing)), str(response.headers.get(ETAG) or "")

    def _told(self, doing: str) -> str:
        """What is done, and where unless that is OCI itself."""
        return f"{doing}{self._where}"

    def _get(self, path: str, doing: str, query: "Mapping[str, str | int] | None") -> Any:
        call = {"resource_path": path, "method": "GET", "query_params": dict(query or {}), "response_type": "bytes"}
        told = self._told(doing)
        return with_patience(
            lambda: told_of(lambda: self._get_once(told, **call), told, self._on_answer), self._on_wait
        )

    def _get_once(self, doing: str, **call: Any) -> Any:
        import oci

        try:
            response = self._call(**call, header_params=_headers())
        except oci.exceptions.ServiceError as error:
            raise (refusal if is_ocis(error) else intercepted)(error, doing) from None
        except NOT_JSON:
            raise unreadable(doing) from None
        except (oci.exceptions.RequestException, oci.exceptions.ConnectTimeout) as error:
            raise transport_trouble(error, doing) from None
        check_is_no_page(response.headers, doing)
        return response

    def write(
        self,
        method: str,
        path: str,
        doing: str,
        body: "Mapping[str, object] | None" = None,
        retry_token: str = "",
        etag: str = "",
    ) -> bytes:
        """Send one request that changes something, once, and never repeat it automatically; returns the answer's bytes.

        With an `etag`, OCI rejects the request if the resource changed since.

        Raises:
            ReadOnlyError: the program is read-only.
            UnreachableError: the request was certainly not sent.
            OutcomeUnknownError: the request was sent, and no answer says whether it happened.
            OciSmtpError: OCI rejected the request.
        """
        import oci

        if self._read_only:
            raise ReadOnlyError
        doing = self._told(doing)
        headers = _headers() | {name: value for name, value in ((RETRY_TOKEN, retry_token), (IF_MATCH, etag)) if value}
        call = {"resource_path": path, "method": method, "header_params": headers, "response_type": "bytes"}
        try:
            with self._under_way.one():
                response = self._call(**call, **({"body": dict(body)} if body is not None else {}))
        except oci.exceptions.ServiceError as error:
            if not proves_undone(error):
                raise unclear_answer(doing, error) from None
            raise refusal(error, doing, creates_credential=_creates_credential(method, path)) from error
        except NOT_JSON:
            raise unknown_outcome(doing, "Can't read the response from OCI") from None
        except (oci.exceptions.RequestException, oci.exceptions.ConnectTimeout) as error:
            if was_never_sent(error):
                raise transport_trouble(error, doing) from None
            raise unknown_outcome(doing, why_it_failed(error)) from None
        if is_page(response.headers):
            raise unknown_outcome(doing, "A proxy responded instead of OCI")
        return bytes(response.data)

    def _call(self, **call: Any) -> Any:
        import oci

        signed_with = self._renewal.text if self._renewal else ""
        try:
            return self._base.call_api(**call)
        except oci.exceptions.ServiceError as error:
            if error.status != 401 or self._renewal is None or not proves_undone(error):
                raise
            if not self._renewal.after_refusal(signed_with):
                raise
        except oci.exceptions.RequestException as error:
            if self._relocation is None or not self._relocation.is_followed(call["method"], error):
                raise
            self._relocation.follow(self._base)
        return self._base.call_api(**call)

    @property
    def endpoint(self) -> str:
        """Where the requests go."""
        return str(self._base.endpoint)

    def greeting(self) -> "Mapping[str, str]":
        """The headers of the answer to an unsigned GET, whatever its status: a server answers, and `Date` is its time.

        Raises:
            UnreachableError: no answer.
        """
        from oci._vendor.requests.exceptions import RequestException

        try:
            answer = self._base.session.get(self.endpoint, timeout=GREETING_SECONDS)
        except RequestException as error:
            if redirect_behind(error):
                return dict(error.response.headers)
            raise UnreachableError(f"{why_it_failed(error)}.", CHECK_NETWORK) from None
        return dict(answer.headers)

    def close(self) -> None:
        """Close the connections that are kept open to OCI."""
        self._base.session.close()


def _creates_credential(method: str, path: str) -> bool:
    return method == "POST" and path.lower().endswith("smtpcredentials")


def _headers() -> dict[str, str]:
    return {"accept": "application/json", "content-type": "application/json"}
