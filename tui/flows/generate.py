"""The way to a new credential from the user on a screen, and back."""

from functools import partial
from typing import TYPE_CHECKING

from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User

# Dialogs, and what they need, are imported when they are opened: one's own credentials are not to wait for them.
if TYPE_CHECKING:
    from services.credentials.generation import Issue
    from tui.dialogs.limit import LimitAnswer
    from tui.screens.user import UserScreen


class NewCredential:
    """Opens the dialogs one after the other; the user is read again afterwards."""

    def __init__(self, screen: "UserScreen") -> None:
        self._screen = screen

    def begin(self, user: User, credentials: list[Credential]) -> None:
        """Open the first dialog: the one that generates, or that clears the way for it."""
        push = self._screen.app.push_screen
        if user.can_use_smtp is False:
            self._screen.changing.allow(user, self._screen.generate_when_listed)
        elif len(credentials) >= SMTP_CREDENTIAL_LIMIT:
            from tui.dialogs.limit import LimitDialog

            push(LimitDialog(user, credentials), partial(self._limit_answered, user))
        else:
            from tui.dialogs.generate import GenerateDialog

            is_me = user.ocid == self._screen.app.connection.session.user_ocid
            push(GenerateDialog(user, is_me), partial(self._generated, user))

    def _generated(self, user: User, issue: "Issue | None") -> None:
        if issue is None:
            self._screen.load()
        else:
            from tui.dialogs.credential import CredentialDialog

            self._screen.app.push_screen(CredentialDialog(user, issue), lambda _: self._screen.load())

    def _limit_answered(self, user: User, answer: "LimitAnswer | None") -> None:
        from tui.dialogs.limit import Act

        if answer is None:
            return
        if answer.act is Act.DELETE:
            self._screen.changing.delete(user, answer.credential)
        else:
            self._screen.rotate(answer.credential)
