"""Two evaluations that share no code, the program's and the demo's own, must not contradict each other."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.demo.may_send import may_send
from services.demo.people import Person as DemoPerson
from services.demo.store.regions import HOME
from services.demo.store.senders import Sender
from services.demo.store.world import World
from services.demo.tenancy import Tenancy
from services.model.tags import Tags, tags_of
from services.model.values import Group, User
from services.policy.decision import PolicyAnswer, decide
from services.policy.request import PolicySubject, SendRequest
from services.policy.source import PolicySource
from services.resources.compartments import Compartment, CompartmentTree
from services.resources.senders import ApprovedSender
from tests.profiles import examples

WORLD = Tenancy(users=20).world
PEOPLE = ("demo.administrator", "shop.mailer", "sandbox.bot", "envios.app", "status.page", "legacy.scanner")
TAGS = WORLD.defined_tags
TAGS[WORLD.ocid] = {}
TAGS[WORLD.compartments.ocid_of("Production")] = {"Landing": {"Role": "mail"}}
TAGS[WORLD.compartments.ocid_of("Development")] = {"Landing": {"Role": "dev"}}
TAGS[next(sender.ocid for sender in WORLD.senders if sender.address == "orders@example.com")] = {
    "Mail": {"Purpose": "orders"}
}
TAGS[next(group.ocid for group in WORLD.groups if group.name == "MailSenders")] = {"Mail": {"Team": "Shop"}}
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
    *("group 'All Domain Users'", "group 'Partners'/'All Domain Users'", 'group "MailSenders"'),
    *(f"group id {WORLD.groups.named(name).ocid}" for name in ("MailSenders", "Envíos")),  # type: ignore[union-attr]  # both are in the cast
)
ACTIONS = (
    *("use email-family", "manage email-family", "read email-family", "use approved-senders", "manage all-resources"),
    *("inspect approved-senders", "read email-family", "use email-family, suppressions"),
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
    *("target.group.name != 'Auditors'", "any {target.bucket.name != 'a', request.region = 'iad'}"),
    *(
        "sets-intersect(target.resource.compartment.tag.Landing.Role, ('mail', 'web'))",
        "target.resource.compartment.tag.Landing.Role = 'dev'",
        "target.resource.tag.Mail.Purpose = '*'",
        "request.principal.group.tag.Mail.Team = /shop*/",
        "all {any {request.region in ('iad', 'fra'), target.user.id != 'x'}, request.permission != 'BUCKET_READ'}",
        "request.user.name not in ('shop.mailer', /sandbox*/)",
        "request.utc-timestamp.time-of-day between '00:00:00Z' and '23:59:59Z'",
        "target.compartment.name = 'Transactional'",
        "request.operation = 'SmtpSend'",
    ),
    *("request.utc-timestamp after '2020-04-01T00:00Z'", "request.utc-timestamp before '2020-04-01T00:00:00Z'"),
    *("request.utc-timestamp.month-of-year != '13'", "all {request.utc-timestamp.day-of-week != 'monday'}"),
    *("request.region = 'iad' // nightly", "request.region is 'iad'"),
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
    compartments = [Compartment(c.ocid, c.parent, c.name, c.state, tags(c.ocid)) for c in world.compartments]
    tree = replace(CompartmentTree.of(world.ocid, compartments), root_tags=tags(world.ocid))
    groups = tuple(Group(group.ocid, group.name, tags=tags(group.ocid)) for group in world.groups.of(person))
    approved = ApprovedSender(sender.ocid, sender.address, sender.compartment, tags=tags(sender.ocid))
    subject = PolicySubject(User(person.ocid, person.name), groups)
    return SendRequest(subject, approved, tree, sender.address, "iad", now=world.now())


def tags(ocid: str) -> Tags | None:
    return tags_of(TAGS.get(ocid, {}))


@given(st.lists(statements(), min_size=1, max_size=4), st.sampled_from(PEOPLE), st.sampled_from(SENDERS))
@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_policy_decision_agrees_with_the_sample_tenancy(
    policies: list[tuple[str, str]], name: str, sender: Sender
) -> None:
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
