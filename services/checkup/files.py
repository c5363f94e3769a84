"""The program's own files: settings and journal."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from services.config.options import Options
from services.config.settings import settings_path
from services.credentials.journal import Journal, open_journal
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.storage.state_dir import StateDirError


def check_settings(environ: Mapping[str, str]) -> Check:
    """The settings file, if there is one. What is wrong in it is said before any command is run."""
    path = settings_path(environ)
    detail = "The settings file is valid." if path.exists() else "No settings file; using the defaults."
    return Check("settings", Finding.OK, detail, (str(path),))


def check_journal(options: Options, environ: Mapping[str, str]) -> Iterator[Check]:
    """The directory, whether it can be written to, and which credentials in it are interrupted."""
    journal = open_journal(options, environ)
    folder = journal.directory
    place = _nearest(folder)
    if not os.access(place, os.W_OK | os.X_OK):
        fix = Advice(
            "Change its owner to your user, or set OCI_SMTP_STATE_DIR to another directory. "
            "You can't generate credentials until then."
        )
        yield Check("journal", Finding.FAULT, "Can't write the journal.", (str(place),), fix)
        return
    if os.name == "posix" and place == folder and stat.S_IMODE(place.stat().st_mode) & 0o077:
        fix = Advice(f"Run chmod 700 {folder} {folder.parent}")
        yield Check(
            "journal", Finding.FAULT, "The journal is accessible to other users of this machine.", (str(folder),), fix
        )
        return
    detail = (
        "The journal is writable."
        if place == folder
        else "The journal doesn't exist yet. It's created with the first credential."
    )
    yield Check("journal", Finding.OK, detail, (str(folder),))
    yield from _unfinished(journal)


def _unfinished(journal: Journal) -> Iterator[Check]:
    try:
        count = len(journal.unfinished())
    except StateDirError as error:
        yield Check("journal", Finding.FAULT, "Can't read the journal.", (error.cause,), Advice(error.next_step))
        return
    if count:
        fix = Advice("To review them, run oci-smtp recover.")
        yield Check("unfinished", Finding.NOTE, f"Interrupted credentials: {count}.", fix=fix)
    unreadable = tuple(error.cause for error in journal.unreadable())
    if unreadable:
        yield Check("unreadable-records", Finding.UNKNOWN, "Some records of the journal can't be read.", unreadable)


def _nearest(path: Path) -> Path:
    """The path, or the nearest directory above it that exists."""
    return next(place for place in (path, *path.parents) if place.exists())
