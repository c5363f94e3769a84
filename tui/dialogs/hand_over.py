"""The destinations to which a new credential can be delivered: another person, or another place."""

from collections.abc import Sequence
from functools import partial

from textual import events, getters, on
from textual.app import ComposeResult
from textual.widgets import Static
from textual.widgets.option_list import Option

from services.delivery import Availability
from tui.base.dialog import Dialog
from tui.dialogs.channels import ROUTES, ChannelRoute
from widgets.menu import Choice, Menu
from widgets.notice import Notice


class HandOverDialog(Dialog[ChannelRoute]):
    """Answers a way that can be used here and now. Each is asked first, and says where it leads or why not."""

    title_text = "Save or share"
    AUTO_FOCUS = "Menu"
    notice = getters.query_one(Notice)
    ways = getters.query_one(Menu)

    def __init__(self, routes: Sequence[ChannelRoute] = ROUTES) -> None:
        super().__init__()
        self._routes = list(routes)
        self._answers: list[Availability | None] = [None] * len(self._routes)
        self._wanted: int | None = None
        """The way that was chosen before it had answered."""
        self._has_moved = False
        """Whether the person moved the cursor."""

    def body(self) -> ComposeResult:
        """A menu with every way, and what is known of the one under the cursor."""
        yield Static("Send the user name, password, and server to:", classes="text")
        yield Menu(
            *(Choice(route.name, str(at), route.note) for at, route in enumerate(self._routes)),
            Choice("Cancel", "close"),
        )
        yield Notice()

    def on_mount(self) -> None:
        """Ask each way, in a thread of its own, whether it can be used: one may be slow to answer."""
        for at, route in enumerate(self._routes):
            self.ask(f"available {at}", partial(self._ask_way, route), partial(self._know, at), self.app.remember)

    def _ask_way(self, route: ChannelRoute) -> Availability:
        """Whether a way can be used here and now. Runs in a worker, for seconds at most."""
        return route.available(self.app.connection.session)

    def _know(self, at: int, answer: Availability) -> None:
        self._answers[at] = answer
        if not answer.is_available:
            self.ways.annotate(at, "not available")
            self._leave_unusable()
        self._explain(self.ways.highlighted_option)
        if answer.is_available and at == self._wanted and self.is_current:
            self.dismiss(self._routes[at])

    def _leave_unusable(self) -> None:
        """Put the cursor on the first way that might work here, as long as the person hasn't moved or chosen."""
        if not self._has_moved and self._wanted is None:
            usable = (at for at, each in enumerate(self._answers) if each is None or each.is_available)
            self.ways.highlighted = next(usable, len(self._answers))

    def on_key(self, event: events.Key) -> None:
        """From now on the cursor is the person's."""
        self._has_moved = True

    @on(Menu.OptionHighlighted)
    def _moved(self, event: Menu.OptionHighlighted) -> None:
        event.stop()
        self._wanted = None
        self._explain(event.option)

    def _explain(self, option: Option | None) -> None:
        """Say what is known of the way under the cursor."""
        answer = self._answers[int(option.id)] if option and option.id and option.id.isdigit() else None
        if answer is None or not answer.reason:
            self.notice.hide()
        else:
            self.notice.show("info" if answer.is_available else "warning", answer.reason)

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or "close"
        if not chosen.isdigit():
            self.dismiss(None)
            return
        answer = self._answers[int(chosen)]
        if answer is None:
            self._wanted = int(chosen)
            self.notice.show("info", "Checking availability…")
        elif answer.is_available:
            self.dismiss(self._routes[int(chosen)])

    def action_quit_now(self) -> None:
        """Quitting leaves this first: the credential is below."""
        self.action_back()
