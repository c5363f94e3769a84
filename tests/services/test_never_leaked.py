"""A password that OCI sent is where `Secret.reveal` is called, and nowhere else."""

import io
import logging
import traceback
from collections.abc import Iterator

import pytest

from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import OutcomeUnknownError
from tests.services.accounts import Served, session_on

USER = "newsletter.sender"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, at DEBUG, whatever it is set to and whether or not it propagates."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    names = ["oci", "urllib3", "oci.base_client", "oci._vendor.requests", "oci.util", "msgspec", "http.client"]
    loggers = [root, *(logging.getLogger(name) for name in names)]
    before = [(logger, logger.level, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.disabled = False
        logger.addHandler(handler)
    yield text
    for logger, level, disabled in before:
        logger.setLevel(level)
        logger.disabled = disabled
        logger.removeHandler(handler)


def test_returned_objects_do_not_show_the_password(classic_directory: ClassicDirectory) -> None:
    user = classic_directory.find(USER)
    issued = classic_directory.create_credential(user, "billing host", "token")
    password = issued.password.reveal()
    shown = f"{issued} {issued!r} {issued.credential!r} {classic_directory.credentials(user)} {vars(classic_directory)}"
    assert password not in shown


def test_logs_do_not_show_the_password(
    on_loopback: Served, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    directory = ClassicDirectory(on_loopback.session())
    user = directory.find(USER)
    issued = directory.create_credential(user, "billing host", "token")
    password = issued.password.reveal()
    directory.describe_credential(user, issued.credential, "another")
    directory.delete_credential(user, issued.credential)
    assert "smtpCredentials" in log.getvalue(), "the loggers were listened to"
    assert password not in log.getvalue()
    assert "rsa-sha256" not in log.getvalue(), "no Authorization header either"
    assert capfd.readouterr() == ("", "")


class Broken(Tenancy):
    """Answers a create with its password inside JSON that cannot be read."""

    def __init__(self, before: bytes, after: bytes) -> None:
        super().__init__(users=20)
        self._before, self._after = before, after

    def handle(self, request: Request, patience: float | None = None) -> Response:
        answer = super().handle(request, patience)
        if request.method != "POST":
            return answer
        return Response(answer.status, answer.headers, self._before + answer.body[1:-1] + self._after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"{", b""),
        (b"{", b'} {"more": 1}'),
        (b"[{", b"}]"),
        (b"{", b', "id": 5}'),
        (b"{", b', "username": "\xff"}'),
        (b"{", b', "password": "\xff", "x": "'),
    ],
)
def test_an_error_for_an_unreadable_response_does_not_show_the_password(
    log: io.StringIO, before: bytes, after: bytes
) -> None:
    tenancy = Broken(before, after)
    directory = ClassicDirectory(session_on(tenancy))
    user = directory.find(USER)
    with pytest.raises(OutcomeUnknownError) as failure:
        directory.create_credential(user, "billing host", "token")
    assert failure.value.cause == (
        f"Can't read the response from OCI (while creating a credential for {USER}). "
        "The credential was probably created anyway."
    )
    (held,) = tenancy.credentials(user.ocid)
    shown = "".join(traceback.format_exception(failure.value)) + repr(failure.value) + log.getvalue()
    assert held.password not in shown
    for link in _chain(failure.value):
        assert held.password not in f"{link} {link!r} {link.args} {vars(link)}"


@pytest.mark.parametrize(
    "after", [b', "timeCreated": "never"}', b', "lifecycleState": null}', b', "description": "\xff"}']
)
def test_the_password_is_kept_when_another_part_of_the_response_is_damaged(log: io.StringIO, after: bytes) -> None:
    tenancy = Broken(b"{", after)
    directory = ClassicDirectory(session_on(tenancy))
    user = directory.find(USER)
    issued = directory.create_credential(user, "billing host", "token")
    (held,) = tenancy.credentials(user.ocid)
    assert issued.password.reveal() == held.password
    assert held.password not in f"{issued} {issued!r} {log.getvalue()}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    queue: list[BaseException | None] = [error]
    while queue:
        link = queue.pop()
        if link is not None and link not in seen:
            seen.append(link)
            queue += [link.__cause__, link.__context__]
            yield link
