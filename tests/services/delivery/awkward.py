"""Something to hand over."""

import secrets
from dataclasses import replace

from services.delivery import Package
from services.model.destination import Destination
from services.model.secret import Secret
from services.model.values import Endpoint, User

AWKWARD = "'\"\\$#;`{}[]<>()&%~|^ !?*"


def package(password: str = "") -> Package:
    """A credential with a password of any character, made at run time."""
    made = password or secrets.token_urlsafe(6) + AWKWARD + secrets.token_urlsafe(6)
    user = User("ocid1.user.oc1..aaaa", "kim.park", email="kim.park@example.com")
    where = Endpoint("smtp.email.us-ashburn-1.oci.oraclecloud.com", 465, "TLS")
    return Package("ocid1.user.oc1..aaaa@ocid1.tenancy.oc1..bbbb.xy.com", Secret(made), where, "billing host", user)


def noting(sent: Package) -> tuple[list[Destination], Package]:
    """The package, and what it notes of where it goes."""
    noted: list[Destination] = []
    return noted, replace(sent, note=noted.append)
