"""The program with an accident planned into it: `python runner.py ARGUMENT...`.

It is the real program, from its own `main` on. What is added, from outside: pressing + while a new credential is open
ends in an error that has the password in a local variable and in its message; and someone listens to every logger.
Textual is imported by the program itself, when it opens the app.
"""

import logging
import os
import sys
import threading
from typing import Any, NoReturn

ACCIDENT = "LEAKS_ACCIDENT"
"""One of `ACCIDENTS`: where the error comes up."""
LOG = "LEAKS_LOG"
"""A file for everything that any logger says."""


def fail(dialog: Any) -> NoReturn:
    password = dialog.secret.reveal()
    raise RuntimeError(f"it does not fit: {password}")


def fail_in_worker(dialog: Any) -> None:
    dialog.ask("accident", lambda: fail(dialog), print, dialog.app.show_error)


def fail_in_worker_left_alone(dialog: Any) -> None:
    """Once no dialog is there that such an error would be told in."""
    password = dialog.secret.reveal()

    def fail_when_the_dialog_is_gone() -> NoReturn:
        while dialog.is_attached:
            threading.Event().wait(0.05)
        raise RuntimeError(f"it does not fit: {password}")

    dialog.app.ask("accident", fail_when_the_dialog_is_gone, print, print)


def fail_in_thread(dialog: Any) -> None:
    password = dialog.secret.reveal()

    def fail_when_the_terminal_is_back() -> NoReturn:
        while sys.stderr is not sys.__stderr__:
            threading.Event().wait(0.05)
        raise RuntimeError(f"it does not fit: {password}")

    threading.Thread(target=fail_when_the_terminal_is_back).start()
    dialog.app.exit(7, return_code=7)


ACCIDENTS = {"main": fail, "worker": fail_in_worker, "left": fail_in_worker_left_alone, "thread": fail_in_thread}


def plan() -> None:
    """Have it happen once the app opens."""
    from tui.cli import main

    command_line: Any = main
    accident = ACCIDENTS.get(os.environ.get(ACCIDENT, ""))
    open_app = command_line._open_app

    def open_with_accident(*arguments: Any) -> int:
        from tui.dialogs.credential import CredentialDialog

        dialog: Any = CredentialDialog
        if accident:
            dialog.action_credential_extend = accident
        return int(open_app(*arguments))

    command_line._open_app = open_with_accident


if __name__ == "__main__":
    from tui.__main__ import main

    if LOG in os.environ:
        logging.basicConfig(filename=os.environ[LOG], level=logging.DEBUG)
    plan()
    sys.argv[0] = "oci-smtp"
    main()
