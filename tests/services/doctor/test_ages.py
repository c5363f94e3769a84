"""How old a credential is, to a person who asks why it is refused."""

from datetime import datetime, timedelta, timezone

import pytest

from services.doctor.user_checks import check_authentication
from services.model.values import Credential


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(minutes=-5), "0 minutes ago"),
        (timedelta(0), "0 minutes ago"),
        (timedelta(minutes=1), "1 minutes ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(minutes=60), "1 hours ago"),
        (timedelta(minutes=119), "1 hours ago"),
        (timedelta(hours=47, minutes=59), "47 hours ago"),
        (timedelta(hours=48), "2 days ago"),
        (timedelta(days=400), "400 days ago"),
        (None, "at an unknown time"),
    ],
)
def test_the_age_is_shown_in_minutes_hours_or_days(ago: timedelta | None, told: str) -> None:
    created = ago if ago is None else datetime.now(timezone.utc) - ago - timedelta(seconds=1)
    credential = Credential("ocid1.credential.oc1..a", "name", "label", "ACTIVE", created)
    assert check_authentication([credential]).evidence == (f"name: ACTIVE, created {told}",)
