"""The line of keys at the bottom; where there is no room for all, `…` stands for some, never for half a word."""

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

_NAMED = {"space", *KEY_NAME_REPLACEMENTS.values()}  # characters whose key has another name than in Unicode

Entry = tuple[str, str, str, bool]
"""Textual's key, the key as shown, its word, and whether it works now."""

CUT: Entry = ("", "", "…", False)
"""Stands for the entries that there is no room for."""


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

    def __init__(self, actions: Sequence[str], words: Mapping[str, str] | None = None, most_rows: int = 1) -> None:
        """`actions` are the ones to draw where they are bound, in that order; `words` say some of them otherwise.

        More than one row needs `height: auto`.
        """
        super().__init__()
        self._most_rows = most_rows
        self._actions = tuple(actions)
        self._words = dict(words or {})

    keys: reactive[tuple[Entry, ...]] = reactive(())
    """What is to be drawn."""

    is_covered: reactive[bool] = reactive(False)
    """Whether another screen is on top: these keys don't work then, and its own footer takes their place."""

    @property
    def most_rows(self) -> int:
        """How many rows it may have."""
        return self._most_rows

    @most_rows.setter
    def most_rows(self, rows: int) -> None:
        if rows != self._most_rows:
            self._most_rows = rows
            self.refresh(layout=True)

    def rename(self, action: str, word: str) -> None:
        """Say something else for an action, such as what a key does with the row under the cursor."""
        if self._words.get(action) != word:
            self._words[action] = word
            self._follow(self.screen)

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self.app.screen_change_signal.subscribe(self, self._screen_changed)
        self._follow(self.screen)

    def _screen_changed(self, top: Screen[object]) -> None:
        self.is_covered = top is not self.screen
        if self.is_covered and top.is_modal:  # which draws no more than itself when it comes up
            top.call_after_refresh(top.refresh, self.region)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not self.is_attached:
            return
        bound: dict[str, Entry] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if not (isinstance(screen.focused, Input) and is_typed(binding.key)):
                shown = self.app.get_key_display(binding)
                if not shown:  # the command was left without a key
                    continue
                word = self._words.get(binding.action, binding.description)
                bound.setdefault(binding.action, (binding.key, shown, word, active.enabled))
        keys, before = tuple(bound[action] for action in self._actions if action in bound), self.keys
        self.keys = keys
        if len(keys) != len(before) and self._most_rows > 1:
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row, or as many of those that it may have as its entries need."""
        return max(1, len(self._rows(width)))

    def render(self) -> Text:
        """As many whole entries as there is room for."""
        lines = []
        for row in self._rows(self.size.width):
            line = Text(" ", no_wrap=True, end="")
            for entry in () if self.is_covered else row:
                if entry is CUT:
                    line.append("… ")
                    continue
                _, shown, word, enabled = entry
                part = "key-footer--key" if enabled else "key-footer--off"
                off_style = self.get_component_rich_style("key-footer--off", partial=True)
                line.append(shown, self.get_component_rich_style(part, partial=True))
                line.append(f" {word}  ", "" if enabled else off_style)
            lines.append(line)
        return Text("\n", no_wrap=True, end="").join(lines)

    def fitting(self) -> list[Entry]:
        """The entries that are drawn at the present width."""
        return [entry for row in self._rows(self.size.width) for entry in row if entry is not CUT]

    def on_click(self, event: events.Click) -> None:
        """A click on an entry presses its key."""
        rows = self._rows(self.size.width)
        at = 1
        for entry in rows[event.y] if event.y < len(rows) else []:
            width = _width(entry)
            if at <= event.x < at + width and entry is not CUT:
                self.app.simulate_key(entry[0])
                return
            at += width

    def _rows(self, width: int) -> list[list[Entry]]:
        """The entries, a row each, with a mark where some are left out: never the last one, which leads out of here."""
        rows: list[list[Entry]] = []
        left = list(self.keys)
        while left and len(rows) < self._most_rows:
            rows.append(_fitting(left, width - 2))
            left = left[len(rows[-1]) :]
            if not rows[-1]:
                break
        if left and rows:
            whole = [*rows[-1], *left]
            kept = _fitting(whole[:-1], width - 2 - _width(CUT) - _width(whole[-1]))
            can_leave = _width(CUT) + _width(whole[-1]) <= width - 2
            rows[-1] = [*kept, CUT, whole[-1]] if can_leave else [CUT]
        return rows


def _fitting(entries: Sequence[Entry], room: int) -> list[Entry]:
    chosen = []
    for entry in entries:
        room -= _width(entry)
        if room < 0:
            break
        chosen.append(entry)
    return chosen


def _width(entry: Entry) -> int:
    return 2 if entry is CUT else len(entry[1]) + len(entry[2]) + 3
