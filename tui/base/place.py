"""What every place in the app has: title, breadcrumbs, a body, one line for commands, and the keys that work."""

from collections.abc import Callable
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from services.model.errors import OciSmtpError
from services.model.secret import Secret
from tui.base.app import AppBase
from tui.base.background import Background
from tui.base.messages import GoBack, GoForward, GoToLast
from tui.base.repaint import SingleRepaint
from tui.commands.bindings import bindings, footer_actions
from tui.commands.registry import BY_ACTION
from widgets.breadcrumbs import Breadcrumbs
from widgets.key_footer import KeyFooter
from widgets.notice import Notice
from widgets.prompt_line import PromptLine
from widgets.title_bar import TitleBar


class Place(Background, SingleRepaint, Screen[None]):
    """A screen of the app. Subclasses compose a body, and load it in `load`."""

    BINDINGS = bindings("back", "refresh", "last", "history.back", "history.forward", "quit")
    AUTO_FOCUS = "VirtualTable, Menu"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]
    footer: ClassVar[tuple[str, ...]] = ()
    """The commands that the footer names, the most wanted first."""

    footer_words: ClassVar[dict[str, str]] = {"submit": "Continue", "leave": "Leave"}
    """Words for keys of fields, which the registry does not know."""

    crumbs: tuple[str, ...] = ()
    remade: Callable[[], "Place"] | None = None
    """Made this place, and makes it again for going back to it after it was closed."""

    section: ClassVar[str] = ""
    """The section of the registry that the help shows for this place."""

    app: AppBase

    title_bar = getters.query_one(TitleBar)
    prompt = getters.query_one(PromptLine)

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        self.apply_height_class()
        yield TitleBar()
        yield Breadcrumbs(self.crumbs)
        yield from self.body()
        yield PromptLine(suggest=self.app.suggest)
        yield KeyFooter(("submit", "to_list", "leave", *footer_actions(*self.footer)), self.footer_words)

    def body(self) -> ComposeResult:
        """The widgets between breadcrumbs and command line."""
        yield from ()

    def load(self) -> None:
        """Ask for whatever this place shows; called when it opens and on refresh."""

    @property
    def is_open(self) -> bool:
        """Whether the person can still come back to it without opening it again."""
        return self in self.app.screen_stack

    def reload(self) -> None:
        """Ask again, if this is still open; for flows, which may outlast it."""
        if self.is_open:
            self.load()

    def on_mount(self) -> None:
        """Show who is signed in and where, then ask for the rest."""
        self.watch(self.app, "status", self.show_status)
        self.load()

    def show_status(self) -> None:
        """Write the app's status into the title."""
        if not self.query(TitleBar):
            return  # the app ends while it opens
        status = self.app.status
        self.title_bar.badges = status.badges
        self.title_bar.profile = status.profile
        self.title_bar.tenancy = status.tenancy
        self.title_bar.cloud_region = status.region
        self.title_bar.state = status.standing

    def show_crumbs(self, *crumbs: str) -> None:
        """Show this path in the breadcrumbs, instead of the one before."""
        self.crumbs = crumbs
        self.query_one(Breadcrumbs).crumbs = crumbs

    def again(self) -> "Callable[[], Place] | None":
        """Makes this place again, with what was typed into it so far."""
        return self.remade

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what would change the tenancy in read-only mode."""
        command = BY_ACTION.get(action)
        if command and command.mutating and self.app.options.read_only:
            return None
        return True

    def action_back(self) -> None:
        """Close the command line, else go to the place before."""
        self.post_message(GoBack())

    def action_quit(self) -> None:
        """Quit at home, else go back."""
        self.post_message(GoBack(or_quit=True))

    def action_last(self) -> None:
        """Swap with the place before this one."""
        self.post_message(GoToLast())

    def action_history_back(self) -> None:
        """Go to the place before this one, with whatever is typed in a filter left alone."""
        self.post_message(GoBack())

    def action_history_forward(self) -> None:
        """Go again where one came back from."""
        self.post_message(GoForward())

    def action_refresh(self) -> None:
        """Ask again, signing in again where that failed."""
        self.app.retry_sign_in()
        self.load()

    def action_command(self) -> None:
        """Open the command line."""
        self.prompt.open()

    @on(PromptLine.Asked)
    def _completion_asked(self, event: PromptLine.Asked) -> None:
        event.stop()
        find, value = self.app.names_for(event.value), event.value
        if find:
            self.ask("complete", find, lambda found: self.prompt.offer(value, found), self.app.remember)

    @on(PromptLine.Submitted)
    def _command_given(self, event: PromptLine.Submitted) -> None:
        event.stop()
        self.app.run_line(event.value)

    def toast(self, text: str, severity: str = "information") -> None:
        """Say something in passing; kept in the log."""
        self.app.say(text, severity)

    def trouble(self, notice: Notice, error: OciSmtpError) -> None:
        """Show an error where its answer would have been, with the way to try again."""
        key = self.app.key("refresh", in_field=isinstance(self.focused, Input))
        notice.show("error", f"{error.title}: {error.cause}", hint=f"{error.next_step} Press {key} to retry.".strip())
        self.app.remember(error)

    def copy_text(self, text: str, what: str) -> None:
        """Copy something that is no secret, and say what is known of it."""
        clipboard = self.app.clipboards.new()
        self.ask(
            "copy",
            lambda: clipboard.copy(Secret(text)),
            lambda outcome: self.toast(f"{what}: {outcome.says()}"),
            self.app.remember,
        )
