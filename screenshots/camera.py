"""Playing the app in a terminal of a certain size and theme, and keeping pictures of it."""

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot

from screenshots.picture import Picture, read_picture
from screenshots.still import still_demo
from services.config.options import Options
from services.demo.cloud import DemoCloud
from services.demo.tenancy import Tenancy
from tui.app import OciSmtpApp
from tui.startup.start import Start

DEADLINE_S = 20.0
SETTLED_S = 0.1
"""A screen that stays the same for that long has been drawn to the end."""


@dataclass(frozen=True)
class Light:
    """How a terminal looks: its size in columns and lines, and the app's theme in it."""

    columns: int
    lines: int
    theme: str = "textual-dark"


class Camera:
    """A running app, the keys to play it, and the pictures taken so far by their names."""

    def __init__(self, pilot: "Pilot[int]", light: Light) -> None:
        assert isinstance(pilot.app, OciSmtpApp)  # which is what `on_stage` runs
        self.app = pilot.app
        self.pictures: dict[str, Picture] = {}
        self._pilot = pilot
        self._light = light

    @property
    def tenancy(self) -> Tenancy:
        """The tenancy behind it, once it is signed in."""
        demo = self.app.connection.demo
        assert isinstance(demo, DemoCloud)
        return demo.tenancy

    async def press(self, *keys: str) -> None:
        """Press keys, by Textual's names."""
        await self._pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Put a text into the field that has the focus, at once: key by key takes most of a minute in all."""
        self.app.post_message(Paste(text))
        await self.shows(re.escape(text.strip()))

    async def signed_in(self) -> None:
        """Wait until the app knows whose tenancy it is, which a narrow title does not say."""
        await self._until(lambda: self.app.status.tenancy, "signed in")

    async def shows(self, *patterns: str) -> None:
        """Wait until the screen has all of that."""

        def has_all() -> bool:
            words = self.look().words
            return all(re.search(pattern, words) for pattern in patterns)

        await self._until(has_all, f"with {patterns}")

    async def hides(self, text: str) -> None:
        """Wait until the screen has that no more."""
        await self._until(lambda: text not in self.look().words, f"without {text}")

    async def _until(self, holds: Callable[[], object], told: str) -> None:
        """Wait until that holds.

        Raises:
            TimeoutError: it has not within `DEADLINE_S` seconds.
        """
        end = time.monotonic() + DEADLINE_S
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"never {told}\n{self.look().words}")
            await self._pilot.pause(0.02)

    async def settled(self) -> Picture:
        """The screen, once it stays as it is.

        Raises:
            TimeoutError: it has not within `DEADLINE_S` seconds.
        """
        end = time.monotonic() + DEADLINE_S
        before, now = None, self.look()
        while now != before:
            if time.monotonic() > end:
                raise TimeoutError(f"never still\n{now.words}")
            await self._pilot.pause(SETTLED_S)
            before, now = now, self.look()
        return now

    async def photograph(self, name: str, *patterns: str) -> None:
        """Keep a picture of the screen, once it shows all of that and is still."""
        await self.shows(*patterns)
        self.pictures[name] = await self.settled()

    def look(self) -> Picture:
        """The screen as it is now.

        The app itself gives no picture of a screen with a password on it, not even masked: this asks the framework.
        """
        return read_picture(App.export_screenshot(self.app), self._light.columns, self._light.lines)


@asynccontextmanager
async def on_stage(light: Light, options: Options, start: Start | None = None) -> AsyncIterator[Camera]:
    """The app, opened in that light on a tenancy that stands still."""
    with still_demo():
        app = OciSmtpApp(options, start=start)
        app.theme = light.theme
        async with app.run_test(size=(light.columns, light.lines)) as pilot:
            yield Camera(pilot, light)
