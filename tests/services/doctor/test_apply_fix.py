"""What a fix would change, looked at before anything is."""

import pytest

from services.api.session import Session
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.doctor.apply_fix import can_mend, plan_mending
from services.doctor.fixes import AddToGroup, Advice, CreateStatement, UseAddress
from services.model.errors import NotFoundError, UsageError
from tests.services.accounts import operations

GONE = "ocid1.group.oc1..aaaaaaaagone"


@pytest.mark.parametrize(
    ("group", "ocid", "named"), [("Gone", "", "Gone"), ("Gone", GONE, "Gone"), ("", GONE, GONE), ("", "", "")]
)
def test_a_deleted_group_is_named_as_in_the_policy(
    session: Session, tenancy: Tenancy, group: str, ocid: str, named: str
) -> None:
    directory = ClassicDirectory(session)
    fix = AddToGroup(directory.find("shop.mailer"), group, ocid)
    with pytest.raises(NotFoundError) as refusal:
        plan_mending(session, directory, fix)
    assert refusal.value.cause == f"The policy refers to the group {named}, which doesn't exist."
    assert "add_user_to_group" not in operations(tenancy)


def test_a_group_is_looked_for_by_its_ocid_where_the_policy_gives_one(session: Session, tenancy: Tenancy) -> None:
    directory = ClassicDirectory(session)
    user, roster = directory.find("shop.mailer"), directory.roster("")
    group = roster.find_group("NewsletterSenders")
    assert group
    found = plan_mending(session, directory, AddToGroup(user, "Another name", group.ocid))
    assert (found.detail, "NewsletterSenders" in found.says) == (group.ocid, True)
    assert not roster.is_member(user, group), "nothing is changed yet"
    found.apply()
    assert roster.is_member(user, group)


@pytest.mark.parametrize("fix", [Advice("Ask somebody."), UseAddress("orders@example.com"), None])
def test_what_only_a_person_can_do_is_no_fix(session: Session, fix: Advice | UseAddress | None) -> None:
    assert not can_mend(fix)
    if fix:
        with pytest.raises(UsageError) as refusal:
            plan_mending(session, ClassicDirectory(session), fix)
        assert refusal.value.next_step == fix.describe()


@pytest.mark.parametrize(
    ("path", "where"), [("", "the root compartment"), ("Production:Mail", "compartment Production:Mail")]
)
def test_a_statement_is_said_to_go_where_it_goes(session: Session, tenancy: Tenancy, path: str, where: str) -> None:
    compartment = tenancy.world.compartments.ocid_of(path)
    fix = CreateStatement("Allow group A to use email-family in tenancy", compartment, path)
    assert f" in {where}" in plan_mending(session, ClassicDirectory(session), fix).says
    assert fix.describe() == f"Create a policy in {where} with: {fix.text}"
