"""The check of a file of client settings: read, understood, judged, and forgotten."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from services.client_check.account import Account, Reading, Role
from services.client_check.client_report import ClientReport
from services.client_check.formats import ReadFormat, likely, named
from services.client_check.judge import checked, is_foreign, judged, region_of
from services.client_check.words import ADDRESS
from services.delivery.clients import SENDER
from services.doctor.report import Check
from services.model.errors import OciSmtpError, UsageError
from services.system.outside_file import expanded, read_bytes, reason

SenderCheck = Callable[[str, str, str], list[Check]]
"""Checks an address for a server's region and an SMTP user name (which might be empty)."""

MOST_LINES_TOLD = 5

APPROVED = ("sender", "sender-other-region")
"""Findings that say that the tenancy has the approved sender."""


class UnreadableFileError(OciSmtpError):
    """The file can't be read."""

    title = "Unreadable file"


def read_file(path: str) -> str:
    """The text of a file of client settings.

    Raises:
        UnreadableFileError: it isn't a file that can be read, it's too large, or it isn't text.
    """
    try:
        content = read_bytes(Path(expanded(path)), pipes=True)
    except OSError as error:
        raise UnreadableFileError(f"Can't read {path}: {reason(error)}.", "Name another file.") from None
    return text_of(content, path)


def text_of(content: bytes, name: str) -> str:
    """The content as text.

    Raises:
        UnreadableFileError: it isn't text.
    """
    if b"\0" not in content:
        for encoding in ("utf-8-sig", "latin-1"):
            try:
                return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
            except UnicodeDecodeError:
                continue
    raise UnreadableFileError(f"Can't read {name}: it isn't text.", "Name another file.")


def check_settings(
    text: str,
    file_name: str,
    format_name: str = "",
    trusted: Collection[str] = (),
    sender: str = "",
    check_sender: SenderCheck | None = None,
) -> ClientReport:
    """Check the settings in a text.

    `file_name` helps to tell the format, `format_name` is one that was asked for, `trusted` are servers that count as
    endpoints, and `sender` goes before the From address of the file.

    Raises:
        UsageError: the format isn't known, or it has no settings of email.
    """
    format_, reading = _read(text, file_name, format_name)
    try:
        checks = [*_unread(reading), *_of_accounts(reading.accounts, trusted, sender, check_sender)]
        return ClientReport(format_.id, len(reading.accounts), tuple(checks))
    finally:
        for account in reading.accounts:
            account.wipe()


def _read(text: str, file_name: str, format_name: str) -> tuple[ReadFormat, Reading]:
    formats = [named(format_name)] if format_name else likely(file_name, text)
    if not formats:
        raise UsageError("Can't tell which format the settings have.", "Name the format with --format.")
    unread: tuple[int, ...] = ()
    for each in formats:
        reading = each.read(text)
        if reading.accounts:
            return each, reading
        unread = unread or reading.unread
    where = f" Line {unread[0]} wasn't understood." if unread else ""
    raise UsageError(
        f"No email settings were found in the format of {formats[0].name}.{where}",
        "Name another file, or the format with --format.",
    )


def _unread(reading: Reading) -> Iterator[Check]:
    lines = reading.unread
    if lines:
        told = [f"Line {line} wasn't understood." for line in lines[:MOST_LINES_TOLD]]
        more = [f"{len(lines) - MOST_LINES_TOLD} more lines weren't."] if len(lines) > MOST_LINES_TOLD else []
        yield checked("unread", (*told, *more))


def _of_accounts(
    accounts: list[Account], trusted: Collection[str], sender: str, check_sender: SenderCheck | None
) -> Iterator[Check]:
    foreign = [account for account in accounts if is_foreign(account, trusted)]
    for account in accounts:
        if account in foreign and len(foreign) < len(accounts):
            yield checked("other-provider", (f"Line {account.line}",))
            continue
        checks = list(judged(account, trusted))
        of_sender = list(_sender(account, sender, check_sender))
        if not sender and any(each.code == "from-placeholder" for each in checks):
            # It's for examples, unless the tenancy approves it: the sample tenancy has such senders.
            of_sender = [each for each in of_sender if each.code in APPROVED]
            checks = [each for each in checks if each.code != "from-placeholder" or not of_sender]
        yield from (*checks, *of_sender)


def _sender(account: Account, sender: str, check_sender: SenderCheck | None) -> Iterator[Check]:
    address = sender or _from(account)
    region = region_of(account)
    if address and region and check_sender:
        yield from check_sender(address, region, account.text(Role.USER))
    elif sender:
        yield checked("sender-unchecked", (), how="Correct the server first.")


def _from(account: Account) -> str:
    """The address that the file sends from; empty for one that no tenancy can approve."""
    found = ADDRESS.fullmatch(account.text(Role.FROM).strip())
    return "" if not found or found[1] == SENDER or found[1].endswith("@localhost") else found[1]
