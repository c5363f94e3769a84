"""A place whose list can be looked at more closely: all that OCI says of a line, and each field for copying."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.base.place import Place
from tui.commands.bindings import bindings

if TYPE_CHECKING:
    from services.directory import Json


class InspectionScreen(Place):
    """Subclasses say what the cursor is on."""

    BINDINGS = bindings("details", "details.raw", "copy.field")

    def record_here(self) -> "tuple[str, Callable[[], Json]] | None":
        """What to call the thing under the cursor, and how to ask OCI for all of it, in a thread."""

    def fields_here(self) -> list[tuple[str, str]]:
        """Label and text of each field of the thing under the cursor."""
        return []

    def action_details(self) -> None:
        """Show all that OCI says of it, field by field."""
        self._show_record(as_json=False)

    def action_details_raw(self) -> None:
        """Show all that OCI says of it, as JSON."""
        self._show_record(as_json=True)

    def action_copy_field(self) -> None:
        """Choose one of its fields and copy that."""
        fields = [(label, text) for label, text in self.fields_here() if text]
        if fields:
            self.run_flow(self._copy_one_of(fields))
        else:
            self.toast("Nothing to copy.", "warning")

    async def _copy_one_of(self, fields: list[tuple[str, str]]) -> None:
        from tui.dialogs.fields import FieldsDialog

        chosen = await self.app.question(FieldsDialog(fields))
        if chosen:
            label, text = chosen
            self.copy_text(text, label)

    def _show_record(self, as_json: bool) -> None:
        from tui.dialogs.record import RecordDialog

        found = self.record_here()
        if found:
            title, fetch = found
            self.app.push_screen(RecordDialog(title, fetch, as_json))
        else:
            self.toast("No details to show.", "warning")
