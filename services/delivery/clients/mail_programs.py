"""Programs of the command line that send mail: msmtp, mutt, swaks."""

from urllib.parse import quote

from services.delivery.clients import SENDER, CannotCarryError, ClientFormat, SmtpAccount, is_one_line
from services.delivery.clients.quoting import muttrc_quoted

MSMTP_LINE = 500
"""Bytes of a line that msmtp reads; a longer one is an error (msmtp, src/conf.c, LINEBUFSIZE)."""

MUTT_NAME = 127
"""Bytes of a user name that mutt keeps, and of a password 255; the rest it drops without a word (mutt, account.h)."""


def msmtp(account: SmtpAccount) -> str:
    """One account of ~/.msmtprc.

    The argument is the rest of the line, less the white space around it; where it is enclosed in double quotes the
    outermost pair is taken off, and nothing inside means anything (msmtp(1), CONFIGURATION FILES: "Arguments may be
    enclosed in double quotes"; src/conf.c, get_next_cmd).
    """
    if not is_one_line(account.user_name, account.password):
        raise CannotCarryError("msmtp", "its file has one line for each setting, without control characters")
    if max(len(f'password "{text}"\n'.encode()) for text in (account.user_name, account.password)) > MSMTP_LINE:
        raise CannotCarryError("msmtp", f"it reads lines of at most {MSMTP_LINE} bytes")
    lines = (
        "account oci",
        f"host {account.host}",
        f"port {account.port}",
        "tls on",
        f"tls_starttls {'off' if account.is_tls else 'on'}",
        "auth plain",
        f'user "{account.user_name}"',
        f'password "{account.password}"',
        f"from {SENDER}",
        "account default : oci",
    )
    return "".join(f"{line}\n" for line in lines)


def mutt(account: SmtpAccount) -> str:
    """Lines of muttrc; the user name is part of a URL, and percent-encoded (Mutt manual, smtp_url; RFC 3986, 2.1)."""
    if not is_one_line(account.user_name, account.password):
        raise CannotCarryError("mutt", "its file has one line for each setting, without control characters")
    if len(account.user_name.encode()) > MUTT_NAME or len(account.password.encode()) > 2 * MUTT_NAME + 1:
        raise CannotCarryError(
            "mutt",
            f"it truncates user names to {MUTT_NAME} characters. To send through msmtp instead, set sendmail = msmtp",
        )
    scheme = "smtps" if account.is_tls else "smtp"
    lines = (
        f"set smtp_url = '{scheme}://{quote(account.user_name, safe='')}@{account.host}:{account.port}/'",
        f"set smtp_pass = {muttrc_quoted(account.password)}",
        "set smtp_authenticators = 'plain'",
        "set ssl_starttls = yes",
        "set ssl_force_tls = yes",
        f"set from = '{SENDER}'",
        "set use_envelope_from = yes",
    )
    return "".join(f"{line}\n" for line in lines)


def swaks(account: SmtpAccount) -> str:
    """A command that signs in and sends nothing.

    The options come from a here-document, so that the password is in no argument that `ps` shows: there everything
    after the first space is the value, and is not processed by a shell (swaks(1), CONFIGURATION FILES). A value that
    begins with a dash reads as an option, and `<>` as nothing (swaks(1), --auth-password).
    """
    texts = (account.user_name, account.password)
    if not is_one_line(*texts):
        raise CannotCarryError("swaks", "it reads one line for each option, without control characters")
    if any(text.startswith("-") or text == "<>" for text in texts):
        raise CannotCarryError("swaks", "it reads text that starts with a dash as an option")
    lines = (
        "swaks --config /dev/stdin <<'END'",
        f"server {account.host}",
        f"port {account.port}",
        "tls-on-connect" if account.is_tls else "tls",
        "tls-verify",
        "auth PLAIN",
        f"auth-user {account.user_name}",
        f"auth-password {account.password}",
        "auth-hide-password",
        f"from {SENDER}",
        f"to {SENDER}",
        "quit-after AUTH",
        "END",
    )
    return "".join(f"{line}\n" for line in lines)


MSMTP = ClientFormat("msmtp", "msmtp", "~/.msmtprc", msmtp, advice="After from, enter your approved sender.")
MUTT = ClientFormat("mutt", "mutt", "~/.mutt/oci-smtp", mutt, advice="After from, enter your approved sender.")
SWAKS = ClientFormat("swaks", "swaks command", "oci-smtp-swaks.sh", swaks, advice="It signs in without sending mail.")
