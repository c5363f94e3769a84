"""Going from screen to screen. Nothing else imports the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on

from services.config.options import Options
from tui.base.app import AppBase
from tui.base.connection import Connection
from tui.base.messages import (
    FindUsers,
    GenerateFor,
    GoBack,
    GoForward,
    GoToLast,
    OfferUsers,
    OpenDoctor,
    OpenPlan,
    OpenRecent,
    OpenSettings,
    OpenUser,
    SendingUserReady,
)
from tui.base.place import Place
from tui.screens.home import HomeScreen
from tui.startup.start import Start

if TYPE_CHECKING:
    from services.model.values import User

USERS = ("Identity & Security", "Identity", "Users")


class Navigator(AppBase):
    """Mixin for the app: opens screens, and goes back and forward through them."""

    def __init__(self, options: Options, connection: Connection) -> None:
        super().__init__(options, connection)
        self._last: Callable[[], Place] | None = None
        self._forward: list[Callable[[], Place]] = []

    def get_default_screen(self) -> HomeScreen:
        """Home, which is below every other screen."""
        return HomeScreen()

    def start_at(self, start: Start) -> None:
        """Open the screen that the command line names."""
        if start.place == "user":
            self.open_named_user(start.name, start.generate)
        elif start.place == "settings":
            self.open_settings(start.generate)
        else:
            self.run_command(f"go.{start.place or 'users'}")

    def close_screens(self) -> None:
        """Close every screen but Home, for good: they belong to a session that ends."""
        self.action_go_home()
        self._last = None
        self._forward.clear()

    def action_go_home(self) -> None:
        """Close every screen but Home."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_go_users(self, text: str = "") -> None:
        """Open the users, those that a text fits."""
        self.find_users(FindUsers(text, is_typing=False))

    @on(FindUsers)
    def find_users(self, event: FindUsers) -> None:
        """Open the users with the filter as wanted."""
        from tui.screens.users import UsersScreen

        self._visit(lambda: UsersScreen(event.text, event.is_typing))

    def action_go_audit(self) -> None:
        """Open the credential audit."""
        from tui.screens.audit import AuditScreen

        self._visit(AuditScreen)

    def action_go_senders(self) -> None:
        """Open the approved senders."""
        from tui.screens.senders import SendersScreen

        self._visit(SendersScreen)

    def action_go_doctor(self, sender: str = "", user: str = "") -> None:
        """Open the doctor, with what is known of the question filled in."""
        from tui.screens.doctor import DoctorScreen

        self._visit(lambda: DoctorScreen(sender, user))

    def action_go_check(self, path: str = "") -> None:
        """Open the check of client settings, with a file if one is named."""
        from tui.screens.client_check import ClientCheckScreen

        self._visit(lambda: ClientCheckScreen(path))

    def action_go_sending(self) -> None:
        """Open the form for a new sending user."""
        from tui.screens.new_sender import NewSenderScreen

        self._visit(NewSenderScreen)

    def action_go_settings(self) -> None:
        """Open the signed-in user."""
        self.open_settings()

    def open_settings(self, generate: bool = False) -> None:
        """Open the signed-in user."""
        from tui.screens.user import UserScreen

        connection = self.connection
        crumbs = ("Profile", "User settings")
        self._visit(
            lambda: UserScreen(
                lambda: connection.directory.myself(), crumbs, generate=generate, ahead=connection.take_ahead()
            )
        )

    def action_go_user(self, name: str = "") -> None:
        """Open one user by name, email, or OCID."""
        if name:
            self.open_named_user(name)
        else:
            self.open_line("user ")

    def open_named_user(self, text: str, generate: bool = False) -> None:
        """Open a user by name, email, or OCID."""
        from tui.screens.user import UserScreen

        connection = self.connection
        crumbs = (*USERS, text)
        self._visit(lambda: UserScreen(lambda: connection.directory.find(text), crumbs, generate=generate, wanted=text))

    def open_user(self, user: User, generate: bool = False) -> None:
        """Open a user that was read before."""
        from tui.screens.user import UserScreen

        connection = self.connection
        crumbs = (*USERS, user.name)
        self._visit(
            lambda: UserScreen(lambda: connection.directory.user(user.ocid), crumbs, known=user, generate=generate)
        )

    @on(OpenRecent)
    def _open_recent(self, event: OpenRecent) -> None:
        from tui.screens.user import UserScreen

        connection = self.connection
        self._visit(
            lambda: UserScreen(
                lambda: connection.directory.user(event.ocid), (*USERS, event.name), generate=event.generate
            )
        )

    @on(OfferUsers)
    def _offer_users(self, event: OfferUsers) -> None:
        from tui.screens.users import UsersScreen

        self.pop_screen()
        self._visit(lambda: UsersScreen(event.text, is_name=True))
        self.say(event.reason, "warning")

    @on(OpenSettings)
    def _open_settings(self, event: OpenSettings) -> None:
        self.open_settings(event.generate)

    @on(OpenUser)
    def _open_user(self, event: OpenUser) -> None:
        self.open_user(event.user)

    @on(GenerateFor)
    def _generate_for(self, event: GenerateFor) -> None:
        self.open_user(event.user, generate=True)

    @on(OpenDoctor)
    def _open_doctor(self, event: OpenDoctor) -> None:
        self.action_go_doctor(event.sender, event.user)

    @on(OpenPlan)
    def _open_plan(self, event: OpenPlan) -> None:
        from tui.screens.set_up import SetUpScreen

        self._visit(lambda: SetUpScreen(event.wish, event.here))

    @on(SendingUserReady)
    def _sending_user_ready(self, event: SendingUserReady) -> None:
        from tui.screens.new_sender import NewSenderScreen
        from tui.screens.set_up import SetUpScreen

        while isinstance(self.screen, (SetUpScreen, NewSenderScreen)):
            self.pop_screen()
        self.open_user(event.user, generate=True)

    @on(GoBack)
    def _go_back(self, event: GoBack) -> None:
        if len(self.screen_stack) > 1:
            place = self.screen
            self._last = place.again() if isinstance(place, Place) else None
            self._forward += [self._last] if self._last else []
            self.pop_screen()
        elif event.or_quit:
            self.action_quit_now()
            if self.is_outcome_open:
                self.say(f"{self.quitting_means} Press {self.key('quit.now')} twice to quit.", "warning")
        else:
            self.say(f"You're at Home. Press {self.key('quit')} to quit.")

    @on(GoForward)
    def _go_forward(self) -> None:
        if self._forward:
            self._open(self._forward.pop())
        else:
            self.say("Nothing to go forward to.")

    @on(GoToLast)
    def _go_to_last(self) -> None:
        if self._last:
            self._visit(self._last)
        else:
            self.say("No previous screen.")

    def _visit(self, make: Callable[[], Place]) -> None:
        self._forward.clear()
        self._open(make)

    def _open(self, make: Callable[[], Place]) -> None:
        place = make()
        place.remade = make
        self.push_screen(place)
