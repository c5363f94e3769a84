"""What the OCI CLI reads and changes in identity domains: no difference, no warning."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from services.demo.faults import Rule
from services.demo.scim.schemas import PATCH, SMTP_CREDENTIAL
from services.demo.tenancy import Tenancy
from tests.foreign.cli_process import Account, CliError
from tests.foreign.held import among, check, domain_credential, domain_user

pytestmark = pytest.mark.tenancy(users=20, partners=20)

SCHEMAS = ("--schemas", json.dumps([SMTP_CREDENTIAL]))
NO_NAME = ("--user-name", "")
"""The CLI asks for the name that OCI draws."""


def create(account: Account, owner: str, description: str) -> dict[str, Any]:
    asked = (*SCHEMAS, *NO_NAME, "--user", json.dumps({"ocid": owner}), "--description", description)
    made: dict[str, Any] = account.domain("smtp-credential", "create", *asked)
    return made


@pytest.mark.parametrize("name", ["Default", "Partners"])
def test_the_cli_lists_every_user_of_a_domain_once(admin_account: Account, tenancy: Tenancy, name: str) -> None:
    (domain,) = (each for each in tenancy.world.domains if each.display_name == name)
    rows: list[dict[str, Any]] = []
    while len(rows) < len(domain.users):
        start = str(len(rows) + 1)
        answer = admin_account.domain("users", "list", "--start-index", start, "--count", "8", name=name)
        assert answer["totalResults"] == len(domain.users)
        assert answer["resources"]
        rows += answer["resources"]
    check(rows, map(domain_user, domain.users.after(0)))


def test_the_cli_generates_lists_updates_and_deletes_a_credential(admin_account: Account, tenancy: Tenancy) -> None:
    user = tenancy.user_ocid("newsletter.sender")
    made = create(admin_account, user, "by the CLI: Envíos ✉")
    (held,) = tenancy.credentials(user)
    expected = {**domain_credential(held), "password": held.password, "description": "by the CLI: Envíos ✉"}
    assert among(made, expected) == expected

    (listed,) = admin_account.domain("smtp-credentials", "list", "--filter", f'user.ocid eq "{user}"')["resources"]
    assert among(listed, {**domain_credential(held), "password": None}) == {**domain_credential(held), "password": None}

    one = ("--smtp-credential-id", made["id"])
    change = json.dumps([{"op": "REPLACE", "path": "description", "value": "described again"}])
    changed = admin_account.domain(
        "smtp-credential", "patch", *one, "--schemas", json.dumps([PATCH]), "--operations", change
    )
    assert held.description == changed["description"] == "described again"

    admin_account.domain("smtp-credential", "delete", *one, "--force")
    assert tenancy.credentials(user) == []


def test_a_user_generates_lists_and_deletes_their_own_credential(
    cli_account: Callable[[str], Account], tenancy: Tenancy
) -> None:
    user, agent = tenancy.user_ocid("helpdesk.agent"), cli_account("helpdesk.agent")
    made = agent.domain("my-smtp-credential", "create", *SCHEMAS, *NO_NAME, "--description", "my own")
    (held,) = tenancy.credentials(user)
    assert among(made, domain_credential(held)) == domain_credential(held)
    check(agent.domain("my-smtp-credentials", "list")["resources"], [domain_credential(held)])
    agent.domain("my-smtp-credential", "delete", "--my-smtp-credential-id", made["id"], "--force")
    assert tenancy.credentials(user) == []
    assert agent.domain("me", "get")["ocid"] == user


def test_a_third_credential_is_rejected(admin_account: Account, tenancy: Tenancy) -> None:
    user = tenancy.user_ocid("billing.relay")
    before = list(tenancy.credentials(user))
    with pytest.raises(CliError) as rejected:
        create(admin_account, user, "one too many")
    assert 400 <= rejected.value.status < 500
    assert tenancy.credentials(user) == before


def test_a_create_that_the_cli_retries_after_a_503_is_carried_out_once(
    admin_account: Account, tenancy: Tenancy
) -> None:
    """The CLI sends it again with the same retry token."""
    user = tenancy.user_ocid("newsletter.sender")
    tenancy.faults.append(Rule("503", "create_smtp_credential", done=True))
    made = create(admin_account, user, "once")
    (held,) = tenancy.credentials(user)
    assert (made["ocid"], made["password"]) == (held.ocid, held.password)
