"""A sending user set up in every kind of directory, in trouble, and where things are there already."""

import pytest

from services.config.options import Options
from services.model.errors import ConflictError, NotAuthorizedError, OciSmtpError, ReadOnlyError, UsageError
from services.policy.writer import MOST_STATEMENTS, OWN_NAME, add_statement, plan_statement
from services.sending_user import Part, Stage
from tests.services.accounts import session_on
from tests.services.sending_user.conftest import Desk, state_of

CREATES = ("create_user", "create_group", "create_policy")


def statements(desk: Desk) -> dict[str, list[str]]:
    """Of each policy in the root compartment."""
    world = desk.tenancy.world
    return {policy.name: policy.statements for policy in world.policies if policy.compartment == world.ocid}


def changes(desk: Desk) -> list[str]:
    return [entry.operation for entry in desk.tenancy.request_log if entry.method != "GET"]


class TestSetUp:
    def test_the_user_may_send_by_the_statement_of_the_plan(self, desk: Desk) -> None:
        plan = desk.plan()
        assert not any(step.is_there for step in plan.steps)
        assert plan.warnings == ()
        user = desk.apply(plan)
        assert [group.name for group in desk.directory.groups(user)] == ["CrmSenders"]
        group = "'Partners'/'CrmSenders'" if desk.domain == "Partners" else "CrmSenders"
        wanted = f"Allow group {group} to use email-family in compartment Production:Mail:Transactional"
        assert plan.steps[-1].statement == wanted
        assert statements(desk)[OWN_NAME] == [wanted]
        tokens = [entry.retry_token for entry in desk.tenancy.request_log if entry.operation in CREATES]
        assert len(set(tokens)) == len(CREATES)
        assert None not in tokens

    def test_by_ocid_of_the_group(self, desk: Desk) -> None:
        desk.set_up(desk.wish(by_ocid=True))
        group = desk.directory.roster(desk.domain).find_group("CrmSenders")
        assert group is not None
        assert f"Allow group id {group.ocid} to use" in statements(desk)[OWN_NAME][0]

    def test_of_an_existing_group_that_may_already_only_the_member_is_added(self, classic: Desk) -> None:
        user = classic.set_up(classic.wish(group="mailsenders"))
        assert changes(classic) == ["create_user", "add_user_to_group"]
        assert [group.name for group in classic.directory.groups(user)] == ["MailSenders"]
        stages = {news.part: news.stage for news in classic.progress}
        assert (stages[Part.GROUP], stages[Part.POLICY]) == (Stage.THERE, Stage.THERE)

    def test_the_plan_says_what_is_there_and_what_may_not_be_meant(self, classic: Desk) -> None:
        plan = classic.plan(classic.wish(name="former.contractor", email="other@example.com", group="MailSenders"))
        assert plan.is_done
        other, inactive = plan.warnings
        assert "is it the one you mean?" in other
        assert "INACTIVE" in inactive

    def test_the_plan_says_what_its_statement_will_not_mend(self, classic: Desk) -> None:
        web = classic.tenancy.world.compartments.ocid_of("Production:Web")
        plan = classic.plan(classic.wish(group="Developers", compartment=web))
        assert "denies it" in plan.warnings[0]

    def test_a_name_that_a_statement_would_stumble_over(self, classic: Desk) -> None:
        with pytest.raises(UsageError):
            classic.plan(classic.wish(group="x' to manage all-resources in tenancy where 'a"))
        assert changes(classic) == []

    @pytest.mark.parametrize("kind", ["lost", "timeout"])
    def test_with_every_answer_lost_once(self, desk: Desk, kind: str) -> None:
        desk.set_up()
        undisturbed = state_of(desk.tenancy)
        desk.begin_anew()
        for operation in (*CREATES, "add_user_to_group", "patch_group"):
            desk.tenancy.faults.add(kind, operation)
        plan = desk.plan()
        for _ in range(5):  # an answer that is not found after all ends the run; the person begins it again
            try:
                desk.apply(plan)
            except OciSmtpError:
                continue
            break
        assert state_of(desk.tenancy) == undisturbed

    @pytest.mark.parametrize("kind", ["404", "503"])
    def test_what_is_just_made_and_not_known_everywhere(self, desk: Desk, kind: str) -> None:
        for operation in ("add_user_to_group", "patch_group", "create_policy"):
            desk.tenancy.faults.add(kind, operation, times=3)
        desk.set_up()
        assert desk.plan().is_done
        assert Stage.WAITING in [news.stage for news in desk.progress]

    def test_a_real_refusal_ends_it_and_what_was_made_stays(self, desk: Desk) -> None:
        desk.tenancy.faults.add("403", "create_policy")
        with pytest.raises(NotAuthorizedError):
            desk.set_up()
        assert [step.part for step in desk.plan().steps if not step.is_there] == [Part.POLICY]

    def test_read_only_is_refused_before_anything_is_sent(self, classic: Desk) -> None:
        session = session_on(classic.tenancy, options=Options(read_only=True))
        before = state_of(classic.tenancy)
        classic.directory = type(classic.directory)(session)  # type: ignore[call-arg]  # the classic one
        with pytest.raises(ReadOnlyError):
            classic.set_up()
        with pytest.raises(ReadOnlyError):
            add_statement(session, plan_statement(session, session.tenancy_ocid, "Allow any-user to x"), "token")
        assert changes(classic) == []
        assert state_of(classic.tenancy) == before


class TestPolicy:
    TEXT = "Allow group MailSenders to use email-family in tenancy"

    def test_a_colleague_who_writes_at_the_same_time_loses_nothing(self, classic: Desk) -> None:
        classic.set_up()
        (policy,) = [policy for policy in classic.tenancy.world.policies if policy.name == OWN_NAME]
        planned = plan_statement(classic.session, policy.compartment, self.TEXT)

        def colleague() -> None:
            policy.statements = [*policy.statements, "Allow group Auditors to read email-family in tenancy"]
            policy.version += 1

        classic.tenancy.before_put = colleague
        add_statement(classic.session, planned, "token")
        assert [text.split()[2] for text in policy.statements] == ["CrmSenders", "Auditors", "MailSenders"]
        add_statement(classic.session, planned, "token")
        assert len(policy.statements) == 3, "added once"

    def test_who_changes_it_again_and_again_wins(self, classic: Desk) -> None:
        classic.set_up()
        (policy,) = [policy for policy in classic.tenancy.world.policies if policy.name == OWN_NAME]
        planned = plan_statement(classic.session, policy.compartment, self.TEXT)
        classic.tenancy.faults.add("412", "update_policy", times=0)
        with pytest.raises(ConflictError):
            add_statement(classic.session, planned, "token")
        assert len(policy.statements) == 1

    def test_a_full_policy_is_left_alone(self, classic: Desk) -> None:
        world = classic.tenancy.world
        full = [f"Allow group Auditors to inspect email-family in tenancy where target.x = '{n}'" for n in range(50)]
        assert len(full) == MOST_STATEMENTS
        world.policies.add(world.ocid, OWN_NAME, list(full), "", world.now())
        classic.set_up()
        assert statements(classic)[OWN_NAME] == full
        assert len(statements(classic)[f"{OWN_NAME}-2"]) == 1
