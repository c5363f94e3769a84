"""Writing an evidence directory: new, readable by us alone, and whole only with its manifest, which comes last."""

import contextlib
import os
from pathlib import Path

from services.evidence.audited import AuditRun
from services.evidence.document import as_document
from services.evidence.manifest import MANIFEST, manifest_of
from services.evidence.page import as_page
from services.evidence.tables import changes_csv, credentials_csv, requests_csv
from services.model.errors import OciSmtpError, UsageError
from services.storage.atomic_write import create_durably, make_durably, write_durably
from services.system.outside_file import expanded, reason

DOCUMENT, PAGE, CREDENTIALS, REQUESTS, CHANGES = (
    *("audit.json", "audit.html", "credentials.csv", "requests.csv", "changes.csv"),
)


def check_directory(path: str) -> Path:
    """The directory to write, with `~` resolved: before an audit that might take an hour.

    Raises:
        UsageError: it exists and isn't empty, is something else, or can't be written.
    """
    directory = Path(expanded(path))
    try:
        if os.path.lexists(directory):
            _check_is_empty(directory)
        elif not directory.parent.is_dir():
            raise UsageError(f"Can't write {directory}: {directory.parent} isn't a directory.", "Create it first.")
        place = directory if directory.exists() else directory.parent
    except (OSError, ValueError) as error:
        raise UsageError(f"Can't write {path}: {_reason(error)}.", "Choose another directory.") from None
    if not os.access(place, os.W_OK | os.X_OK):
        raise UsageError(f"Can't write {directory}: permission denied.", "Choose another directory.")
    return directory


def write_evidence(run: AuditRun, directory: Path) -> None:
    """Write all files, then the manifest. After an error, nothing of them is left.

    A program that is killed leaves a directory without a manifest, or all of it.

    Raises:
        UsageError: another program wrote there since `check_directory`.
        OciSmtpError: the directory can't be written.
    """
    files = files_of(run)
    made: list[Path] = []
    is_new = not directory.exists()
    try:
        if is_new:
            make_durably(directory, 0o700)
        _check_is_empty(directory)
        directory.chmod(0o700)
        for name, data in files.items():
            create_durably(directory / name, data)
            made.append(directory / name)
        write_durably(directory / MANIFEST, manifest_of(files))
    except BaseException as error:
        _take_away(made, directory if is_new else None)
        if isinstance(error, FileExistsError):
            raise _not_empty(directory) from None
        if isinstance(error, OSError):
            raise OciSmtpError(f"Can't write {directory}: {_reason(error)}.", "Choose another directory.") from None
        raise


def files_of(run: AuditRun) -> dict[str, bytes]:
    """Each file with its content."""
    texts = {
        DOCUMENT: as_document(run),
        CREDENTIALS: credentials_csv(run),
        REQUESTS: requests_csv(run),
        PAGE: as_page(run),
    }
    if run.since:
        texts[CHANGES] = changes_csv(run)
    return {name: text.encode(errors="backslashreplace") for name, text in texts.items()}


def _take_away(made: list[Path], directory: Path | None) -> None:
    with contextlib.suppress(OSError):
        for path in made:
            path.unlink()
        if directory:
            directory.rmdir()


def _check_is_empty(directory: Path) -> None:
    if directory.is_symlink() or not directory.is_dir():
        raise UsageError(f"{directory} already exists, and isn't a directory.", "Choose another name.")
    if any(directory.iterdir()):
        raise _not_empty(directory)


def _not_empty(directory: Path) -> UsageError:
    return UsageError(f"{directory} isn't empty.", "Choose a new or empty directory. Nothing is overwritten.")


def _reason(error: Exception) -> str:
    return reason(error) if isinstance(error, OSError) else "the name isn't valid"
