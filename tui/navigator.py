"""Going from place to place."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from tui.base.place import Place
from tui.startup.start import Start

if TYPE_CHECKING:
    from services.doctor import Surroundings
    from services.model.values import User
    from services.sending_user import Wish
    from tui.app import OciSmtpApp

USERS = ("Identity & Security", "Identity", "Users")

LATER = (
    *(f"tui.screens.{name}" for name in ("users", "user", "senders", "audit", "doctor", "new_sender", "set_up")),
    *(
        f"tui.dialogs.{name}"
        for name in (
            *("generate", "credential", "limit", "help", "profile", "choose", "error", "log"),
            *("confirm", "describe", "fields", "record", "rotation", "replace", "kept"),
        )
    ),
    *(f"services.{name}" for name in ("credentials.rotator", "clipboard.choose", "clipboard.watched")),
)
"""Modules that home does without: what they import would keep the first frame waiting."""


def preload() -> None:
    """Import them, in a thread while home is on the screen, so that the first key is not kept waiting either.

    And once more before a credential is made: once it is, there may be nothing to import from any more.
    """
    for name in LATER:
        import_module(name)


class Places:
    """Opens places and goes back through them."""

    def __init__(self, app: "OciSmtpApp") -> None:
        self._app = app
        self._last: Callable[[], Place] | None = None
        self._forward: list[Callable[[], Place]] = []

    def start(self, start: Start) -> None:
        """Open the place where the program was asked to begin."""
        if start.place == "user":
            self.named_user(start.name, start.generate)
        elif start.place == "settings":
            self.settings(start.generate)
        elif start.place == "senders":
            self.senders()
        elif start.place == "doctor":
            self.doctor()
        elif start.place == "audit":
            self.audit()
        else:
            self.users()

    def home(self) -> None:
        """Close every place but home."""
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()

    def users(self) -> None:
        """Open the list of users."""
        from tui.screens.users import UsersScreen

        self._visit(UsersScreen)

    def senders(self) -> None:
        """Open the approved senders of the region."""
        from tui.screens.senders import SendersScreen

        self._visit(SendersScreen)

    def audit(self) -> None:
        """Open the audit of every credential."""
        from tui.screens.audit import AuditScreen

        self._visit(AuditScreen)

    def doctor(self, sender: str = "", user: str = "") -> None:
        """Open the doctor, with what is known of the question filled in."""
        from tui.screens.doctor import DoctorScreen

        self._visit(lambda: DoctorScreen(sender, user))

    def sending(self) -> None:
        """Open the form for a new sending user."""
        from tui.screens.new_sender import NewSenderScreen

        self._visit(NewSenderScreen)

    def set_up(self, wish: "Wish", here: "Surroundings") -> None:
        """Open the plan of a new sending user."""
        from tui.screens.set_up import SetUpScreen

        self._visit(lambda: SetUpScreen(wish, here))

    def set_up_done(self, user: "User") -> None:
        """From the plan of a new sending user to its credential; the form is not gone back to."""
        from tui.screens.new_sender import NewSenderScreen
        from tui.screens.set_up import SetUpScreen

        while isinstance(self._app.screen, (SetUpScreen, NewSenderScreen)):
            self._app.pop_screen()
        self.generate_for(user)

    def generate_for(self, user: "User") -> None:
        """Open a user whom we know, and the dialog that generates its credential."""
        from tui.screens.user import UserScreen

        connection = self._app.connection
        crumbs = (*USERS, user.name)
        self._visit(lambda: UserScreen(lambda: connection.directory.user(user.ocid), crumbs, known=user, generate=True))

    def settings(self, generate: bool = False) -> None:
        """Open the signed-in user."""
        from tui.screens.user import UserScreen

        connection = self._app.connection
        crumbs = ("Profile", "User settings")
        self._visit(
            lambda: UserScreen(
                lambda: connection.directory.myself(), crumbs, generate=generate, ahead=connection.take_ahead()
            )
        )

    def known_user(self, user: "User") -> None:
        """Open a user of the list."""
        from tui.screens.user import UserScreen

        connection = self._app.connection
        crumbs = (*USERS, user.name)
        self._visit(lambda: UserScreen(lambda: connection.directory.user(user.ocid), crumbs, known=user))

    def named_user(self, text: str, generate: bool = False) -> None:
        """Open a user by name, e-mail or OCID."""
        from tui.screens.user import UserScreen

        connection = self._app.connection
        crumbs = (*USERS, text)
        self._visit(lambda: UserScreen(lambda: connection.directory.find(text), crumbs, generate=generate))

    def back(self, or_quit: bool = False) -> None:
        """Go to the place before this one; at home, stay or quit."""
        if len(self._app.screen_stack) > 1:
            place = self._app.screen
            self._last = place.again() if isinstance(place, Place) else None
            self._forward += [self._last] if self._last else []
            self._app.pop_screen()
        elif or_quit:
            self._app.exit(0)
        else:
            self._app.say("This is home. q quits.")

    def forward(self) -> None:
        """Open the place that one came back from."""
        if self._forward:
            self._open(self._forward.pop())
        else:
            self._app.say("There is nowhere to go forward to.")

    def last(self) -> None:
        """Open the place that was left last."""
        if self._last:
            self._visit(self._last)
        else:
            self._app.say("There is no place before this one yet.")

    def forget_last(self) -> None:
        """Forget the places that were left: they are of another session."""
        self._last = None
        self._forward.clear()

    def _visit(self, make: Callable[[], Place]) -> None:
        self._forward.clear()
        self._open(make)

    def _open(self, make: Callable[[], Place]) -> None:
        place = make()
        place.remade = make
        self._app.push_screen(place)
