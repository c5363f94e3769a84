"""Modules that Home does without, because what they import would delay the first frame."""

from contextlib import suppress
from importlib import import_module

MODULES = (
    *(
        f"tui.screens.{name}"
        for name in ("users", "user", "senders", "audit", "doctor", "client_check", "new_sender", "set_up")
    ),
    *(
        f"tui.dialogs.{name}"
        for name in (
            *("generate", "credential", "limit", "help", "profile", "choose", "error", "log"),
            *("arrival", "confirm", "describe", "fields", "record", "rotation", "replace", "kept"),
        )
    ),
    *("tui.palette", "widgets.menu_filter"),
    *(f"services.{name}" for name in ("credentials.rotator", "clipboard.choose", "clipboard.watched")),
)


def preload() -> None:
    """Import them before a credential is made: once it is, there may be nothing to import from any more.

    Raises:
        ImportError: one of them is gone, such as by an upgrade while the app runs.
    """
    for name in MODULES:
        import_module(name)


def preload_ahead() -> None:
    """Import them, in a thread while Home is on the screen, so that the first key isn't kept waiting either.

    What fails here fails again where it is needed, and is told there; it must not end the app.
    """
    with suppress(Exception):
        preload()
