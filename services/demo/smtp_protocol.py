"""The SMTP of aiosmtpd in the words of Email Delivery (Email/Concepts/troubleshooting.htm, 2026-09)."""

from aiosmtpd.smtp import SMTP

_TOO_LARGE = "552 Exceeds byte limit"
_WORDS = {
    "503 Error: need RCPT command": "503 Need RCPT command",
    "504 5.5.4 Unrecognized authentication type": "504 Method not supported",
    "501 5.5.2 Can't decode base64": "501 Invalid command argument, not a valid Base64 string",
    "501 5.5.2 Can't split auth value": "501 Invalid command argument, does not contain NUL",
    "552 Error: message size exceeds fixed maximum message size": _TOO_LARGE,
    "552 Error: Too much mail data": _TOO_LARGE,
    "500 Line too long (see RFC5321 4.5.3.1.6)": "550 maximum allowed line length is 998 octets",
}
_MALFORMED = "553 5.1.3 Error: malformed address"
_TIMEOUT = "421 Timeout waiting for data from client"


class EmailDeliverySmtp(SMTP):
    """One connection."""

    _argument = ""
    """Of the last MAIL or RCPT."""

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the name that aiosmtpd calls
        """MAIL FROM."""
        self._argument = arg or ""
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - likewise
        """RCPT TO."""
        self._argument = arg or ""
        await super().smtp_RCPT(arg)

    async def push(self, status: str | bytes) -> None:
        """Send a reply."""
        text = status.decode() if isinstance(status, bytes) else status
        if text == _MALFORMED:
            text = invalid_address(self._argument.partition(":")[2].strip())
        await super().push(_WORDS.get(text, text))

    def _timeout_cb(self) -> None:
        """The client was idle for too long."""
        self._writer.write(f"{_TIMEOUT}\r\n".encode())
        self._writer.close()


def invalid_address(address: str) -> str:
    """The reply to an address that is none."""
    return f"553 {address} Invalid email address"


def ehlo_lines(host: str, *, is_secure: bool) -> list[str]:
    """The reply to EHLO: inside TLS as recorded, before TLS with STARTTLS in place of AUTH."""
    offers = "AUTH PLAIN" if is_secure else "STARTTLS"
    return [f"250-{host}", "250-PIPELINING", "250-8BITMIME", f"250-{offers}", "250 Ok"]
