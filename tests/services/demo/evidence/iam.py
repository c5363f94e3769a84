"""IAM without identity domains, and Email Delivery's control plane."""

from services.demo.operation import IDENTITY
from tests.services.demo.evidence.row import Bench, Row
from tests.services.demo.evidence.words import status_and_keys

_SMTP = f"{IDENTITY}/users/{{user}}/smtpCredentials"


def _created(bench: Bench) -> str:
    path = _SMTP.format(user=bench.tenancy.admin_ocid)
    return status_and_keys(bench.ask("POST", path, {"description": "made for the table"}))


ROWS: tuple[Row, ...] = (
    Row(
        "create an SMTP credential",
        "200: compartmentId, description, id, lifecycleState, password, timeCreated, userId, username",
        ("R",),
        _created,
        differs="not yet",
    ),
)
