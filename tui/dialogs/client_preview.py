"""The settings of one mail client: masked until they are revealed, copied, or written to a file."""

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from services.clipboard import CopyOutcome
from services.delivery import Package, Receipt
from services.delivery.client_file import ClientFile
from services.delivery.clients import ClientFormat, SmtpAccount
from services.delivery.clients.catalogue import warning
from services.delivery.new_file import chosen_path
from services.model.secret import Secret
from tui.base.clipboards import ClipboardEntry
from tui.commands import registry
from tui.commands.bindings import bindings
from tui.dialogs.delivery_progress import DeliveryDialog
from tui.dialogs.secret_panel import SecretPanel
from widgets.field import Field
from widgets.notice import Notice
from widgets.plain import visible
from widgets.secret_view import SecretView

MASK = "********"
"""In place of the password, and as long for every one."""


class ClientPreviewDialog(SecretPanel[Receipt], DeliveryDialog):
    """Answers a receipt once the settings were written to a file and read back."""

    BINDINGS = bindings("client.copy", "client.reveal", "client.write", "client.extend")
    footer = ("client.copy", "client.reveal", "client.write", "back")
    section = registry.CLIENT
    reveals = ("client.copy", "client.reveal")
    is_read = True
    submit_word = "Write"
    copied = ("client.copy", "settings")
    extends = "client.extend"
    file = getters.query_one(Field)

    def __init__(self, package: Package, client: ClientFormat) -> None:
        super().__init__(package)
        self.client = client
        self.title_text = f"Settings for {client.name}"
        self._is_copied = False

    def body(self) -> ComposeResult:
        """The settings, a line each; those with the password in them twice, and one of the two is seen."""
        if self.client.advice:
            yield Static(visible(self.client.advice), classes="text", markup=False)
        long_name = warning(self.client, self.package.user_name)
        if long_name:
            yield Static(f"Warning: {visible(long_name)}", classes="text", markup=False)
        yield Notice(id="copies")
        yield Notice(id="notice")
        yield Field("File", value=self._proposed())
        yield Static("")
        shown = self._lines(MASK)
        for at, line in enumerate(shown):
            is_secret = line != self._line(at)
            yield Static(visible(line) or " ", markup=False, classes="-masked" if is_secret else "")
            if is_secret:
                yield self._secret_line(at)

    def on_mount(self) -> None:
        """Hide what belongs to later, and what is secret."""
        self.file.display = False
        self.draw(is_revealed=False)

    def draw(self, *, is_revealed: bool) -> None:
        """Of the two that each secret line has, one is seen."""
        super().draw(is_revealed=is_revealed)
        for line in self.query(".-masked"):
            line.display = not is_revealed
        for view in self.query(SecretView):
            view.display = is_revealed

    def action_client_reveal(self) -> None:
        """Show the password, or hide it again."""
        self.toggle()

    def action_client_copy(self) -> None:
        """Copy the settings, with the password in them."""
        otherwise = f"Press {self.app.key('client.reveal')} to show the password."
        self.copy_secret("Settings", self._put, self._copied, otherwise)

    def _put(self, clipboard: ClipboardEntry) -> CopyOutcome:
        """Copy the settings. Runs in a worker."""
        settings = Secret(self.client.write(SmtpAccount.of(self.package)))
        try:
            return clipboard.copy(settings)
        finally:
            settings.wipe()

    def _copied(self) -> None:
        self._is_copied = True

    def action_client_extend(self) -> None:
        """Keep the copy for longer."""
        self.timed_copy.extend()

    def action_client_write(self) -> None:
        """Ask for the file."""
        self.file.display = True
        self.file.input.focus()
        self.call_after_refresh(self.file.scroll_visible)

    def action_back(self) -> None:
        """Close the field, or leave."""
        if self.file.display and not self.is_delivering:
            self.file.display = False
            self.set_focus(None)
        elif self._is_copied and not self.is_delivering:
            self.dismiss(Receipt("the clipboard", False, f"The settings for {self.client.name} were copied."))
        else:
            super().action_back()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        path = self.file.value
        self.deliver(lambda: self._write(path), "Writing…")

    def _write(self, path: str) -> Receipt:
        """Write the settings to a new file, and read it back. Runs in a worker."""
        return ClientFile(self.client, chosen_path(path)).deliver(self.package)

    def _secret_line(self, at: int) -> SecretView:
        return SecretView(lambda: self._line(at))

    def _line(self, at: int) -> str:
        lines = self._lines(None)
        return lines[at] if at < len(lines) else ""

    def _lines(self, password: str | None) -> list[str]:
        return self.client.write(SmtpAccount.of(self.package, password)).rstrip("\n").split("\n")

    def _proposed(self) -> str:
        name = self.client.file_name
        return name if name.startswith(("~", "/")) else f"~/{name}"
