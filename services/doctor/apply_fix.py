"""Carrying out a fix: first what exactly would change, then the change."""

from collections.abc import Callable
from dataclasses import dataclass

from services.api.session import Session
from services.api.waiter import WaitPolicy, settle
from services.directory import Directory
from services.doctor.fixes import (
    ActivateUser,
    AddToGroup,
    CreateSender,
    CreateStatement,
    Fix,
    TurnOnCapability,
    place_of,
)
from services.model.errors import NotFoundError, UsageError
from services.policy.writer import add_statement, plan_statement
from services.resources.senders import create_sender, find_sender


@dataclass(frozen=True)
class FixApplication:
    """A fix that was looked at."""

    says: str
    """What would change, in a person's words."""
    apply: Callable[[], object]
    """Changes it. Blocks on the network; raises any of our errors."""
    detail: str = ""
    """The statement exactly as it would be written, or the OCID of the group."""


def can_apply(fix: Fix | None) -> bool:
    """Whether it is a fix that the program can carry out."""
    return isinstance(fix, (ActivateUser, AddToGroup, CreateSender, CreateStatement, TurnOnCapability))


def plan_fix(session: Session, directory: Directory, fix: Fix) -> FixApplication:
    """Look what the fix would change; nothing is changed yet.

    Raises:
        UsageError: it is for a person to do.
        OciSmtpError: it could not be looked at.
    """
    if isinstance(fix, AddToGroup):
        return _membership(directory, fix)
    if isinstance(fix, CreateStatement):
        return _statement(session, fix)
    if isinstance(fix, TurnOnCapability):
        return _capability(directory, fix)
    if isinstance(fix, ActivateUser):
        return _activation(directory, fix)
    if isinstance(fix, CreateSender):
        return _sender(session, fix)
    raise UsageError("This fix can't be applied automatically.", fix.describe())


def _membership(directory: Directory, fix: AddToGroup) -> FixApplication:
    user, roster = fix.user, directory.roster(fix.user.domain)
    group = roster.find_group(fix.group_ocid or fix.group)
    if group is None:
        raise NotFoundError(f"The policy refers to the group {fix.group or fix.group_ocid}, which doesn't exist.")
    return FixApplication(
        f"Adds {user.name} to the group {group.name}. The user gets all of the group's permissions.",
        lambda: settle(
            lambda: roster.is_member(user, group) or None,
            lambda token: roster.add_member(user, group, token),
            WaitPolicy(),
        ),
        group.ocid,
    )


def _statement(session: Session, fix: CreateStatement) -> FixApplication:
    planned = plan_statement(session, fix.compartment, fix.text)
    where = place_of(fix.compartment_path)
    if planned.policy:
        told = f"Adds a statement to the policy {planned.name} in {where}. Existing statements don't change:"
    else:
        told = f"Creates the policy {planned.name} in {where} with this statement:"
    return FixApplication(
        told,
        lambda: settle(
            lambda: plan_statement(session, fix.compartment, fix.text).is_there or None,
            lambda token: add_statement(session, plan_statement(session, fix.compartment, fix.text), token),
            WaitPolicy(),
        ),
        fix.text,
    )


def _capability(directory: Directory, fix: TurnOnCapability) -> FixApplication:
    user = fix.user
    return FixApplication(
        f'Turns on the "SMTP credentials" capability of {user.name}. Other capabilities don\'t change.',
        lambda: settle(
            lambda: directory.user(user.ocid).can_use_smtp or None,
            lambda token: directory.change_smtp_capability(user, True),
            WaitPolicy(),
        ),
    )


def _activation(directory: Directory, fix: ActivateUser) -> FixApplication:
    user = fix.user
    return FixApplication(
        f"Activates {user.name}. The user's other credentials and the Console sign-in work again, too.",
        lambda: settle(
            lambda: None if directory.user(user.ocid).is_inactive else user,
            lambda token: directory.activate(user),
            WaitPolicy(),
        ),
    )


def _sender(session: Session, fix: CreateSender) -> FixApplication:
    there = session if fix.region == session.region else session.in_region(fix.region)
    return FixApplication(
        f"Creates this approved sender in {fix.region}, in {place_of(fix.compartment_path)}. Every user whose policy "
        "covers that compartment can then send from it.",
        lambda: settle(
            lambda: find_sender(there, fix.address, fix.compartment),
            lambda token: create_sender(there, fix.address, fix.compartment, token),
            WaitPolicy(),
        ),
        fix.address,
    )
