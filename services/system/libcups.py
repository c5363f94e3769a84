"""The two questions to CUPS that its programs cannot ask: how a job ended, and to forget it.

`cancel -x JOB` of CUPS 2.4 leaves the printed file in the spool: it asks for `purge-jobs`, and the server listens for
`purge-job`. And `lpstat` tells a printed job from an aborted one in no way.
"""

import ctypes
from typing import Any

NAMES = ("libcups.so.2", "libcups.2.dylib")

CANCEL_JOB, GET_JOB_ATTRIBUTES = 0x08, 0x09
OPERATION, ENUM, NAME, URI = 0x01, 0x23, 0x42, 0x45
NOT_FOUND = 0x0406
"""Numbers of IPP (RFC 8011, 4.1.4, 5.4.15 and appendix B; RFC 8010, 3.5)."""

STATES = {3: "pending", 4: "held", 5: "processing", 6: "stopped", 7: "canceled", 8: "aborted", 9: "completed"}
"""States of a job (RFC 8011, 5.3.7)."""

PURGES = 3
"""How often to ask: the first request only cancels a job that is being printed right now (seen with CUPS 2.4.2)."""


class NoLibcupsError(Exception):
    """The library is not on this machine."""


class CupsNoAnswerError(Exception):
    """CUPS did not do as asked; its own words."""


def load() -> Any:
    """The library, with the types of what is called.

    Raises:
        NoLibcupsError: it is not here.
    """
    for name in NAMES:
        try:
            found = ctypes.CDLL(name)
        except OSError:
            continue
        pointers = ("ippNewRequest", "cupsDoRequest", "ippAddString", "ippAddBoolean", "ippFindAttribute")
        for function in pointers:
            getattr(found, function).restype = ctypes.c_void_p
        for function in ("cupsUser", "cupsLastErrorString"):
            getattr(found, function).restype = ctypes.c_char_p
        return found
    raise NoLibcupsError


def state(number: int) -> str:
    """The state of a job; empty where CUPS doesn't have the job.

    Raises:
        NoLibcupsError, NoAnswerError: that can't be checked.
    """
    library = load()
    answer = _asked(library, GET_JOB_ATTRIBUTES, number)
    if answer is None:
        return ""
    try:
        found = library.ippFindAttribute(ctypes.c_void_p(answer), b"job-state", ENUM)
        return STATES.get(library.ippGetInteger(ctypes.c_void_p(found), 0), "unknown") if found else "unknown"
    finally:
        library.ippDelete(ctypes.c_void_p(answer))


def purge(number: int) -> None:
    """Cancel a job where it is not done, and have CUPS forget it and the file that it was printed from.

    Raises:
        NoLibcupsError, NoAnswerError: it may still be there.
    """
    library = load()
    for _ in range(PURGES):
        answer = _asked(library, CANCEL_JOB, number, purge=True)
        if answer is not None:
            library.ippDelete(ctypes.c_void_p(answer))
        if not state(number):
            return
    raise CupsNoAnswerError("CUPS still knows the job")


def _asked(library: Any, operation: int, number: int, *, purge: bool = False) -> int | None:
    """Ask about one job; the answer, None where there is no such job."""
    request = ctypes.c_void_p(library.ippNewRequest(operation))
    library.ippAddString(request, OPERATION, URI, b"job-uri", None, b"ipp://localhost/jobs/%d" % number)
    library.ippAddString(request, OPERATION, NAME, b"requesting-user-name", None, library.cupsUser())
    if purge:
        library.ippAddBoolean(request, OPERATION, b"purge-job", ctypes.c_char(b"\1"))
    answer: int | None = library.cupsDoRequest(None, request, b"/jobs")
    status = library.cupsLastError()
    if status == NOT_FOUND:
        return None
    if answer is None or status >= 0x0400:
        raise CupsNoAnswerError((library.cupsLastErrorString() or b"").decode(errors="replace"))
    return answer
