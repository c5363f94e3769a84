"""SMTP credential: the one moment in which a new password can be seen, copied and kept."""

from collections.abc import Callable
from functools import partial

from services.credentials.generation import Issue
from services.credentials.journal_record import State
from services.delivery import Package, Receipt
from services.model.destination import Destination
from services.model.errors import OciSmtpError
from services.model.values import User
from services.resources.email import endpoint
from tui.base.messages import OfferDestinations
from tui.commands.bindings import bindings
from tui.dialogs.channels import Route
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.password import PasswordDialog
from tui.dialogs.smtp_test import question_name
from tui.dialogs.unsaved import UnsavedDialog, WayOut


class CredentialDialog(PasswordDialog):
    """The new credential. However it is left, the journal knows whether somebody has the password."""

    BINDINGS = bindings("credential.kept", "credential.hand_over")
    footer = (
        "credential.copy_password",
        "credential.copy_name",
        "credential.reveal",
        "credential.test",
        "credential.send",
        "credential.hand_over",
        "credential.kept",
        "help",
        "back",
    )
    is_new = True
    advice = "OCI shows this password only now. Copy it, or press v to read it, before you close."
    unseen_advice = (
        "OCI shows this password only now, and it is not seen here: press s to hand it over before you close."
    )

    def __init__(self, user: User, issue: Issue) -> None:
        made = issue.issued.credential
        super().__init__(f"{made.description} · for {user.name}", made.user_name, issue.issued.password)
        self.owner = question_name(user)
        self._user = user
        self._issue = issue
        self._is_handed_on = False
        self._is_closing = False
        self._places: list[Destination] = []
        """Where the password was sent, of a credential that is deleted again."""

    @property
    def is_outcome_open(self) -> bool:  # type: ignore[override]  # it changes
        """Whether it is being confirmed, or deleted."""
        return self._is_closing

    @property
    def quitting_means(self) -> str:  # type: ignore[override]
        """What the next start does."""
        if self._issue.state is State.CREATED:
            return "The next start deletes the credential, because its password was not seen."
        return "The next start asks whether you have the password."

    def on_mount(self) -> None:
        """Take our marker out of the description while nobody waits for it."""
        self.ask("tidy", self._issue.tidy, lambda _: None, self.app.remember)

    def on_unmount(self) -> None:
        """Leave the issue as it stands."""
        self._issue.left()

    def before_seen(self) -> None:
        """The journal knows before anybody can see it."""
        self._issue.shown()

    def action_credential_hand_over(self) -> None:
        """Choose how to hand the credential over."""
        self.mask()
        self.app.push_screen(HandOverDialog(), self._route_chosen)

    def _route_chosen(self, route: Route | None) -> None:
        if route is not None:
            self.ask("hand over", self._packed, partial(self._go, route), self.trouble, keys_wait=True)

    def _packed(self) -> Package:
        """Called in a worker. From here on any key may hand it on, so the journal has it as seen already."""
        self.before_seen()
        where = self.endpoint or endpoint(self.app.connection.session)
        made = self._issue.issued.credential
        return Package(self.smtp_user_name, self.secret, where, made.description, self._user, self._issue.heads_for)

    def _go(self, route: Route, package: Package) -> None:
        self.app.push_screen(route.open(package, self.app.connection.session), self._handed_over)

    def _handed_over(self, receipt: Receipt | None) -> None:
        """Custody counts only where the place was read back."""
        if receipt is None:
            return
        self.notice.show("info", receipt.message)
        self._is_handed_on = True
        if receipt.is_verified:
            self.is_taken = True
            self.ask("custody", lambda: self._issue.kept_in(receipt.place), lambda _: None, self.app.remember)

    def action_credential_kept(self) -> None:
        """Close, on the person's word that it is stored."""
        if self.is_taken or self.is_shown or self._is_handed_on:
            self._close_kept()
        else:
            told = "Nothing was copied or shown yet: y copies the password, v shows it."
            unseen = "Nothing was handed over yet: s does that."
            self.notice.show("warning", unseen if self.app.options.no_reveal else told)

    def action_back(self) -> None:
        """Close, asking once where the password was not taken."""
        if self._is_closing:
            self.notice.show("info", "It closes as soon as that is done…")
        elif self.is_taken:
            self._close_kept()
        else:
            self.app.push_screen(UnsavedDialog(self.is_shown, self._is_handed_on), self._way_out)

    def action_quit_now(self) -> None:
        """Quitting leaves the dialog first."""
        self.action_back()

    def _way_out(self, chosen: WayOut | None) -> None:
        if chosen is WayOut.KEPT:
            self._close_kept()
        elif chosen is WayOut.DISCARD:
            self.notice.show("info", "Deleting the credential…")
            self._close(self._discard, self._discarded, self._not_discarded)

    def _discard(self) -> None:
        """Called in a worker."""
        self._places = self._issue.places
        self._issue.discard()

    def _close_kept(self) -> None:
        self._close(self._issue.confirmed, self.dismiss, self._not_confirmed)

    def _close(
        self, settle: Callable[[], None], then: Callable[[None], object], failed: Callable[[OciSmtpError], object]
    ) -> None:
        """Settle the issue, once: whoever said that the password is stored must not delete it with the next key."""
        if not self._is_closing:
            self._is_closing = True
            self.ask("closing", settle, then, failed, keys_wait=True)

    def _not_confirmed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self.dismiss(None)

    def _discarded(self, _: None) -> None:
        self.app.say("The credential was deleted again; its place is free.")
        self.dismiss(None)
        if self._places:
            self.app.post_message(OfferDestinations(self._places))

    def _not_discarded(self, error: OciSmtpError) -> None:
        self.dismiss(None)
        self.app.show_error(error)
