"""What would be done for a wish, and what is already there. Planning only reads."""

from dataclasses import dataclass, replace
from enum import Enum

from services.api.session import Session
from services.directory import Directory
from services.doctor.tenancy_snapshot import TenancySnapshot
from services.model.errors import UsageError
from services.model.values import Group, User
from services.policy.decision import PolicyAnswer, Verdict, decide
from services.policy.locations import shown
from services.policy.request import PolicySubject, SendRequest
from services.policy.source import PolicySource
from services.policy.suggestion import Suggestion, suggest
from services.policy.writer import NewStatement, plan_statement
from services.resources.senders import ACTIVE, ApprovedSender
from services.sending_user.wish import GROUP_NAME, Wish

UNKNOWN_OCID = "ocid1.group.oc1..unknown"
"""Stands for the OCID of a group that is yet to be made, so that the statement can be judged."""

SHOWN_OCID = "<OCID of the new group>"
"""What is shown in its place."""


class Part(Enum):
    """The steps, in their order."""

    USER = "User"
    GROUP = "Group"
    MEMBERSHIP = "Membership"
    POLICY = "Policy"


@dataclass(frozen=True)
class PlanStep:
    """One step of a plan: what would be made, or what exists already."""

    part: Part
    says: str
    """What would be made, or what is there."""
    is_there: bool
    statement: str = ""
    """The policy statement, exactly as it is or would be."""


@dataclass(frozen=True)
class Plan:
    """All steps, and what they were planned from."""

    wish: Wish
    steps: tuple[PlanStep, ...]
    new: NewStatement | None
    """The statement to add; None where a policy lets the group send already."""
    warnings: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether everything is there."""
        return all(step.is_there for step in self.steps)


def make_plan(session: Session, directory: Directory, wish: Wish, here: TenancySnapshot) -> Plan:
    """Look what there is.

    Raises:
        UsageError: a new group cannot have that name.
        OciSmtpError: something could not be looked at.
    """
    roster = directory.roster(wish.domain)
    user, group = roster.find_user(wish.name), roster.find_group(wish.group)
    if group is None and not GROUP_NAME.fullmatch(wish.group):
        raise UsageError(
            f"Group \"{wish.group}\" doesn't exist, and that name isn't valid for a new group.",
            "A group name has 1 to 100 letters, digits, or - . _ +",
        )
    is_member = bool(user and group and roster.is_member(user, group))
    steps = [_user_step(wish, user), _group_step(wish, group), _membership_step(wish, is_member)]
    policy, new, warnings = _policy_step(session, wish, group, here)
    if user is not None:
        warnings = (*_about(user, wish), *warnings)
    return Plan(wish, (*steps, policy), new, warnings)


def statement_for(wish: Wish, group: Group, here: TenancySnapshot) -> Suggestion:
    """The statement of Oracle's page for the group, and where its policy goes."""
    return suggest(
        group, wish.compartment, here.tree, domain=wish.domain, by_ocid=wish.by_ocid, resource="email-family"
    )


def _user_step(wish: Wish, user: User | None) -> PlanStep:
    if user is None:
        return PlanStep(Part.USER, f"create {wish.name}" + (f" <{wish.email}>" if wish.email else ""), False)
    return PlanStep(Part.USER, f"{user.name}" + (f" <{user.email}>" if user.email else "") + " already exists", True)


def _group_step(wish: Wish, group: Group | None) -> PlanStep:
    if group is None:
        return PlanStep(Part.GROUP, f"create {wish.group}", False)
    return PlanStep(Part.GROUP, f"{group.name} already exists", True)


def _membership_step(wish: Wish, is_member: bool) -> PlanStep:
    says = f"{wish.name} is already in {wish.group}" if is_member else f"add {wish.name} to {wish.group}"
    return PlanStep(Part.MEMBERSHIP, says, is_member)


def _policy_step(
    session: Session, wish: Wish, group: Group | None, here: TenancySnapshot
) -> tuple[PlanStep, NewStatement | None, tuple[str, ...]]:
    meant = group or Group(UNKNOWN_OCID, wish.group)
    verdicts = _verdicts(wish, meant, here, here.statements)
    allowing = [
        verdict.statement for verdict in verdicts if verdict.answer is PolicyAnswer.ALLOWED and verdict.statement
    ]
    where = shown(wish.compartment, here.tree)
    if allowing and len(allowing) == len(verdicts):
        source = allowing[0]
        says = f"{source.policy} already allows the group to send from {where}"
        return PlanStep(Part.POLICY, says, True, source.text), None, _about_senders(wish, here)
    suggestion = statement_for(wish, meant, here)
    new = plan_statement(session, suggestion.compartment, suggestion.text)
    to_be = [*here.statements, PolicySource(new.text, new.name, new.compartment)]
    refused = [v for v in _verdicts(wish, meant, here, to_be) if v.answer is not PolicyAnswer.ALLOWED]
    warnings = tuple(dict.fromkeys(f"Mail might still be rejected: {verdict.reason}" for verdict in refused))
    return _new_policy_step(new, here), new, (*warnings, *_about_senders(wish, here))


def _new_policy_step(new: NewStatement, here: TenancySnapshot) -> PlanStep:
    where, text = shown(new.compartment, here.tree), new.text.replace(UNKNOWN_OCID, SHOWN_OCID)
    says = f"add to {new.name} in {where}" if new.policy else f"create {new.name} in {where}"
    return PlanStep(
        Part.POLICY,
        f"{new.name} in {where} already has this statement" if new.is_there else says,
        new.is_there,
        text,
    )


def _verdicts(wish: Wish, group: Group, here: TenancySnapshot, statements: list[PolicySource]) -> list[Verdict]:
    """Of each sender in the compartment, for a person who is in that group and in no other."""
    person = PolicySubject(User("", wish.name, domain=wish.domain), (group,))
    sender = ApprovedSender("", "", wish.compartment)
    request = SendRequest(person, sender, here.tree, region_key=here.region_key, now=None)
    return [decide(statements, replace(request, sender=sender)) for sender in _senders(wish, here)]


def _senders(wish: Wish, here: TenancySnapshot) -> list[ApprovedSender]:
    return [sender for sender in here.approved if sender.compartment == wish.compartment]


def _about_senders(wish: Wish, here: TenancySnapshot) -> tuple[str, ...]:
    waiting = [sender for sender in _senders(wish, here) if sender.state != ACTIVE]
    return tuple(f"The approved sender {sender.address} is {sender.state}, not {ACTIVE}." for sender in waiting)


def _about(user: User, wish: Wish) -> tuple[str, ...]:
    """What makes a user that is there another than the one wished for."""
    told = []
    if wish.email and user.email.casefold() != wish.email.casefold():
        email = f"the email {user.email}" if user.email else "no email"
        told.append(f"{user.name} already exists, with {email}. Is this the right user?")
    if user.status not in ("", ACTIVE, "CREATING"):
        told.append(f"{user.name} is {user.status}. OCI rejects all its credentials.")
    return tuple(told)
