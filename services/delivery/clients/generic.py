"""Formats that many programs read: JSON, YAML, TOML, .env, a URL, a Secret of Kubernetes."""

import json
import re
from base64 import b64encode
from urllib.parse import quote

from services.delivery.clients import CannotCarryError, ClientFormat, SmtpAccount, is_one_line
from services.delivery.clients.quoting import double_quoted

INTERPOLATED = re.compile(r"\$\{[^}]*\}")
"""What python-dotenv replaces in a value, whatever its quotes (python-dotenv, README, Variable expansion)."""


def fields(account: SmtpAccount) -> dict[str, str | int]:
    """What the settings are called, as in `oci-smtp generate --output json`."""
    return {
        "user_name": account.user_name,
        "password": account.password,
        "smtp_host": account.host,
        "smtp_port": account.port,
        "security": "TLS" if account.is_tls else "STARTTLS",
    }


def as_json(account: SmtpAccount) -> str:
    """A JSON object (RFC 8259)."""
    return json.dumps(fields(account), indent=2) + "\n"


def as_yaml(account: SmtpAccount) -> str:
    """A YAML mapping with double-quoted strings (YAML 1.2, 7.3.1)."""
    return "".join(f"{name}: {_scalar(value)}\n" for name, value in fields(account).items())


def as_toml(account: SmtpAccount) -> str:
    """A TOML table with basic strings (TOML 1.0, String)."""
    return "".join(f"{name} = {_scalar(value)}\n" for name, value in fields(account).items())


def _scalar(value: str | int) -> str:
    return str(value) if isinstance(value, int) else double_quoted(value)


def kubernetes(account: SmtpAccount) -> str:
    """A manifest of a Secret, its values in base64 (kubernetes.io, Secrets, `data`)."""
    values = {name: b64encode(str(value).encode()).decode() for name, value in fields(account).items()}
    return "apiVersion: v1\nkind: Secret\nmetadata:\n  name: oci-smtp\ntype: Opaque\ndata:\n" + "".join(
        f"  {name}: {value}\n" for name, value in values.items()
    )


def dotenv(account: SmtpAccount) -> str:
    """Lines of a .env file that mean the same to a shell, Docker Compose, python-dotenv and Node's dotenv.

    They agree on single quotes around what has no quote and no escape in it, and on double quotes around what has
    nothing that is replaced; on the rest they do not (POSIX shell, 2.2.2 and 2.2.3; Docker, Interpolation of .env
    files; python-dotenv and dotenv, README).
    """
    values = {name.upper().removeprefix("SMTP_"): str(value) for name, value in fields(account).items()}
    return "".join(f"SMTP_{name}={_env_quoted(value)}\n" for name, value in values.items())


def _env_quoted(text: str) -> str:
    if not is_one_line(text):
        raise CannotCarryError("A .env file", "a line feed ends a value for some of its readers")
    if INTERPOLATED.search(text):
        raise CannotCarryError("A .env file", "some of its readers replace text between ${ and }")
    if "'" not in text and "\\\\" not in text and not text.endswith("\\"):
        return f"'{text}'"
    if not re.search(r'["$\\`!]', text):
        return f'"{text}"'
    raise CannotCarryError("A .env file", "its readers disagree on quotes and backslashes inside a value")


def url(account: SmtpAccount) -> str:
    """A URL, its user name and password percent-encoded: all but letters, digits, and `-._~` (RFC 3986, 2.3, 3.2.1)."""
    scheme = "smtps" if account.is_tls else "smtp"
    user, password = (quote(text, safe="") for text in (account.user_name, account.password))
    return f"{scheme}://{user}:{password}@{account.host}:{account.port}\n"


JSON = ClientFormat("json", "JSON", "oci-smtp.json", as_json, is_generic=True)
YAML = ClientFormat("yaml", "YAML", "oci-smtp.yaml", as_yaml, is_generic=True)
TOML = ClientFormat("toml", "TOML", "oci-smtp.toml", as_toml, is_generic=True)
DOTENV = ClientFormat(
    "env",
    ".env",
    ".env",
    dotenv,
    advice="Don't use it with docker run --env-file, which keeps the quotes.",
    is_generic=True,
)
URL = ClientFormat(
    "url",
    "SMTP URL",
    "oci-smtp.url",
    url,
    advice="smtps is implicit TLS, and smtp is STARTTLS for most programs.",
    is_generic=True,
)
KUBERNETES = ClientFormat(
    "kubernetes",
    "Kubernetes Secret",
    "oci-smtp-secret.yaml",
    kubernetes,
    advice="Base64 isn't encryption. Keep the file private.",
    is_generic=True,
)
