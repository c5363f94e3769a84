"""OCI Vault secret: which vault, which key, which compartment, what name."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import partial

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from services.api.session import Session
from services.delivery import Package
from services.delivery.vault import VaultChannel
from services.model.errors import OciSmtpError, ReadOnlyError
from services.resources.compartments import CompartmentTree, read_tree
from services.resources.vault_secrets import Target, named_anywhere
from services.resources.vaults import Found, Key, Vault, keys, vaults
from tui.dialogs.delivery_progress import DeliveryDialog
from tui.dialogs.vault_version import VaultVersionDialog
from widgets.field import Field
from widgets.menu import Choice, Menu
from widgets.notice import Notice
from widgets.plain import visible

ROOT = "root compartment"


class VaultSecretDialog(DeliveryDialog):
    """Asks one thing after the other; escape goes back to the one before."""

    title_text = "OCI Vault secret"
    submit_word = "Create"
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    VaultSecretDialog {
        #choices { height: auto; }
        Menu { max-height: 12; }
    }
    """
    question = getters.query_one("#question", Static)
    choices = getters.query_one("#choices", Vertical)
    field = getters.query_one(Field)

    def __init__(self, package: Package, session: Session) -> None:
        super().__init__(package)
        self._session = session
        self._tree = CompartmentTree(session.tenancy_ocid)
        self._vault: Vault | None = None
        self._key: Key | None = None
        self._compartment = ""
        self._found: list[Found] = []
        self._items: list[Vault] | list[Key] | list[str] = []
        self._take: Callable[[int], None] = lambda _: None
        self._back: Callable[[], None] | None = None

    def body(self) -> ComposeResult:
        """The question of the moment."""
        yield Static("", id="question", classes="text", markup=False)
        yield Vertical(id="choices")
        yield Field("Name", value=_proposed_name(self.package))
        yield Notice()

    def on_mount(self) -> None:
        """Begin with the vaults."""
        self.field.display = False
        if self.app.options.read_only:
            self.trouble(ReadOnlyError())
            return
        self._ask_vault()

    # One question after the other

    def _ask_vault(self) -> None:
        self._begin("Loading vaults from all compartments…", None)
        self.stream("list", self._read_vaults, self._found.append, self._offer_vaults, self.trouble, keys_wait=True)

    def _read_vaults(self) -> Iterator[Found]:
        """Vaults, compartment by compartment. Runs in a worker."""
        self._tree, error = read_tree(self._session)
        yield from vaults(self._session, self._tree)
        if error:
            yield Found(self._session.tenancy_ocid, error=error)

    def _offer_vaults(self) -> None:
        found = [vault for each in self._found for vault in each.vaults]
        self._offer("Vault:", found, [(vault.name, self._path(vault.compartment)) for vault in found], self._take_vault)
        if not found:
            self._say_none("No active vault in this region is visible to you.")

    def _take_vault(self, at: int) -> None:
        taken = self._items[at]
        if isinstance(taken, Vault):
            self._vault = taken
            self._ask_key(taken)

    def _ask_key(self, vault: Vault) -> None:
        self._begin(f"Loading keys from {vault.name}…", self._ask_vault)
        self.stream(
            "list",
            lambda: keys(self._session, vault, self._tree),
            self._found.append,
            self._offer_keys,
            self.trouble,
            keys_wait=True,
        )

    def _offer_keys(self) -> None:
        found = [key for each in self._found for key in each.keys]
        self._offer(
            "Master encryption key:", found, [(key.name, self._path(key.compartment)) for key in found], self._take_key
        )
        if not found:
            back = self.app.key("back")
            self._say_none(f"No enabled AES key in this vault is visible to you. Press {back} to go back.")

    def _take_key(self, at: int) -> None:
        taken = self._items[at]
        if isinstance(taken, Key):
            self._key = taken
            self._ask_compartment()

    def _ask_compartment(self) -> None:
        vault = self._vault
        if vault is None:
            return
        self._begin("", lambda: self._ask_key(vault))
        ocids = sorted(self._tree, key=lambda ocid: (ocid != vault.compartment, self._path(ocid)))
        notes = ["same as the vault" if ocid == vault.compartment else "" for ocid in ocids]
        shown = [(self._path(ocid), note) for ocid, note in zip(ocids, notes, strict=True)]
        self._offer("Compartment for the secret:", ocids, shown, self._take_compartment)

    def _take_compartment(self, at: int) -> None:
        taken = self._items[at]
        if isinstance(taken, str):
            self._compartment = taken
            self._ask_name()

    def _ask_name(self) -> None:
        self._begin("", self._ask_compartment)
        vault, key = self._vault, self._key
        if vault and key:
            place = self._path(self._compartment)
            told = f"Create a secret in vault {vault.name} with key {key.name} in compartment {place}:"
            self.question.update(visible(told))
        self.field.display = True
        self.field.input.focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        name, vault, key, compartment = self.field.value, self._vault, self._key, self._compartment
        if vault and key and not self.is_delivering:
            self.run_flow(self._save(vault, key, compartment, name))

    async def _save(self, vault: Vault, key: Key, compartment: str, name: str) -> None:
        """Create the secret, and read it back; offer a new version where one has that name."""
        self.notice.show("info", "Checking the name…")
        try:
            target = Target(vault, key, compartment, name)
            there = await self.background(
                "name", partial(named_anywhere, self._session, vault, self._tree, name), keys_wait=True
            )
        except OciSmtpError as error:
            self.trouble(error)
            return
        if there is None:
            channel = VaultChannel(self._session, target)
            self.deliver(lambda: channel.deliver(self.package), "Creating and verifying the secret…")
            return
        self.notice.hide()
        receipt = await self.app.question(VaultVersionDialog(self.package, self._session, vault, there, name))
        if receipt:
            self.dismiss(receipt)

    def action_back(self) -> None:
        """To the question before."""
        if self._back is not None and not self.is_delivering:
            self._back()
        else:
            super().action_back()

    # Drawing

    def _begin(self, saying: str, back: Callable[[], None] | None) -> None:
        self._found = []
        self._back = back
        self.field.display = False
        self.choices.remove_children()
        self.question.update(visible(saying))
        self.notice.hide()

    def _offer(
        self,
        question: str,
        items: list[Vault] | list[Key] | list[str],
        shown: list[tuple[str, str]],
        take: Callable[[int], None],
    ) -> None:
        self._items, self._take = items, take
        self.question.update(question)
        menu = Menu(*(Choice(name, str(at), note) for at, (name, note) in enumerate(shown)))
        self.choices.mount(menu)
        menu.focus()
        unread = sum(each.error is not None for each in self._found)
        if unread:
            self.notice.show("warning", f"Couldn't read {unread} of {len(self._found)} compartments.")

    def _say_none(self, text: str) -> None:
        first = next((each.error.cause for each in self._found if each.error), "")
        self.notice.show("warning", text, hint=first)

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self._take(int(event.option_id or 0))

    def _path(self, ocid: str) -> str:
        return self._tree.path(ocid) or ROOT


def _proposed_name(package: Package) -> str:
    """What a secret may be called, from the user's name and the day."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", package.user.name).strip("-.")[:60]
    return f"smtp-{name or 'credential'}-{datetime.now(timezone.utc):%Y%m%d}"
