"""Which groups are proposed to a new sending user."""

import pytest

from services.demo.tenancy import Tenancy
from services.doctor.tenancy_snapshot import look_around
from services.sending_user.locations import groups_that_may, sending_places
from tests.services.accounts import session_on

PLACE = "Production:Mail:Transactional"
ALL = "Allow group CloudOperators to manage all-resources in tenancy"
MAIL = "Allow group CloudOperators to use email-family in tenancy"


@pytest.mark.parametrize(
    ("statements", "is_proposed"), [([MAIL], True), ([ALL], False), ([ALL, MAIL], False)], ids=["mail", "all", "both"]
)
def test_a_group_that_may_manage_all_resources_is_not_proposed(statements: list[str], is_proposed: bool) -> None:
    tenancy = Tenancy(users=20)
    world = tenancy.world
    world.policies.add(world.ocid, "of-a-colleague", statements, "", world.now())
    here = look_around(session_on(tenancy))
    (place,) = (place for place in sending_places(here) if place.path == PLACE)
    found = groups_that_may(place, here, "")
    assert ("CloudOperators" in found) is is_proposed
    assert "MailSenders" in found


@pytest.mark.parametrize(
    "ending",
    [
        "to use email-family in tenancy where request.networkSource.name = 'office'",
        "to use email-family in tenancy where request.region like 'i%'",
        "to use 'email-family' in tenancy",
        "to use email-family in tenancy;",
    ],
)
def test_a_group_that_might_not_be_allowed_is_not_proposed(ending: str) -> None:
    tenancy = Tenancy(users=20)
    world = tenancy.world
    world.policies.add(world.ocid, "of-a-colleague", [f"Allow group CloudOperators {ending}"], "", world.now())
    here = look_around(session_on(tenancy))
    (place,) = (place for place in sending_places(here) if place.path == PLACE)
    assert "CloudOperators" not in groups_that_may(place, here, "")
