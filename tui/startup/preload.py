"""Modules that Home does without, because what they import would delay the first frame."""

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
            *("confirm", "describe", "fields", "record", "rotation", "replace", "kept"),
        )
    ),
    *(f"services.{name}" for name in ("credentials.rotator", "clipboard.choose", "clipboard.watched")),
)


def preload() -> None:
    """Import them, in a thread while home is on the screen, so that the first key is not kept waiting either.

    And once more before a credential is made: once it is, there may be nothing to import from any more.
    """
    for name in MODULES:
        import_module(name)
