"""A secret that exists in OCI Vault: whether it gets a new version, and when programs get that version."""

import threading
from dataclasses import replace

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from services.api.session import Session
from services.delivery import NotDeliveredError, Package, Receipt
from services.delivery.vault_argument import check_takes_version
from services.delivery.vault_version import NewVersionChannel
from services.model.errors import OciSmtpError
from services.resources.vault_secrets import StoredSecret
from services.resources.vaults import Vault
from services.smtp.probe import Login, try_login
from tui.dialogs.delivery_progress import DeliveryDialog
from widgets.menu import Choice, Menu
from widgets.notice import Notice
from widgets.plain import visible

CANCEL, SAVE, KEEP, TEST, PROMOTE = "cancel", "save", "keep", "test", "promote"


class VaultVersionDialog(DeliveryDialog):
    """Saves a PENDING version if that is meant, then asks whether to make it CURRENT. Answers the receipt."""

    title_text = "New version of the secret"
    AUTO_FOCUS = "Menu"
    DEFAULT_CSS = """
    VaultVersionDialog {
        #choices { height: auto; }
    }
    """
    told = getters.query_one("#told", Static)
    question = getters.query_one("#question", Static)
    choices = getters.query_one("#choices", Vertical)

    def __init__(self, package: Package, session: Session, vault: Vault, secret: StoredSecret, name: str) -> None:
        super().__init__(package)
        self._session = session
        self._secret = secret
        self._secret_name = name
        self._channel = NewVersionChannel(session, vault, secret, name)
        self._receipt: Receipt | None = None
        self._stop = threading.Event()

    def body(self) -> ComposeResult:
        """The question, and what is safe first."""
        origin = "" if self._secret.is_ours else " oci-smtp didn't create it."
        told = f'The secret "{self._secret_name}" already exists.{origin}'
        yield Static(visible(told), id="told", classes="text", markup=False)
        asks = "A new version is PENDING at first: programs that follow the secret still get the old credential."
        yield Static(asks, id="question", classes="text", markup=False)
        with Vertical(id="choices"):
            yield Menu(Choice("Cancel", CANCEL), Choice("Save a new version", SAVE, "PENDING, verified"))
        yield Notice()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id
        if self.is_delivering:
            return
        if chosen == SAVE:
            self.deliver(self._save, "Saving and verifying the new version…", self._saved)
        elif chosen in (TEST, PROMOTE):
            saying = "Signing in with the new credential…" if chosen == TEST else "Making the version CURRENT…"
            self.deliver(lambda: self._promote(is_tested=chosen == TEST), saying)
        else:
            self.dismiss(self._receipt)

    def _save(self) -> Receipt:
        """Add the version, if the secret takes it. Runs in a worker."""
        check_takes_version(self._session, self._secret, self._secret_name, takes_any=True)
        found = self._channel.available()
        if not found.is_available:
            raise NotDeliveredError(found.reason, "Nothing was saved.")
        return self._channel.deliver(self.package)

    def _saved(self, receipt: Receipt) -> None:
        """Offer to make it CURRENT, unless that can't be."""
        self.is_delivering = False
        self._receipt = receipt
        if not receipt.held_back:
            self.dismiss(receipt)
            return
        self.notice.hide()
        self.told.update(visible(receipt.message))
        self.question.update("The version is PENDING: programs that follow the secret still get the old credential.")
        self.choices.remove_children()
        menu = Menu(
            Choice("Keep it PENDING", KEEP, "programs keep the old one"),
            Choice("Test the sign-in, then make it CURRENT", TEST),
            Choice("Make it CURRENT", PROMOTE, "without a test"),
        )
        self.choices.mount(menu)
        menu.focus()

    def _promote(self, *, is_tested: bool) -> Receipt:
        """Have programs get it; proven to work, if that is asked for. Runs in a worker.

        Raises:
            NotDeliveredError: the test sign-in failed.
            OciSmtpError: it isn't CURRENT, or that can't be told.
        """
        assert self._receipt  # it is saved
        proof = ""
        if is_tested:
            sent, mail_server = self.package, self._session.mail_server
            login = Login(sent.endpoint, sent.user_name, sent.password, is_new=True)
            result = try_login(login, trust=mail_server.trust if mail_server else None, wait=self._stop.wait)
            if not result.credential_works:
                raise NotDeliveredError(f"The test sign-in failed: {result.says}", f"{result.next_step} It's PENDING.")
            proof = f" {result.says}"
        told = f"{self._receipt.message}{proof} {self._channel.promote()}"
        return replace(self._receipt, message=told, held_back="")

    def trouble(self, error: OciSmtpError) -> None:
        """Say why; what was saved stays, and the person can choose again."""
        super().trouble(error)
        self.choices.query_one(Menu).focus()

    def action_back(self) -> None:
        """Leave; what is saved counts."""
        if self._receipt and not self.is_delivering:
            self.dismiss(self._receipt)
        else:
            super().action_back()

    def on_unmount(self) -> None:
        """Stop a test sign-in, for which nothing waits now."""
        self._stop.set()
