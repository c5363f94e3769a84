"""Details: all that OCI says of one thing, field by field or as JSON."""

import json
import re
from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from services.directory import Json
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from tui.base.dialog import Dialog
from tui.commands.bindings import bindings
from widgets.facts import Facts
from widgets.notice import Notice
from widgets.plain import visible

SCIM_EXTENSION = re.compile(r"^urn:ietf:params:scim:schemas:(oracle:idcs:)?(extension:)?")
"""How the names of an extension's fields begin; the rest of them tells it apart."""


class RecordDialog(Dialog[None]):
    """One record, requested when it opens."""

    is_read = True
    AUTO_FOCUS = "#content"
    BINDINGS = [*bindings("details", "details.raw", "copy"), Binding("enter,q", "back", "Close")]
    footer: ClassVar[tuple[str, ...]] = ("details", "details.raw", "copy", "back")

    facts = getters.query_one(Facts)
    raw = getters.query_one("#raw", Static)
    notice = getters.query_one(Notice)

    def __init__(self, title: str, fetch: Callable[[], Json], as_json: bool = False) -> None:
        super().__init__()
        self.title_text = visible(title)
        self._fetch = fetch
        self._as_json = as_json
        self._record: Json | None = None

    def body(self) -> ComposeResult:
        """Both forms, of which one is shown."""
        yield Notice()
        yield Facts()
        yield Static(id="raw", classes="text", markup=False)

    def on_mount(self) -> None:
        """Read the record from OCI."""
        self.notice.show("info", "Loading all fields…")
        self.ask("record", self._fetch, self._came, self._failed, keys_wait=True)

    def _came(self, record: Json) -> None:
        self.notice.hide()
        self._record = record
        self.facts.facts = tuple(fields_of(record))
        self.raw.update("\n".join(visible(line) for line in self._text.split("\n")))
        self._show()

    def _failed(self, error: OciSmtpError) -> None:
        self.notice.show("error", f"{error.title}: {error.cause}", hint=error.next_step)
        self.app.remember(error)

    @property
    def _text(self) -> str:
        return json.dumps(self._record, indent=2, ensure_ascii=False)

    def _show(self) -> None:
        self.facts.display = not self._as_json
        self.raw.display = self._as_json

    def action_details(self) -> None:
        """Show the record field by field."""
        self._as_json = False
        self._show()

    def action_details_raw(self) -> None:
        """Show the record as JSON."""
        self._as_json = True
        self._show()

    def action_copy(self) -> None:
        """Copy the record as JSON."""
        if self._record is None:
            return
        clipboard = self.app.clipboards.new()
        self.ask(
            "copy",
            lambda: clipboard.copy(Secret(self._text)),
            lambda outcome: self.app.say(f"JSON: {outcome.says()}"),
            self.app.remember,
        )


def fields_of(record: Json, above: str = "") -> Iterator[tuple[str, str]]:
    """Each field with a value: its path, with a dot between two names, and its text.

    What SCIM says of its own form (RFC 7643, 3) is left to the JSON.
    """
    for given, value in record.items():
        name = SCIM_EXTENSION.sub("", given)
        path = f"{above}.{name}" if above else name
        if name == "schemas":
            continue
        if isinstance(value, dict):
            yield from fields_of(value, path)
        elif isinstance(value, list):
            yield from fields_of({str(at): item for at, item in enumerate(value)}, path)
        elif value is not None and value != "":
            yield path, value if isinstance(value, str) else json.dumps(value)
