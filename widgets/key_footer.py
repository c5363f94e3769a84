"""The line of keys at the bottom, cut short with `…` rather than in the middle of a word."""

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual import events
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

_NAMED = {"space", *KEY_NAME_REPLACEMENTS.values()}  # characters whose key has another name than in Unicode


def is_typed(key: str) -> bool:
    """Whether a key, by Textual's name, is a character that an input field takes."""
    return key in _NAMED or (key_to_character(key) or "\0").isprintable()


class KeyFooter(Widget):
    """The keys that work here, drawn as one line instead of a widget each: a change costs one line of the terminal."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"key-footer--key", "key-footer--off"}
    DEFAULT_CSS = """
    KeyFooter {
        dock: bottom;
        height: 1;
        color: $footer-foreground;
        background: $footer-background;
        & > .key-footer--key { color: $footer-key-foreground; text-style: bold; }
        & > .key-footer--off { text-style: dim; }
        &:ansi { color: ansi_default; background: ansi_default; }
        &:ansi > .key-footer--key { color: ansi_default; text-style: bold; }
    }
    """

    def __init__(self, actions: Sequence[str], words: Mapping[str, str] | None = None) -> None:
        """`actions` are the ones to draw where they are bound, in that order; `words` say some of them otherwise."""
        super().__init__()
        self._actions = tuple(actions)
        self._words = dict(words or {})

    keys: reactive[tuple[tuple[str, str, str, bool], ...]] = reactive(())
    """What is drawn: Textual's key, the key as shown, its word, and whether it works now."""

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not self.is_attached:
            return
        bound: dict[str, tuple[str, str, str, bool]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if not (isinstance(screen.focused, Input) and is_typed(binding.key)):
                shown = self.app.get_key_display(binding)
                word = self._words.get(binding.action, binding.description)
                bound.setdefault(binding.action, (binding.key, shown, word, active.enabled))
        self.keys = tuple(bound[action] for action in self._actions if action in bound)

    def render(self) -> Text:
        """As many whole entries as there is room for."""
        line = Text(" ", no_wrap=True, end="")
        for _, shown, word, enabled in self.fitting():
            key_style = self.get_component_rich_style("key-footer--key" if enabled else "key-footer--off", partial=True)
            off_style = self.get_component_rich_style("key-footer--off", partial=True)
            line.append(shown, key_style)
            line.append(f" {word}  ", "" if enabled else off_style)
        if len(self.fitting()) < len(self.keys):
            line.append("…")
        return line

    def fitting(self) -> list[tuple[str, str, str, bool]]:
        """The entries that are drawn at the present width."""
        room = self.size.width - 2
        chosen = []
        for entry in self.keys:
            room -= len(entry[1]) + len(entry[2]) + 3
            if room < 0:
                break
            chosen.append(entry)
        return chosen

    def on_click(self, event: events.Click) -> None:
        """A click on an entry presses its key."""
        at = 1
        for key, shown, word, _ in self.fitting():
            width = len(shown) + len(word) + 3
            if at <= event.x < at + width:
                self.app.simulate_key(key)
                return
            at += width
