"""Generate the replacement of a credential."""

import threading

from textual.app import ComposeResult
from textual.widgets import Static

from services.credentials.generation import Issue
from services.credentials.rotation import Rotation
from services.model.override import override
from services.model.values import Credential, User
from services.smtp import SmtpResult
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog
from widgets.plain import visible


class ReplaceDialog(GenerateDialog):
    """Answers the new credential. With `rotation` it continues with one that was begun; else it begins one."""

    title_text = "Rotate SMTP credential"

    def __init__(self, user: User, old: Credential, rotation: Rotation | None = None) -> None:
        super().__init__(user, is_me=False)
        self.suggested = visible(old.description)
        self._old = old
        self._rotation = rotation

    def body(self) -> ComposeResult:
        """What is going to happen, then the usual question."""
        stays = f"“{self._old.label}” goes on working until you say that the new one is deployed."
        if self._rotation and self._rotation.makes_room == self._rotation.old:
            stays = f"“{self._old.label}” is deleted already: mail with it stops until the new one is deployed."
        yield Static(
            visible(f"1. Generate the new one, test it and hand it over. {stays}"), classes="text", markup=False
        )
        yield Static("2. Deploy it. 3. Press R again, and the old one is deleted.", classes="text")
        yield from super().body()

    @override
    def issue(self, description: str, stop: threading.Event) -> Issue:
        rotator = self.app.connection.rotator()
        if self._rotation:
            return rotator.generate(self._rotation, description, self.stage_came, stop)
        return rotator.begin_and_generate(self._user, self._old, description, self.stage_came, stop)


class ReplacementDialog(CredentialDialog):
    """The replacement, with everything that a new credential has; that it was proved is remembered."""

    advice = (
        "The old one goes on working. t proves this one, y copies it, s keeps it; deploy it, then press R on the user."
    )
    unseen_advice = "The old one goes on working. t proves this one, s keeps it; deploy it, then press R on the user."

    @override
    def tested(self, result: SmtpResult) -> None:
        if result.credential_works:
            self.ask("proved", self._remember_proof, lambda _: None, self.app.remember)

    def _remember_proof(self) -> None:
        """Note in the rotation that the new credential signed in. Runs in a worker."""
        self.app.connection.rotator().proved(self._user)
