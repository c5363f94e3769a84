"""A password found again in the keyring of this machine."""

from services.delivery.keyring import KeyringChannel
from services.delivery.leftovers import write_off
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.model.values import Credential, User
from tui.commands.bindings import bindings
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.password import PasswordDialog
from tui.dialogs.smtp_test import question_name


class KeyringPasswordDialog(PasswordDialog):
    """What the keyring keeps for a credential; it can be copied, shown, and removed from there."""

    title_text = "SMTP credential in the keyring"
    BINDINGS = bindings("kept.remove")
    footer = (*PasswordDialog.footer_of_password, "kept.remove", "help", "back")

    def __init__(
        self, credential: Credential, secret: Secret, channel: KeyringChannel, user: User | None = None
    ) -> None:
        super().__init__(credential.description, credential.user_name, secret)
        self.owner = question_name(user) if user else ""
        self._channel = channel

    def advice(self) -> str:
        """What removing it does, and doesn't."""
        saved = "This password is saved in this machine's keyring."
        return f"{saved} Removing it from the keyring doesn't delete the credential in OCI."

    def action_kept_remove(self) -> None:
        """Remove it from the keyring."""
        self.run_flow(self._remove())

    async def _remove(self) -> None:
        """Remove it from the keyring, if the person means it."""
        question = ConfirmDialog(
            "Remove from keyring",
            "Removes the password from this machine's keyring. OCI can't show it again.",
            confirm="Remove",
        )
        if not await self.app.question(question):
            return
        try:
            was_there = await self.background("remove", self._take_out)
        except OciSmtpError as error:
            self.say_error(error)
            return
        self.dismiss(None)  # first, so that it is not told in a line that goes with the dialog
        self.app.say("Removed from the keyring." if was_there else "The keyring no longer had it.")

    def _take_out(self) -> bool:
        """Remove the password from the keyring; whether it was there. Runs in a worker."""
        was_there = self._channel.remove(self.smtp_user_name)
        write_off(self.app.connection.journal, self._channel.entry(self.smtp_user_name))
        return was_there
