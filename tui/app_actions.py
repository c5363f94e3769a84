"""What the commands do that work everywhere."""

import os
from collections.abc import Collection
from pathlib import Path

from textual import events
from textual.theme import Theme, ThemeProvider

from services.config.paths import settings_file
from tui.base.app import AppBase
from tui.base.place import Place
from tui.commands.bindings import bound_ids
from tui.commands.registry import BY_ACTION

READ_ONLY = "is unavailable in read-only mode."


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
        from tui.palette import Palette

        if self.use_command_palette and not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """Search the themes, as the palette searches commands."""
        from tui.palette import Palette

        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def action_go_apply(self, path: str = "") -> None:
        """Carry out a plan, or continue with one."""
        from services.system.outside_file import expanded
        from tui.flows.rotate_selected import carry_out

        self.run_flow(carry_out(self, Path(expanded(path))))

    def action_header(self) -> None:
        """Give the lines of title and breadcrumbs to the list, or take them back."""
        self.toggle_class("-without-header")

    def action_theme(self, name: str = "") -> None:
        """Use a theme; without a name, choose one."""
        if not name:
            self.search_themes()
        elif name in self.available_themes:
            self.theme = name
        else:
            from difflib import get_close_matches

            near = get_close_matches(name, self.available_themes, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Options: {', '.join(sorted(self.available_themes))}."
            self.say(f'Unknown theme: "{name}". {hint}', "warning")

    def say_theme(self, theme: Theme) -> None:
        """Another theme is in use: say how to keep it."""
        path = settings_file(os.environ)
        self.say(f'{theme.name} is used until you quit. To keep it, put theme = "{theme.name}" in {path}.')

    def on_key(self, event: events.Key) -> None:
        """Say why a dimmed key does nothing."""
        bound = self.screen.active_bindings.get(event.key)
        command = BY_ACTION.get(bound.binding.action) if bound and not bound.enabled else None
        if command and command.mutating:
            self.say(f"{command.title} {READ_ONLY}", "warning")

    def action_say_how_to_leave(self) -> None:
        """Ctrl+z would stop everything, the clearing of a clipboard and a request in progress included."""
        quit_key = self.key("quit.now")
        self.say(f"Can't pause: your clipboard must be cleared in time. Press {quit_key} to quit.")

    def action_say_how_to_quit(self) -> None:
        """Ctrl+c is a habit, not a wish to lose everything."""
        if getattr(self.screen, "is_outcome_open", False):
            self.say(f"Press {self.key('quit.now')} twice to quit. {self.quitting_means}".strip(), "warning")
        else:
            back, now = self.key("quit"), self.key("quit.now")
            self.say(f"Press {back} to go back, or to quit from Home. Press {now} (or enter :q) to quit from anywhere.")
