"""Every SMTP credential in the tenancy."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from services.directory import Directory
from services.model import Credential, User

CONCURRENCY = 8
"""Requests under way at once: IAM publishes no rate limit, and eight have not been seen to meet one."""

Progress = Callable[[int, int], None]
"""Told after each user: how many are done, of how many."""


def all_credentials(directory: Directory, progress: Progress | None = None) -> Iterator[tuple[User, list[Credential]]]:
    """Each user who has SMTP credentials, with them, in the order of the directory. One request a user.

    Raises:
        OciSmtpError: one of the requests failed; an audit with holes would claim more than it knows.
    """
    users = [user for page in directory.users() for user in page]
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        try:
            answers = zip(users, pool.map(directory.credentials, users), strict=True)
            for done, (user, credentials) in enumerate(answers, start=1):
                if progress:
                    progress(done, len(users))
                if credentials:
                    yield user, credentials
        finally:
            pool.shutdown(cancel_futures=True)
