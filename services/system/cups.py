"""Print queues of CUPS, and the jobs in them."""

import re
import shutil
import subprocess

from services.model.errors import OciSmtpError
from services.system import libcups
from services.system.child_environ import tool_environ

TIMEOUT_SECONDS = 10

LOOK = "To see the printers, run lpstat -t."

REQUEST = re.compile(rb"request id is \S+-(?P<number>\d+) ")
"""What `lp` says of a job that it took (lp(1), in the C locale)."""

LARGE_PRINT = ("-o", "cpi=8", "-o", "lpi=5")
"""Characters and lines an inch: 60 characters a line on A4 and on Letter (CUPS, Command-Line Printing, Printing Text
Files)."""


MAY_BE_SPOOLED = "The job might still be in the spool. To remove it, run cancel -x."


class CupsError(OciSmtpError):
    """CUPS is not there, or reports an error."""

    title = "Printing"


class CupsSilentError(CupsError):
    """One of its programs did not end in time."""


def queues() -> list[str]:
    """The names of the print queues, the default one first.

    Raises:
        CupsError: CUPS isn't installed, or doesn't answer.
    """
    found = _run("lpstat", "-e").decode(errors="replace").split()
    default = _run("lpstat", "-d").decode(errors="replace").rpartition(": ")[2].strip()
    return sorted(found, key=lambda name: (name != default, name))


def device(queue: str) -> str:
    """Where a queue sends what it prints, without any password in it; empty where CUPS does not say.

    Raises:
        CupsError: CUPS doesn't answer.
    """
    said = _run("lpstat", "-v", queue).decode(errors="replace")
    return re.sub(r"//[^/@]*@", "//", said.rpartition(f"{queue}: ")[2].strip())


def check_purge() -> None:
    """Look whether something can be printed, and a job taken out of the spool again.

    Raises:
        CupsError: not from here.
    """
    _look_for("lp")  # first, for what is to be installed brings libcups, too
    try:
        libcups.load()
    except libcups.NoLibcupsError:
        raise CupsError("libcups isn't installed, so print jobs couldn't be removed from the spool.") from None


def submit(queue: str, title: str, content: bytes) -> int:
    """Print a text; the number of the job. The content goes through standard input alone.

    Raises:
        CupsError: CUPS did not take it, or may have taken it and does not say so.
    """
    try:
        said = _run("lp", "-d", queue, "-t", title, "-o", "job-sheets=none", *LARGE_PRINT, stdin=content)
    except CupsSilentError as error:
        raise CupsError(f"{error.cause} {MAY_BE_SPOOLED}", f"To find it, run lpstat -o {queue}.") from None
    found = REQUEST.search(said)
    if found is None:
        raise CupsError(f"lp didn't report a job ID. {MAY_BE_SPOOLED}", f"To find it, run lpstat -o {queue}.")
    return int(found["number"])


def state(number: int) -> str:
    """The state of a job, as in `libcups.STATES`; empty where there is no such job.

    Raises:
        CupsError: that can't be checked.
    """
    try:
        return libcups.state(number)
    except (libcups.NoLibcupsError, libcups.CupsNoAnswerError) as error:
        raise CupsError(
            f"Can't read the status of job {number}: {error}.", "To see the printers, run lpstat -t."
        ) from None


def purge(number: int) -> None:
    """Cancel a job where it is not done, and take the file that it is printed from out of the spool.

    Raises:
        CupsError: it may still be there.
    """
    try:
        libcups.purge(number)
    except (libcups.NoLibcupsError, libcups.CupsNoAnswerError) as error:
        raise CupsError(
            f"Job {number} might still be in the spool: {error}.", "Ask the printer's administrator."
        ) from None


def why_waiting(queue: str) -> str:
    """What CUPS says of a queue that does not print; empty where it says nothing."""
    try:
        return " ".join(_run("lpstat", "-p", queue).decode(errors="replace").split())
    except CupsError:
        return ""


def _run(program: str, *arguments: str, stdin: bytes = b"") -> bytes:
    _look_for(program)
    environ = {**tool_environ(), "LC_ALL": "C", "LANG": "C"}
    try:
        done = subprocess.run(
            [program, *arguments],
            input=stdin,
            capture_output=True,
            env=environ,
            timeout=TIMEOUT_SECONDS,
            check=False,
            start_new_session=True,  # what ends this terminal is not to end it before it has said what it did
        )
    except subprocess.TimeoutExpired:
        raise CupsSilentError(f"{program} didn't respond within {TIMEOUT_SECONDS} seconds.", LOOK) from None
    except OSError as error:
        raise CupsError(f"Can't run {program}: {error.strerror}.", LOOK) from None
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().removeprefix(f"{program}: ")
    raise CupsError(f"{program} failed: {_harmless(said, stdin) or 'no reason given'}.", LOOK)


def _harmless(said: str, given: bytes) -> str:
    """What a program says, unless it quotes what it was given, as a broken one may: that is the password."""
    lines = (line.strip() for line in given.decode(errors="replace").splitlines())
    return "" if any(line and line in said for line in lines) else said


def _look_for(program: str) -> None:
    if shutil.which(program) is None:
        raise CupsError(f"{program} isn't installed.", "Printing needs CUPS (package cups-client).")
