"""Textual and asyncio without modules that they import for what comes later."""

from services.startup.late_import import imported_late


def import_textual() -> None:
    """Import Textual's app, without where downloads go (App.deliver_text) and what identifies notifications.

    asyncio's event loop comes without TLS, which its streams use, and nothing before the first frame.
    """
    with imported_late("ssl"), imported_late("asyncio.sslproto"):
        import asyncio  # noqa: F401  # for what imports it next
    from tui.terminal.textual_private import lighten_textual

    lighten_textual()
    with imported_late("platformdirs", "user_downloads_path"), imported_late("uuid", "uuid4"):
        import textual.app  # noqa: F401  # for what imports it next
