"""A password that a test can look for without holding it."""

import base64
import gc
import secrets

from services.model.secret import Secret
from tests.tui.desk import AppPilot
from tui.app import OciSmtpApp

WIDE = (120, 40)


class Hidden:
    """A password that this process has only where the app has it: the test knows it backwards."""

    def __init__(self) -> None:
        self._backwards = secrets.token_urlsafe(18)

    def made(self) -> Secret:
        """It, as OCI would have sent it."""
        return Secret(self._backwards[::-1])

    def is_in(self, *texts: object) -> bool:
        """Whether it, or its base64, is in one of the texts."""
        joined = "\n".join(map(str, texts))
        encoded = base64.b64encode(self._backwards[::-1].encode()).decode()
        return self._backwards[::-1] in joined or encoded in joined

    def holders(self) -> list[str]:
        """What in this process has it in an attribute, an item, a cell, or a local variable."""
        gc.collect()
        return [type(item).__name__ for item in gc.get_objects() if any(map(self._is, gc.get_referents(item)))]

    def _is(self, item: object) -> bool:
        if isinstance(item, str):
            return self._backwards in item[::-1]
        return isinstance(item, bytes | bytearray) and self._backwards.encode() in item[::-1]


def app_of(pilot: AppPilot) -> OciSmtpApp:
    assert isinstance(pilot.app, OciSmtpApp)
    return pilot.app
