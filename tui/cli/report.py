"""`oci-smtp doctor --report FILE`: what a bug report needs, in a new file that only this user can read."""

import os
from pathlib import Path

from services.checkup.bug_report import bug_report
from services.checkup.order import CheckupContext
from services.config.options import Options
from services.delivery.new_file import chosen_path
from services.model.errors import ExitCode, OciSmtpError
from services.storage.atomic_write import create_durably
from tui.cli.notes import note
from tui.cli.output import print_lines
from tui.cli.pasted import STDIN
from tui.cli.sign_in import session_for


def write_report(options: Options, file: str) -> ExitCode:
    """Write the report; `-` is standard output.

    Raises:
        UsageError: see `chosen_path`.
        OciSmtpError: the file can't be written.
    """
    path = None if file == STDIN else chosen_path(file)
    lines = list(bug_report(CheckupContext(options, os.environ, lambda: session_for(options))))
    if path is None:
        print_lines(lines)
        return ExitCode.DONE
    _create(path, "".join(f"{line}\n" for line in lines))
    note(f"Wrote {path}. It contains no passwords, user names, or OCIDs. Read it before you send it.")
    return ExitCode.DONE


def _create(path: Path, text: str) -> None:
    try:
        create_durably(path, text.encode())
    except OSError as error:
        raise OciSmtpError(f"Can't write {path}: {error.strerror}.", "Name a file elsewhere.") from None
