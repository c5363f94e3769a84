"""What the commands do that work everywhere."""

from collections.abc import Collection

from textual import events
from textual.theme import ThemeProvider

from tui.base.app import AppBase
from tui.base.place import Place
from tui.commands.bindings import bound_ids
from tui.commands.registry import BY_ACTION
from tui.palette import Palette

READ_ONLY = "Not possible in read-only mode."


class AppActions(AppBase):
    """Mixin for the app: an action for each command that belongs to no screen."""

    def action_help(self) -> None:
        """The keys of this screen."""
        if isinstance(self.screen, Place):
            self.show_help(self.screen.section, bound_ids(self.screen))
        else:
            self.show_help("")

    def show_help(self, section: str, works: Collection[str] | None = None, *, is_of_dialog: bool = False) -> None:
        """Show the keys of a section of the registry, and which of them work here."""
        from tui.dialogs.help import HelpDialog

        self.push_screen(HelpDialog(section, works, is_of_dialog=is_of_dialog))

    def action_log(self) -> None:
        """What was said so far."""
        from tui.dialogs.log import LogDialog

        self.push_screen(LogDialog(self.log_lines))

    def action_command(self) -> None:
        """Open the command line of the present screen."""
        if isinstance(self.screen, Place):
            self.screen.action_command()

    def open_line(self, text: str) -> None:
        """Open the command line of the present screen with something in it."""
        if isinstance(self.screen, Place):
            self.screen.prompt.open(value=text)

    def action_palette(self) -> None:
        """Find a command by name."""
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Textual's own action, with our palette."""
        if self.use_command_palette and not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """Search the themes, as the palette searches commands."""
        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def action_header(self) -> None:
        """Give the lines of title and breadcrumbs to the list, or take them back."""
        self.toggle_class("-without-header")

    def action_theme(self) -> None:
        """Choose one of the themes, until the app ends."""
        self.search_themes()

    def on_key(self, event: events.Key) -> None:
        """Say why a dimmed key does nothing."""
        bound = self.screen.active_bindings.get(event.key)
        command = BY_ACTION.get(bound.binding.action) if bound and not bound.enabled else None
        if command and command.mutating:
            self.say(f"{command.help} {READ_ONLY}", "warning")

    def action_say_how_to_leave(self) -> None:
        """Ctrl+z would stop everything, the clearing of a clipboard and a request on its way included."""
        self.say(f"Pausing isn't possible, because your clipboard must be cleared in time. {self.quit_key} quits.")

    def action_say_how_to_quit(self) -> None:
        """Ctrl+c is a habit, not a wish to lose everything."""
        if getattr(self.screen, "is_outcome_open", False):
            self.say(f"{self.quit_key} twice quits. {self.quitting_means}".strip(), "warning")
        else:
            self.say("q goes back and quits at home; ctrl+q quits from anywhere. In a browser: :q.")
