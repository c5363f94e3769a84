"""Two evaluations that share no code, the program's and the demo's own, must not contradict each other."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.demo.may_send import may_send
from services.demo.people import Person as DemoPerson
from services.demo.store.regions import HOME
from services.demo.store.senders import Sender
from services.demo.store.world import World
from services.demo.tenancy import Tenancy
from services.model.values import Group, User
from services.policy.decision import PolicyAnswer, decide
from services.policy.request import PolicySubject, SendRequest
from services.policy.source import PolicySource
from services.resources.compartments import Compartment, CompartmentTree
from services.resources.senders import ApprovedSender
from tests.profiles import examples

WORLD = Tenancy(users=20).world
PEOPLE = ("demo.administrator", "shop.mailer", "sandbox.bot", "envios.app", "status.page", "legacy.scanner")
SENDERS = [sender for sender in WORLD.senders if sender.region == "iad" and sender.state == "ACTIVE"]
PATHS = ("", "Production", "Production:Mail", "Development", "Development:Sandbox")
SUBJECTS = (
    *(
        "group MailSenders",
        "group Developers, Envíos",
        "group 'Default'/'MailSenders'",
        "group 'Partners'/'MailSenders'",
    ),
    *("any-user", "any-group", "user shop.mailer", "dynamic-group MailSenders", "group Auditors"),
    *(f"group id {WORLD.groups.named(name).ocid}" for name in ("MailSenders", "Envíos")),  # type: ignore[union-attr]  # both are in the cast
)
ACTIONS = (
    *("use email-family", "manage email-family", "read email-family", "use approved-senders", "manage all-resources"),
    *("use suppressions", "{APPROVED_SENDER_USE}", "{APPROVED_SENDER_INSPECT}", "inspect all-resources"),
)
PLACES = (
    *("tenancy", "compartment Production", "compartment Production:Mail:Transactional", "compartment Mail"),
    *("compartment Mail:Transactional", "compartment Sandbox", "compartment Web", "compartment Development:mail"),
    *(f"compartment id {WORLD.compartments.ocid_of(path)}" for path in ("Production:Mail", "Development")),
)
CONDITIONS = (
    *("", "request.region = 'iad'", "request.region != 'iad'", "request.user.name = 'shop.mailer'"),
    *("target.approved-sender.emailaddress = 'orders@example.com'", "target.approved-sender.emailaddress = /*@*/"),
    *("any {request.user.name = 'sandbox.bot', target.approved-sender.email-domain = 'example.com'}",),
    *("all {request.user.name = 'shop.mailer', target.approved-sender.emailaddress != /shop*/}",),
    *("request.groups.name = 'MailSenders'", "target.approved-sender.id = 'ocid1.none'"),
)


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, str]:
    """The path of a compartment, and a statement of a policy there."""
    effect = draw(st.sampled_from(("Allow", "Allow", "Allow", "Deny")))
    action, condition = draw(st.sampled_from(ACTIONS)), draw(st.sampled_from(CONDITIONS))
    text = f"{effect} {draw(st.sampled_from(SUBJECTS))} to {action} in {draw(st.sampled_from(PLACES))}"
    return draw(st.sampled_from(PATHS)), f"{text} where {condition}" if condition else text


def asked(world: World, person: DemoPerson, sender: Sender) -> SendRequest:
    tree = CompartmentTree.of(world.ocid, [Compartment(c.ocid, c.parent, c.name, c.state) for c in world.compartments])
    groups = tuple(Group(group.ocid, group.name) for group in world.groups.of(person))
    approved = ApprovedSender(sender.ocid, sender.address, sender.compartment)
    return SendRequest(PolicySubject(User(person.ocid, person.name), groups), approved, tree, sender.address, "iad")


@given(st.lists(statements(), min_size=1, max_size=4), st.sampled_from(PEOPLE), st.sampled_from(SENDERS))
@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_decided_is_what_the_server_does(policies: list[tuple[str, str]], name: str, sender: Sender) -> None:
    person = WORLD.users.named(name)
    assert person is not None
    for policy in WORLD.policies:
        policy.statements.clear()
    written = [(WORLD.compartments.ocid_of(path), text) for path, text in policies]
    for compartment, text in written:
        WORLD.policies.add(compartment, "made up", [text], "", WORLD.now())
    request = asked(WORLD, person, sender)
    verdict = decide([PolicySource(text, "made up", compartment) for compartment, text in written], request)
    if verdict.answer is not PolicyAnswer.UNDECIDED and not sender.address.startswith("@"):
        assert may_send(WORLD, person, sender.address, HOME) is (verdict.answer is PolicyAnswer.ALLOWED)
