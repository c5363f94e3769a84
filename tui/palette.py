"""The palette: every command of the registry that works here, found by its words."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding, Binding, BindingType
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.base.app import AppBase
from tui.base.messages import OpenRecent
from tui.commands.registry import COMMANDS, Command, shown_keys
from widgets.plain import visible


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
    """Commands of the registry, and the users that were opened last; commands that would do nothing here stay away."""

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for command in self._possible():
            yield DiscoveryHit(title_of(command, self._key(command)), partial(self._run, command))

    async def search(self, query: str) -> Hits:
        """What the typed words fit, the best first: a command by the sentence about it, its name, ID, or `:` word."""
        matcher = self.matcher(query)
        for command in self._possible():
            title = title_of(command, self._key(command))
            words = query.casefold().split()
            rank = rank_of(command, words)
            score = matcher.match(title)
            if rank or score > 0:
                text = matcher.highlight(title) if score > 0 else Content(title)
                how_much = min(1.0, len(query) / len(title))  # of two that fit as well, the shorter one
                yield Hit(rank + how_much if rank else min(score, 1.0), text, partial(self._run, command))
        for user in self._app.recent if self._may_leave() else ():
            title = f"Recent user: {visible(user.name)}"
            if all(word in title.casefold() for word in query.casefold().split()):
                yield Hit(BY_TITLE, Content(title), partial(self._open, OpenRecent(user.ocid, user.name)))

    @property
    def _app(self) -> AppBase:
        assert isinstance(self.app, AppBase)  # the provider is this app's
        return self.app

    def _key(self, command: Command) -> str:
        return self._app.key(command.id)

    def _may_leave(self) -> bool:
        return self.app.check_action("go_user", ()) is not False

    def _open(self, message: OpenRecent) -> None:
        self.app.call_later(self.app.post_message, message)

    def _possible(self) -> list[Command]:
        bound = self._bound()
        return [
            command
            for command in COMMANDS
            if command.id != "palette" and (self._is_command(command) or command.id in bound)
        ]

    def _is_command(self, command: Command) -> bool:
        """Whether the screen or the app does it."""
        places = (self.screen, self.app)
        name = command.action
        return any(hasattr(place, f"action_{name}") and place.check_action(name, ()) for place in places)

    def _bound(self) -> dict[str, ActiveBinding]:
        """What has a key in the widget that has the keyboard below the palette, by the id of its command."""
        active = self.screen.active_bindings.values()
        return {each.binding.id: each for each in active if each.binding.id and each.enabled}

    def _run(self, command: Command) -> None:
        app = self._app
        if not self._is_command(command):
            bound = self._bound()[command.id]
            app.call_later(app.run_action, bound.binding.action, bound.node)
        elif command.needs_argument:
            app.call_later(app.open_line, f"{command.line} ")
        else:
            app.call_later(app.run_command, command.id)


BY_NAME, BY_BEGINNING, BY_TITLE = 4, 3, 2
"""How well what is typed fits a command: it is its name, begins one, or stands in what is shown. All are above a fuzzy
match, which is at most 1."""


def title_of(command: Command, key: str) -> str:
    """What is shown of a command: its name where it has one, what it does, and its key."""
    what = command.help.rstrip(".")
    is_told = what.casefold().startswith(command.label.casefold())
    return f"{what if is_told else f'{command.label}: {what}'} ({key})"


def rank_of(command: Command, words: Sequence[str]) -> int:
    """How well the words, in lower case, fit a command; 0 where they don't."""
    text = " ".join(words)
    names = [command.label.casefold(), command.id.replace(".", " "), command.id, command.line]
    if text in names:
        return BY_NAME
    if any(name.startswith(text) for name in names if name):
        return BY_BEGINNING
    searched = " ".join([*names, title_of(command, shown_keys(command.keys)).casefold()])
    return BY_TITLE if words and all(word in searched for word in words) else 0
