"""Home: the Console's navigation menu."""

from textual import on
from textual.app import ComposeResult

from tui.base.place import Place
from widgets.menu import Choice, Menu
from widgets.notice import Notice


class HomeScreen(Place):
    """Where the app opens: every place, by the Console's own path to it."""

    footer = ("open", "profile", "command", "help", "quit")
    crumbs = ("Home",)

    def body(self) -> ComposeResult:
        """What is unfinished, then the menu."""
        yield Notice()
        yield Menu(
            Choice("Identity & Security"),
            Choice("Identity › Users", "go.users", "find a user, generate SMTP credentials"),
            Choice("Credential audit", "go.audit", "every SMTP credential, with findings"),
            Choice(""),
            Choice("Email Delivery"),
            Choice("Approved Senders", "go.senders", "addresses that may send, SMTP server"),
            Choice("Doctor", "go.doctor", "why mail is refused with 535"),
            Choice(
                "New sending user",
                "go.sending",
                "user, group and policy for sending, then its credential",
                enabled=not self.app.options.read_only,
            ),
            Choice(""),
            Choice("Profile"),
            Choice("User settings", "go.settings", "SMTP credentials of your own"),
            id="places",
        )

    def on_mount(self) -> None:
        """Show what is unfinished, now and whenever that changes."""
        self.watch(self.app, "interrupted", self._show_interrupted)

    def _show_interrupted(self) -> None:
        """A banner while credentials are unfinished, or a rotation is in progress."""
        notice = next(iter(self.query(Notice)), None)
        if notice is None:
            return  # the app ends while it opens
        count = len(self.app.interrupted.accounts)
        if count:
            what = "1 credential is" if count == 1 else f"{count} credentials are"
            notice.show("warning", f"{what} unfinished: its issue was interrupted.", hint="U shows what happened.")
        elif self.app.interrupted.rotations:
            first, *others = self.app.interrupted.rotations
            more = f" {len(others)} more after it." if others else ""
            notice.show("info", first.text, hint=f"U opens this user.{more}")
        else:
            notice.hide()

    @on(Menu.OptionSelected)
    def _place_chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.app.run_command(event.option_id)
