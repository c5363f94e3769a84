"""Generate the replacement of a credential."""

import threading

from textual.app import ComposeResult
from textual.widgets import Static

from services.credentials.issue import Issue
from services.credentials.journal_record import without_marker
from services.credentials.rotation import Rotation
from services.model.override import override
from services.model.values import Credential, User
from services.smtp.result import SmtpResult
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog
from widgets.plain import visible


class ReplaceDialog(GenerateDialog):
    """Answers the new credential. With `rotation` it continues with one that was begun; else it begins one."""

    title_text = "Rotate SMTP credential"

    def __init__(self, user: User, old: Credential, rotation: Rotation | None = None) -> None:
        super().__init__(user, is_me=False)
        self.suggested = visible(without_marker(old.description))
        self._old = old
        self._rotation = rotation

    def body(self) -> ComposeResult:
        """What is going to happen, then the usual question."""
        stays = f"“{self._old.label}” keeps working until you confirm that the new one is deployed."
        if self._rotation and self._rotation.makes_room == self._rotation.old:
            stays = f"“{self._old.label}” has been deleted. Mail stops until you deploy the new one."
        first = f"1. Generate the new credential, test it, and save or share it. {stays}"
        yield Static(visible(first), classes="text", markup=False)
        rotate = self.app.key("credential.rotate")
        yield Static(f"2. Deploy it.  3. Press {rotate} again to delete the old one.", classes="text")
        yield from super().body()

    @override
    def issue(self, description: str, stop: threading.Event) -> Issue:
        rotator = self.app.connection.rotator()
        if self._rotation:
            return rotator.generate(self._rotation, description, self.stage_came, stop)
        return rotator.begin_and_generate(self._user, self._old, description, self.stage_came, stop)


class ReplacementDialog(CredentialDialog):
    """The replacement, with everything that a new credential has; that it was proved is remembered."""

    @override
    def advice(self) -> str:
        key = self.app.key
        copy = "" if self.app.options.no_reveal else f" {key('credential.copy_password')} to copy it,"
        return (
            f"The old credential still works. Press {key('credential.test')} to test the new one,{copy} or "
            f"{key('credential.hand_over')} to save or share it, and then deploy it. "
            f"To finish, press {key('credential.rotate')} on the user."
        )

    @override
    def tested(self, result: SmtpResult) -> None:
        if result.credential_works:
            self.ask("proved", self._remember_proof, lambda _: None, self.app.remember)

    def _remember_proof(self) -> None:
        """Note in the rotation that the new credential signed in. Runs in a worker."""
        self.app.connection.rotator().proved(self._user)
