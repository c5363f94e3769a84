"""A credential just generated, for tests of its dialog."""

from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.model.secret import Secret
from tests.tui.desk import AppPilot, at, flowing, see, write
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.generate import GenerateDialog
from tui.startup.start import Start

NONE = "newsletter.sender"
START = Start("user", NONE, generate=True)
WIDE = (120, 40)


async def generated(pilot: AppPilot, tenancy: Tenancy) -> StoredCredential:
    """Generate a credential, up to its dialog; the credential as the tenancy has it."""
    await at(pilot, GenerateDialog)
    await write(pilot, "billing host")
    await pilot.press("enter")
    await at(pilot, CredentialDialog)
    await see(pilot, "smtp.email.us-ashburn-1.oci.oraclecloud.com", "465")
    (held,) = tenancy.credentials(tenancy.user_ocid(NONE))
    return held


def is_drawn(pilot: AppPilot, held: StoredCredential) -> bool:
    return held.password in "".join(flowing(pilot).split())


def secret_of(pilot: AppPilot) -> Secret:
    assert isinstance(pilot.app.screen, CredentialDialog)
    return pilot.app.screen.secret
