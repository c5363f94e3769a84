"""The record that a person names."""

import pytest

from services.credentials.recovery import Recovery
from services.model.errors import UsageError
from tests.services.desk import Desk


def test_a_record_is_found_by_its_id_until_it_is_resolved(desk: Desk) -> None:
    recovery = Recovery(desk.directory, desk.journal, desk.tenancy.ocid)
    for name in ("kim.park", "shop.mailer"):
        issue = desk.issue(user=desk.directory.find(name))
        issue.shown()
        issue.left()
    for record in desk.journal.unfinished():
        assert recovery.called(record.intent) == record
    first, second = desk.journal.unfinished()
    recovery.keep(first)
    with pytest.raises(UsageError, match=f'No interrupted credential has the ID "{first.intent}"'):
        recovery.called(first.intent)
    assert recovery.called(second.intent) == second


@pytest.mark.parametrize("intent", ["", "ffffffffffff", "../x"])
def test_another_id_is_a_usage_error(desk: Desk, intent: str) -> None:
    with pytest.raises(UsageError, match="No interrupted credential") as caught:
        Recovery(desk.directory, desk.journal, desk.tenancy.ocid).called(intent)
    assert "oci-smtp recover" in caught.value.next_step
