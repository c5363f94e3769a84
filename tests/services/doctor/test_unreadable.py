"""What the doctor may not read makes it say less, never something else."""

import json
from dataclasses import replace

import pytest

from services.api.session import Session
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.doctor.diagnosis import Question, diagnose
from services.doctor.tenancy_snapshot import look_around
from services.model.errors import NotAuthorizedError
from services.policy.decision import PolicyAnswer
from services.policy.reader import PoliciesOfCompartment
from tests.services.accounts import session_on
from tests.services.doctor.questions import Ask, codes


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("list_policies", "policies-unreadable"),
        ("list_senders", "senders-unreadable"),
        ("list_user_group_memberships", "groups-unreadable"),
        ("list_compartments", "senders-unreadable"),
    ],
)
@pytest.mark.parametrize("user", ["shop.mailer", "helpdesk.agent"])
def test_the_verdict_is_undecided_when_a_list_cannot_be_read(
    ask: Ask, tenancy: Tenancy, operation: str, code: str, user: str
) -> None:
    tenancy.faults.add("404", operation, times=0)
    report = ask("orders@example.com", user)
    assert report.verdict is PolicyAnswer.UNDECIDED
    assert code in codes(report)


def test_unreadable_policies_matter_only_for_senders_in_their_compartment(session: Session, tenancy: Tenancy) -> None:
    development = tenancy.world.compartments.ocid_of("Development")
    here = look_around(session)
    error = NotAuthorizedError("not yours")
    read = [
        PoliciesOfCompartment(development, error=error) if p.compartment == development else p for p in here.policies
    ]
    here, directory = replace(here, policies=tuple(read)), ClassicDirectory(session)

    def verdict(sender: str, user: str) -> PolicyAnswer:
        return diagnose(session, directory, Question(sender, directory.find(user)), here).verdict

    assert verdict("orders@example.com", "shop.mailer") is PolicyAnswer.ALLOWED
    assert verdict("bot@dev.example.com", "demo.administrator") is PolicyAnswer.UNDECIDED


def test_unreadable_credentials_do_not_change_the_verdict(ask: Ask, tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "list_smtp_credentials", times=0)
    report = ask("orders@example.com", "shop.mailer")
    assert (report.verdict, codes(report)) == (PolicyAnswer.ALLOWED, ["credentials-unreadable"])


def test_a_user_who_is_not_an_admin_gets_an_undecided_report(tenancy: Tenancy) -> None:
    session = session_on(tenancy, user="helpdesk.agent")
    directory = ClassicDirectory(session)
    report = diagnose(session, directory, Question("orders@example.com", directory.myself()))
    assert report.verdict is PolicyAnswer.UNDECIDED
    assert json.dumps(report.as_json())
