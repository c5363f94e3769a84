"""The main job as one moving picture: from home to a credential that is copied and closed."""

from dataclasses import replace

from screenshots.camera import Camera, Light, on_stage
from screenshots.scene import DEMO
from screenshots.scenes.issuing import DESCRIPTION, FIELD
from screenshots.svg import Frame, walk

LIGHT = Light(80, 24)
TYPING_S = 0.22
"""A few letters, as fast as people type them."""

LETTERS = 3
GLANCE_S, LOOK_S, READ_S = 1.2, 2.2, 4.0


class _Film:
    """The frames so far."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.frames: list[Frame] = []

    async def keep(self, seconds: float, *patterns: str, pressed: str = "") -> None:
        await self.camera.shows(*patterns)
        self.frames.append(Frame(await self.camera.settled(), seconds, pressed))

    async def types(self, text: str) -> None:
        for begin in range(0, len(text), LETTERS):
            part = text[begin : begin + LETTERS]
            await self.camera.type(part)
            await self.keep(TYPING_S, text[: begin + LETTERS].strip().split()[-1], pressed=text[: begin + LETTERS])


async def take_walk() -> str:
    """Play it once; the SVG."""
    options = replace(DEMO, clipboard="osc52")
    async with on_stage(LIGHT, options) as camera:
        film = _Film(camera)
        poster = await _play(film)
        return walk(film.frames, "oci-smtp", poster)


async def _play(film: _Film) -> int:
    """Go through the main job; the number of the frame with the credential."""
    press = film.camera.press
    await film.camera.signed_in()
    await film.keep(LOOK_S)
    await press("enter")
    await film.keep(LOOK_S, "demo.administrator", "up to date", pressed="enter")
    await press("slash")
    await film.keep(GLANCE_S, pressed="/")
    await film.types("shop.m")
    await film.keep(GLANCE_S, "shop@example.com")
    await press("enter")
    await film.keep(LOOK_S, "1 of 2", "MailSenders", pressed="enter")
    await press("n")
    await film.keep(GLANCE_S, FIELD, pressed="n")
    await film.types(DESCRIPTION)
    await film.keep(GLANCE_S)
    await press("enter")
    await film.keep(READ_S, "SMTP credential", "implicit TLS", pressed="enter")
    poster = len(film.frames) - 1
    await press("y")
    await film.keep(READ_S, "Cleared in", pressed="y")
    await press("enter")
    await film.keep(LOOK_S, "Pasted it", pressed="enter")
    await press("enter")
    await film.keep(READ_S, "2 of 2", DESCRIPTION, pressed="enter")
    return poster
