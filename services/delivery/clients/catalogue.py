"""All formats, in the order in which they are offered."""

from services.delivery.clients import ClientFormat
from services.delivery.clients.applications import ALERTMANAGER, GITLAB, GRAFANA, WORDPRESS
from services.delivery.clients.generic import DOTENV, JSON, KUBERNETES, TOML, URL, YAML
from services.delivery.clients.mail_programs import MSMTP, MUTT, SWAKS
from services.delivery.clients.mail_servers import EXIM, POSTFIX, POSTFIX_MAIN
from services.delivery.clients.programming import DJANGO, NODEMAILER, SMTPLIB, SPRING
from services.model.errors import UsageError

FORMATS = (
    POSTFIX,
    POSTFIX_MAIN,
    EXIM,
    MSMTP,
    MUTT,
    SWAKS,
    SMTPLIB,
    DJANGO,
    SPRING,
    NODEMAILER,
    GRAFANA,
    ALERTMANAGER,
    GITLAB,
    WORDPRESS,
    KUBERNETES,
    DOTENV,
    URL,
    JSON,
    YAML,
    TOML,
)

BY_ID = {each.id: each for each in FORMATS}


SHORTEST_CAP = 100
"""Characters of a user name that some applications take at most: FreeScout (issue 5015) and OneUptime until 2026 (issue
2442); Misskey takes 128 (issue 10266)."""


def warning(client: ClientFormat, user_name: str) -> str:
    """What to look out for because of the length of the user name; empty where there is nothing."""
    if not client.is_generic or len(user_name) <= SHORTEST_CAP:
        return ""
    return (
        f"This user name is {len(user_name)} characters long. Some applications truncate or reject it (FreeScout and "
        "older OneUptime: 100 characters; Misskey: 128). Check that yours saved all of it."
    )


def named(name: str) -> ClientFormat:
    """The format of that name.

    Raises:
        UsageError: there is none.
    """
    if name not in BY_ID:
        raise UsageError(f'Unknown format: "{name}".', f"Options: {', '.join(BY_ID)}.")
    return BY_ID[name]
