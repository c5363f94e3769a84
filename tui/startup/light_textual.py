"""Textual without modules that it imports for what comes later."""

from services.startup.late_import import imported_late
from tui.terminal.textual_private import lighten_textual


def import_textual() -> None:
    """Import Textual's app, without where downloads go (App.deliver_text) and what identifies notifications."""
    lighten_textual()
    with imported_late("platformdirs", "user_downloads_path"), imported_late("uuid", "uuid4"):
        import textual.app  # noqa: F401  # for what imports it next
