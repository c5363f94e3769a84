import json
from typing import Any

import pytest

from services.demo.forms import indented
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.policy.reader import policies_of
from services.policy.writer import add_statement, plan_statement
from tests.services.accounts import session_on
from tests.services.demo.wire import OnTheWire

FORMS: list[dict[str, Any]] = [{}, {"indented": True}, {"gzip": True}, {"indented": True, "gzip": True}]


def in_form(tenancy: Tenancy, form: dict[str, Any]) -> None:
    for name, value in form.items():
        setattr(tenancy.settings, name, value)


def test_indented_json_is_as_iam_writes_it() -> None:
    rows = [{"id": "a", "tags": {}, "more": {"b": [1, "ü"], "c": None}}, {"id": "d"}]
    assert indented(rows) == (
        '[ {\n  "id" : "a",\n  "tags" : { },\n  "more" : {\n    "b" : [ 1, "ü" ],\n    "c" : null\n  }\n}'
        ', {\n  "id" : "d"\n} ]'
    )
    assert indented([]) == "[ ]"
    assert json.loads(indented(rows)) == rows


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("size", [7, 100, 1000])
def test_the_product_reads_the_same_in_each_form_and_page_size(
    tenancy: Tenancy, form: dict[str, Any], size: int
) -> None:
    names = [user.name for page in ClassicDirectory(session_on(tenancy)).users() for user in page]
    in_form(tenancy, {**form, "iam_page_size": size})
    directory = ClassicDirectory(session_on(tenancy))
    assert [user.name for page in directory.users() for user in page] == names
    user = directory.find("shop.mailer")
    assert [group.name for group in directory.groups(user)] == ["MailSenders"]
    issued = directory.create_credential(user, "in another form", "token")
    assert issued.password is not None
    assert issued.password.reveal() == tenancy.password_of(issued.credential.ocid)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_an_etag_in_any_format_is_accepted_for_a_policy_update(tenancy: Tenancy, form: dict[str, Any]) -> None:
    """A compressed answer's etag has an ending, and OCI takes it back with it."""
    in_form(tenancy, form)
    session = session_on(tenancy)
    wanted = [f"Allow any-user to inspect {what} in tenancy" for what in ("groups", "compartments")]
    for text in wanted:
        add_statement(session, plan_statement(session, tenancy.ocid, text), f"token of {text}")
    (ours,) = [found for found in policies_of(session.identity, tenancy.ocid) if wanted[0] in found.statements]
    assert list(ours.statements) == wanted, "the second went into the policy that the first had made"


def test_gzip_is_not_used_for_a_client_that_does_not_accept_gzip(tenancy: Tenancy) -> None:
    tenancy.settings.gzip = True
    path = f"/20160918/users/{tenancy.admin_ocid}"
    plain = OnTheWire(tenancy).ask("GET", path, headers={"accept-encoding": "identity"})
    packed = OnTheWire(tenancy).ask("GET", path, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == f"{plain.headers['etag']}--gzip"
    assert packed.json() == plain.json()
