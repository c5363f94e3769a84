"""Carrying out a plan, step by step. Each looks first, so that it can be broken off and begun again at any moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum

from services.api.session import Session
from services.api.waiter import T, WaitPolicy, settle
from services.directory import Directory
from services.doctor.tenancy_snapshot import TenancySnapshot
from services.model.values import Group, User
from services.policy.writer import NewStatement, add_statement, plan_statement
from services.sending_user.plan import Part, Plan, statement_for

FRESH_SECONDS = 15 * 60
"""How old a user may be to be counted as just made, by this program or by a run that was broken off."""


GROUP_DESCRIPTION = "Can send mail with OCI Email Delivery"


class PlanStage(Enum):
    """What became of a step so far."""

    DOING = "doing"
    WAITING = "waiting"
    MADE = "made"
    THERE = "there"


@dataclass(frozen=True)
class PlanProgress:
    """News of one step."""

    part: Part
    stage: PlanStage
    says: str = ""
    """What is being waited for."""


OnProgress = Callable[[PlanProgress], None]


class PlanRun:
    """One run. It adds, and never removes or changes what is there."""

    def __init__(
        self,
        session: Session,
        directory: Directory,
        here: TenancySnapshot,
        on_progress: OnProgress,
        patience: WaitPolicy | None = None,
    ) -> None:
        self._session = session
        self._directory = directory
        self._here = here
        self._on_progress = on_progress
        self._patience = patience or WaitPolicy()
        self._is_fresh = False

    def run(self, plan: Plan) -> User:
        """Carry it out; the user, who may then send.

        Raises:
            OciSmtpError: a step failed; what was made before it stays, and another run continues from there.
        """
        wish = plan.wish
        roster = self._directory.roster(wish.domain)
        user = self._settle(
            Part.USER,
            lambda: _ready(roster.find_user(wish.name)),
            lambda token: roster.create_user(wish.new_user, token),
        )
        self._is_fresh = self._is_fresh or _is_new(user)
        group = self._settle(
            Part.GROUP,
            lambda: roster.find_group(wish.group),
            lambda token: roster.create_group(wish.group, GROUP_DESCRIPTION, token),
        )
        self._settle(
            Part.MEMBERSHIP,
            lambda: roster.is_member(user, group) or None,
            lambda token: roster.add_member(user, group, token),
            is_fresh=self._is_fresh,
        )
        self._let_send(plan, group)
        return user

    def _let_send(self, plan: Plan, group: Group) -> None:
        if plan.new is None:
            self._on_progress(PlanProgress(Part.POLICY, PlanStage.THERE))
            return
        wanted = statement_for(plan.wish, group, self._here)

        def planned() -> NewStatement:
            return plan_statement(self._session, wanted.compartment, wanted.text)

        self._settle(
            Part.POLICY,
            lambda: planned().is_there or None,
            lambda token: add_statement(self._session, planned(), token),
            is_fresh=self._is_fresh,
        )

    def _settle(
        self, part: Part, look: Callable[[], T | None], make: Callable[[str], object], *, is_fresh: bool = False
    ) -> T:
        """`is_fresh`: whether it names what may be too new to be known everywhere."""
        self._on_progress(PlanProgress(part, PlanStage.DOING))
        found, made = settle(
            look,
            make,
            self._patience,
            is_fresh=is_fresh,
            on_wait=lambda why: self._on_progress(PlanProgress(part, PlanStage.WAITING, why)),
        )
        self._is_fresh = self._is_fresh or made
        self._on_progress(PlanProgress(part, PlanStage.MADE if made else PlanStage.THERE))
        return found


def _ready(user: User | None) -> User | None:
    """A user that can be put into a group."""
    return None if user is None or user.status == "CREATING" else user


def _is_new(user: User) -> bool:
    return user.created is not None and (datetime.now(timezone.utc) - user.created).total_seconds() < FRESH_SECONDS
