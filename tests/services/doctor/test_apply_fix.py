"""What a fix would change, looked at before anything is."""

from dataclasses import replace

import pytest

from services.api.session import Session
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.doctor.apply_fix import can_apply, plan_fix
from services.doctor.fixes import ActivateUser, AddToGroup, Advice, CreateSender, CreateStatement, UseAddress
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
        plan_fix(session, directory, fix)
    assert refusal.value.cause == f"The policy refers to the group {named}, which doesn't exist."
    assert "add_user_to_group" not in operations(tenancy)


def test_a_fix_finds_the_group_by_the_ocid_in_the_policy(session: Session, tenancy: Tenancy) -> None:
    directory = ClassicDirectory(session)
    user, roster = directory.find("shop.mailer"), directory.roster("")
    group = roster.find_group("NewsletterSenders")
    assert group
    found = plan_fix(session, directory, AddToGroup(user, "Another name", group.ocid))
    assert (found.detail, "NewsletterSenders" in found.says) == (group.ocid, True)
    assert not roster.is_member(user, group), "nothing is changed yet"
    found.apply()
    assert roster.is_member(user, group)


@pytest.mark.parametrize("fix", [Advice("Ask somebody."), UseAddress("orders@example.com"), None])
def test_a_manual_fix_cannot_be_applied(session: Session, fix: Advice | UseAddress | None) -> None:
    assert not can_apply(fix)
    if fix:
        with pytest.raises(UsageError) as refusal:
            plan_fix(session, ClassicDirectory(session), fix)
        assert refusal.value.next_step == fix.describe()


@pytest.mark.parametrize(
    ("path", "where"), [("", "the root compartment"), ("Production:Mail", "compartment Production:Mail")]
)
def test_a_policy_statement_fix_names_its_compartment(
    session: Session, tenancy: Tenancy, path: str, where: str
) -> None:
    compartment = tenancy.world.compartments.ocid_of(path)
    fix = CreateStatement("Allow group A to use email-family in tenancy", compartment, path)
    assert f" in {where}" in plan_fix(session, ClassicDirectory(session), fix).says
    assert fix.describe() == f"Create a policy in {where} with: {fix.text}"


class TestActivation:
    def test_a_blocked_user_is_unblocked(self, session: Session, tenancy: Tenancy) -> None:
        directory = ClassicDirectory(session)
        found = plan_fix(session, directory, ActivateUser(directory.find("former.contractor")))
        assert directory.find("former.contractor").is_inactive, "nothing is changed yet"
        found.apply()
        assert not directory.find("former.contractor").is_inactive

    @pytest.mark.parametrize("reasons", [1, 2, 6])
    def test_a_suspended_or_disabled_user_is_reported_and_not_changed(
        self, session: Session, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, reasons: int
    ) -> None:
        monkeypatch.setattr("services.demo.identity.users.BLOCKED", reasons)
        directory = ClassicDirectory(session)
        with pytest.raises(UsageError, match=r"former\.contractor is suspended or disabled"):
            plan_fix(session, directory, ActivateUser(directory.find("former.contractor"))).apply()
        assert "update_user_state" not in operations(tenancy)


class TestSender:
    def fix(self, tenancy: Tenancy) -> CreateSender:
        place = "Production:Web"
        return CreateSender("new@example.com", "us-ashburn-1", tenancy.world.compartments.ocid_of(place), place)

    def test_a_sender_is_created_once_in_the_given_compartment(self, session: Session, tenancy: Tenancy) -> None:
        found = plan_fix(session, ClassicDirectory(session), self.fix(tenancy))
        assert "in us-ashburn-1, in compartment Production:Web" in found.says
        assert "create_sender" not in operations(tenancy)
        found.apply()
        found.apply()
        made = [sender for sender in tenancy.world.senders if sender.address == "new@example.com"]
        assert [(sender.region, sender.compartment) for sender in made] == [("iad", self.fix(tenancy).compartment)]
        assert operations(tenancy).count("create_sender") == 1

    def test_a_sender_is_created_in_the_given_region(self, session: Session, tenancy: Tenancy) -> None:
        fix = replace(self.fix(tenancy), region="eu-frankfurt-1")
        plan_fix(session, ClassicDirectory(session), fix).apply()
        assert [s.region for s in tenancy.world.senders if s.address == "new@example.com"] == ["fra"]

    def test_a_sender_is_not_created_again_after_a_lost_answer(self, session: Session, tenancy: Tenancy) -> None:
        tenancy.faults.add("reset-after", "create_sender")
        plan_fix(session, ClassicDirectory(session), self.fix(tenancy)).apply()
        assert operations(tenancy).count("create_sender") == 1
