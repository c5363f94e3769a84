"""Home: the Console's navigation menu."""

from textual import on
from textual.app import ComposeResult

from tui.screens.place import Place
from widgets.menu import Choice, Menu
from widgets.notice import Notice


class HomeScreen(Place):
    """Where the app opens: every place, by the Console's own path to it."""

    CSS_PATH = "home.tcss"
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
            Choice(""),
            Choice("Profile"),
            Choice("User settings", "go.settings", "SMTP credentials of your own"),
            id="places",
        )

    def load(self) -> None:
        """Say what is unfinished."""
        self.show_unfinished()

    def show_unfinished(self) -> None:
        """A banner while issues of credentials are open."""
        notice = self.query_one(Notice)
        count = len(self.app.unfinished.accounts)
        if count:
            what = "1 credential is" if count == 1 else f"{count} credentials are"
            notice.show("warning", f"{what} unfinished: its issue was interrupted.", hint="U shows what happened.")
        else:
            notice.hide()

    @on(Menu.OptionSelected)
    def _place_chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.app.run_command(event.option_id)
