import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.model.values import Group, User
from services.policy.decision import PolicyAnswer, decide
from services.policy.request import PolicySubject, SendRequest
from services.policy.source import PolicySource
from services.policy.suggestion import suggest
from services.resources.compartments import Compartment, CompartmentTree
from services.resources.senders import ApprovedSender
from tests.services.policy.situations import ROOT, TREE, compartment

GROUP = Group("ocid1.group.oc1..g", "MailSenders")


def is_enough(group: Group, place: str, tree: CompartmentTree, domain: str = "", *, by_ocid: bool = False) -> bool:
    suggestion = suggest(group, place, tree, domain=domain, by_ocid=by_ocid)
    person = PolicySubject(User("ocid1.user.oc1..u", "u", domain=domain), (group,))
    request = SendRequest(person, ApprovedSender("ocid1.s", "a@b.c", place), tree)
    verdict = decide([PolicySource(suggestion.text, "new", suggestion.compartment)], request)
    return verdict.answer is PolicyAnswer.ALLOWED


@pytest.mark.parametrize("path", ["", "Production", "Production:Mail:Newsletters", "My Place", "Läbor", "Service"])
@pytest.mark.parametrize("by_ocid", [False, True])
def test_the_suggested_statement_lets_the_group_send(path: str, by_ocid: bool) -> None:
    assert is_enough(GROUP, compartment(path), TREE, by_ocid=by_ocid)


def test_the_suggested_statement_follows_the_oracle_policy_syntax() -> None:
    mail = compartment("Production:Mail")
    assert suggest(GROUP, mail, TREE, resource="email-family").text == (
        "Allow group MailSenders to use email-family in compartment Production:Mail"
    )
    assert suggest(GROUP, ROOT, TREE).text == "Allow group MailSenders to use approved-senders in tenancy"
    assert suggest(GROUP, mail, TREE, domain="Partners").text.startswith("Allow group 'Partners'/'MailSenders' to")
    assert suggest(GROUP, mail, TREE, by_ocid=True).text == (
        f"Allow group id {GROUP.ocid} to use approved-senders in compartment id {mail}"
    )


@given(st.text(min_size=1, max_size=12), st.text(max_size=12), st.text(min_size=1, max_size=12))
def test_names_in_the_suggested_statement_cannot_let_another_group_send(group: str, domain: str, name: str) -> None:
    """Whatever the names: what is suggested lets this group send, and no other group."""
    tree = CompartmentTree.of(ROOT, [Compartment("ocid1.compartment.oc1..x", ROOT, name)])
    member = Group("ocid1.group.oc1..g", group)
    assert is_enough(member, "ocid1.compartment.oc1..x", tree, domain)
    suggestion = suggest(member, "ocid1.compartment.oc1..x", tree, domain=domain)
    stranger = PolicySubject(User("ocid1.user.oc1..v", "v"), (Group("ocid1.group.oc1..h", "stranger"),))
    request = SendRequest(stranger, ApprovedSender("ocid1.s", "a@b.c", "ocid1.compartment.oc1..x"), tree)
    verdict = decide([PolicySource(suggestion.text, "new", suggestion.compartment)], request)
    assert verdict.answer is PolicyAnswer.REFUSED
