import sys

import pytest

from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import Opened, see
from tests.wait import wait_until
from tui.startup.preload import preload


async def test_the_app_keeps_running_if_a_preloaded_module_is_missing(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    class Gone:
        """Finds nothing, and says that it was asked."""

        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "tui.dialogs.credential":
                tried.append(name)
                raise ModuleNotFoundError(name)

    monkeypatch.delitem(sys.modules, "tui.dialogs.credential", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Gone(), *sys.meta_path])
    monkeypatch.setattr("tui.app.PRELOAD_SECONDS", 0.01)
    with pytest.raises(ImportError):
        preload()
    tried.clear()
    async with opened() as pilot:
        await wait_until(pilot, lambda: tried)
        await pilot.press("U")
        await see(pilot, "No interrupted credentials")
    assert "create_smtp_credential" not in operations(tenancy)
