"""Generating a credential: the main job, from the user on a screen to the password, and back."""

from collections.abc import Callable

from services.model.values import SMTP_CREDENTIAL_LIMIT
from tui.base.place import Place
from tui.flows.allow import allow
from tui.flows.delete import delete
from tui.flows.rotate import rotate
from tui.flows.user_state import UserState

# Dialogs, and what they need, are imported when they are opened: your own credentials do not wait for them.


async def generate(
    place: Place, state: UserState, reload: Callable[[], object], generate_when_listed: Callable[[], object]
) -> None:
    """Generate a credential and show it, or clear the way for one; the user is read again afterwards.

    `generate_when_listed` reads the user first, and then comes back here.
    """
    user, credentials, _ = state
    if user.can_use_smtp is False:
        if await allow(place, user, reload):
            generate_when_listed()
        return
    if len(credentials) >= SMTP_CREDENTIAL_LIMIT:
        from tui.dialogs.limit import LimitAction, LimitDialog

        answer = await place.app.question(LimitDialog(user, credentials))
        if answer is None:
            return
        if answer.credential is None:
            place.app.run_command("go.sending")
        elif answer.act is LimitAction.DELETE:
            await delete(place, user, answer.credential, reload)
        else:
            await rotate(place, state, answer.credential, reload)
        return
    from tui.dialogs.credential import CredentialDialog
    from tui.dialogs.generate import GenerateDialog

    is_me = user.ocid == place.app.connection.session.user_ocid
    sets_expiry = place.app.connection.directory.sets_expiry  # open since the credentials were listed
    issue = await place.app.question(GenerateDialog(user, is_me, sets_expiry=sets_expiry))
    if issue is not None:
        await place.app.question(CredentialDialog(user, issue))
        if issue.doubt:
            place.app.show_error(issue.doubt)
    reload()
