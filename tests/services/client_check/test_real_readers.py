"""A password that the real reader of a format changes is a fault, however a person pasted it into the file."""

import io
import re
import string
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import dotenv
import javaproperties
import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from services.client_check.client_check import check_settings
from services.doctor.report import Finding
from tests.services.client_check.files import ENCODED, ENV, HOST, SPRING, STARTTLS, USER, YAML, YAML_STARTTLS

PASSWORDS = st.text(string.ascii_letters + string.digits + string.punctuation, min_size=20, max_size=20)

MEANT = {
    "properties": r"\\[\\:=#!]|\\u[0-9a-f]{4}",
    "yaml '": "''",
    'yaml "': r"""\\["\\/]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}""",
    "url": "%[0-9a-f]{2}",
}
"""What can be an escape that a person wrote on purpose, in another password than this one."""

URL = "smtps://{}:{}@{}:465\n"


def env(text: str) -> object:
    return dotenv.dotenv_values(stream=io.StringIO(text), interpolate=True).get("SMTP_PASSWORD")


def properties(text: str) -> object:
    try:
        return javaproperties.loads(text).get("spring.mail.password")
    except ValueError:
        return None


def yml(text: str) -> object:
    try:
        return yaml.safe_load(text)["spring"]["mail"]["password"]
    except (yaml.YAMLError, TypeError, KeyError):
        return None


def url(text: str) -> object:
    try:
        parts = urlsplit(text.strip())
        is_whole = (parts.hostname, parts.port, unquote(parts.username or "")) == (HOST, 465, USER)
    except ValueError:
        return None
    return unquote(parts.password or "") if is_whole else None


Template = Callable[[str], str]
CASES: dict[str, tuple[str, Callable[[str], object], Template]] = {
    ".env": (".env", env, lambda password: ENV.format(465, password, "SMTP_SECURE=true")),
    ".env '": (".env", env, lambda password: ENV.format(465, f"'{password}'", "SMTP_SECURE=true")),
    '.env "': (".env", env, lambda password: ENV.format(465, f'"{password}"', "SMTP_SECURE=true")),
    "properties": ("application.properties", properties, lambda password: SPRING.format(587, password, STARTTLS)),
    "yaml": ("application.yml", yml, lambda password: YAML.format(587, password, YAML_STARTTLS)),
    "yaml '": ("application.yml", yml, lambda password: YAML.format(587, f"'{password}'", YAML_STARTTLS)),
    'yaml "': ("application.yml", yml, lambda password: YAML.format(587, f'"{password}"', YAML_STARTTLS)),
    "url": ("smtp.url", url, lambda password: URL.format(ENCODED, password, HOST)),
}


@pytest.mark.parametrize("case", CASES)
@example("#Kq7w(Zm2)hV9-tR4xBn")
@example("Kq7'w(Zm2)hV9-tR4x'n")
@example("*q7,w: Zm2)hV9-tR4xB")
@example("Kq7\\'w(Zm2)hV9-tR4xB")
@example("{q7,w(Zm2)hV9-tR4xB}")
@example("Kq7%41w(Zm2)hV9-tR4x")
@given(PASSWORDS)
def test_a_password_that_a_real_reader_changes_is_reported(case: str, password: str) -> None:
    assume("@U" not in password and "@H" not in password)
    name, read, write = CASES[case]
    text = write(password).replace("@U", USER).replace("@H", HOST)
    if read(text) == password:
        return
    report = check_settings(text, name)
    told = {check.code for check in report.checks if check.finding in (Finding.FAULT, Finding.UNKNOWN)}
    assert told or (case in MEANT and re.search(MEANT[case], password, re.IGNORECASE))
