"""What one statement says of one request, question by question."""

from dataclasses import dataclass
from typing import Literal

from services.policy.conditions import evaluate
from services.policy.locations import covers
from services.policy.parser import may_concern_sending, parse_statement
from services.policy.request import PERMISSION, SendRequest
from services.policy.source import PolicySource
from services.policy.statement import Principal, Statement, UnparsedError
from services.policy.truth import PolicyFinding, Truth, all_of, any_of, no, undecided, yes

VERBS = ("inspect", "read", "use", "manage")
"""From least to most. To allow one allows those before it (Identity/policieshow/Verbs.htm), to deny one denies those
after it (Identity/policysyntax/denypolicies.htm)."""

RESOURCES = ("email-family", "approved-senders", "all-resources")
"""The resource types that approved senders are part of."""

_PERHAPS_ALL = ("any-resource", "any-resources")
"""Oracle's page on Deny (denypolicies.htm) has such a word in a sentence, and no list of resource types has it."""

Question = Literal["action", "subject", "location", "condition", "form"]


@dataclass(frozen=True)
class StatementVerdict:
    """What a statement says of a request. It applies if every one of its findings is a yes."""

    source: PolicySource
    denies: bool
    findings: dict[Question, PolicyFinding]
    statement: Statement | None = None
    """None where it could not be taken apart."""

    @property
    def truth(self) -> Truth:
        """Whether the statement applies."""
        return all_of(self.findings.values()).truth

    @property
    def reason(self) -> str:
        """Why it does not apply, or why we cannot tell; empty where it applies."""
        return all_of(self.findings.values()).reason if self.truth is not Truth.YES else ""

    def failed(self) -> tuple[Question, ...]:
        """The questions that were answered with a no."""
        return tuple(question for question, finding in self.findings.items() if finding.truth is Truth.NO)

    def lacks_only(self, question: Question) -> bool:
        """Whether that question was answered with a no, and every other one with a yes."""
        others = all(finding.truth is Truth.YES for asked, finding in self.findings.items() if asked != question)
        return others and self.failed() == (question,)


def judge(source: PolicySource, request: SendRequest) -> StatementVerdict | None:
    """What the statement says of the request; None where it has no part in sending."""
    if not may_concern_sending(source.text):
        return None
    denies = source.text.lstrip().lower().startswith("deny")
    try:
        statement = parse_statement(source.text)
    except UnparsedError as error:
        return StatementVerdict(source, denies, {"form": undecided(f"it can't be parsed: {error}")})
    if statement is None:
        return None
    action = _action(statement)
    if action is None:
        return None
    unread = {part: undecided(f"its {part} can't be parsed: {why}") for part, why in statement.unread.items()}
    findings: dict[Question, PolicyFinding] = {
        "action": action,
        "subject": unread.get("subject") or _subject(statement.principals, request),
        "location": unread.get("location")
        or covers(statement.location, source.compartment, request.sender.compartment, request.tree),
        "condition": unread.get("condition") or evaluate(statement.condition, request),
    }
    return StatementVerdict(source, denies, findings, statement)


def _action(statement: Statement) -> PolicyFinding | None:
    """Whether it gives, or takes, the permission to send; None where it is about other things altogether."""
    if "verb" in statement.unread:
        return undecided(f"its verb can't be parsed: {statement.unread['verb']}")
    if statement.permissions:
        mentioned = any(name.startswith("APPROVED_SENDER_") for name in statement.permissions)
        named = ", ".join(sorted(statement.permissions))
        if PERMISSION in statement.permissions:
            return yes()
        if "resource" in statement.unread:
            return undecided(f"its permissions can't be parsed: {statement.unread['resource']}")
        return no(f"it gives {named}, but sending needs {PERMISSION}") if mentioned else None
    if "resource" not in statement.unread and statement.resource not in (*RESOURCES, *_PERHAPS_ALL):
        return None
    if statement.verb not in VERBS:
        return undecided(f'the verb "{statement.verb}" is unknown')
    level, needed = VERBS.index(statement.verb), VERBS.index("use")
    if statement.denies and level > needed:
        return no('denying "manage" doesn\'t deny "use", which sending needs')
    if not statement.denies and level < needed:
        return no(f'"{statement.verb}" isn\'t enough: sending needs "use"')
    if "resource" in statement.unread:
        return undecided(f"its resource type can't be parsed: {statement.unread['resource']}")
    return undecided(f"OCI doesn't document {statement.resource}") if statement.resource in _PERHAPS_ALL else yes()


def _subject(principals: tuple[Principal, ...], request: SendRequest) -> PolicyFinding:
    return any_of(_is_meant(principal, request) for principal in principals)


def _is_meant(principal: Principal, request: SendRequest) -> PolicyFinding:
    person = request.person
    if principal.kind in ("any-user", "any-group"):
        return yes()
    if principal.kind == "user" and (_has_ocid(principal, request) or _has_name(principal, request)):
        return undecided("OCI doesn't document users as subjects")
    if principal.kind != "group":
        return _not_for(principal)
    domain, slash, name = principal.name.partition("/")
    if slash and person.is_in(principal) is not person.is_in(Principal("group", name, domain)):
        return undecided("it has a slash inside quotes, which is ambiguous (domain separator or part of the name)")
    return yes() if person.is_in(principal) else no(f"the user isn't in {principal}")


def _has_ocid(principal: Principal, request: SendRequest) -> bool:
    """A user that is yet to be made has no OCID, and neither has a principal that goes by name."""
    return bool(principal.ocid) and principal.ocid == request.person.user.ocid


def _has_name(principal: Principal, request: SendRequest) -> bool:
    person = request.person
    same_domain = principal.domain.casefold() == person.domain.casefold()
    return same_domain and principal.name.casefold() == person.user.name.casefold()


def _not_for(principal: Principal) -> PolicyFinding:
    return no(f"it is for {principal}, not for this user")
