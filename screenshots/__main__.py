"""`python -m screenshots`: take the pictures of the README from the demo tenancy, at two sizes of terminal."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from screenshots.still import still_demo
from screenshots.svg import tidy, words
from services.options import Options
from tui.app import OciSmtpApp
from tui.start import Start

FOLDER = Path(__file__).parent
SIZES = ((80, 24), (120, 40))
DEADLINE_S = 20.0
SERVER = "smtp.email.us-ashburn-1.oci.oraclecloud.com:465"
"""Shown in place of the demo's own server, whose port is another one each time."""

FIELD = "what will send with it"
"""What the Generate dialog says in its empty field."""

Photographer = Callable[[str], None]
Scene = Callable[["Pilot[int]", Photographer], Awaitable[None]]


async def places(pilot: "Pilot[int]", photograph: Photographer) -> None:
    """Home, the list of users, the same filtered, and its help."""
    await shows(pilot, "acmedemo")
    photograph("home")
    await pilot.press("enter")
    await shows(pilot, "demo.administrator", "up to date")
    photograph("users")
    await pilot.press("question_mark")
    await shows(pilot, "Half a screen down")
    photograph("help")
    await pilot.press("escape", "slash", *"mailer")
    await shows(pilot, "shop.mailer", "of 4,000")
    photograph("filter")


async def credential(pilot: "Pilot[int]", photograph: Photographer) -> None:
    """A user, the Generate dialog, and the new credential with its password masked."""
    await shows(pilot, "1 of 2", "MailSenders")
    photograph("user")
    await pilot.press("n")
    await shows(pilot, FIELD)
    await pilot.press(*"Web shop, host shop-02")
    await shows(pilot, "host shop-02")
    photograph("generate")
    await pilot.press("enter")
    await shows(pilot, "SMTP credential", "STARTTLS|TLS from the start")
    photograph("credential")


async def limit(pilot: "Pilot[int]", photograph: Photographer) -> None:
    """The refusal of a third credential."""
    await shows(pilot, "2 of 2", "MailSenders")
    await pilot.press("n")
    await shows(pilot, "OCI allows 2")
    photograph("limit")


SCENES: tuple[tuple[Start | None, Scene], ...] = (
    (None, places),
    (Start("user", "shop.mailer"), credential),
    (Start("user", "billing.relay"), limit),
)


async def shows(pilot: "Pilot[int]", *patterns: str) -> None:
    """Wait until the screen has all of that, and no key or answer is on its way.

    Raises:
        TimeoutError: it has not within `DEADLINE_S` seconds.
    """
    end = time.monotonic() + DEADLINE_S
    while not all(re.search(pattern, words(picture(pilot.app))) for pattern in patterns):
        if time.monotonic() > end:
            raise TimeoutError(f"never on the screen: {patterns}\n{words(picture(pilot.app))}")
        await pilot.pause(0.05)
    await pilot.pause()


def picture(app: "App[int]") -> str:
    """The screen as SVG.

    The app itself gives no picture of a screen with a password on it, not even masked: this asks the framework.
    """
    return App.export_screenshot(app, title="oci-smtp")


async def take(start: Start | None, scene: Scene, size: tuple[int, int]) -> None:
    """Play one scene at one size."""
    columns, lines = size
    app = OciSmtpApp(Options(demo=True, clipboard="off", directory="classic", smtp_endpoint=SERVER), start=start)

    def photograph(name: str) -> None:
        path = FOLDER / f"{name}-{columns}x{lines}.svg"
        path.write_text(tidy(picture(app)), encoding="utf-8")

    async with app.run_test(size=size) as pilot:
        await scene(pilot, photograph)


def main() -> None:
    """Play every scene at every size."""
    for size in SIZES:
        for start, scene in SCENES:
            with still_demo():
                asyncio.run(take(start, scene, size))


if __name__ == "__main__":
    main()
