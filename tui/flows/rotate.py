"""`R` on a user: the steps of a rotation, each asked for where a person must say so."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from services.model.errors import OciSmtpError
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User
from tui.base.connection import Connection
from tui.flows.change import places_left, refused_without
from tui.format.ages import date

if TYPE_CHECKING:
    from services.credentials.generation import Issue
    from services.credentials.rotation import Rotation
    from services.credentials.rotation_status import Underway
    from services.credentials.rotator import Rotator
    from services.delivery.destinations import Finding
    from tui.dialogs.rotation import Next, Way
    from tui.screens.user import UserScreen


class Rotating:
    """Rotates the credentials of the user on a screen."""

    def __init__(self, screen: "UserScreen") -> None:
        self._screen = screen
        self.underway: Underway | None = None

    def review(self, connection: Connection, user: User, credentials: list[Credential]) -> "Underway | None":
        """Where the user's rotation stands; what cannot be read is in the log. Called in a worker."""
        try:
            return connection.rotator().review(user, credentials)
        except OciSmtpError as error:
            app = self._screen.app
            app.call_later(app.say, f"{error.title}: {error.cause} {error.next_step}", "warning")
            return None

    def show(self, user: User, underway: "Underway | None") -> None:
        """Say that a rotation is under way."""
        self.underway = underway
        self._screen.app.unfinished.note_rotation(user, underway)
        if underway:
            self._screen.notice.show("info", underway.text, hint="R goes on with it.")

    def word_for(self, credential: Credential) -> str:
        """What a credential is in the rotation, else its status."""
        return (self.underway and self.underway.word_for(credential)) or credential.status

    def open(self, user: User, credentials: list[Credential], chosen: Credential | None) -> None:
        """Go on with the rotation that is under way, else begin one of the chosen credential."""
        from tui.dialogs.rotation import RotationDialog

        push = self._screen.app.push_screen
        if self.underway:
            push(RotationDialog(self.underway), partial(self._answered, user, credentials))
        elif chosen is None:
            self._screen.toast("There is no credential to rotate: n generates one.", "warning")
        elif len(credentials) >= SMTP_CREDENTIAL_LIMIT:
            self._ask_for_room(user, credentials, chosen)
        else:
            self._ask_what_replaces(user, chosen)

    def _answered(self, user: User, credentials: list[Credential], answer: "Next | None") -> None:
        from services.credentials.rotation_status import Step
        from tui.dialogs.rotation import Next

        underway = self.underway
        if underway is None or answer is None:
            return
        rotation = underway.rotation
        if answer is Next.GIVE_UP:
            told = "The rotation is given up; nothing was deleted."
            self._do(lambda rotator: rotator.give_up(rotation), told, is_last=True)
        elif underway.step is Step.DEPLOY:
            self._confirm_end(rotation)
        elif underway.step is Step.GENERATE:
            self._generate(user, rotation)
        else:
            self._ask_for_room(user, credentials, rotation.old)

    def _ask_for_room(self, user: User, credentials: list[Credential], old: Credential) -> None:
        from tui.dialogs.rotation import RoomDialog

        other = next((item for item in credentials if item.ocid != old.ocid), None)
        if other is None:  # the list has changed since the question was put
            self._screen.load()
            return
        self._screen.app.push_screen(RoomDialog(user, old, other), partial(self._way_chosen, user, old, other))

    def _way_chosen(self, user: User, old: Credential, other: Credential, way: "Way | None") -> None:
        from tui.dialogs.rotation import Way

        if way is Way.ADOPT:
            told = f"“{other.label}” replaces “{old.label}”."
            self._do(lambda rotator: rotator.begin(user, old, new=other), told)
        elif way is not None:
            goes = other if way is Way.OTHER else old
            self._confirm(
                "Free a place",
                f"{refused_without(goes, user)} A new credential is generated in its place, for “{old.label}”. This "
                "cannot be undone.",
                user,
                lambda: self._make_room(user, old, goes),
            )

    def _make_room(self, user: User, old: Credential, goes: Credential) -> None:
        connection = self._screen.app.connection

        def work() -> "tuple[Rotation, bool, list[Finding]]":
            rotator = connection.rotator()
            rotation = rotator.begin(user, old, makes_room=goes)
            is_deleted = rotator.make_room(rotation)
            return rotation, is_deleted, places_left(connection, goes) if is_deleted else []

        def made(found: "tuple[Rotation, bool, list[Finding]]") -> None:
            rotation, is_deleted, left = found
            told = f"Deleted “{goes.label}”: there is a place now."
            if not is_deleted:
                told = f"Nothing was deleted: “{goes.label}” is gone, or there is a place already."
            self._screen.toast(told)
            self._generate(user, rotation)
            self._screen.app.unfinished.name_places(left)

        self._screen.ask("rotate", work, made, self._failed)

    def _generate(self, user: User, rotation: "Rotation") -> None:
        self._ask_what_replaces(user, rotation.old, rotation)

    def _ask_what_replaces(self, user: User, old: Credential, rotation: "Rotation | None" = None) -> None:
        from tui.dialogs.replace import ReplaceDialog  # the mail library that it needs would keep the screen waiting

        dialog = ReplaceDialog(user, old, rotation)
        self._screen.app.push_screen(dialog, partial(self._generated, user))

    def _generated(self, user: User, issue: "Issue | None") -> None:
        if issue is None:
            self._screen.load()
        else:
            from tui.dialogs.replace import ReplacementDialog

            self._screen.app.push_screen(ReplacementDialog(user, issue), lambda _: self._screen.load())

    def _confirm_end(self, rotation: "Rotation") -> None:
        assert rotation.new  # there is one to deploy
        proved = "its test login worked" if rotation.proved_at else "no test login with it worked from here"
        self._confirm(
            "Delete the old credential",
            f"{refused_without(rotation.old, rotation.user)} The new one, “{rotation.new.label}” of "
            f"{date(rotation.new.created)}, stays; {proved}. This cannot be undone.",
            rotation.user,
            lambda: self._do(
                lambda rotator: self._end(rotator, rotation),
                f"Rotated: “{rotation.old.label}” is deleted.",
                is_last=True,
            ),
        )

    def _end(self, rotator: "Rotator", rotation: "Rotation") -> "list[Finding]":
        """Delete the old one; where its password is left. Called in a worker."""
        rotator.delete_old(rotation)
        return places_left(self._screen.app.connection, rotation.old)

    def _confirm(self, title: str, question: str, user: User, go_on: Callable[[], None]) -> None:
        from tui.dialogs.confirm import ConfirmDialog

        dialog = ConfirmDialog(title, question, confirm="Delete", typed=user.name)
        self._screen.app.push_screen(dialog, lambda meant: go_on() if meant else None)

    def _do(self, work: "Callable[[Rotator], list[Finding] | object]", told: str, *, is_last: bool = False) -> None:
        """`is_last` ends the rotation: home hears of it at once, for this screen may be left before it is reread.

        Places that `work` answers are named.
        """
        underway, connection = self.underway, self._screen.app.connection

        def done(left: object) -> None:
            self._screen.toast(told)
            if is_last and underway:
                self._screen.app.unfinished.note_rotation(underway.rotation.user, None)
            self._screen.load()
            if isinstance(left, list):
                self._screen.app.unfinished.name_places(left)

        self._screen.ask("rotate", lambda: work(connection.rotator()), done, self._failed)

    def _failed(self, error: OciSmtpError) -> None:
        self._screen.app.show_error(error)
        self._screen.load()
