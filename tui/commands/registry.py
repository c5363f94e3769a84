"""The registry of everything a key can do.

One declaration a command: from it come the key binding, the footer, the help, the palette, the `:` line, the table of
keys in the README, and the gate of read-only mode. It imports next to nothing, so that `oci-smtp keys` answers at once.
"""


class Command:
    """Something a key does.

    Neither a `NamedTuple` nor a dataclass: importing what makes them would double the time of `oci-smtp keys`.
    """

    def __init__(
        self,
        id: str,  # noqa: A002 - what it is
        keys: str,
        label: str,
        help: str,  # noqa: A002 - what it is
        section: str,
        mutating: bool = False,
        line: str = "",
        argument: str = "",
        also: tuple[str, ...] = (),
    ) -> None:
        self.id = id
        """Public: the name by which a key is remapped."""

        self.keys = keys
        """Keys as Textual names them, the first one shown; several are separated by commas."""

        self.label = label
        """The footer's word for it; empty leaves it out of the footer."""

        self.help = help
        """One sentence for the help and the palette."""

        self.section = section
        """Where it stands in the help: the place where the key works."""

        self.mutating = mutating
        """Whether it changes the tenancy; read-only mode dims it."""

        self.line = line
        """Its word on the `:` line; empty keeps it off."""

        self.also = also
        """Other places where the key works, for the help."""

        self.argument = argument
        """What the word on the `:` line takes after it, for the help; in brackets what it may do without."""

    @property
    def action(self) -> str:
        """The method that does it, without its `action_`."""
        return self.id.replace(".", "_")

    @property
    def needs_argument(self) -> bool:
        """Whether the word on the `:` line means nothing alone."""
        return bool(self.argument) and not self.argument.startswith("[")

    @property
    def all_keys(self) -> str:
        """All its keys, as a person reads them."""
        return " ".join(shown_key(key) for key in self.keys.split(",") if key)

    @property
    def shown_key(self) -> str:
        """The first key, as a person reads it."""
        return shown_key(self.keys.split(",")[0])


SHOWN_KEYS = {
    "colon": ":",
    "escape": "esc",
    "exclamation_mark": "!",
    "left_square_bracket": "[",
    "minus": "-",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "plus": "+",
    "question_mark": "?",
    "right_square_bracket": "]",
    "slash": "/",
}


def shown_key(key: str) -> str:
    """A key by Textual's name, as a person reads it."""
    return SHOWN_KEYS.get(key, key)


EVERYWHERE = "Everywhere"
LISTS = "Lists"
HOME = "Home"
USERS = "Users"
USER = "User details"
CREDENTIAL = "The new credential"
SPOKEN = "Reading aloud"
CLIENT = "Client settings"
DOCTOR = "Doctor"
SENDING = "New sending user"
AUDIT = "Credential audit"
SENDERS = "Approved Senders"

ALSO = {AUDIT: (USERS,), SENDERS: (USERS,)}
"""Sections of which some keys work in another place too."""

COMMANDS: tuple[Command, ...] = (
    Command("open", "enter", "Open", "Open what the cursor is on.", LISTS),
    Command("nav.down", "j,down", "", "Next line.", LISTS),
    Command("nav.up", "k,up", "", "Previous line.", LISTS),
    Command("nav.top", "g,home", "", "First line.", LISTS),
    Command("nav.bottom", "G,end", "", "Last line.", LISTS),
    Command("nav.page_down", "pagedown,ctrl+d", "", "Half a screen down.", LISTS),
    Command("nav.page_up", "pageup,ctrl+u", "", "Half a screen up.", LISTS),
    Command("nav.left", "h,left", "", "Select the column to the left.", LISTS),
    Command("nav.right", "l,right", "", "Select the column to the right.", LISTS),
    Command("sort.selected", "O", "", "Sort by the selected column; again to reverse.", LISTS),
    Command("wide", "w", "", "Show every column, h and l turn them; again: those that fit.", LISTS),
    Command("mark", "space", "", "Mark the line, or unmark it; y copies all that are marked.", LISTS),
    Command("details", "d", "Details", "All that OCI says of it, field by field.", LISTS),
    Command("details.raw", "J", "JSON", "All that OCI says of it, as JSON.", LISTS),
    Command("recent", "1", "", "Open the user that you opened last.", HOME),
    Command(
        "filter",
        "slash",
        "Filter",
        "Filter while you type: !word excludes, name:word looks in one column.",
        USERS,
        also=(HOME,),
    ),
    Command("domain", "i", "", "Choose one identity domain, or every one.", USERS, line="domain"),
    Command("sort.name", "N", "Sort", "Sort by name; again to reverse.", USERS),
    Command("sort.email", "E", "", "Sort by e-mail; again to reverse.", USERS),
    Command("sort.status", "S", "", "Sort by status; again to reverse.", USERS),
    Command("sort.created", "C", "", "Sort by creation date; again to reverse.", USERS),
    Command("sort.findings", "F", "", "Sort by findings, the gravest first; again to reverse.", AUDIT),
    Command("audit.stop", "c", "Stop/go on", "Stop the audit between two requests, or go on with it.", AUDIT),
    Command(
        "audit.export",
        "x",
        "Export",
        "Write the audit to a new file: CSV or JSON, as its name ends.",
        AUDIT,
        line="export",
        argument="PATH",
    ),
    Command(
        "user.generate",
        "n",
        "Generate",
        "Generate SMTP credentials for this user; on Home, for yourself.",
        USER,
        mutating=True,
        also=(HOME, USERS),
    ),
    Command("credential.edit", "e", "Edit", "Edit the description of a credential.", USER, mutating=True),
    Command("credential.delete", "D", "Delete", "Delete a credential, after you type the name.", USER, mutating=True),
    Command(
        "credential.rotate",
        "R",
        "Rotate",
        "Replace a credential: the old one stays until the new one is deployed.",
        USER,
        mutating=True,
        line="rotate",
    ),
    Command("credential.find", "f", "", "Look for the password of a credential in the keyring.", USER),
    Command("doctor.ask", "slash", "Ask", "Go to the question: sender, user, error.", DOCTOR),
    Command("doctor.fix", "a", "Apply fix", "Apply the fix of a cause, after showing it.", DOCTOR, mutating=True),
    Command("setup.apply", "a", "Set up", "Set up what the plan shows.", SENDING, mutating=True),
    Command("setup.by_ocid", "o", "Name/OCID", "Name the group in the policy by name, or by OCID.", SENDING),
    Command("copy", "y", "Copy", "Copy the OCID, or the user name of a credential.", LISTS),
    Command("copy.field", "Y", "", "Choose a field and copy that.", LISTS),
    Command(
        "user.instead",
        "ctrl+o",
        "New user",
        "Generating for yourself: set up a new sending user instead.",
        CREDENTIAL,
        mutating=True,
    ),
    Command("credential.reveal", "v", "Show", "Show the password, or hide it again.", CREDENTIAL),
    Command("credential.copy_password", "y", "Password", "Copy the password.", CREDENTIAL),
    Command("credential.copy_name", "u", "Name", "Copy the user name.", CREDENTIAL),
    Command("credential.test", "t", "Test", "Sign in at the SMTP server with it; no mail is sent.", CREDENTIAL),
    Command("credential.send", "m", "Mail", "Send one real message with it, to an address you type.", CREDENTIAL),
    Command("credential.doctor", "d", "Doctor", "After a refusal: ask the doctor, once this is closed.", CREDENTIAL),
    Command("credential.hand_over", "s", "Hand over", "Hand it over: keyring, encrypted, read aloud.", CREDENTIAL),
    Command("kept.remove", "D", "Remove", "Remove the password from the keyring.", CREDENTIAL),
    Command("credential.extend", "plus", "", "Keep the copy on the clipboard for longer.", CREDENTIAL),
    Command("credential.kept", "enter", "Stored", "Close: you have stored the password.", CREDENTIAL),
    Command("spoken.next", "space", "Next", "The next characters; after the last ones, the check.", SPOKEN),
    Command("spoken.previous", "backspace", "Back", "The characters before.", SPOKEN),
    Command("spoken.step", "c", "1 or 4", "One character at a time, or four.", SPOKEN),
    Command("spoken.same", "m", "Match", "The listener read the same characters back.", SPOKEN),
    Command("spoken.other", "x", "Differs", "The listener has other characters.", SPOKEN),
    Command("client.copy", "y", "Copy", "Copy the settings, password and all.", CLIENT),
    Command("client.reveal", "v", "Show", "Show the password in the settings, or hide it again.", CLIENT),
    Command("client.write", "w", "Write", "Write the settings to a new file that only you can read.", CLIENT),
    Command("client.extend", "plus", "", "Keep the copy on the clipboard for longer.", CLIENT),
    Command("refresh", "r,ctrl+r", "Refresh", "Read it from OCI again.", EVERYWHERE, line="refresh"),
    Command("back", "escape", "Back", "Close, clear the filter, or go back; never quits.", EVERYWHERE),
    Command("last", "minus", "", "Go to the place before this one, and back again.", EVERYWHERE),
    Command("history.back", "left_square_bracket", "", "Go back; never quits.", EVERYWHERE),
    Command("history.forward", "right_square_bracket", "", "Go forward again, after going back.", EVERYWHERE),
    Command("header", "ctrl+e", "", "Hide title and breadcrumbs, or show them again.", EVERYWHERE),
    Command(
        "profile",
        "P",
        "Profile",
        "Profile menu: who you are, and what is yours.",
        EVERYWHERE,
        line="profile",
        argument="[NAME]",
    ),
    Command("command", "colon", "Command", "Type a command, such as :user NAME.", EVERYWHERE),
    Command("palette", "ctrl+p", "", "Find a command by name.", EVERYWHERE),
    Command("unfinished", "U", "", "Credentials whose issue was interrupted.", EVERYWHERE, line="recover"),
    Command("log", "exclamation_mark", "", "What was said since the start, errors included.", EVERYWHERE, line="log"),
    Command("help", "question_mark,f1", "Help", "Help: every key of the place where you are.", EVERYWHERE, line="help"),
    Command("quit", "q", "Quit", "Quit at home; elsewhere go back.", EVERYWHERE),
    Command("quit.now", "ctrl+q", "", "Quit from anywhere.", EVERYWHERE, line="q"),
    Command("go.home", "", "", "Home: the navigation menu.", EVERYWHERE, line="home"),
    Command("go.users", "", "", "Identity & Security › Identity › Users.", EVERYWHERE, line="users", argument="[TEXT]"),
    Command("go.user", "", "", "One user, by name, e-mail or OCID.", EVERYWHERE, line="user", argument="NAME"),
    Command("go.audit", "", "", "Every SMTP credential in the tenancy, with findings.", EVERYWHERE, line="audit"),
    Command("go.senders", "", "", "Email Delivery › Approved Senders.", EVERYWHERE, line="senders"),
    Command("go.doctor", "", "", "Why mail is refused with 535.", EVERYWHERE, line="doctor"),
    Command("go.sending", "", "", "New sending user: user, group, policy.", EVERYWHERE, mutating=True, line="new"),
    Command("go.settings", "", "", "Profile menu › User settings: yourself.", EVERYWHERE, line="settings"),
    Command("profiles", "", "", "Sign in with another profile.", EVERYWHERE, line="profiles"),
    Command("region", "", "", "Work in another region.", EVERYWHERE, line="region", argument="[NAME]"),
    Command("signin", "", "", "Sign in again, with Oracle's CLI and a browser.", EVERYWHERE, line="signin"),
    Command("theme", "", "", "Change the theme.", EVERYWHERE, line="theme", argument="[NAME]"),
)

BY_ID = {command.id: command for command in COMMANDS}
BY_ACTION = {command.action: command for command in COMMANDS}
BY_LINE = {command.line: command for command in COMMANDS if command.line}


def keys_table() -> str:
    """Every command that has a key, as a Markdown table for the README."""
    rows = [
        f"| `{item.all_keys}` | {', '.join((item.section, *item.also))} | {item.help} | `{item.id}` |"
        for item in COMMANDS
        if item.keys
    ]
    return "\n".join(["| Key | Where | What it does | Id |", "|---|---|---|---|", *rows])


def keys_listing() -> str:
    """Every command with its id and keys, one a line, for `oci-smtp keys`."""
    width = max(len(command.id) for command in COMMANDS)
    rows = [(item.id, item.all_keys or f":{item.line}", item.help) for item in COMMANDS]
    return "\n".join(f"{name:<{width}}  {keys:<16}  {help_}" for name, keys, help_ in rows)
