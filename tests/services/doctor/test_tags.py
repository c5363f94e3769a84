"""Conditions on tags: read from the tenancy, and left undecided where they can't be read."""

import pytest

from services.demo.tenancy import Tenancy
from services.policy.decision import PolicyAnswer
from tests.services.doctor.questions import Ask, PoliciesAre

ALLOWED, REFUSED, UNDECIDED = PolicyAnswer.ALLOWED, PolicyAnswer.REFUSED, PolicyAnswer.UNDECIDED
INTERSECT = "sets-intersect(target.resource.compartment.tag.Landing.Role, ('mail', 'web'))"


def tag(tenancy: Tenancy, ocid: str, key: str, value: str) -> None:
    space, _, name = key.partition(".")
    tenancy.world.defined_tags[ocid] = {space: {name: value}}


def use_where(condition: str) -> str:
    return f"Allow group MailSenders to use email-family in tenancy where {condition}"


@pytest.mark.parametrize(
    ("place", "value", "answer"),
    [
        ("Production:Mail", "mail", ALLOWED),
        ("", "Web", ALLOWED),
        ("Production", "dev", REFUSED),
        ("Development", "mail", REFUSED),
    ],
)
def test_a_compartment_condition_uses_tags_of_the_compartment_and_its_parents(
    ask: Ask, tenancy: Tenancy, policies_are: PoliciesAre, place: str, value: str, answer: PolicyAnswer
) -> None:
    tag(tenancy, tenancy.world.compartments.ocid_of(place), "Landing.Role", value)
    policies_are(use_where(INTERSECT))
    assert ask("orders@example.com", "shop.mailer").verdict is answer


@pytest.mark.parametrize(("value", "answer"), [("orders", ALLOWED), ("news", REFUSED)])
def test_a_condition_uses_the_tags_of_the_sender(
    ask: Ask, tenancy: Tenancy, policies_are: PoliciesAre, value: str, answer: PolicyAnswer
) -> None:
    (sender,) = (sender for sender in tenancy.world.senders if sender.address == "orders@example.com")
    tag(tenancy, sender.ocid, "Mail.Purpose", value)
    policies_are(use_where("target.resource.tag.mail.purpose = 'orders'"))
    assert ask("orders@example.com", "shop.mailer").verdict is answer


@pytest.mark.parametrize(("value", "answer"), [("shop", ALLOWED), ("wiki", REFUSED)])
def test_a_condition_uses_the_tags_of_the_group(
    ask: Ask, tenancy: Tenancy, policies_are: PoliciesAre, value: str, answer: PolicyAnswer
) -> None:
    group = tenancy.world.groups.named("MailSenders")
    assert group is not None
    tag(tenancy, group.ocid, "Mail.Team", value)
    policies_are(use_where("request.principal.group.tag.Mail.Team = 'shop'"))
    assert ask("orders@example.com", "shop.mailer").verdict is answer


def test_unreadable_tags_of_the_root_compartment_leave_the_verdict_undecided(
    ask: Ask, tenancy: Tenancy, policies_are: PoliciesAre
) -> None:
    policies_are(use_where(INTERSECT))
    tenancy.faults.add("404", "get_tenancy", times=0)
    assert ask("orders@example.com", "shop.mailer").verdict is UNDECIDED
