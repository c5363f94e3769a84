"""Every command that takes a user refuses a text that two answer to, and changes nothing."""

import pytest

from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.tui.shell import CHANGING, ONE, Cli

VICTIM = "shop@example.com"


@pytest.mark.parametrize("directory", ["classic", "domains"])
@pytest.mark.parametrize(
    "command",
    [
        ["generate", VICTIM, "-d", "x", "--output", "json"],
        ["list", VICTIM],
        ["revoke", VICTIM, "ocid1.credential.oc1..x", "--yes"],
        ["doctor", "--user", VICTIM, "--sender", "orders@example.com"],
    ],
    ids=lambda command: command[0],
)
def test_a_text_that_is_the_name_of_one_user_and_email_of_another_is_rejected(
    cli: Cli, tenancy: Tenancy, command: list[str], directory: str
) -> None:
    domain = tenancy.world.domains[0 if directory == "classic" else 1]
    thief = domain.users.add(VICTIM, "thief@example.net", "", tenancy.world.now(), {})
    code, output, errors = cli(*command, "--directory", directory)
    assert (code, output) == (ExitCode.USAGE, "")
    assert thief.ocid in errors
    assert tenancy.user_ocid(ONE) in errors
    assert "thief@example.net" in errors
    assert "Use " in errors
    assert not CHANGING & set(operations(tenancy))


def test_revoke_rejects_a_text_that_matches_two_credentials(cli: Cli, tenancy: Tenancy) -> None:
    one, two = tenancy.credentials(tenancy.user_ocid("billing.relay"))
    two.user_name = one.ocid
    code, _, errors = cli("revoke", "billing.relay", one.ocid, "--yes")
    assert code == ExitCode.USAGE
    assert two.ocid in errors
    assert not CHANGING & set(operations(tenancy))
