from pathlib import Path

import pytest

from services.demo.tenancy import Tenancy
from services.model.errors import OciSmtpError
from services.resources.sending_limits import SendingLimits, sending_limits
from tests.services.accounts import operations, served, session_on


def test_the_sending_limits_of_the_region_are_read(tenancy: Tenancy) -> None:
    assert sending_limits(session_on(tenancy)) == SendingLimits(50000, 600, 2097152)


def test_the_sending_limits_need_only_one_request_over_the_network(tenancy: Tenancy, tmp_path: Path) -> None:
    with served(tenancy, tmp_path) as where:
        assert sending_limits(where.session()).emails_a_day == 50000
    assert operations(tenancy) == ["list_limit_values"]


def test_limits_that_may_not_be_read_are_an_error(tenancy: Tenancy) -> None:
    with pytest.raises(OciSmtpError, match="reading the sending limits"):
        sending_limits(session_on(tenancy, "helpdesk.agent"))
