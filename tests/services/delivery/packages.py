"""Credentials to hand over: their passwords are made up when the tests run."""

import random
import secrets
import string

from services.delivery import Package
from services.model.secret import Secret
from services.model.values import Endpoint, User

PRINTABLE = string.digits + string.ascii_letters + string.punctuation + " "


def awkward_password() -> str:
    """Every printable ASCII character, in some order, and more: quotes, backslashes and spaces inside and outside."""
    return "".join(random.sample(PRINTABLE, len(PRINTABLE))) + "é☃$(x)`x` "


def package(password: str) -> Package:
    endpoint = Endpoint("smtp.email.eu-frankfurt-1.oci.oraclecloud.com", 587, "STARTTLS")
    user_name = f"ocid1.user.oc1..{secrets.token_hex(6)}@ocid1.tenancy.oc1..a.b1.com"
    return Package(user_name, Secret(password), endpoint, "[b]a mailer", User("ocid1.user.oc1..a", "ada"))


def opened_letter(made: Package, password: str) -> str:
    """What the recipient must find."""
    where = made.endpoint
    return (
        f"user name: {made.user_name}\npassword: {password}\nserver: {where.host}\n"
        f"port: {where.port}\nsecurity: {where.security}\n"
    )
