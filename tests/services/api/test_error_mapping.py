"""Every way in which OCI or the way to it fails, as the person is told it."""

import json
from collections.abc import Callable

import pytest

from services.demo.faults import Rule
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import (
    BusyError,
    ConflictError,
    ExitCode,
    NotAuthenticatedError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
    RefusedError,
    UnreachableError,
)
from services.model.values import Credential, User
from tests.services.accounts import operations, session_on

ONE = "shop.mailer"
Change = Callable[[ClassicDirectory, User, Credential], object]
CHANGES: dict[str, Change] = {
    "create_smtp_credential": lambda directory, user, _: directory.create_credential(user, "new", "token"),
    "update_smtp_credential": lambda directory, user, held: directory.describe_credential(user, held, "new"),
    "delete_smtp_credential": lambda directory, user, held: directory.delete_credential(user, held),
}
REFUSALS = [
    ("400", RefusedError, ExitCode.FAILED),
    ("401", NotAuthenticatedError, ExitCode.DENIED),
    ("403", NotAuthorizedError, ExitCode.DENIED),
    ("404", NotAuthorizedError, ExitCode.DENIED),
    ("409", ConflictError, ExitCode.FAILED),
    ("412", ConflictError, ExitCode.FAILED),
    ("429", BusyError, ExitCode.FAILED),
]
TROUBLE = ["500", "502", "503", "504"]
DEEP = b'{"a":' * 100_000
"""JSON that is nested deeper than Python can follow."""
NO_TEXT = [b"\xff\xfe", b'{"code": "\xff", "message": "no"}', "<p>gateway</p>".encode("utf-16"), DEEP]
"""Bodies that are no text at all, or cannot be read as any."""
DEEPER = json.dumps({"code": "X", "message": DEEP.decode()}).encode()
"""A rejection whose message looks as if it had another one in it, as an identity domain's has."""


class Altering(Tenancy):
    """Answers one operation, of a list the first page, with other bytes or another status."""

    def __init__(self, operation: str, body: bytes, status: int | None = None) -> None:
        super().__init__(users=20)
        self._altered = (operation, body, status)

    def handle(self, request: Request, patience: float | None = None) -> Response:
        answer = super().handle(request, patience)
        operation, body, status = self._altered
        if self.request_log[-1].operation != operation or "page" in request.query:
            return answer
        return Response(status or answer.status, answer.headers, body)


def told(error: OciSmtpError) -> str:
    """What the person reads; checked for what every error must have."""
    assert error.title
    assert error.next_step.endswith(".")
    assert not [word for word in ("Traceback", "Error(", "HTTPConnection", "{") if word in error.cause]
    return f"{error.cause} {error.next_step}"


@pytest.mark.usefixtures("impatient")
class TestReads:
    @pytest.mark.parametrize(("status", "kind", "code"), REFUSALS)
    def test_a_rejected_read_reports_the_action_exit_code_and_request_id(
        self, tenancy: Tenancy, status: str, kind: type[OciSmtpError], code: ExitCode
    ) -> None:
        tenancy.faults.add(status, "list_users", times=0)
        with pytest.raises(kind) as refusal:
            list(ClassicDirectory(session_on(tenancy)).users())
        error = refusal.value
        assert "listing the users" in told(error)
        assert error.exit_code is code
        assert error.code
        assert error.request_id

    @pytest.mark.parametrize("status", [*TROUBLE, "429"])
    def test_a_temporary_failure_is_tried_three_times(self, tenancy: Tenancy, status: str) -> None:
        tenancy.faults.add(status, "list_users", times=0)
        with pytest.raises(BusyError) as refusal:
            list(ClassicDirectory(session_on(tenancy)).users())
        assert "listing the users" in told(refusal.value)
        assert operations(tenancy) == ["list_users"] * 3

    @pytest.mark.parametrize("status", ["400", "401", "403", "404", "412"])
    def test_a_permanent_rejection_is_not_retried(self, tenancy: Tenancy, status: str) -> None:
        tenancy.faults.add(status, "list_users", times=0)
        with pytest.raises(OciSmtpError):
            list(ClassicDirectory(session_on(tenancy)).users())
        assert operations(tenancy) == ["list_users"]

    @pytest.mark.parametrize("kind", ["503", "429", "timeout", "reset-before", "reset-after"])
    def test_a_read_succeeds_after_two_failures(self, tenancy: Tenancy, kind: str) -> None:
        tenancy.faults.add(kind, "get_user", times=2)
        assert ClassicDirectory(session_on(tenancy)).myself().name == "demo.administrator"
        assert operations(tenancy) == ["get_user"] * 3

    @pytest.mark.parametrize(("kind", "words"), [("timeout", "didn't respond in time"), ("reset-before", "was lost")])
    def test_a_read_without_a_response_is_unreachable_after_three_tries(
        self, tenancy: Tenancy, kind: str, words: str
    ) -> None:
        tenancy.faults.add(kind, "list_users", times=0)
        with pytest.raises(UnreachableError) as refusal:
            list(ClassicDirectory(session_on(tenancy)).users())
        assert words in told(refusal.value)
        assert "HTTPS_PROXY" in refusal.value.next_step
        assert operations(tenancy) == ["list_users"] * 3

    @pytest.mark.parametrize(
        "body",
        [b"", b"<html>proxy</html>", b"{}", b"null", b'"x"', *NO_TEXT],
    )
    def test_an_unreadable_response_is_reported(self, body: bytes) -> None:
        with pytest.raises(OciSmtpError) as refusal:
            list(ClassicDirectory(session_on(Altering("list_users", body))).users())
        assert "Can't read the response from OCI" in told(refusal.value)
        assert "listing the users" in refusal.value.cause

    def test_unknown_fields_in_a_response_are_ignored(self) -> None:
        body = json.dumps([{"id": "ocid1.user.oc1..aaaa", "name": "n", "newField": {"a": [1]}, "email": None}]).encode()
        (user,), _ = list(ClassicDirectory(session_on(Altering("list_users", body))).users())
        assert user == User("ocid1.user.oc1..aaaa", "n", status="")

    @pytest.mark.parametrize("status", [401, 404, 500])
    @pytest.mark.parametrize(
        "body",
        [b"", b"<html>gateway</html>", b"[]", b'{"code": null, "message": null}', b"{", *NO_TEXT],
    )
    def test_a_rejection_with_an_unreadable_body_does_not_show_the_body(self, status: int, body: bytes) -> None:
        with pytest.raises(OciSmtpError) as refusal:
            ClassicDirectory(session_on(Altering("get_user", body, status))).user("ocid1.user.oc1..aaaa")
        assert "reading the user" in told(refusal.value)
        assert "gateway" not in refusal.value.cause, "a page is not a sentence"

    def test_a_rejection_with_a_deeply_nested_message_is_reported(self) -> None:
        with pytest.raises(RefusedError) as refusal:
            ClassicDirectory(session_on(Altering("get_user", DEEPER, 400))).user("ocid1.user.oc1..aaaa")
        assert "reading the user" in refusal.value.cause

    @pytest.mark.parametrize("date", ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 -0000", "Thu, 01 Jan 1970 00:00:00"])
    def test_a_401_with_any_date_header_is_reported_as_not_authenticated(self, tenancy: Tenancy, date: str) -> None:
        class Undated(Altering):
            def handle(self, request: Request, patience: float | None = None) -> Response:
                answer = super().handle(request, patience)
                return Response(401, {**answer.headers, "date": date}, b"{}")

        with pytest.raises(NotAuthenticatedError) as refusal:
            session_on(Undated("", b"")).tenancy_name()
        assert told(refusal.value)


@pytest.mark.parametrize("operation", CHANGES)
class TestChanges:
    def change(self, tenancy: Tenancy, operation: str) -> OciSmtpError:
        """What becomes of the change, which is the only request that is in trouble."""
        directory = ClassicDirectory(session_on(tenancy))
        user = directory.find(ONE)
        (held,) = directory.credentials(user)
        with pytest.raises(OciSmtpError) as refusal:
            CHANGES[operation](directory, user, held)
        assert operations(tenancy).count(operation) == 1, "a change is sent once"
        return refusal.value

    @pytest.mark.parametrize(("status", "kind", "code"), REFUSALS)
    def test_a_rejection_changes_nothing(
        self, tenancy: Tenancy, operation: str, status: str, kind: type[OciSmtpError], code: ExitCode
    ) -> None:
        tenancy.faults.add(status, operation, times=0)
        error = self.change(tenancy, operation)
        assert isinstance(error, kind)
        assert error.exit_code is code
        assert error.request_id
        assert told(error)
        (held,) = tenancy.credentials(tenancy.user_ocid(ONE))
        assert held.description != "new"

    @pytest.mark.parametrize("status", TROUBLE)
    @pytest.mark.parametrize("done", [True, False])
    def test_after_a_5xx_the_outcome_is_unknown(
        self, tenancy: Tenancy, operation: str, status: str, done: bool
    ) -> None:
        tenancy.faults.append(Rule(status, operation, times=0, done=done))
        error = self.change(tenancy, operation)
        assert isinstance(error, OutcomeUnknownError)
        assert error.exit_code is ExitCode.UNKNOWN
        assert status in error.cause
        assert error.request_id
        assert "might have succeeded" in told(error)

    @pytest.mark.parametrize("status", [400, 404, 409, 500])
    @pytest.mark.parametrize("body", NO_TEXT)
    def test_after_a_rejection_with_an_unreadable_body_the_outcome_is_unknown(
        self, operation: str, status: int, body: bytes
    ) -> None:
        error = self.change(Altering(operation, body, status), operation)
        assert isinstance(error, OutcomeUnknownError)
        assert "might have succeeded" in told(error)

    @pytest.mark.parametrize("kind", ["timeout", "lost", "reset-before", "reset-after"])
    def test_after_a_lost_response_the_outcome_is_unknown(self, tenancy: Tenancy, operation: str, kind: str) -> None:
        tenancy.faults.add(kind, operation, times=0)
        error = self.change(tenancy, operation)
        assert isinstance(error, OutcomeUnknownError)
        assert error.exit_code is ExitCode.UNKNOWN
        assert "might have succeeded" in told(error)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"<html>", b'{"id": "ocid1.credential.oc1..a", "username": "u", "password": 5}', *NO_TEXT],
)
def test_a_create_with_an_unreadable_response_has_an_unknown_outcome(body: bytes) -> None:
    tenancy = Altering("create_smtp_credential", body)
    directory = ClassicDirectory(session_on(tenancy))
    with pytest.raises(OutcomeUnknownError):
        directory.create_credential(directory.find(ONE), "new", "token")
    assert len(tenancy.credentials(tenancy.user_ocid(ONE))) == 2
