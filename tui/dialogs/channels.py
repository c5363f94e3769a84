"""The ways to save or share a new credential, each declared once; the dialog lists them in this order."""

from collections.abc import Callable
from dataclasses import dataclass

from services.api.session import Session
from services.delivery import Availability, Package, Receipt
from services.delivery.gpg import gpg_availability
from services.delivery.keyring import KeyringChannel
from services.delivery.printer import print_availability
from tui.base.dialog import Dialog
from tui.dialogs.client_settings import ClientSettingsDialog
from tui.dialogs.keep_in_keyring import KeepInKeyringDialog
from tui.dialogs.print_sheet import PrintSheetDialog
from tui.dialogs.read_aloud import ReadAloudDialog, may_be_read_aloud
from tui.dialogs.seal_for import SealWithAgeDialog, SealWithGpgDialog
from tui.dialogs.vault_secret import VaultSecretDialog


def always(_: Session) -> Availability:
    """For a route that needs nothing of this machine."""
    return Availability(True, "")


@dataclass(frozen=True)
class ChannelRoute:
    """One way to deliver: its dialog asks what it needs, delivers, and answers a receipt, or None."""

    name: str
    note: str
    """Explanation, in some forty characters."""
    open: Callable[[Package, Session], Dialog[Receipt]]
    available: Callable[[Session], Availability] = always
    """Whether it can be used here and now; may block for seconds, and raises nothing of its own. Its reason is shown
    where the cursor is."""


ROUTES: tuple[ChannelRoute, ...] = (
    ChannelRoute(
        "This machine's keyring",
        "saved and verified",
        lambda package, session: KeepInKeyringDialog(package, session.region),
        lambda session: KeyringChannel(session.region).available(),
    ),
    ChannelRoute(
        "Encrypt with age", "file, text, or mail for an age or SSH key", lambda package, _: SealWithAgeDialog(package)
    ),
    ChannelRoute(
        "Encrypt with OpenPGP",
        "file, text, or mail for a key in gpg",
        lambda package, _: SealWithGpgDialog(package),
        lambda _: gpg_availability(),
    ),
    ChannelRoute(
        "Read aloud",
        "spell it out over the phone, with read-back",
        lambda package, _: ReadAloudDialog(package),
        may_be_read_aloud,
    ),
    ChannelRoute("OCI Vault", "a new secret, or a new version of one", VaultSecretDialog),
    ChannelRoute(
        "Client settings", "copy or save settings for an application", lambda package, _: ClientSettingsDialog(package)
    ),
    ChannelRoute(
        "Print", "one page, through CUPS", lambda package, _: PrintSheetDialog(package), lambda _: print_availability()
    ),
)
