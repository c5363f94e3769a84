"""What the product reads in an answer of OCI is what it reads in the sample tenancy's."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from services.demo.http import Request, Response
from services.demo.routes import route
from services.demo.tenancy import Tenancy
from services.demo.wire import answer
from services.model.errors import OciSmtpError
from tests.services.accounts import session_on
from tests.services.demo.shapes.places import made_up, places
from tests.services.demo.shapes.readers import NEWER, READERS, TOGETHER, UNREAD
from tests.services.demo.shapes.shape import RecordedAnswer, Shape, named, shapes


class Recorded(Tenancy):
    """Answers as in the files, and everything else as the sample tenancy."""

    def __init__(self, replayed: list[Shape]) -> None:
        super().__init__(users=60)
        self._replayed = {(shape.is_scim, shape.operation): shape for shape in replayed}

    def handle(self, request: Request, patience: float | None = None) -> Response:
        """The page that the file has."""
        own = super().handle(request, patience)
        operation = route(request.method, request.path).operation
        shape = self._replayed.get((operation.is_scim, operation.name)) if operation else None
        if shape is None:
            return own
        return self._written(shape.answers["page" in request.query], own)

    def _written(self, recorded: RecordedAnswer, own: Response) -> Response:
        headers = {name: value for name, value in own.headers.items() if name in ("date", "opc-request-id")}
        body = b"" if recorded.status == 204 else answer(recorded.body).body
        return Response(recorded.status, {**headers, **recorded.headers, "content-type": "application/json"}, body)


def what(value: Any, newer: tuple[str, ...] = ()) -> Any:
    """What a value is: its type, and the types of what it has."""
    if is_dataclass(value):
        names = [each.name for each in fields(value) if each.name not in newer]
        return type(value).__name__, {name: what(getattr(value, name)) for name in names}
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [what(item) for item in value[:1]]
    return type(value).__name__


def read(name: str, tenancy: Tenancy, where: dict[str, str]) -> Any:
    """What the reader gives, or the error that it raises."""
    try:
        return READERS[name](session_on(tenancy, named(name).user), where)
    except OciSmtpError as error:
        return type(error), error.code


@pytest.mark.parametrize("name", READERS)
def test_sample_and_recorded_responses_are_read_as_the_same_types(tenancy: Tenancy, name: str) -> None:
    of_demo = read(name, tenancy, places(tenancy))
    recorded = Recorded([named(name), *map(named, TOGETHER.get(name, ()))])
    of_oci = read(name, recorded, made_up(recorded))
    newer = NEWER.get(name, ())
    assert what(of_oci, newer) == what(of_demo, newer)
    if named(name).answers[0].status >= 400:
        assert of_oci == of_demo
        assert issubclass(of_oci[0], OciSmtpError)


def test_each_answer_has_a_reader_or_is_known_to_have_none() -> None:
    assert {shape.name for shape in shapes()} == set(READERS) | UNREAD


def test_the_password_in_a_recorded_response_is_read_unchanged(tenancy: Tenancy) -> None:
    shape = named("create_smtp_credential")
    issued = read(shape.name, Recorded([shape]), made_up(tenancy))
    assert issued.password.reveal() == shape.answers[0].body["password"]
