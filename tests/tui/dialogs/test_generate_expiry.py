"""The expiry in the Generate dialog: optional, checked before anything is sent, and told as requested only."""

import pytest
from textual.widgets import Input

from services.demo.settings import Expiry
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.services.desk import CREATE
from tests.tui.desk import Opened, at, see, seen, write
from tests.tui.generated import NONE, START, WIDE
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog


@pytest.mark.parametrize(
    ("expiry", "said"),
    [("kept", "OCI's response contains the same expiry."), ("ignored", "OCI's response doesn't contain an expiry")],
)
async def test_the_expiry_is_requested_and_the_response_from_oci_is_shown(
    opened: Opened, tenancy: Tenancy, expiry: Expiry, said: str
) -> None:
    tenancy.settings.expiry = expiry
    async with opened(START, size=WIDE, directory="domains") as pilot:
        await at(pilot, GenerateDialog)
        await write(pilot, "billing host")
        await pilot.press("tab")
        await write(pilot, "2020-01-01")
        await pilot.press("enter")
        await see(pilot, "The expiry 2020-01-01 isn't in the future (UTC).")
        assert CREATE not in operations(tenancy)
        await pilot.press("ctrl+u")
        await write(pilot, "2035-03-01")
        await pilot.press("enter")
        await at(pilot, CredentialDialog)
        await see(pilot, "expiry 2035-03-01 requested", "Requested: expires 2035-03-01 00:00 UTC.", said)
        [held] = tenancy.credentials(tenancy.user_ocid(NONE))
        assert (held.expires is not None) is (expiry == "kept")


async def test_the_dialog_has_no_expiry_field_in_classic_iam(opened: Opened) -> None:
    async with opened(START) as pilot:
        await at(pilot, GenerateDialog)
        assert len(pilot.app.screen.query(Input)) == 1
        assert "Expires" not in seen(pilot)
