"""What User details shows: the user, the groups, and the credentials, each read in the background."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult

from services.model.errors import AmbiguousError, IncompleteError, NotFoundError, OciSmtpError
from services.model.override import override
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, Group, OwnSettings, User
from tui.base.connection import Connection
from tui.base.messages import OfferUsers, UserOpened
from tui.flows.pending_command import GENERATE, PendingCommand
from tui.screens.inspection import InspectionScreen
from tui.screens.user_rows import COLUMNS, facts_of, row_of
from widgets.facts import Facts
from widgets.notice import Notice
from widgets.quota import Quota
from widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from services.credentials.rotation_status import RotationStatus
    from services.directory.prefetch import Prefetch


class UserDetails(InspectionScreen):
    """One user, as it was read last. `find` says who, in a thread; with no breadcrumbs these are your user settings."""

    facts = getters.query_one(Facts)
    quota = getters.query_one(Quota)
    notice = getters.query_one(Notice)
    table = getters.query_one(VirtualTable)

    def __init__(
        self,
        find: Callable[[], User],
        crumbs: tuple[str, ...],
        known: User | None = None,
        generate: bool = False,
        ahead: "Prefetch | None" = None,
        wanted: str = "",
    ) -> None:
        """`wanted` is what was typed for a name: where it isn't that of one user, those that it fits are offered."""
        super().__init__()
        self._wanted = wanted
        self.crumbs = crumbs
        self._find = find
        self._user = known
        self._groups: list[Group] | None = None
        self._credentials: list[Credential] | None = None
        self._underway: RotationStatus | None = None
        self._pending = PendingCommand(self, lambda: self.notice.is_shown, GENERATE if generate else "")
        self._ahead = ahead

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
        ahead, self._ahead = self._ahead, None
        if ahead and ahead.found:
            self._read_ahead(ahead.found)
            return
        if ahead:
            self.ask("ahead", ahead.wait, self._read_ahead, self.app.remember)
        else:
            self.forget("ahead")  # asked again, what was read before that is too old
        self.ask("user", self._find, self._user_read, self._user_failed)

    @override
    def reload(self) -> None:
        """After a change, what is on the screen is outdated: commands wait for what is there now."""
        if self.is_open:
            self._pending.begin()
            self.load()

    def _read_ahead(self, found: OwnSettings | None) -> None:
        """Show what another process has read, unless this one was sooner."""
        if found is not None and self._credentials is None:
            self.forget("user")
            self._show_credentials(found.credentials)
            self._user_read(found.user, found.credentials)

    def _user_read(self, user: User, known: list[Credential] | None = None) -> None:
        self._user = user
        self.post_message(UserOpened(user))
        if self.crumbs[-1] == "":
            self.show_crumbs(*self.crumbs[:-1], user.name)
        self._show_user()
        connection = self.app.connection

        def work() -> "tuple[list[Credential], RotationStatus | None]":
            directory = connection.directory  # raises what kept the session from opening, even where all is known
            credentials = directory.credentials(user) if known is None else known
            return credentials, self._review(connection, user, credentials)

        self.ask("credentials", work, partial(self._listed, user), self._list_failed)
        self.ask("groups", lambda: connection.directory.groups(user), self._groups_read, self._groups_failed)

    def _user_failed(self, error: OciSmtpError) -> None:
        self._pending.failed()
        self.table.empty_text = ""
        is_none = isinstance(error, NotFoundError | AmbiguousError) and self._user is None
        is_free = self.app.screen is self and not self.prompt.is_open  # no key that is meant for here goes elsewhere
        if is_none and self._wanted and not self._wanted.startswith("ocid1.") and is_free:
            self.app.remember(error)
            several = f'More than one user is called "{self._wanted}". Choose one.'
            told = several if isinstance(error, AmbiguousError) else error.cause
            self.post_message(OfferUsers(self._wanted, told))
        else:
            self.trouble(self.notice, error)

    def _groups_read(self, groups: list[Group]) -> None:
        self._groups = groups
        self._show_user()

    def _groups_failed(self, error: OciSmtpError) -> None:
        if isinstance(error, IncompleteError):
            self._groups_read(list(error.part))
        self.app.remember(error)

    def _listed(self, user: User, found: "tuple[list[Credential], RotationStatus | None]") -> None:
        credentials, underway = found
        self.notice.hide()
        self._show_rotation(user, underway)
        self._show_credentials(credentials)
        self._pending.end(self.table.highlighted)

    def _review(self, connection: Connection, user: User, credentials: list[Credential]) -> "RotationStatus | None":
        """Where the user's rotation stands. What can't be read is in the log. Called in a worker."""
        try:
            return connection.rotator().review(user, credentials)
        except OciSmtpError as error:
            self.app.call_later(self.app.say, f"{error.title}: {error.cause} {error.next_step}", "warning")
            return None

    def _show_rotation(self, user: User, underway: "RotationStatus | None") -> None:
        self._underway = underway
        self.app.note_rotation(user, underway)
        if underway:
            self.notice.show("info", underway.text, hint=f"Press {self.app.key('credential.rotate')} to continue.")

    def _word_for(self, credential: Credential) -> str:
        """What a credential is in the rotation, else its status."""
        return (self._underway and self._underway.word_for(credential)) or credential.status

    def _show_credentials(self, credentials: list[Credential]) -> None:
        self._credentials = credentials
        self.quota.used = len(credentials)
        self.table.empty_text = self._no_credentials
        self.table.replace_rows([row_of(item, self._word_for(item)) for item in credentials])

    @property
    def _no_credentials(self) -> str:
        return f"No SMTP credentials. Press {self.app.key('user.generate')} to generate one."

    def _list_failed(self, error: OciSmtpError) -> None:
        self._pending.failed()
        if isinstance(error, IncompleteError):
            self._show_credentials(list(error.part))
        self.table.empty_text = "" if self._credentials is None else self.table.empty_text
        self.trouble(self.notice, error)

    def _show_user(self) -> None:
        if self._user is not None:
            self.facts.facts = tuple(facts_of(self._user, self._groups))

    def _chosen(self) -> Credential | None:
        key = self.table.highlighted
        return next((item for item in self._credentials or [] if item.ocid == key), None)

    @property
    @override
    def do_keys_wait(self) -> bool:
        """Also while a command that came before the list waits for it."""
        return super().do_keys_wait or self.awaits_text

    @property
    def awaits_text(self) -> bool:
        """Whether keys typed now belong to a dialog that isn't open yet; `KeyQueue` reads it."""
        return self.is_mounted and self._pending.awaits_text
