"""Oracle's second and third cause: no policy names the compartment, or the user is in no group that one names."""

from services.doctor.fixes import AddToGroup, Advice, CreateStatement, Fix
from services.doctor.report import Check, Finding
from services.model.values import Group
from services.policy import clock
from services.policy.decision import PolicyAnswer, Verdict
from services.policy.evaluation import StatementVerdict
from services.policy.locations import shown
from services.policy.request import ADMINISTRATORS, SendRequest
from services.policy.statement import DEFAULT_DOMAIN, Principal
from services.policy.suggestion import suggest
from services.policy.truth import Truth

MOST_EVIDENCE = 8
"""Statements shown of each kind: a tenancy can have hundreds."""


def check_policies(verdict: Verdict, request: SendRequest) -> list[Check]:
    """What the policies say, and where they say no, which of the causes it is."""
    where = shown(request.sender.compartment, request.tree)
    if verdict.answer is PolicyAnswer.ALLOWED and verdict.statement:
        source = verdict.statement
        seen = f"policy {source.policy} in {shown(source.compartment, request.tree)}: {source.text}"
        when = " at this time" if _depends_on_time(verdict) else ""
        return [Check("policy", Finding.OK, f"A policy allows the user to send from {where}{when}.", (seen,))]
    if verdict.answer is PolicyAnswer.UNDECIDED:
        evidence = _shown(verdict.open, request, with_reason=True)
        fix = None if any(found.denies for found in verdict.open) else _new_statement(request)
        return [Check("policy-undecided", Finding.UNKNOWN, verdict.reason, evidence, fix)]
    if verdict.statement:
        return [_denied(verdict, request)]
    return _refused([found for found in verdict.considered if not found.denies], request)


def _depends_on_time(verdict: Verdict) -> bool:
    """Whether a statement for this user and compartment asks for the time: what is allowed now might not be later."""
    return any(
        found.truth is not Truth.NO or found.failed() == ("condition",)
        for found in verdict.considered
        if clock.VARIABLE in found.source.text.lower()
    )


def _denied(verdict: Verdict, request: SendRequest) -> Check:
    denying = [found for found in verdict.considered if found.source == verdict.statement]
    advice = Advice("Remove or narrow the Deny statement, or use a user that it doesn't apply to.")
    return Check("policy-denies", Finding.FAULT, verdict.reason, _shown(denying, request), advice)


def _refused(allows: list[StatementVerdict], request: SendRequest) -> list[Check]:
    """The causes, in Oracle's order. What gives everything to administrators says nothing of sending."""
    allows = [found for found in allows if not _is_for_administrators(found)]
    giving = [found for found in allows if _is(found, "action")]
    here = [found for found in giving if _is(found, "location")]
    weak = [found for found in allows if found.failed() == ("action",)]
    unmet = [found for found in here if found.failed() == ("condition",)]
    checks = []
    if not here:
        checks.append(_names_no_compartment(giving, request))
    elif not any(_is(found, "subject") for found in here):
        checks.append(_in_no_group(here, request))
    if weak:
        detail = "A policy covers the user's group and the compartment, but its verb isn't enough to send mail."
        evidence = _shown(weak, request, with_reason=True)
        checks.append(Check("verb-too-weak", Finding.FAULT, detail, evidence, _new_statement(request)))
    if unmet:
        detail = "A policy allows it only under a condition that isn't met."
        evidence = _shown(unmet, request, with_reason=True)
        checks.append(Check("condition-not-met", Finding.FAULT, detail, evidence, _new_statement(request)))
    return checks


def _names_no_compartment(giving: list[StatementVerdict], request: SendRequest) -> Check:
    where = shown(request.sender.compartment, request.tree)
    evidence = _shown([found for found in giving if _is(found, "subject")], request, with_reason=True)
    if request.sender.compartment == request.tree.root:
        detail = 'The approved sender is in the root compartment, and no policy allows this "in tenancy".'
        return Check("root-compartment", Finding.FAULT, detail, evidence, _new_statement(request))
    detail = f"No policy allows any group to use approved senders in {where}, where this sender is."
    return Check("policy-compartment", Finding.FAULT, detail, evidence, _new_statement(request))


def _in_no_group(here: list[StatementVerdict], request: SendRequest) -> Check:
    person = request.person
    mine = ", ".join(group.name for group in person.groups) or "no group"
    evidence = (*_shown(here, request), f"{person.user.name} ({person.domain}) is in {mine}")
    named = [principal for found in here if found.statement for principal in found.statement.principals]
    my_names = {group.name.casefold() for group in person.groups}
    namesakes = [p for p in named if p.kind == "group" and p.name and p.name.casefold() in my_names]
    if namesakes:
        detail = (
            f"The policy is for {namesakes[0]} in domain {namesakes[0].domain}, "
            f"but the user's group of that name is in domain {person.domain}."
        )
        return Check("other-identity-domain", Finding.FAULT, detail, evidence, _new_statement(request))
    detail = "The user isn't in a group that the policy for this compartment allows."
    return Check("user-not-in-group", Finding.FAULT, detail, evidence, _join(here, request))


def _join(here: list[StatementVerdict], request: SendRequest) -> Fix | None:
    """Adding the user to a group of its own domain, where a statement asks for nothing else; or a new statement."""
    for found in here:
        if found.lacks_only("subject") and found.statement:
            for principal in found.statement.principals:
                if principal.kind == "group" and (principal.ocid or _is_at_home(principal, request)):
                    return AddToGroup(request.person.user, principal.name, principal.ocid)
    return _new_statement(request)


def _is_at_home(principal: Principal, request: SendRequest) -> bool:
    return principal.domain.casefold() == request.person.domain.casefold()


def _new_statement(request: SendRequest) -> Fix | None:
    """The smallest statement for one of the user's groups; the group that fewest other things hang on is not known."""
    person = request.person
    groups = [group for group in person.groups if group.name != ADMINISTRATORS]
    if not groups:
        return Advice("Add the user to a dedicated group, and then create a policy for that group.")
    suggestion = suggest(_best(groups), request.sender.compartment, request.tree, domain=person.domain)
    return CreateStatement(suggestion.text, suggestion.compartment, request.tree.path(suggestion.compartment))


def _best(groups: list[Group]) -> Group:
    """A group that is there for sending, by its name; else the first."""
    return next((group for group in groups if "send" in group.name.casefold()), groups[0])


def _is_for_administrators(found: StatementVerdict) -> bool:
    statement = found.statement
    if statement is None or statement.resource != "all-resources" or _is(found, "subject"):
        return False
    return any(
        p.name.casefold() == ADMINISTRATORS.casefold() and p.domain == DEFAULT_DOMAIN for p in statement.principals
    )


def _is(found: StatementVerdict, question: str) -> bool:
    return any(name == question and finding.truth is Truth.YES for name, finding in found.findings.items())


def _shown(
    found: "list[StatementVerdict] | tuple[StatementVerdict, ...]", request: SendRequest, *, with_reason: bool = False
) -> tuple[str, ...]:
    lines = [
        f"policy {item.source.policy} in {shown(item.source.compartment, request.tree)}: {item.source.text}"
        + _named(item, request)
        + (f" - {item.reason}" if with_reason and item.reason else "")
        for item in found[:MOST_EVIDENCE]
    ]
    if len(found) > MOST_EVIDENCE:
        lines.append(f"and {len(found) - MOST_EVIDENCE} more")
    return tuple(lines)


def _named(found: StatementVerdict, request: SendRequest) -> str:
    """The names of those of the user's groups that the statement names by OCID: a person cannot read that."""
    named = {principal.ocid for principal in found.statement.principals} if found.statement else set()
    names = [group.name for group in request.person.groups if group.ocid in named]
    return f" (that group is {', '.join(names)})" if names else ""
