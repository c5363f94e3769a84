"""A program that sets up a sending user, killed at every request, and run again."""

import pytest

from tests.services.sending_user.conftest import Desk, Killed, state_of


@pytest.mark.parametrize("arrives", [False, True], ids=["before it arrives", "before its answer"])
def test_at_every_request_and_run_again_it_is_as_undisturbed(desk: Desk, arrives: bool) -> None:
    desk.set_up()  # what is looked up once a session is known from now on
    desk.begin_anew()
    desk.set_up()
    requests = list(desk.tenancy.request_log)
    undisturbed = state_of(desk.tenancy)
    assert len([request for request in requests if request.method != "GET"]) == 4
    for number, request in enumerate(requests):
        desk.begin_anew()
        assert state_of(desk.tenancy) != undisturbed
        desk.tenancy.dies_at, desk.tenancy.arrives = desk.tenancy.asked + number, arrives
        with pytest.raises(Killed):
            desk.set_up()
        desk.set_up()
        assert state_of(desk.tenancy) == undisturbed, f"killed at request {number}, {request.operation}"
        assert desk.plan().is_done
