"""The plan of a new sending user, and its progress once it is confirmed."""

import threading
from dataclasses import replace

from textual import getters
from textual.app import ComposeResult

from services.api.waiter import StoppedError, WaitPolicy
from services.doctor.tenancy_snapshot import TenancySnapshot, look_around
from services.model.errors import OciSmtpError
from services.model.values import User
from services.sending_user.apply import PlanProgress, PlanRun, PlanStage
from services.sending_user.plan import Part, Plan, PlanStep, make_plan
from services.sending_user.wish import Wish
from tui.base.connection import Connection
from tui.base.messages import GoBack, SendingUserReady
from tui.base.place import Place
from tui.commands import registry
from tui.commands.bindings import bindings
from widgets.checklist import Checklist, Item
from widgets.notice import Notice
from widgets.reader import Reader

SIGNS = {PlanStage.DOING: "…", PlanStage.WAITING: "waiting", PlanStage.MADE: "made", PlanStage.THERE: "exists"}


class SetUpScreen(Place):
    """Shows what would be done; does it when asked to, and continues after any failure."""

    CSS_PATH = "set_up.tcss"
    BINDINGS = bindings("setup.apply", "setup.by_ocid")
    AUTO_FOCUS = "Reader"
    footer = ("setup.apply", "setup.by_ocid", "refresh", "back", "help")
    crumbs = ("Email Delivery", "New sending user", "Plan")
    section = registry.SENDING

    checklist = getters.query_one(Checklist)
    notice = getters.query_one(Notice)

    def __init__(self, wish: Wish, here: TenancySnapshot) -> None:
        super().__init__()
        self._wish = wish
        self._here: TenancySnapshot | None = here
        """What the plan is made from; None to have it read again."""
        self._plan: Plan | None = None
        self._progress: dict[Part, PlanProgress] = {}
        self._failed_at: Part | None = None
        self._stop: threading.Event | None = None
        """Set, it ends the run; None while none is in progress."""

    def body(self) -> ComposeResult:
        """What will be said of it, and the steps."""
        yield Notice()
        with Reader():
            yield Checklist()

    def load(self) -> None:
        """Plan it, unless it is being done."""
        if self._stop is not None:
            return
        self._plan, self._progress, self._failed_at = None, {}, None
        self.notice.show("info", "Checking what already exists…")
        wish, here, connection = self._wish, self._here, self.app.connection
        self.ask(
            "plan",
            lambda: _look(connection, wish, here),
            lambda found: self._planned(*found),
            lambda error: self.trouble(self.notice, error),
        )

    def action_refresh(self) -> None:
        """Plan it again from what OCI has now, policies included."""
        if self._stop is None:
            self._here = None
            super().action_refresh()

    def _planned(self, plan: Plan, here: TenancySnapshot) -> None:
        self._plan, self._here = plan, here
        self._show()
        if plan.warnings:
            self.notice.show("warning", " ".join(plan.warnings), hint=self._asked_for(plan))
        else:
            self.notice.show("info", self._asked_for(plan))

    def on_unmount(self) -> None:
        """Leaving the screen stops it; what was created stays."""
        if self._stop:
            self._stop.set()

    def action_setup_apply(self) -> None:
        """Carry the plan out."""
        plan, here = self._plan, self._here
        if plan is None or here is None:
            self.toast("Wait until the check finishes.", "warning")
            return
        if self._stop is not None:
            self.toast("Already in progress.", "warning")
            return
        self._stop = stop = threading.Event()
        self._progress, self._failed_at = {}, None
        stop_key = self.app.key("back")
        self.notice.show("info", f"Applying the plan. Press {stop_key} to stop after the current step.")
        connection = self.app.connection
        self.ask("apply", lambda: self._apply(connection, plan, here, stop), self._done, self._failed)

    def _apply(self, connection: Connection, plan: Plan, here: TenancySnapshot, stop: threading.Event) -> User:
        """Carry out the plan, and post each step as it is done. Runs in a worker."""

        def on_progress(progress: PlanProgress) -> None:
            self.app.call_later(self._progressed, stop, progress)

        run = PlanRun(connection.session, connection.directory, here, on_progress, WaitPolicy(stop.wait))
        return run.run(plan)

    def _progressed(self, run: threading.Event, progress: PlanProgress) -> None:
        if run is self._stop and self.query(Checklist):  # it is gone once the person left the screen
            self._progress[progress.part] = progress
            self._show()

    def _done(self, user: User) -> None:
        self._stop = None
        self.app.say(f"{user.name} is ready. A new policy can take a few minutes to take effect.")
        if self.app.screen is self:
            self.post_message(SendingUserReady(user))
        else:  # nothing is pushed over what the person has opened: it may hold the only copy of a password
            self.notice.show(
                "info", f"Everything is in place. Press {self.app.key('setup.apply')} to generate the credential."
            )

    def _failed(self, error: OciSmtpError) -> None:
        self._stop = None
        under_way = [
            part for part, news in self._progress.items() if news.stage in (PlanStage.DOING, PlanStage.WAITING)
        ]
        self._failed_at = under_way[-1] if under_way else None
        self._show()
        self.app.remember(error)
        go_on = f"Press {self.app.key('setup.apply')} to continue."
        if isinstance(error, StoppedError):
            self.notice.show("info", error.cause, hint=go_on)
        else:
            hint = f"{error.next_step} {go_on} Completed steps aren't repeated.".strip()
            self.notice.show("error", f"{error.title}: {error.cause}", hint=hint)

    def action_setup_by_ocid(self) -> None:
        """Let the policy name the group by its OCID, or by its name again."""
        if self._stop is None:
            self._wish = replace(self._wish, by_ocid=not self._wish.by_ocid)
            self.load()

    def action_back(self) -> None:
        """Stop it; when nothing is in progress, go back to the form."""
        if self._stop is None:
            self.post_message(GoBack())
        else:
            self._stop.set()
            self.notice.show("info", "Stopping after the current request…")

    def action_quit(self) -> None:
        """As `action_back`: nothing is quit in the middle."""
        self.action_back()

    def _show(self) -> None:
        if self._plan:
            self.checklist.items = tuple(self._item(step) for step in self._plan.steps)

    def _item(self, step: PlanStep) -> Item:
        news = self._progress.get(step.part)
        is_open = not step.is_there and (news is None or news.stage in (PlanStage.DOING, PlanStage.WAITING))
        sign = SIGNS[news.stage] if news else "exists" if step.is_there else "to do"
        if step.part is self._failed_at:
            sign = "FAILED"
        says = f"{step.says} ({news.says})" if news and news.says else step.says
        return Item(sign, step.part.value, says, step.statement, is_open)

    def _asked_for(self, plan: Plan) -> str:
        apply = self.app.key("setup.apply")
        if plan.is_done:
            return f"Everything already exists. Press {apply} to generate the credential."
        back = self.app.key("back")
        return f"Nothing has been changed yet. Press {apply} to apply this plan or {back} to edit the form."


def _look(connection: Connection, wish: Wish, here: TenancySnapshot | None) -> tuple[Plan, TenancySnapshot]:
    """The plan, and the tenancy that it was made from. Runs in a worker."""
    known = here or look_around(connection.session)
    return make_plan(connection.session, connection.directory, wish, known), known
