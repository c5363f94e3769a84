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
    def title(self) -> str:
        """Its name in a sentence: the footer's word, or the word on the `:` line, or else the help."""
        return self.label or (f":{self.line}" if self.line else self.help.rstrip("."))

    @property
    def all_keys(self) -> str:
        """All its keys in the registry, as a person reads them."""
        return shown_keys(self.keys)


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


def shown_keys(keys: str) -> str:
    """Keys by Textual's names, separated by commas, as a person reads them."""
    return " ".join(shown_key(key.strip()) for key in keys.split(",") if key.strip())


EVERYWHERE = "Everywhere"
LISTS = "Lists"
HOME = "Home"
USERS = "Users"
USER = "User details"
CREDENTIAL = "New credential"
SPOKEN = "Read aloud"
CLIENT = "Client settings"
DOCTOR = "Doctor"
CHECK = "Client settings check"
SENDING = "New sending user"
AUDIT = "Credential audit"
FLEET = "Rotation of several credentials"
SENDERS = "Approved Senders"
ARRIVAL = "Deliverability"

ALSO = {AUDIT: (USERS,), SENDERS: (USERS,)}
"""Sections of which some keys work in another place too."""

COMMANDS: tuple[Command, ...] = (
    Command("open", "enter", "Open", "Open the selected row.", LISTS),
    Command("nav.down", "j,down", "", "Move down.", LISTS),
    Command("nav.up", "k,up", "", "Move up.", LISTS),
    Command("nav.top", "g,home", "", "Go to the first row.", LISTS),
    Command("nav.bottom", "G,end", "", "Go to the last row.", LISTS),
    Command("nav.page_down", "pagedown,ctrl+d", "", "Scroll down a page.", LISTS),
    Command("nav.page_up", "pageup,ctrl+u", "", "Scroll up a page.", LISTS),
    Command("nav.left", "h,left", "", "Select the previous column.", LISTS),
    Command("nav.right", "l,right", "", "Select the next column.", LISTS),
    Command("sort.selected", "O", "", "Sort by the selected column. Press again to reverse the order.", LISTS),
    Command("wide", "w", "", "Show all columns, or only the columns that fit.", LISTS),
    Command("mark", "space", "", "Select or deselect the row. Copy then copies every selected row.", LISTS),
    Command("details", "d", "Details", "Show all fields, or the evidence of a finding.", LISTS),
    Command("details.raw", "J", "JSON", "Show the raw JSON.", LISTS),
    Command("recent", "1", "", "Open the user that you opened last.", HOME),
    Command(
        "filter",
        "slash",
        "Filter",
        "Filter as you type. !word excludes a word. name:word searches one column.",
        USERS,
        also=(HOME,),
    ),
    Command("domain", "i", "", "Choose an identity domain.", USERS, line="domain"),
    Command("sort.name", "N", "Sort", "Sort by name. Press again to reverse the order.", USERS),
    Command("sort.email", "E", "", "Sort by email. Press again to reverse the order.", USERS),
    Command("sort.status", "S", "", "Sort by status. Press again to reverse the order.", USERS),
    Command("sort.created", "C", "", "Sort by creation date. Press again to reverse the order.", USERS),
    Command("sort.findings", "F", "", "Sort by severity of findings. Press again to reverse the order.", AUDIT),
    Command("audit.stop", "c", "Pause/Resume", "Pause or resume the audit.", AUDIT),
    Command(
        "audit.export",
        "x",
        "Export",
        "Export the audit to a CSV or JSON file (chosen by the file extension).",
        AUDIT,
        line="export",
        argument="PATH",
    ),
    Command(
        "audit.rotate",
        "R",
        "Rotate",
        "Rotate the selected credentials by a plan, which is shown first.",
        AUDIT,
        mutating=True,
    ),
    Command("fleet.pause", "c", "Pause/Resume", "Pause or resume after the users in progress.", FLEET),
    Command(
        "user.generate",
        "n",
        "Generate",
        "Generate an SMTP credential for this user. On Home, for yourself.",
        USER,
        mutating=True,
        also=(HOME, USERS),
    ),
    Command("credential.edit", "e", "Edit", "Edit the description of the selected credential.", USER, mutating=True),
    Command("credential.delete", "D", "Delete", "Delete the selected credential (asks first).", USER, mutating=True),
    Command(
        "credential.rotate",
        "R",
        "Rotate",
        "Rotate the selected credential. The old one works until you finish.",
        USER,
        mutating=True,
        line="rotate",
    ),
    Command("credential.find", "f", "", "Look up the credential's password in the keyring.", USER),
    Command("doctor.ask", "slash", "Edit question", "Edit the sender, user, error message, or recipient.", DOCTOR),
    Command("doctor.fix", "a", "Apply fix", "Apply the suggested fix (asks for confirmation).", DOCTOR, mutating=True),
    Command("check.ask", "slash", "Edit file", "Edit the name of the file.", CHECK),
    Command(
        "sender.arrival",
        "a",
        "Deliverability",
        "Show the email domain, DKIM, SPF, and sending limits of the approved sender.",
        SENDERS,
    ),
    Command("arrival.copy_name", "n", "Copy name", "Copy the name of the DNS record to publish.", ARRIVAL),
    Command("arrival.copy_value", "y", "Copy value", "Copy the value of the DNS record to publish.", ARRIVAL),
    Command("arrival.recipient", "slash", "Recipient", "Check whether a recipient is suppressed.", ARRIVAL),
    Command("setup.apply", "a", "Apply", "Apply the plan.", SENDING, mutating=True),
    Command("setup.by_ocid", "o", "Name or OCID", "Refer to the group by name or by OCID in the policy.", SENDING),
    Command("copy", "y", "Copy", "Copy the OCID of the row, or the user name of the credential.", LISTS),
    Command("copy.field", "Y", "", "Choose a field to copy.", LISTS),
    Command(
        "user.instead",
        "ctrl+o",
        "New user",
        "Create a dedicated sending user instead (when generating for yourself).",
        CREDENTIAL,
        mutating=True,
    ),
    Command("credential.reveal", "v", "Show", "Show or hide the password.", CREDENTIAL),
    Command("credential.copy_password", "y", "Password", "Copy the password.", CREDENTIAL),
    Command("credential.copy_name", "u", "Name", "Copy the user name.", CREDENTIAL),
    Command("credential.copy_both", "b", "Both", "Copy the user name and the password, a line each.", CREDENTIAL),
    Command("credential.test", "t", "Test", "Test the sign-in to the SMTP server. No mail is sent.", CREDENTIAL),
    Command("credential.send", "m", "Mail", "Send a test message to an address that you enter.", CREDENTIAL),
    Command("credential.doctor", "d", "Doctor", "After a failed test: open Doctor when you close this.", CREDENTIAL),
    Command("credential.hand_over", "s", "Save/share", "Save or share the credential.", CREDENTIAL),
    Command("kept.remove", "D", "Remove", "Delete the password from the keyring.", CREDENTIAL),
    Command("credential.extend", "plus", "", "Restart the clipboard countdown.", CREDENTIAL),
    Command("credential.kept", "enter", "Done", "Close the dialog. Confirms that you saved the password.", CREDENTIAL),
    Command("spoken.next", "space", "Next", "Next characters. After the last group, check the read-back.", SPOKEN),
    Command("spoken.previous", "backspace", "Back", "Previous characters.", SPOKEN),
    Command("spoken.step", "c", "Group size", "Switch between one and four characters at a time.", SPOKEN),
    Command("spoken.same", "m", "Match", "The read-back matches.", SPOKEN),
    Command("spoken.other", "x", "Differs", "The read-back doesn't match.", SPOKEN),
    Command("client.copy", "y", "Copy", "Copy the settings, including the password.", CLIENT),
    Command("client.reveal", "v", "Show", "Show or hide the password in the settings.", CLIENT),
    Command("client.write", "w", "Write", "Save the settings to a new file that only you can read.", CLIENT),
    Command("client.extend", "plus", "", "Restart the clipboard countdown.", CLIENT),
    Command("refresh", "r,ctrl+r", "Refresh", "Refresh from OCI.", EVERYWHERE, line="refresh"),
    Command("back", "escape", "Back", "Close the dialog, clear the filter, or go back. Never quits.", EVERYWHERE),
    Command("last", "minus", "", "Switch between the last two screens.", EVERYWHERE),
    Command("history.back", "left_square_bracket", "", "Go back. Never quits.", EVERYWHERE),
    Command("history.forward", "right_square_bracket", "", "Go forward.", EVERYWHERE),
    Command("header", "ctrl+e", "", "Show or hide the title and breadcrumbs.", EVERYWHERE),
    Command(
        "profile",
        "P",
        "Profile",
        "Open the Profile menu.",
        EVERYWHERE,
        line="profile",
        argument="[NAME]",
    ),
    Command("command", "colon", "Command", "Enter a command, such as :user NAME.", EVERYWHERE),
    Command("palette", "ctrl+p", "", "Open the command palette.", EVERYWHERE),
    Command("unfinished", "U", "", "Resolve interrupted credentials.", EVERYWHERE, line="recover"),
    Command("log", "exclamation_mark", "", "Show the message log.", EVERYWHERE, line="log"),
    Command("help", "question_mark,f1", "Help", "Show help: the keys for this screen.", EVERYWHERE, line="help"),
    Command("quit", "q", "Quit", "Go back, or quit from Home.", EVERYWHERE),
    Command("quit.now", "ctrl+q", "", "Quit from anywhere.", EVERYWHERE, line="q"),
    Command("go.home", "", "", "Go to Home.", EVERYWHERE, line="home"),
    Command("go.users", "", "", "Go to Identity › Users.", EVERYWHERE, line="users", argument="[TEXT]"),
    Command("go.user", "", "", "Open a user by user name, email, or OCID.", EVERYWHERE, line="user", argument="NAME"),
    Command("go.audit", "", "", "Audit every SMTP credential in the tenancy.", EVERYWHERE, line="audit"),
    Command("go.senders", "", "", "Email Delivery › Approved Senders.", EVERYWHERE, line="senders"),
    Command("go.doctor", "", "", "Diagnose rejected email.", EVERYWHERE, line="doctor"),
    Command(
        "go.check",
        "",
        "",
        "Check the settings file of an email client.",
        EVERYWHERE,
        line="check",
        argument="[FILE]",
    ),
    Command(
        "go.apply",
        "",
        "",
        "Carry out a plan of rotations, or continue with one.",
        EVERYWHERE,
        mutating=True,
        line="apply",
        argument="PLAN",
    ),
    Command("go.sending", "", "", "Create a sending user, group, and policy.", EVERYWHERE, mutating=True, line="new"),
    Command("go.settings", "", "", "Go to User settings (your own SMTP credentials).", EVERYWHERE, line="settings"),
    Command("profiles", "", "", "Switch profile.", EVERYWHERE, line="profiles"),
    Command("region", "", "", "Switch region.", EVERYWHERE, line="region", argument="[NAME]"),
    Command("signin", "", "", "Sign in again with the OCI CLI and a browser.", EVERYWHERE, line="signin"),
    Command("theme", "", "", "Change the theme.", EVERYWHERE, line="theme", argument="[NAME]"),
)

BY_ID = {command.id: command for command in COMMANDS}
BY_ACTION = {command.action: command for command in COMMANDS}
BY_LINE = {command.line: command for command in COMMANDS if command.line}


def keys_listing() -> str:
    """Every command with its id and keys, one a line, for `oci-smtp keys`."""
    width = max(len(command.id) for command in COMMANDS)
    rows = [(item.id, item.all_keys or f":{item.line}", item.help) for item in COMMANDS]
    return "\n".join(f"{name:<{width}}  {keys:<16}  {help_}" for name, keys, help_ in rows)
