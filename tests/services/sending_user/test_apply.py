"""A sending user set up in every kind of directory, in trouble, and where things are there already."""

import pytest

from services.config.options import Options
from services.demo.faults import Rule
from services.model.errors import (
    ConflictError,
    NotAuthorizedError,
    OciSmtpError,
    ReadOnlyError,
    ServiceLimitError,
    UsageError,
)
from services.policy.writer import MOST_STATEMENTS, OWN_NAME, add_statement, plan_statement
from services.sending_user.apply import PlanStage
from services.sending_user.plan import Part
from tests.services.accounts import session_on
from tests.services.sending_user.desk import Desk, state_of

CREATES = ("create_user", "create_group", "create_policy")


def statements(desk: Desk) -> dict[str, list[str]]:
    """Of each policy in the root compartment."""
    world = desk.tenancy.world
    return {policy.name: policy.statements for policy in world.policies if policy.compartment == world.ocid}


def changes(desk: Desk) -> list[str]:
    return [entry.operation for entry in desk.tenancy.request_log if entry.method != "GET"]


class TestSetUp:
    def test_the_plan_creates_the_user_the_group_and_the_policy_statement(self, setup_desk: Desk) -> None:
        plan = setup_desk.plan()
        assert not any(step.is_there for step in plan.steps)
        assert plan.warnings == ()
        user = setup_desk.apply(plan)
        assert [group.name for group in setup_desk.directory.groups(user)] == ["CrmSenders"]
        group = "'Partners'/'CrmSenders'" if setup_desk.domain == "Partners" else "CrmSenders"
        wanted = f"Allow group {group} to use email-family in compartment Production:Mail:Transactional"
        assert plan.steps[-1].statement == wanted
        assert statements(setup_desk)[OWN_NAME] == [wanted]
        tokens = [entry.retry_token for entry in setup_desk.tenancy.request_log if entry.operation in CREATES]
        assert len(set(tokens)) == len(CREATES)
        assert None not in tokens

    def test_the_statement_can_name_the_group_by_ocid(self, setup_desk: Desk) -> None:
        setup_desk.set_up(setup_desk.wish(by_ocid=True))
        group = setup_desk.directory.roster(setup_desk.domain).find_group("CrmSenders")
        assert group is not None
        assert f"Allow group id {group.ocid} to use" in statements(setup_desk)[OWN_NAME][0]

    def test_an_existing_group_that_already_may_send_gets_only_a_new_member(self, classic_setup_desk: Desk) -> None:
        user = classic_setup_desk.set_up(classic_setup_desk.wish(group="mailsenders"))
        assert changes(classic_setup_desk) == ["create_user", "add_user_to_group"]
        assert [group.name for group in classic_setup_desk.directory.groups(user)] == ["MailSenders"]
        stages = {news.part: news.stage for news in classic_setup_desk.progress}
        assert (stages[Part.GROUP], stages[Part.POLICY]) == (PlanStage.THERE, PlanStage.THERE)

    def test_the_plan_warns_about_an_existing_user_that_differs_or_is_inactive(self, classic_setup_desk: Desk) -> None:
        plan = classic_setup_desk.plan(
            classic_setup_desk.wish(name="former.contractor", email="other@example.com", group="MailSenders")
        )
        assert plan.is_done
        other, inactive = plan.warnings
        assert "Is this the right user?" in other
        assert "INACTIVE" in inactive

    def test_the_plan_warns_about_a_deny_statement_that_blocks_the_group(self, classic_setup_desk: Desk) -> None:
        web = classic_setup_desk.tenancy.world.compartments.ocid_of("Production:Web")
        plan = classic_setup_desk.plan(classic_setup_desk.wish(group="Developers", compartment=web))
        assert "Deny statement blocks it" in plan.warnings[0]

    def test_a_group_name_that_would_break_the_statement_is_rejected(self, classic_setup_desk: Desk) -> None:
        with pytest.raises(UsageError):
            classic_setup_desk.plan(classic_setup_desk.wish(group="x' to manage all-resources in tenancy where 'a"))
        assert changes(classic_setup_desk) == []

    @pytest.mark.parametrize("kind", ["lost", "timeout"])
    def test_setup_completes_after_every_response_is_lost_once(self, setup_desk: Desk, kind: str) -> None:
        setup_desk.set_up()
        undisturbed = state_of(setup_desk.tenancy)
        setup_desk.begin_anew()
        for operation in (*CREATES, "add_user_to_group", "patch_group"):
            setup_desk.tenancy.faults.add(kind, operation)
        plan = setup_desk.plan()
        for _ in range(5):  # an answer that is not found after all ends the run; the person begins it again
            try:
                setup_desk.apply(plan)
            except OciSmtpError:
                continue
            break
        assert state_of(setup_desk.tenancy) == undisturbed

    @pytest.mark.parametrize("operation", CREATES)
    def test_setup_stops_with_an_error_at_a_service_limit(self, classic_setup_desk: Desk, operation: str) -> None:
        classic_setup_desk.tenancy.faults.append(Rule("400", operation=operation, code="LimitExceeded", times=0))
        with pytest.raises(ServiceLimitError) as refusal:
            classic_setup_desk.set_up()
        assert refusal.value.title == "Service limit"
        assert "higher service limit" in refusal.value.next_step
        assert changes(classic_setup_desk)[-1] == operation

    @pytest.mark.parametrize("kind", ["404", "503"])
    def test_setup_waits_until_new_resources_are_available(self, setup_desk: Desk, kind: str) -> None:
        for operation in ("add_user_to_group", "patch_group", "create_policy"):
            setup_desk.tenancy.faults.add(kind, operation, times=3)
        setup_desk.set_up()
        assert setup_desk.plan().is_done
        assert PlanStage.WAITING in [news.stage for news in setup_desk.progress]

    def test_a_rejected_policy_ends_the_setup_and_keeps_the_user_and_group(self, setup_desk: Desk) -> None:
        setup_desk.tenancy.faults.add("403", "create_policy")
        with pytest.raises(NotAuthorizedError):
            setup_desk.set_up()
        assert [step.part for step in setup_desk.plan().steps if not step.is_there] == [Part.POLICY]

    def test_setup_is_rejected_in_read_only_mode_before_any_change(self, classic_setup_desk: Desk) -> None:
        session = session_on(classic_setup_desk.tenancy, options=Options(read_only=True))
        before = state_of(classic_setup_desk.tenancy)
        classic_setup_desk.directory = type(classic_setup_desk.directory)(session)  # type: ignore[call-arg]  # the classic one
        with pytest.raises(ReadOnlyError):
            classic_setup_desk.set_up()
        with pytest.raises(ReadOnlyError):
            add_statement(session, plan_statement(session, session.tenancy_ocid, "Allow any-user to x"), "token")
        assert changes(classic_setup_desk) == []
        assert state_of(classic_setup_desk.tenancy) == before


class TestPolicy:
    TEXT = "Allow group MailSenders to use email-family in tenancy"

    def test_a_concurrent_policy_change_by_another_admin_is_kept(self, classic_setup_desk: Desk) -> None:
        classic_setup_desk.set_up()
        (policy,) = [policy for policy in classic_setup_desk.tenancy.world.policies if policy.name == OWN_NAME]
        planned = plan_statement(classic_setup_desk.session, policy.compartment, self.TEXT)

        def colleague() -> None:
            policy.statements = [*policy.statements, "Allow group Auditors to read email-family in tenancy"]
            policy.version += 1

        classic_setup_desk.tenancy.before_put = colleague
        add_statement(classic_setup_desk.session, planned, "token")
        assert [text.split()[2] for text in policy.statements] == ["CrmSenders", "Auditors", "MailSenders"]
        add_statement(classic_setup_desk.session, planned, "token")
        assert len(policy.statements) == 3, "added once"

    def test_a_policy_with_repeated_update_conflicts_is_left_unchanged(self, classic_setup_desk: Desk) -> None:
        classic_setup_desk.set_up()
        (policy,) = [policy for policy in classic_setup_desk.tenancy.world.policies if policy.name == OWN_NAME]
        planned = plan_statement(classic_setup_desk.session, policy.compartment, self.TEXT)
        classic_setup_desk.tenancy.faults.add("412", "update_policy", times=0)
        with pytest.raises(ConflictError):
            add_statement(classic_setup_desk.session, planned, "token")
        assert len(policy.statements) == 1

    def test_a_full_policy_is_left_alone(self, classic_setup_desk: Desk) -> None:
        world = classic_setup_desk.tenancy.world
        full = [f"Allow group Auditors to inspect email-family in tenancy where target.x = '{n}'" for n in range(50)]
        assert len(full) == MOST_STATEMENTS
        world.policies.add(world.ocid, OWN_NAME, list(full), "", world.now())
        classic_setup_desk.set_up()
        assert statements(classic_setup_desk)[OWN_NAME] == full
        assert len(statements(classic_setup_desk)[f"{OWN_NAME}-2"]) == 1
