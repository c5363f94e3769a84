"""The users that a file names, with their credentials: several requests at once, at the audit's pace."""

from collections.abc import Sequence

from services.audit.audit import CONCURRENCY
from services.audit.throttled_requests import ThrottledRequests
from services.audit.worker_pool import WorkerPool
from services.directory import Directory
from services.directory.lookup import known_credentials
from services.fleet.paced_directory import paced
from services.fleet.users_file import NamedUser
from services.model.errors import OciSmtpError
from services.model.values import Credential, User

Found = tuple[User, list[Credential]]


def read_named(directory: Directory, named: Sequence[NamedUser]) -> list[Found | OciSmtpError]:
    """For each that is named, in that order: the user with the credentials, or why that can't be read."""
    directory = paced(directory, ThrottledRequests(CONCURRENCY))
    found: list[Found | OciSmtpError | None] = [None] * len(named)

    def read(number: int) -> Found:
        user = directory.find(named[number].user)
        return user, known_credentials(directory, user)

    crew: WorkerPool[int, Found] = WorkerPool(read, CONCURRENCY)
    try:
        for number in range(len(named)):
            crew.take(number)
        while crew.busy:
            for number, outcome in crew.outcomes():
                if isinstance(outcome, Exception) and not isinstance(outcome, OciSmtpError):
                    raise outcome
                found[number] = outcome
    finally:
        crew.dismiss()
    return [each for each in found if each is not None]
