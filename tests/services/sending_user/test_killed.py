"""A program that sets up a sending user, killed at every request, and run again."""

import pytest

from tests.services.sending_user.desk import Desk, Killed, state_of


@pytest.mark.parametrize("arrives", [False, True], ids=["before it arrives", "before its answer"])
def test_setup_that_was_killed_at_any_request_completes_when_run_again(setup_desk: Desk, arrives: bool) -> None:
    setup_desk.set_up()  # what is looked up once a session is known from now on
    setup_desk.begin_anew()
    setup_desk.set_up()
    requests = list(setup_desk.tenancy.request_log)
    undisturbed = state_of(setup_desk.tenancy)
    assert len([request for request in requests if request.method != "GET"]) == 4
    for number, request in enumerate(requests):
        setup_desk.begin_anew()
        assert state_of(setup_desk.tenancy) != undisturbed
        setup_desk.tenancy.dies_at, setup_desk.tenancy.arrives = setup_desk.tenancy.asked + number, arrives
        with pytest.raises(Killed):
            setup_desk.set_up()
        setup_desk.set_up()
        assert state_of(setup_desk.tenancy) == undisturbed, f"killed at request {number}, {request.operation}"
        assert setup_desk.plan().is_done
