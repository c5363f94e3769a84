"""What became of a request whose connection failed, read from the errors that the SDK wraps."""

from services.errors import OciSmtpError

NEVER_SENT = {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLCertVerificationError"}
"""Names of the errors of urllib3 and ssl that come before the first byte of a request."""


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
    return bool(names & NEVER_SENT)


def why_it_failed(error: BaseException) -> str:
    """What is to be told of it, as the beginning of a sentence."""
    names = {type(cause).__name__ for cause in _causes(error)}
    if names & {"NameResolutionError", "gaierror"}:
        return "OCI's host name cannot be resolved"
    if "SSLCertVerificationError" in names:
        return "The TLS certificate is not trusted"
    if "SSLError" in names:
        return "The TLS connection to OCI failed"
    if names & {"ConnectTimeout", "ConnectTimeoutError"}:
        return "OCI could not be reached in time"
    if names & {"ReadTimeout", "ReadTimeoutError"}:
        return "OCI did not answer in time"
    if "ConnectionRefusedError" in names:
        return "The connection to OCI was refused"
    if "NewConnectionError" in names:
        return "OCI could not be reached"
    return "The connection to OCI broke"
