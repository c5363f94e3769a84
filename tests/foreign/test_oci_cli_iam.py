"""What the OCI CLI reads through the IAM API and from Email Delivery: no difference, no warning."""

import pytest

from services.demo.faults import Rule
from services.demo.store.regions import SUBSCRIBED
from services.demo.tenancy import Tenancy
from tests.foreign.cli_process import Account
from tests.foreign.held import (
    approved_sender,
    check,
    iam_compartment,
    iam_credential,
    iam_group,
    iam_policy,
    iam_user,
    in_order,
)

pytestmark = pytest.mark.tenancy(users=30, mode="classic")


@pytest.mark.parametrize("size", ["7", "10", "100"], ids=["many", "full", "one"])
def test_the_cli_lists_every_user_once_with_every_page_size(
    admin_account: Account, tenancy: Tenancy, size: str
) -> None:
    rows = admin_account.iam("user", "list", "--all", "--page-size", size)
    check(rows, map(iam_user, tenancy.world.users.after(0)))


def test_the_cli_finds_a_user_by_name(admin_account: Account, tenancy: Tenancy) -> None:
    for person in list(tenancy.world.users.after(0))[:16]:  # the cast, some with names that are markup or Japanese
        check(admin_account.iam("user", "list", "--name", person.name, "--all"), [iam_user(person)])


def test_the_cli_lists_existing_credentials(admin_account: Account, tenancy: Tenancy) -> None:
    for name in ("newsletter.sender", "billing.relay", "legacy.scanner"):
        user = tenancy.user_ocid(name)
        rows = admin_account.iam("smtp-credential", "list", "--user-id", user)
        check(rows, map(iam_credential, tenancy.credentials(user)))


def test_a_create_that_the_cli_retries_after_a_503_is_carried_out_once(
    admin_account: Account, tenancy: Tenancy
) -> None:
    """The CLI sends it again with the same retry token."""
    user = tenancy.user_ocid("newsletter.sender")
    tenancy.faults.append(Rule("503", "create_smtp_credential", done=True))
    made = admin_account.iam("smtp-credential", "create", "--user-id", user, "--description", "once")
    (held,) = tenancy.credentials(user)
    assert (made["id"], made["password"]) == (held.ocid, held.password)
    tokens = [entry.retry_token for entry in tenancy.request_log if entry.operation == "create_smtp_credential"]
    assert len(tokens) == 2
    assert len(set(tokens)) == 1


def test_the_cli_lists_groups_and_their_members(admin_account: Account, tenancy: Tenancy) -> None:
    groups, people = tenancy.world.groups, list(tenancy.world.users.after(0))
    rows = admin_account.iam("group", "list", "--all", "--page-size", "2")
    check(in_order(rows, "id"), in_order(map(iam_group, groups), "id"))
    for group in list(groups)[:3]:
        members = admin_account.iam("group", "list-users", "--group-id", group.ocid, "--all")
        assert {row["id"] for row in members} == {each.ocid for each in people if group in groups.of(each)}
    joined = admin_account.iam("user", "list-groups", "--user-id", tenancy.user_ocid("kim.park"), "--all")
    assert [row["name"] for row in joined] == ["HelpDesk"]


def test_the_cli_lists_the_policies_of_every_compartment(admin_account: Account, tenancy: Tenancy) -> None:
    for place in (tenancy.ocid, *(each.ocid for each in tenancy.world.compartments)):
        rows = admin_account.iam("policy", "list", "--compartment-id", place, "--all")
        held = [policy for policy in tenancy.world.policies if policy.compartment == place]
        check(in_order(rows, "id"), in_order(map(iam_policy, held), "id"))


def test_the_cli_lists_compartments_and_regions(admin_account: Account, tenancy: Tenancy) -> None:
    rows = admin_account.iam("compartment", "list", "--compartment-id-in-subtree", "true", "--all", "--page-size", "5")
    check(in_order(rows, "id"), in_order(map(iam_compartment, tenancy.world.compartments), "id"))
    regions = admin_account.iam("region-subscription", "list")
    assert [(row["regionName"], row["isHomeRegion"]) for row in regions] == [
        (each.name, each.name == tenancy.home_region) for each in SUBSCRIBED
    ]


def test_the_cli_reads_approved_senders_and_the_smtp_endpoint(admin_account: Account, tenancy: Tenancy) -> None:
    for place in (tenancy.ocid, *(each.ocid for each in tenancy.world.compartments)):
        rows = admin_account.email("sender", "list", "--compartment-id", place, "--all")
        here = [each for each in tenancy.world.senders if (each.compartment, each.region) == (place, "iad")]
        check(in_order(rows, "id"), in_order(map(approved_sender, here), "id"))
    told = admin_account.email("configuration", "get-email", "--compartment-id", tenancy.ocid)
    assert told["smtpSubmitEndpoint"] == f"smtp.email.{tenancy.home_region}.oci.oraclecloud.com"
