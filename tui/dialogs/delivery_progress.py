"""What every dialog of a delivery does: deliver aside, say what went wrong, and answer with the receipt."""

from collections.abc import Callable

from textual import getters

from services.delivery import Package, Receipt
from services.delivery.unforeseen import foreseen
from services.model.errors import OciSmtpError
from tui.base.dialog import Dialog
from widgets.notice import Notice


class DeliveryDialog(Dialog[Receipt]):
    """Answers the receipt of a delivery, or None where it was left without one. The subclass yields a `Notice`."""

    ALLOW_SELECT = False
    notice = getters.query_one(Notice)

    def __init__(self, package: Package) -> None:
        super().__init__()
        self.package = package
        self.is_delivering = False
        self._is_warned = False

    @property
    def is_outcome_open(self) -> bool:  # type: ignore[override]  # it changes
        """Whether a delivery is in progress."""
        return self.is_delivering

    def deliver(
        self, work: Callable[[], Receipt], saying: str, then: Callable[[Receipt], object] | None = None
    ) -> None:
        """Call `work` in a thread; its receipt is the answer, or goes to `then`; its error stays here to be read."""
        if self.is_delivering:
            return
        self.is_delivering = True
        self._is_warned = False
        self.notice.show("info", saying)
        self.ask("deliver", lambda: foreseen(work), then or self.dismiss, self.trouble)

    def trouble(self, error: OciSmtpError) -> None:
        """Say why it was not delivered; the credential is as it was."""
        self.is_delivering = False
        self.app.remember(error)
        self.notice.show("error", error.cause, hint=error.next_step)

    def action_back(self) -> None:
        """Leave; in the middle only if it is meant, because its outcome stays unknown.

        A disk that is gone may never answer, and behind this dialog is the only copy of a password.
        """
        if not self.is_delivering:
            self.dismiss(None)
        elif not self._is_warned:
            self._is_warned = True
            self.notice.show(
                "info", "Still sending the credential.", hint=f"Press {self.app.key('back')} again to stop waiting."
            )
        else:
            self.forget("deliver")
            told = "You stopped waiting before delivery was confirmed. Check the destination before you rely on it."
            self.dismiss(Receipt("an unconfirmed destination", False, told))

    def action_quit_now(self) -> None:
        """Quitting leaves this first: the credential is below."""
        self.action_back()
