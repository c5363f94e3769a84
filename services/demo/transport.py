"""The demo tenancy under the real SDK: an adapter for the SDK's HTTP session that never opens a connection."""

from datetime import timedelta
from http.client import responses as reasons
from io import BytesIO
from time import perf_counter
from typing import Any

from oci._vendor.requests.adapters import BaseAdapter, HTTPResponse  # of the urllib3 that this SDK uses
from oci._vendor.requests.exceptions import ConnectionError as NoConnection
from oci._vendor.requests.exceptions import ReadTimeout
from oci._vendor.requests.models import Response as SdkResponse
from oci._vendor.requests.structures import CaseInsensitiveDict

from services.demo.faults import NoAnswerError
from services.demo.http import Headers, Request, Response
from services.demo.tenancy import Tenancy


def mount(session: Any, tenancy: Tenancy) -> None:
    """Let that tenancy answer whatever the SDK client's session sends, to any host."""
    adapter = TenancyAdapter(tenancy)
    session.mount("https://", adapter)
    session.mount("http://", adapter)


class TenancyAdapter(BaseAdapter):  # type: ignore[misc]  # the SDK ships no types
    """Hands the session's requests to a tenancy in this process."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__()
        self._tenancy = tenancy

    def send(self, request: Any, *_: object, timeout: Any = None, **__: object) -> Any:
        """Answer one prepared request.

        Raises:
            NoConnection: the connection was reset.
            ReadTimeout: no answer came; raised at once, not after the time.
        """
        started = perf_counter()
        try:
            response = self._tenancy.handle(_request_from(request), _read_timeout(timeout))
        except NoAnswerError as error:
            if error.reset:
                reset = ConnectionResetError(104, "Connection reset by peer")
                raise NoConnection("Connection aborted.", reset, request=request) from None
            raise ReadTimeout(f"Read timed out. (read timeout={_read_timeout(timeout)})", request=request) from None
        return self._response_to(request, response, perf_counter() - started)

    def close(self) -> None:
        """Nothing is held open."""

    def _response_to(self, request: Any, response: Response, seconds: float) -> Any:
        headers = {**response.headers, "content-length": str(len(response.body))}
        answer = SdkResponse()
        answer.status_code = response.status
        answer.reason = reasons.get(response.status, "")
        answer.headers = CaseInsensitiveDict(headers)
        answer.encoding = "utf-8"
        answer.raw = HTTPResponse(_Body(response.body), headers=headers, status=response.status, preload_content=False)
        answer.url = request.url
        answer.request = request
        answer.connection = self
        answer.elapsed = timedelta(seconds=seconds)
        return answer


class _Body(BytesIO):
    """What an answer holds. As that of a connection it is closed once it is read, for which urllib3 waits."""

    def isclosed(self) -> bool:
        """Whether the answer was read to its end, as `http.client.HTTPResponse.isclosed`."""
        return self.closed or self.tell() == len(self.getbuffer())


def _request_from(prepared: Any) -> Request:
    body = prepared.body or b""
    if hasattr(body, "read"):
        body = body.read()
    headers = Headers({_text(name): _text(value) for name, value in prepared.headers.items()})
    return Request(prepared.method, prepared.path_url, headers, body.encode() if isinstance(body, str) else bytes(body))


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _read_timeout(timeout: Any) -> float | None:
    """Seconds to wait for an answer, from what requests takes: a number, or one for connecting and one for reading."""
    seconds = timeout[1] if isinstance(timeout, tuple) else timeout
    return None if seconds is None else float(seconds)
