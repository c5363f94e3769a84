"""User details, and User settings: one user and the SMTP credentials that the user has."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult

from services.directory import Json
from services.errors import OciSmtpError
from services.model import SMTP_CREDENTIAL_LIMIT, Credential, Group, User
from services.secret import Secret
from tui import commands
from tui.bindings import bindings
from tui.changing import Changing
from tui.rotating import Rotating
from tui.screens.inspecting import Inspecting
from tui.screens.user_rows import SHORT_NAME, facts_of, row_of
from widgets.facts import Facts
from widgets.notice import Notice
from widgets.quota import Quota
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

# Dialogs, and what they need, are imported when they are opened: one's own credentials are not to wait for them.
if TYPE_CHECKING:
    from services.delivery.keyring import KeyringChannel
    from services.issuing import Issue
    from services.rotating import Underway
    from tui.dialogs.limit import LimitAnswer

COLUMNS = (
    Column("description", "Description", fraction=2, min_width=25, priority=0),
    Column("user_name", "User name", width=SHORT_NAME, priority=3),
    Column("age", "Age", width=9, priority=1),
    Column("created", "Created", width=10, priority=4),
    Column("status", "Status", width=11, priority=2),
)


class UserScreen(Inspecting):
    """One user. `find` says who, in a thread; with no breadcrumbs of its own it is the user settings of oneself."""

    CSS_PATH = "user.tcss"
    BINDINGS = bindings(
        "user.generate", "credential.edit", "credential.rotate", "credential.delete", "credential.find", "copy"
    )
    footer = (
        "user.generate",
        "credential.edit",
        "credential.rotate",
        "credential.delete",
        "copy",
        "refresh",
        "back",
        "help",
    )
    section = commands.USER

    facts = getters.query_one(Facts)
    quota = getters.query_one(Quota)
    notice = getters.query_one(Notice)
    table = getters.query_one(VirtualTable)

    def __init__(
        self, find: Callable[[], User], crumbs: tuple[str, ...], known: User | None = None, generate: bool = False
    ) -> None:
        super().__init__()
        self.crumbs = crumbs
        self._find = find
        self._user = known
        self._groups: list[Group] | None = None
        self._credentials: list[Credential] | None = None
        self._generate_when_listed = generate
        self.rotating = Rotating(self)
        self.changing = Changing(self)

    def body(self) -> ComposeResult:
        """Fields, then credentials as the Console's resource list."""
        yield Facts()
        yield Quota("SMTP Credentials", limit=SMTP_CREDENTIAL_LIMIT)
        yield Notice()
        yield VirtualTable(COLUMNS, empty_text="Loading credentials…")

    def load(self) -> None:
        """Ask for the user, then for groups and credentials."""
        self.notice.hide()
        if self._user:
            self._show_user()
        self.ask("user", self._find, self._user_read, self._user_failed)

    def _user_read(self, user: User) -> None:
        self._user = user
        if self.crumbs[-1] == "":
            self.show_crumbs(*self.crumbs[:-1], user.name)
        self._show_user()
        connection = self.app.connection
        self.ask("groups", lambda: connection.directory.groups(user), self._groups_read, self.app.remember)
        self.ask("credentials", lambda: self._list(user), partial(self._listed, user), self._list_failed)

    def _list(self, user: User) -> "tuple[list[Credential], Underway | None]":
        """Called in a worker."""
        credentials = self.app.connection.directory.credentials(user)
        return credentials, self.rotating.review(user, credentials)

    def _user_failed(self, error: OciSmtpError) -> None:
        self.table.empty_text = ""
        self.trouble(self.notice, error)

    def _groups_read(self, groups: list[Group]) -> None:
        self._groups = groups
        self._show_user()

    def _listed(self, user: User, found: "tuple[list[Credential], Underway | None]") -> None:
        credentials, underway = found
        self._credentials = credentials
        self.notice.hide()
        self.rotating.show(user, underway)
        self.quota.used = len(credentials)
        self.table.empty_text = "No SMTP credentials yet: n generates one."
        self.table.replace_rows([row_of(item, self.rotating.word_for(item)) for item in credentials])
        if self._generate_when_listed:
            self._generate_when_listed = False
            if self.app.screen is self:  # else it would be meant for the user, or the dialog, that is over this
                self.app.run_command("user.generate")  # and not the action itself: read-only mode refuses it there

    def _list_failed(self, error: OciSmtpError) -> None:
        self.table.empty_text = "" if self._credentials is None else self.table.empty_text
        self.trouble(self.notice, error)

    def _show_user(self) -> None:
        if self._user is not None:
            self.facts.facts = tuple(facts_of(self._user, self._groups))

    def _chosen(self) -> Credential | None:
        key = self.table.highlighted
        return next((item for item in self._credentials or [] if item.ocid == key), None)

    def action_user_generate(self) -> None:
        """Open the dialog, or say why it does not open."""
        if self._user is None or self._credentials is None:
            self._generate_when_listed = not self.notice.is_shown
            told = "It opens when the credentials are read." if self._generate_when_listed else "Nothing was read yet."
            self.toast(told, "warning")
        elif self._user.can_use_smtp is False:
            self._offer_capability(self._user)
        elif len(self._credentials) >= SMTP_CREDENTIAL_LIMIT:
            from tui.dialogs.limit import LimitDialog

            self.app.push_screen(LimitDialog(self._user, self._credentials), self._limit_answered)
        else:
            from tui.dialogs.generate import GenerateDialog

            self.app.push_screen(GenerateDialog(self._user, self._is_me()), self._generated)

    def _offer_capability(self, user: User) -> None:
        from tui.dialogs.confirm import ConfirmDialog

        question = ConfirmDialog(
            "SMTP credentials are not allowed",
            f"The user capability SMTP credentials of {user.name} is off, so OCI would refuse. Turn it on?",
            confirm="Turn on",
        )
        self.app.push_screen(question, lambda meant: self._allow(user) if meant else None)

    def _allow(self, user: User) -> None:
        connection = self.app.connection
        self.ask(
            "capability",
            lambda: connection.directory.change_smtp_capability(user, True),
            lambda _: self._allowed(),
            self.change_failed,
        )

    def _allowed(self) -> None:
        self.toast("SMTP credentials are allowed now.")
        self._credentials = None
        self._generate_when_listed = True
        self.load()

    def _is_me(self) -> bool:
        return self._user is not None and self._user.ocid == self.app.connection.session.user_ocid

    def _generated(self, issue: "Issue | None") -> None:
        if issue is not None and self._user is not None:
            from tui.dialogs.credential import CredentialDialog

            self.app.push_screen(CredentialDialog(self._user, issue), lambda _: self.load())
        else:
            self.load()

    def _limit_answered(self, answer: "LimitAnswer | None") -> None:
        from tui.dialogs.limit import Act

        if answer is None or self._user is None:
            return
        if answer.act is Act.DELETE:
            self.changing.delete(self._user, answer.credential)
        else:
            self._rotate(answer.credential)

    def action_credential_rotate(self) -> None:
        """Go on with the rotation of this user, or replace the credential under the cursor."""
        self._rotate(self._chosen())

    def _rotate(self, chosen: Credential | None) -> None:
        if self._user is None or self._credentials is None:
            self.toast("Nothing was read yet.", "warning")
        else:
            self.rotating.open(self._user, self._credentials, chosen)

    def action_credential_delete(self) -> None:
        """Delete the credential under the cursor, if the person means it."""
        chosen = self._chosen()
        if chosen is None or self._user is None:
            self.toast("There is no credential to delete.", "warning")
        else:
            self.changing.delete(self._user, chosen)

    def action_credential_edit(self) -> None:
        """Edit the description of the credential under the cursor."""
        chosen = self._chosen()
        if chosen is None or self._user is None:
            self.toast("There is no SMTP credential yet: n generates one.", "warning")
        else:
            self.changing.edit(self._user, chosen)

    def change_failed(self, error: OciSmtpError) -> None:
        """Say that a change was not made, and show what is there."""
        self.app.show_error(error)
        self.load()

    def action_credential_find(self) -> None:
        """Look in the keyring for the password of the credential under the cursor."""
        chosen = self._chosen()
        if chosen is None:
            self.toast("There is no credential to look for.", "warning")
            return
        from services.delivery.keyring import KeyringChannel

        channel = KeyringChannel(self.app.connection.session.region)
        self.toast("Looking in the keyring of this machine…")
        self.ask(
            "keyring",
            lambda: channel.find(chosen.user_name),
            lambda secret: self._looked(chosen, secret, channel),
            self.app.show_error,
        )

    def _looked(self, credential: Credential, secret: Secret | None, channel: "KeyringChannel") -> None:
        if secret is None:
            self.toast("The keyring of this machine does not have it, and OCI cannot show it again.", "warning")
        else:
            from tui.dialogs.kept import KeptDialog

            self.app.push_screen(KeptDialog(credential, secret, channel, self._user))

    def action_copy(self) -> None:
        """Copy the user name of the credential under the cursor, else the OCID of the user."""
        chosen = self._chosen()
        if chosen is not None:
            self.copy_text(chosen.user_name, "User name")
        elif self._user is not None:
            self.copy_text(self._user.ocid, "OCID")

    def record_here(self) -> tuple[str, Callable[[], Json]] | None:
        """See `Inspecting`: the credential under the cursor, else the user."""
        user, chosen = self._user, self._chosen()
        if user is None:
            return None
        connection = self.app.connection
        if chosen is not None:
            title = chosen.description or chosen.user_name
            return title, lambda: connection.directory.credential_record(user, chosen)
        return user.name, lambda: connection.directory.user_record(user)

    def fields_here(self) -> list[tuple[str, str]]:
        """See `Inspecting`: those of the credential under the cursor, then those of the user."""
        from tui.screens.users import fields_of_user

        chosen = self._chosen()
        fields = [("SMTP user name", chosen.user_name), ("OCID of the credential", chosen.ocid)] if chosen else []
        return fields + (fields_of_user(self._user) if self._user else [])

    @on(VirtualTable.Selected)
    def _credential_chosen(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.app.run_command("credential.edit")
