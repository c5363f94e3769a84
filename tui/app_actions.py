"""What the commands do that work everywhere."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.theme import ThemeProvider

from tui.base.place import Place
from tui.base.quit import Quitting
from tui.commands.bindings import bound_ids
from tui.commands.registry import BY_ACTION
from tui.palette import Palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.base.status import Status
    from tui.navigator import Places
    from tui.session.interrupted import Unfinished
    from tui.session.profile_switch import Switching
    from tui.session.sign_in_again import SigningInAgain


READ_ONLY = "Not possible in read-only mode."


class AppActions(Quitting, App[int]):
    """Mixin for the app: an action for each command that is not of one place."""

    places: "Places"
    run_command: "Callable[[str], None]"
    signing_in_again: "SigningInAgain"
    status: "Status"
    switching: "Switching"
    unfinished: "Unfinished"

    def action_go_home(self) -> None:
        """Close every place but home."""
        self.places.home()

    def action_go_users(self) -> None:
        """Open the users."""
        self.places.users()

    def action_go_audit(self) -> None:
        """Open the credential audit."""
        self.places.audit()

    def action_go_senders(self) -> None:
        """Open the approved senders."""
        self.places.senders()

    def action_go_doctor(self) -> None:
        """Open the doctor."""
        self.places.doctor()

    def action_go_sending(self) -> None:
        """Open the form for a new sending user."""
        self.places.sending()

    def action_go_settings(self) -> None:
        """Open the signed-in user."""
        self.places.settings()

    def action_unfinished(self) -> None:
        """Show credentials whose issue was interrupted."""
        self.unfinished.show()

    def action_help(self) -> None:
        """The keys of this place."""
        from tui.dialogs.help import HelpDialog

        here = self.screen
        self.push_screen(HelpDialog(here.section, bound_ids(here)) if isinstance(here, Place) else HelpDialog(""))

    def action_profile(self) -> None:
        """The profile menu."""
        from tui.dialogs.profile import ProfileDialog

        self.push_screen(ProfileDialog(self.status), lambda chosen: self.run_command(chosen) if chosen else None)

    def action_profiles(self) -> None:
        """Choose another profile."""
        self.switching.choose_profile()

    def action_region(self) -> None:
        """Choose another region."""
        self.switching.choose_region()

    def action_signin(self) -> None:
        """Sign in again with Oracle's CLI."""
        self.signing_in_again.run()

    def action_log(self) -> None:
        """What was said so far."""
        from tui.dialogs.log import LogDialog

        self.push_screen(LogDialog(self.log_lines))

    def action_command(self) -> None:
        """Open the command line of the present place."""
        if isinstance(self.screen, Place):
            self.screen.action_command()

    def open_line(self, text: str) -> None:
        """Open the command line of the present place with something in it."""
        if isinstance(self.screen, Place):
            self.screen.prompt.open(value=text)

    def action_palette(self) -> None:
        """Find a command by name."""
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Textual's own action, with our palette."""
        if self.use_command_palette and not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """The same for the themes."""
        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def action_header(self) -> None:
        """Give the lines of title and breadcrumbs to the list, or take them back."""
        self.toggle_class("-without-header")

    def action_theme(self) -> None:
        """Choose a theme."""
        self.search_themes()

    def action_quit_now(self) -> None:
        """Quit from anywhere."""
        self.exit(0)

    def on_key(self, event: events.Key) -> None:
        """Say why a dimmed key does nothing: whoever it came by on its way here has left it alone."""
        bound = self.screen.active_bindings.get(event.key)
        command = BY_ACTION.get(bound.binding.action) if bound and not bound.enabled else None
        if command and command.mutating:
            self.say(f"{command.help} {READ_ONLY}", "warning")

    def action_say_how_to_quit(self) -> None:
        """Ctrl+c is a habit, not a wish to lose everything."""
        if getattr(self.screen, "is_outcome_open", False):
            self.say(f"{self.quit_key} twice quits. {self.quitting_means}".strip(), "warning")
        else:
            self.say("q goes back and quits at home; ctrl+q quits from anywhere. In a browser: :q.")
