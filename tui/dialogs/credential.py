"""SMTP credential: the one moment in which a new password can be seen, copied and kept."""

from services.credentials.issue import Issue
from services.credentials.journal_record import JournalState
from services.delivery import Package
from services.model.errors import OciSmtpError
from services.model.values import User
from services.resources.email import endpoint
from tui.base.messages import OfferDestinations
from tui.commands.bindings import bindings
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.password import PasswordDialog
from tui.dialogs.smtp_test import question_name
from tui.dialogs.unsaved import UnsavedDialog, WayOut
from tui.format.ages import date
from tui.format.credential_text import requested


class CredentialDialog(PasswordDialog):
    """The new credential. However it is left, the journal knows whether a person has the password."""

    BINDINGS = bindings("credential.kept", "credential.hand_over")
    footer = (*PasswordDialog.footer_of_password, "credential.hand_over", "credential.kept", "help", "back")
    is_new = True
    is_outcome_open = True
    """As long as it is open: the credential exists, and the journal doesn't know yet what becomes of its password."""

    def __init__(self, user: User, issue: Issue) -> None:
        made = issue.issued.credential
        expiry = f" · expiry {date(issue.requested_expiry)} requested" if issue.requested_expiry else ""
        super().__init__(f"{made.description} · for {user.name}{expiry}", made.user_name, issue.issued.password)
        self.owner = question_name(user)
        self._user = user
        self._issue = issue
        self._is_handed_on = False
        self._is_closing = False

    @property
    def quitting_means(self) -> str:  # type: ignore[override]
        """What the next start does."""
        if self._issue.state is JournalState.CREATED:
            return "The next start deletes the credential, because its password was never shown."
        return "The next start asks whether you have the password."

    def on_mount(self) -> None:
        """Take our marker out of the description while no person waits. Warn if the expiry isn't the requested one."""
        expires = self._issue.requested_expiry
        if expires and self._issue.issued.credential.expires != expires:
            self.notice.show("warning", self._told_of_expiry)
        self.ask("tidy", self._issue.tidy, lambda _: None, self.app.remember)

    def on_unmount(self) -> None:
        """Leave the issue as it stands."""
        self._issue.left()

    def advice(self) -> str:
        """How to take the password, which is shown once."""
        copy, show, save = self._taking_keys
        if self.app.options.no_reveal:
            only = "This password exists only until you close this dialog, and --no-reveal hides it."
            return f"{only} Press {save} to save or share it first. {self._told_of_expiry}".rstrip()
        taking = f"Press {copy} to copy it or {show} to show it before you close this dialog."
        once = f"This password is shown only once. {taking} Closing also clears the clipboard."
        return f"{once} {self._told_of_expiry}".rstrip()

    @property
    def _told_of_expiry(self) -> str:
        """What is known of the expiry; empty where none was requested."""
        expires = self._issue.requested_expiry
        return requested(expires, self._issue.issued.credential) if expires else ""

    @property
    def _taking_keys(self) -> tuple[str, str, str]:
        """The keys that copy, show, and deliver the password."""
        key = self.app.key
        return key("credential.copy_password"), key("credential.reveal"), key("credential.hand_over")

    def before_seen(self) -> None:
        """The journal knows before it can be seen."""
        self._issue.shown()

    def action_credential_hand_over(self) -> None:
        """Choose how to save or share the credential."""
        self.mask()
        self.run_flow(self._hand_over())

    async def _hand_over(self) -> None:
        """Ask for a way and go it. Custody counts only where the place was read back."""
        route = await self.app.question(HandOverDialog())
        if route is None:
            return
        try:
            package = await self.background("deliver", self._packed, keys_wait=True)
        except OciSmtpError as error:
            self.say_error(error)
            return
        receipt = await self.app.question(route.open(package, self.app.connection.session))
        if receipt is None:
            return
        self.notice.show("info", receipt.message, hint=receipt.held_back)
        self._is_handed_on = True
        if receipt.is_verified:
            self.is_taken = True
            self.ask("custody", lambda: self._issue.kept_in(receipt.place), lambda _: None, self.app.remember)

    def _packed(self) -> Package:
        """Called in a worker. From here on any key can share it, so the journal has it as seen already."""
        self.before_seen()
        where = self.endpoint or endpoint(self.app.connection.session)
        made = self._issue.issued.credential
        return Package(self.smtp_user_name, self.secret, where, made.description, self._user, self._issue.heads_for)

    def action_credential_kept(self) -> None:
        """Close, on the person's word that it is stored."""
        if self.is_worth_asking("credential.kept"):
            return
        if self.is_taken or self.is_shown or self._is_handed_on:
            self.run_flow(self._keep())
        else:
            copy, show, save = self._taking_keys
            told = f"You haven't copied or shown the password yet. Press {copy} to copy it or {show} to show it."
            unseen = f"You haven't saved or shared the password yet. Press {save} to do so."
            self.notice.show("warning", unseen if self.app.options.no_reveal else told)

    def action_back(self) -> None:
        """Close, asking once where the password was not taken."""
        if self._is_closing:
            self.notice.show("info", "Closing…")
        elif not self.is_worth_asking():
            self.run_flow(self._leave())

    def action_quit_now(self) -> None:
        """Quitting leaves the dialog first, and asks nothing about the clipboard: the next key quits for good."""
        self.is_pasting = False
        self.action_back()

    async def _leave(self) -> None:
        """Close; what becomes of a password that was not taken, the person says."""
        if self.is_taken:
            await self._keep()
            return
        chosen = await self.app.question(UnsavedDialog(self.is_shown, self._is_handed_on))
        if chosen is WayOut.KEPT:
            await self._keep()
        elif chosen is WayOut.DISCARD:
            await self._discard()

    async def _keep(self) -> None:
        """Close, with the password stored."""
        if self._is_closing:
            return
        self._is_closing = True
        try:
            await self.background("closing", self._issue.confirmed, keys_wait=True)
        except OciSmtpError as error:
            self.app.remember(error)
        self.dismiss(None)

    async def _discard(self) -> None:
        """Delete the credential, and close; never after the word that its password is stored."""
        if self._is_closing:
            return
        self._is_closing = True
        self.notice.show("info", "Deleting the credential…")
        destinations = self._issue.open_destinations
        try:
            await self.background("closing", self._issue.discard, keys_wait=True)
        except OciSmtpError as error:
            self.dismiss(None)
            self.app.show_error(error)
            return
        self.dismiss(None)  # first, so that it is not told in a line that goes with the dialog
        self.app.say("Deleted the credential. The user can have another one.")
        if destinations:
            self.app.post_message(OfferDestinations(destinations))
