"""An error that is pasted into Doctor: understood or not, and never with the password that it might have."""

import pytest
from textual import events

from tests.tui.desk import Opened, at, see, seen
from tests.tui.generated import WIDE
from tests.wait import wait_until
from tui.screens.doctor import DoctorScreen
from tui.startup.start import Start
from widgets.field import Field

TRANSCRIPT = (
    "<-  220 smtp.email.us-ashburn-1.oci.oraclecloud.com ESMTP\n"
    " ~> AUTH PLAIN AG9jaWQxLnVzZXIAazs5L2JUendRcEwybQ==\n"
    "<~  235 Authentication successful\n ~> MAIL FROM:<orders@example.com>\n<~* {}\n ~> QUIT\n<~  221 Bye\n"
)


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("552 Exceeds byte limit", ("Problem: mail is rejected", "The message is larger than Email Delivery accepts.")),
        ("550 5.1.1 No such user", ("Undetermined", "Oracle doesn't publish this reply")),
        ("250 Ok", ("Undetermined", "This text has no error that oci-smtp recognizes.")),
        (
            "535 Authorization failed: address nobody@example.com not authorized",
            ("Problem: mail is rejected", "Envelope or header From nobody@example.com"),
        ),
    ],
)
async def test_a_pasted_transcript_is_diagnosed_and_its_credentials_are_not_shown(
    opened: Opened, reply: str, shown: tuple[str, ...]
) -> None:
    async with opened(Start("doctor"), size=WIDE) as pilot:
        await at(pilot, DoctorScreen)
        for field, text in (("sender", "orders@example.com"), ("user", "shop.mailer")):
            pilot.app.screen.query_one(f"#{field}", Field).input.value = text
        message = pilot.app.screen.query_one("#message", Field)
        message.input.focus()
        pilot.app.post_message(events.Paste(TRANSCRIPT.format(reply)))
        await wait_until(pilot, lambda: "QUIT" in message.value)
        await pilot.press("enter")
        await see(pilot, *shown)
        assert "Allowed by" not in seen(pilot)
        await pilot.press("d")
        await see(pilot, "Evidence")
        assert "AG9jaWQxL" not in seen(pilot) + message.value
