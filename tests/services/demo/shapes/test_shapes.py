import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from services.demo.tenancy import Tenancy
from tests.services.demo.shapes.places import places
from tests.services.demo.shapes.shape import Shape, form, shapes, without
from tests.services.demo.wire import OnTheWire

SHAPES = shapes()
PAGING = ("opc-next-page", "opc-limit", "opc-total-items", "opc-page-count", "etag", "location")
"""Headers that are there, or not, as recorded."""


def filled(text: str, tenancy: Tenancy) -> str:
    for name, value in places(tenancy).items():
        text = text.replace(f"{{{name}}}", value)
    return text


def asked(shape: Shape, tenancy: Tenancy) -> list[Any]:
    """What the tenancy answers to the request, and then for each further page that OCI had."""
    wire, answers = OnTheWire(tenancy, shape.user), list[Any]()
    path = filled(shape.path, tenancy)
    body = None if shape.body is None else json.loads(filled(json.dumps(shape.body), tenancy))
    for _ in shape.answers:
        page = f"&page={quote(answers[-1].headers['opc-next-page'])}" if answers else ""
        answers.append(wire.ask(shape.method, f"{path}{page}", body))
    return answers


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_sample_responses_have_the_names_types_and_headers_of_the_recordings(tenancy: Tenancy, shape: Shape) -> None:
    for answer, recorded in zip(asked(shape, tenancy), shape.answers, strict=True):
        assert answer.status_code == recorded.status, answer.text
        present = {name for name in PAGING if name in answer.headers}
        assert present == set(recorded.headers) & set(PAGING)
        body = answer.json() if answer.content else None
        assert form(without(body, shape.documented_later)) == form(recorded.body)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_recorded_response_contains_no_real_addresses_or_ocids(shape: Shape) -> None:
    text = json.dumps([answer.body for answer in shape.answers])
    assert "@" not in text.replace("@example.com", "").replace("@ocid1.", "")
    assert all(len(set(word[-40:])) == 1 for word in text.split('"') if word.startswith("ocid1.") and "@" not in word)


Damage = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "damage",
    [
        lambda row: row.update(timeExpires=None),
        lambda row: row.pop("compartmentId"),
        lambda row: row.update(timeCreated=1),
    ],
    ids=["null where absent", "absent", "another type"],
)
def test_a_changed_or_missing_field_in_a_response_is_detected(tenancy: Tenancy, damage: Damage) -> None:
    shape = next(each for each in SHAPES if each.name == "list_smtp_credentials")
    (answer,) = asked(shape, tenancy)
    rows = answer.json()
    damage(rows[0])
    assert form(rows) != form(shape.answers[0].body)
