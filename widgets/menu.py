"""A list of choices, each with a word of explanation, moved through with the keys of every other list."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from widgets.matches import spans
from widgets.plain import visible
from widgets.row_query import fold_case

MARK = "  "
"""The room before a choice in which its mark stands."""

LONG = 6
"""Choices from which on a menu can be filtered."""

NARROW = 50
"""Below so many columns the notes stand close to their labels: little of them would fit in a column of their own."""

LEAST_NOTE = 8
"""A note of which fewer cells would fit is left out."""


class Choice(NamedTuple):
    """One line of a menu. Without an id it is a heading, which cannot be chosen."""

    label: str
    id: str = ""
    note: str = ""
    """Explanation at the right of the label."""

    enabled: bool = True


class Menu(OptionList, inherit_bindings=False):
    """Choices drawn as plain text. Posts `Menu.OptionSelected` with the choice's id."""

    BINDINGS = [
        Binding("down", "cursor_down", "Down", show=False, id="nav.down"),
        Binding("up", "cursor_up", "Up", show=False, id="nav.up"),
        Binding("home", "first", "First", show=False, id="nav.top"),
        Binding("end", "last", "Last", show=False, id="nav.bottom"),
        Binding("pagedown", "page_down", "Page down", show=False, id="nav.page_down"),
        Binding("pageup", "page_up", "Page up", show=False, id="nav.page_up"),
        Binding("enter", "select", "Open", id="open"),
        Binding("slash", "filter", "Filter", show=False, id="filter"),
    ]
    DEFAULT_CSS = """
    Menu {
        height: auto;
        border: none;
        padding: 0;
        background: transparent;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { border: none; background-tint: transparent; }
    }
    """

    highlighted: reactive[int | None] = reactive(None, repaint=False)
    """As in `OptionList`, which draws all its lines again for each move of the cursor."""

    def __init__(self, *choices: Choice, id: str | None = None, can_filter: bool = True) -> None:  # noqa: A002 - Textual's own name for it
        """Without `can_filter` the key of the filter is left to others, even where the menu is long."""
        self._choices = choices
        self._can_filter = can_filter
        self._words: list[str] = []
        self._narrow_room: int | None = None
        self._width = max((len(choice.label) for choice in choices if choice.id), default=0)
        super().__init__(*map(self._option, choices), id=id, compact=True)

    def watch_highlighted(self, before: int | None, highlighted: int | None) -> None:  # type: ignore[override]  # Textual tells either way
        """Draw the two lines that changed: each choice is one."""
        lines = [at - self.scroll_offset.y for at in (before, highlighted) if at is not None]
        self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))
        super().watch_highlighted(highlighted)

    @property
    def cursor_row(self) -> int:
        """The line of the screen on which the cursor is."""
        return self.content_region.y + (self.highlighted or 0) - self.scroll_offset.y

    def action_page_down(self) -> None:
        """Move down by what is drawn, to a choice that can be chosen."""
        self._move_by_page(1)

    def action_page_up(self) -> None:
        """Move up by what is drawn, to a choice that can be chosen."""
        self._move_by_page(-1)

    def _move_by_page(self, direction: int) -> None:
        """As in `OptionList`, which fails without room: it looks for the cursor among the lines that it drew."""
        chosen = [at for at, option in enumerate(self.options) if not option.disabled]
        if self.highlighted is None or not chosen:
            self.highlighted = chosen[-1 if direction > 0 else 0] if chosen else None
            return
        wanted = self.highlighted + direction * max(self.scrollable_content_region.height, 1)
        beyond = [at for at in chosen if (at - wanted) * direction >= 0]
        ends = (chosen[0], chosen[-1])
        self.highlighted = (beyond[0] if beyond else ends[1]) if direction > 0 else (beyond[-1] if beyond else ends[0])

    def replace(self, choices: Sequence[Choice]) -> None:
        """Show other choices; the cursor stays on the one that it is on, or else goes to the first."""
        self._choices = tuple(choices)
        self._width = max((len(choice.label) for choice in choices if choice.id), default=0)
        chosen = self.highlighted_option.id if self.highlighted_option else None
        self._show(chosen)

    def narrow(self, text: str) -> None:
        """Show only the choices that have every word, those first whose label begins with one; empty shows all."""
        chosen = self.highlighted_option.id if self.highlighted_option and not text else None
        self._words = fold_case(text).split()
        self._show(chosen)

    def _show(self, chosen: str | None) -> None:
        """Show what passes the filter, with the cursor on that choice or else on the first."""
        shown = self._shown()
        self.clear_options()
        self.add_options(map(self._option, shown))
        at = [place for place, choice in enumerate(shown) if choice.id and choice.enabled]
        self.highlighted = next((place for place in at if shown[place].id == chosen), at[0] if at else None)

    def _shown(self) -> Sequence[Choice]:
        if not self._words:
            return self._choices
        found = [each for each in self._choices if each.id and all(word in _text(each) for word in self._words)]
        return sorted(found, key=lambda each: not fold_case(each.label).startswith(self._words[0]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Filter where there is much to look through."""
        if action == "filter":
            return self._can_filter and sum(bool(each.id) for each in self._choices) >= LONG
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Type into the filter over the menu."""
        from widgets.menu_filter import MenuFilter

        field = next(iter(self.parent.query(MenuFilter)), None) if isinstance(self.parent, Widget) else None
        if field is None and isinstance(self.parent, Widget):
            field = MenuFilter(self, self.narrow)
            self.parent.mount(field, before=self)
        if field:
            field.focus()

    def annotate(self, at: int, note: str) -> None:
        """Explain a choice in other words than before."""
        choices = list(self._choices)
        changed = choices[at] = choices[at]._replace(note=note)
        self._choices = tuple(choices)
        if changed in self._shown():
            self.replace_option_prompt(changed.id, self._option(changed).prompt)

    def on_resize(self, event: events.Resize) -> None:
        """Move the notes where they can be read."""
        room = event.size.width if event.size.width < NARROW else None
        if room != self._narrow_room:
            self._narrow_room = room
            for at, choice in enumerate(self._shown()):
                self.replace_option_prompt_at_index(at, self._option(choice).prompt)

    def render_line(self, y: int) -> Strip:
        """Mark the choice under the cursor with a sign, too: color alone does not reach everyone."""
        strip = super().render_line(y)
        if self.scroll_offset.y + y != self.highlighted:
            return strip
        at = len(strip.text) - len(strip.text.lstrip()) - len(MARK)
        marks = [Segment(">", segment.style) for segment in strip.crop(at, at + 1)]
        return Strip.join([strip.crop(0, at), Strip(marks), strip.crop(at + 1)])

    def _option(self, choice: Choice) -> Option:
        if not choice.id:
            return Option(Content.styled(visible(choice.label), "bold"), disabled=True)
        is_narrow = self._narrow_room is not None
        line = Content(f"{MARK}{visible(choice.label):<{0 if is_narrow else self._width}}")
        for start, end in spans(visible(choice.label), self._words):
            line = line.stylize("bold underline", len(MARK) + start, len(MARK) + end)
        gap = "  " if is_narrow else "   "
        if choice.note and self._has_room(line.cell_length + len(gap), choice.note):
            line += Content.styled(f"{gap}{visible(choice.note)}", "dim")
        return Option(line, id=choice.id, disabled=not choice.enabled)

    def _has_room(self, used: int, note: str) -> bool:
        """Whether enough of a note would be readable behind so many cells."""
        return self._narrow_room is None or self._narrow_room - used >= min(LEAST_NOTE, len(note))


def _text(choice: Choice) -> str:
    return fold_case(f"{choice.label} {choice.note}")
