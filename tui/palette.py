"""The palette: every command of the registry that works here, found by its words."""

from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.base.app import AppBase
from tui.commands.registry import COMMANDS, Command


class Palette(CommandPalette):
    """Textual's, but closed once: a second click beside it would close what is below, with a password perhaps."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page(1)", "Next page", show=False),
        Binding("pageup", "page(-1)", "Previous page", show=False),
    ]

    def action_page(self, direction: int) -> None:
        """Move through the commands by what is drawn; where there is no room for any, not at all."""
        commands = self.query_one(CommandList)
        with suppress(KeyError):  # it looks for the cursor among the lines that it drew
            getattr(commands, "action_page_down" if direction > 0 else "action_page_up")()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, if it is still open."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class RegistryProvider(Provider):
    """Commands of the registry; those that would do nothing here stay away."""

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for command in self._possible():
            yield DiscoveryHit(_title(command), partial(self._run, command))

    async def search(self, query: str) -> Hits:
        """What the typed words fit."""
        matcher = self.matcher(query)
        for command in self._possible():
            title = _title(command)
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), partial(self._run, command))

    def _possible(self) -> list[Command]:
        places = (self.screen, self.app)
        return [
            command
            for command in COMMANDS
            if command.id != "palette"
            and any(
                hasattr(place, f"action_{command.action}") and place.check_action(command.action, ())
                for place in places
            )
        ]

    def _run(self, command: Command) -> None:
        assert isinstance(self.app, AppBase)  # the provider is this app's
        if command.needs_argument:
            self.app.call_later(self.app.open_line, f"{command.line} ")
        else:
            self.app.call_later(self.app.run_command, command.id)


def _title(command: Command) -> str:
    key = f" ({command.shown_key if command.keys else f':{command.line}'})"
    return f"{command.help.rstrip('.')}{key}"
