"""Where the reading of a list ends."""

import json
from typing import Any

import pytest

from services.api.list_ends import as_far_as_readable
from services.api.pagination import all_of, pages
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.directory.classic_roster import ClassicRoster
from services.directory.iam import IamGroup
from services.model.errors import DamagedError
from tests.services.accounts import operations, session_on

TWO = "billing.relay"


class DamagedGroups(Tenancy):
    """The first group of each page has a name that is none."""

    def handle(self, request: Request, patience: float | None = None) -> Response:
        """The answer, changed."""
        answer = super().handle(request, patience)
        if self.request_log[-1].operation != "list_groups" or not (rows := json.loads(answer.body)):
            return answer
        rows[0]["name"] = 5
        return Response(answer.status, answer.headers, json.dumps(rows).encode())


def groups(tenancy: Tenancy, wanted: set[str]) -> tuple[list[IamGroup], Any]:
    session = session_on(tenancy)
    query = {"compartmentId": tenancy.ocid}
    return as_far_as_readable(
        pages(session.identity, IamGroup, "/groups", "reading", query, all_of(wanted, lambda group: group.id))
    )


def test_a_list_ends_with_an_empty_page(tenancy: Tenancy) -> None:
    found, error = groups(tenancy, {"none of them"})
    assert error is None
    assert len(found) == len(list(tenancy.world.groups))
    assert operations(tenancy) == ["list_groups"] * 2


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_no_page_is_requested_after_all_wanted_groups_are_found(tenancy: Tenancy, size: int) -> None:
    tenancy.settings.iam_page_size = size
    everyone = [group.id for group in groups(tenancy, {"none of them"})[0]]
    tenancy.request_log.clear()
    wanted = {everyone[0], everyone[2]}
    found, _ = groups(tenancy, wanted)
    assert wanted <= {group.id for group in found}
    assert len(operations(tenancy)) == -(-3 // size)


def test_damage_on_the_page_where_the_search_ends_is_reported() -> None:
    tenancy = DamagedGroups(users=20)
    some = next(iter(tenancy.world.groups)).ocid
    _, error = groups(tenancy, {some})
    assert isinstance(error, DamagedError)
    assert operations(tenancy) == ["list_groups"]


def test_finding_an_existing_user_by_name_takes_one_request(tenancy: Tenancy) -> None:
    assert ClassicRoster(session_on(tenancy)).find_user(TWO)
    assert operations(tenancy).count("list_users") == 1


def test_reading_the_group_names_of_a_user_requests_one_page_of_groups(tenancy: Tenancy) -> None:
    directory = ClassicDirectory(session_on(tenancy))
    user = directory.find(TWO)
    tenancy.request_log.clear()
    assert [group.name for group in directory.groups(user)] == ["MailSenders"]
    assert operations(tenancy) == ["list_user_group_memberships"] * 2 + ["list_groups"]
