"""What every dialog has: a frame with a title, its own line of keys, and escape to leave."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.filter import LineFilter
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.base.app import AppBase
from tui.base.background import Background
from tui.base.repaint import SingleRepaint
from tui.commands.bindings import bindings, bound_ids, footer_actions
from tui.commands.registry import BY_ACTION, BY_ID
from widgets.key_footer import KeyFooter
from widgets.legible import LEGIBLE
from widgets.prompt_line import PromptLine
from widgets.reader import Reader

Result = TypeVar("Result")

ROOMY = 20
"""Lines of a screen from which on the keys may take two rows."""

SCROLLING = {
    "nav.down": "down",
    "nav.up": "up",
    "nav.top": "home",
    "nav.bottom": "end",
    "nav.page_down": "page_down",
    "nav.page_up": "page_up",
}
"""The commands of lists that scroll a dialog's text."""

FRAME_HEIGHT = 4
"""Lines of a dialog that are not its text: border, keys, and the line above them."""


class Dialog(Background, SingleRepaint, ModalScreen[Result]):
    """A question over the place that asked it."""

    BINDINGS = [
        *bindings("back", "quit.now", "help", "command"),
        Binding("ctrl+c", "interrupt", show=False, system=True),
        Binding("ctrl+z", "app.say_how_to_leave", show=False, system=True),
        *(
            Binding(BY_ID[name].keys, f"scroll_text('{how}')", BY_ID[name].help, show=False, id=name)
            for name, how in SCROLLING.items()
        ),
        # Before a menu or a field, which have no need of these keys where text is out of sight.
        Binding("pagedown", "scroll_far('page_down')", show=False, priority=True),
        Binding("pageup", "scroll_far('page_up')", show=False, priority=True),
    ]
    footer: ClassVar[tuple[str, ...]] = ("open", "back")
    is_dialog: ClassVar[bool] = True
    may_hold_password: ClassVar[bool] = False
    """Whether the only copy of a password may be in it, so that no internal error may end it."""

    shows_password: ClassVar[bool] = False
    """Whether it shows a password: no screenshot is taken then, and the terminal is left to no other program."""

    title_text = ""
    submit_word: ClassVar[str] = "Continue"
    """What enter does in a field, for the footer."""

    is_read: ClassVar[bool] = False
    """Whether it is text to read: the keys of lists then scroll it."""

    quitting_means = ""
    """What becomes of what is in it when the app is quit now: a sentence, or nothing to say."""
    is_outcome_open = False
    """Whether something is in progress whose outcome would not be known."""
    section: ClassVar[str] = ""
    """The section of the registry that its help shows. A dialog with one has a command line, too."""

    app: AppBase
    _late_answer: tuple[Result | None] | None = None
    """What to answer once nothing is over this dialog any more."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave what is behind the dialog as dim as it is: these are the lines of the screen itself."""
        return [each for each in super().get_line_filters() if each is not LEGIBLE]

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        self.apply_height_class()
        frame = Vertical(id="frame")
        frame.border_title = Content(self.title_text)  # and not markup: it may be a name that OCI has
        with frame:
            content = Reader(id="content", can_focus=self.is_read)
            self._limit(content, self.app.size.height)  # before it is first laid out: a key may come with that
            with content:
                yield from self.body()
            yield PromptLine(suggest=self.app.suggest) if self.section else Static("", id="below")
            words = {"select": "Choose", "submit": self.submit_word, "filter": "Filter"}
            actions = ("submit", "choose", "filter", "leave", *footer_actions(*self.footer))
            yield KeyFooter(actions, words, self._footer_rows(self.app.size.height))

    def body(self) -> ComposeResult:
        """The widgets inside the frame."""
        yield from ()

    def on_mount(self) -> None:
        """A cursor that blinks would send something over the line all the time."""
        for field in self.query(Input):
            field.cursor_blink = False

    def on_unmount(self) -> None:
        """Let no flow wait for an answer that can't come any more."""
        self.app.left_unanswered(self)

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for frame and keys: however small the screen, it is the text that scrolls."""
        for footer in self.query(KeyFooter):
            footer.most_rows = self._footer_rows(event.size.height)
        for content in self.query("#content"):  # none is left while the app ends
            self._limit(content, event.size.height)
            self.call_after_refresh(self._keep_choices_in_sight)

    def _limit(self, content: Widget, lines: int) -> None:
        footer = next(iter(self.query(KeyFooter)), None)
        rows = footer.outer_size.height if footer else 1
        content.styles.max_height = max(1, lines - FRAME_HEIGHT - max(0, rows - 1))

    def _footer_rows(self, lines: int) -> int:
        """Two only where the text can spare one."""
        return 2 if lines >= ROOMY else 1

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _footer_moved(self) -> None:
        """Other keys work now, perhaps in another number of rows."""
        self.call_after_refresh(self._make_room)

    def _make_room(self) -> None:
        for content in self.query("#content"):
            self._limit(content, self.app.size.height)

    def count_down(self, text: str) -> None:
        """Say it above the keys where what is in the text may be out of sight, and nothing is typed there."""
        is_long = any(content.max_scroll_y > 0 for content in self.query("#content"))
        for line in self.query(PromptLine):
            line.status = text if is_long else ""

    def action_scroll_text(self, how: str) -> None:
        """Scroll the text, where nothing in it has the key."""
        for content in self.query("#content"):
            getattr(content, f"scroll_{how}")(animate=False)

    def action_scroll_far(self, how: str) -> None:
        """By a page, whatever has the keyboard."""
        self.action_scroll_text(how)

    def action_command(self) -> None:
        """Open the command line."""
        self.query_one(PromptLine).open()

    @on(PromptLine.Submitted)
    def _command_given(self, event: PromptLine.Submitted) -> None:
        event.stop()
        self.app.run_line(event.value)

    def action_help(self) -> None:
        """The keys of this dialog."""
        self.app.show_help(self.section, bound_ids(self), is_of_dialog=True)

    def action_quit(self) -> None:
        """Quitting leaves this first."""
        self.action_quit_now()

    def _keep_choices_in_sight(self) -> None:
        """Where the text leaves no room for what is asked, scroll it: a person can't choose what is out of sight."""
        if self.focused and not self.is_read:
            self.focused.scroll_visible(animate=False)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Answer, once and not before this is on top: Textual would close whatever is over it, such as the palette."""
        if self.app.screen is self:
            return self.answer(result)
        if not self.is_answered and self in self.app.screen_stack:
            self._late_answer = (result,)
        return AwaitComplete()

    @property
    def is_answered(self) -> bool:
        """Whether it only waits until nothing is over it any more."""
        return self._late_answer is not None

    def on_screen_resume(self) -> None:
        """Give the answer that came while something else was on top."""
        if self._late_answer and self.app.screen is self:
            late, self._late_answer = self._late_answer, None
            self.answer(*late)

    def answer(self, result: Result | None) -> AwaitComplete:
        """Close with that answer; this is on top."""
        self.app.answered(self)
        try:
            return super().dismiss(result)
        except asyncio.InvalidStateError:  # the flow that asked has ended, as when the app ends: nothing waits for it
            return self.app.pop_screen() if self.is_attached and self.is_running else AwaitComplete()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what would change the tenancy in read-only mode; leave the keys of lists alone where they do nothing."""
        if action in ("help", "command"):
            return bool(self.section)
        if action == "scroll_far":
            return any(content.max_scroll_y > 0 for content in self.query("#content"))
        command = BY_ACTION.get(action)
        return None if command and command.mutating and self.app.options.read_only else True

    def action_back(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_interrupt(self) -> None:
        """Copy what is selected, as Textual does; else say how to quit: the key of the app does not work over it."""
        if self.get_selected_text() is not None:
            self.action_copy_text()
        else:
            self.app.action_say_how_to_quit()

    def action_quit_now(self) -> None:
        """Quit the app; over another dialog leave only this one: the other may hold the only copy of a password."""
        if any(isinstance(screen, Dialog) for screen in self.app.screen_stack if screen is not self):
            self.action_back()
        else:
            self.app.action_quit_now()
