"""Home: the Console's navigation menu."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from tui.base.messages import FindUsers, OpenRecent, OpenSettings
from tui.base.place import Place
from tui.commands import registry
from tui.commands.bindings import bindings
from widgets.menu import Choice, Menu
from widgets.notice import Notice

if TYPE_CHECKING:
    from services.storage.recent_users import RecentUser

RECENT = "recent "
"""Before the OCID of a user in the id of a choice."""


class HomeScreen(Place):
    """Where the app opens: every place, by the Console's own path to it, and the users that were opened last."""

    BINDINGS = bindings("filter", "user.generate", "recent")
    footer = ("open", "filter", "user.generate", "profile", "command", "help", "quit")
    footer_words = {"filter": "Find user"}
    section = registry.HOME
    crumbs = ("Home",)

    def body(self) -> ComposeResult:
        """What was interrupted, then the menu."""
        yield Notice()
        yield Menu(*self._choices(), id="places", can_filter=False)

    def _choices(self) -> list[Choice]:
        return [
            Choice("Identity & Security"),
            Choice("Identity › Users", "go.users", "find a user and generate SMTP credentials"),
            Choice("Credential audit", "go.audit", "review every SMTP credential in the tenancy"),
            Choice(""),
            Choice("Email Delivery"),
            Choice("Approved Senders", "go.senders", "addresses allowed to send, and the SMTP server"),
            Choice("Doctor", "go.doctor", "diagnose rejected email"),
            Choice(
                "New sending user",
                "go.sending",
                "create a user, group, and policy for sending mail",
                enabled=not self.app.options.read_only,
            ),
            Choice(""),
            Choice("Profile"),
            Choice("User settings", "go.settings", "your own SMTP credentials"),
            *self._recent_choices(),
        ]

    def _recent_choices(self) -> Iterator[Choice]:
        notes = [f"press {self.app.key('recent')} to open"]
        if self.app.recent:
            yield Choice("")
            yield Choice("Recent")
        for user in self.app.recent:
            yield Choice(user.name, f"{RECENT}{user.ocid}", notes.pop() if notes else "")

    def on_mount(self) -> None:
        """Show what was interrupted, now and whenever that changes."""
        self.watch(self.app, "interrupted", self._show_notice)
        self.watch(self.app, "trouble", self._show_notice, init=False)
        self.watch(self.app, "recent", self._show_recent, init=False)

    def _show_notice(self) -> None:
        """A banner while there is no connection, while credentials are interrupted, or a rotation is in progress."""
        notice = next(iter(self.query(Notice)), None)
        if notice is None:
            return  # the app ends while it opens
        trouble = self.app.trouble
        if trouble:
            advice = "" if " --" in trouble.next_step else trouble.next_step  # options are for the next start
            again, profile, log = map(self.app.key, ("refresh", "profile", "log"))
            helps = f"Press {again} to retry, {profile} to switch profile, or {log} for the log."
            notice.show("error", f"{trouble.title}: {trouble.cause}", hint=f"{advice} {helps}".strip())
            return
        count = len(self.app.interrupted.accounts)
        if count:
            one = "1 credential was interrupted while it was being generated."
            told = one if count == 1 else f"{count} credentials were interrupted while being generated."
            notice.show("warning", told, hint=f"Press {self.app.key('unfinished')} to review.")
        elif self.app.interrupted.rotations:
            first, *others = self.app.interrupted.rotations
            more = f" ({len(others)} more after it)" if others else ""
            notice.show("info", first.text, hint=f"Press {self.app.key('unfinished')} to open this user{more}.")
        else:
            notice.hide()

    def _show_recent(self) -> None:
        for menu in self.query(Menu):  # none is left while the app ends
            menu.replace(self._choices())

    def action_filter(self) -> None:
        """Look for a user."""
        self.post_message(FindUsers())

    def action_recent(self) -> None:
        """Open the user that was opened last."""
        if self.app.recent:
            self._open_recent(self.app.recent[0])
        else:
            self.toast("You haven't opened a user yet.")

    def action_user_generate(self) -> None:
        """Generate for the recent user under the cursor, else for yourself."""
        option = self.query_one(Menu).highlighted_option
        user = self._recent_of(option.id if option else None)
        if user:
            self._open_recent(user, generate=True)
        else:
            self.post_message(OpenSettings(generate=True))

    def _recent_of(self, choice: str | None) -> "RecentUser | None":
        return next((each for each in self.app.recent if choice == f"{RECENT}{each.ocid}"), None)

    def _open_recent(self, user: "RecentUser", generate: bool = False) -> None:
        self.post_message(OpenRecent(user.ocid, user.name, generate))

    @on(Menu.OptionSelected)
    def _place_chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        user = self._recent_of(event.option_id)
        if user:
            self._open_recent(user)
        elif event.option_id:
            self.app.run_command(event.option_id)
