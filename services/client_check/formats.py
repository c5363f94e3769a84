"""The formats of client settings that are read, and which of them a file has."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from services.client_check.account import Reading
from services.client_check.readers import django, dotenv, gitlab, grafana, msmtp, nodemailer, postfix, spring, url
from services.model.errors import UsageError


@dataclass(frozen=True)
class ReadFormat:
    """A format, by the name that it has on the command line, which is that of the settings that oci-smtp writes."""

    id: str
    name: str
    read: Callable[[str], Reading]
    file_name: str
    """A pattern for the name of a file, without its directories."""
    content: str
    """A pattern that is found in such a file."""


FORMATS = (
    ReadFormat("url", "SMTP URL", url.read, r".*\.url", r"\A(?:[ \t]*(?:#.*)?\n)*[ \t]*[\"']?smtps?(?:\+\w+)?://"),
    ReadFormat("gitlab", "GitLab", gitlab.read, r"gitlab.*\.rb", r"^[ \t]*gitlab_rails\["),
    ReadFormat(
        "nodemailer", "Nodemailer", nodemailer.read, r".*\.(?:[mc]?[jt]sx?|json)", r"createTransport\s*\(|\A\s*[{\[]"
    ),
    ReadFormat("grafana", "Grafana", grafana.read, r"(?:grafana.*|custom|defaults|sample)\.ini", r"^[ \t]*\[smtp\]"),
    ReadFormat(
        "spring",
        "Spring",
        spring.read,
        r"(?:application|bootstrap).*\.(?:properties|ya?ml)",
        r"^[ \t]*spring\.mail\.|^spring\s*:",
    ),
    ReadFormat(
        "django",
        "Django",
        django.read,
        r".*\.py",
        r"^(?:EMAIL|DEFAULT_FROM)_\w+ = |^(?:from|import) [\w.]+(?: import .*)?$",
    ),
    ReadFormat(
        "msmtp",
        "msmtp",
        msmtp.read,
        r"\.?msmtprc.*",
        r"^[ \t]*(?:account|defaults)\b(?![ \t]*=)|^[ \t]*(?:tls_starttls|host)[ \t]+\S",
    ),
    ReadFormat("postfix-main", "Postfix: main.cf", postfix.read_main, r"main\.cf.*", r"^(?:relayhost|smtp_\w+)[ \t]*="),
    ReadFormat(
        "postfix",
        "Postfix: sasl_passwd",
        postfix.read_passwords,
        r"(?:sasl_passwd|sasl_password|relay_passwd).*",
        r"^\[?[\w.@-]+\]?(?::\w+)?[ \t]+[^\s=:]+:\S",
    ),
    ReadFormat(
        "env",
        ".env",
        dotenv.read,
        r"\.env.*|.*\.env|env",
        r"\A(?![\s\S]*^(?:from \S+ )?import )[\s\S]*?^[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=",
    ),
)
"""In the order in which they are looked for in a text that has no telling name."""

BY_ID = {each.id: each for each in FORMATS}


def named(name: str) -> ReadFormat:
    """The format of that name.

    Raises:
        UsageError: it isn't one.
    """
    if name not in BY_ID:
        raise UsageError(f'Unknown format: "{name}".', f"Options: {', '.join(BY_ID)}.")
    return BY_ID[name]


def likely(file_name: str, text: str) -> list[ReadFormat]:
    """The formats that a file can have, the likeliest first: by its name, else by what is in it."""
    by_name = [each for each in FORMATS if re.fullmatch(each.file_name, file_name, re.IGNORECASE)]
    return by_name or [each for each in FORMATS if re.search(each.content, text, re.MULTILINE)]
