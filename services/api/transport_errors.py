"""What became of a request whose connection failed, read from the errors that the SDK wraps."""

from typing import Any

from services.model.errors import OciSmtpError, RedirectedError, UnreachableError

CHECK_NETWORK = "Check the network, the proxy (HTTPS_PROXY), and the region, and then try again."
CHECK_ADDRESS = (
    "Check the proxy (HTTPS_PROXY), the region, and the endpoints. If an identity domain moved, restart oci-smtp."
)
UNREADABLE = "Try again. If it keeps failing, check the endpoint and proxy settings."

NEVER_SENT = {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLCertVerificationError"}
"""Names of the errors of urllib3 and ssl that come before the first byte of a request."""

NO_TUNNEL = "Tunnel connection failed"
"""How `http.client` begins the error of a proxy that rejects the connection (CONNECT), so that nothing was sent."""


def _causes(error: BaseException) -> list[BaseException]:
    """What a transport error came from, newest first.

    The SDK turns what it wraps to text, so the chain is all there is. It ends at an error of ours: that one is from an
    earlier request, which the caller was dealing with when it made this one.
    """
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and not isinstance(link, OciSmtpError):
        found.append(link)
        link = link.__cause__ or link.__context__
    return found


def was_never_sent(error: BaseException) -> bool:
    """Whether the connection itself failed, so that no request can have left."""
    names = {type(cause).__name__ for cause in _causes(error)}
    return bool(names & NEVER_SENT) or _has_no_tunnel(error)


def _has_no_tunnel(error: BaseException) -> bool:
    return any(isinstance(cause, OSError) and str(cause).startswith(NO_TUNNEL) for cause in _causes(error))


def redirect_behind(error: BaseException) -> Any:
    """The `services.api.request_bounds.HttpRedirectError` that it came from; None where it came from none."""
    return next((cause for cause in _causes(error) if type(cause).__name__ == "HttpRedirectError"), None)


def transport_trouble(error: BaseException, doing: str) -> OciSmtpError:
    """Our error for a request without a usable answer that changed nothing; `doing` completes "While ..."."""
    redirect = redirect_behind(error)
    if redirect:
        return RedirectedError(
            f"OCI responded with {redirect.status} while {doing}, which {redirect.points}. Nothing was sent there.",
            CHECK_ADDRESS,
            code=str(redirect.status),
        )
    if _is_too_long(error):
        return OciSmtpError(f"{why_it_failed(error)} (while {doing}).", UNREADABLE)
    return UnreachableError(f"{why_it_failed(error)} (while {doing}).", CHECK_NETWORK)


def _is_too_long(error: BaseException) -> bool:
    return any(type(cause).__name__ == "TooLongError" for cause in _causes(error))


def without_password(url: str) -> str:
    """The address of a proxy, as it can be shown."""
    scheme, separator, rest = url.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _proxy_behind(error: BaseException) -> str:
    """The proxy of the connection that failed, without user name and password; empty where the proxy isn't the cause.

    The name of urllib3's error says that, and the pool of connections which its retries carry says which proxy.
    """
    causes = _causes(error)
    inner = [reason for cause in causes if isinstance(reason := getattr(cause, "reason", None), BaseException)]
    if not any(type(cause).__name__ == "ProxyError" for cause in (*causes, *inner)):
        return ""
    for raised in (*causes, *(argument for cause in causes for argument in cause.args)):
        proxy = getattr(getattr(raised, "pool", None), "proxy", None)
        if proxy is not None and proxy.host:
            return f"{proxy.host}:{proxy.port}" if proxy.port else str(proxy.host)
    return ""


def _why_no_proxy(error: BaseException, names: set[str]) -> str:
    if _has_no_tunnel(error):
        said = next(str(cause) for cause in _causes(error) if str(cause).startswith(NO_TUNNEL))
        status = said.partition(": ")[2][:100]
        return f"rejected the connection ({status})" if status else "rejected the connection"
    if names & {"NameResolutionError", "gaierror"}:
        return "has a host name that can't be resolved"
    if "ConnectionRefusedError" in names:
        return "refused the connection"
    return "can't be reached"


def why_it_failed(error: BaseException) -> str:
    """What is to be told of it, as the beginning of a sentence."""
    names = {type(cause).__name__ for cause in _causes(error)}
    redirect = redirect_behind(error)
    if redirect:
        return f"OCI responded with {redirect.status}, which {redirect.points}, where nothing was sent,"
    if proxy := _proxy_behind(error):
        return f"The proxy {proxy} {_why_no_proxy(error, names)}"
    if _has_no_tunnel(error):
        return "The proxy rejected the connection"
    if "TooLongError" in names:
        return "The response from OCI is too large"
    if names & {"NameResolutionError", "gaierror"}:
        return "Can't resolve OCI's host name"
    if "SSLCertVerificationError" in names:
        return "The TLS certificate isn't trusted"
    if "SSLError" in names:
        return "The TLS connection to OCI failed"
    if names & {"ConnectTimeout", "ConnectTimeoutError"}:
        return "The connection to OCI timed out"
    if names & {"ReadTimeout", "ReadTimeoutError"}:
        return "OCI didn't respond in time"
    if "ConnectionRefusedError" in names:
        return "The connection to OCI was refused"
    if "NewConnectionError" in names:
        return "Can't connect to OCI"
    return "The connection to OCI was lost"
