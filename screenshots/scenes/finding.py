"""Finding a user: home, the list, the filter, the user's details; and what is there everywhere."""

from dataclasses import replace

from screenshots.camera import Camera
from screenshots.scene import DEMO, Scene
from services.config.options import Options
from tui.startup.start import Start


async def places(camera: Camera) -> None:
    """Home, and the list of users."""
    await camera.signed_in()
    await camera.photograph("home")
    await camera.press("enter")
    await camera.photograph("users", "demo.administrator", "4,000")


async def keys(camera: Camera) -> None:
    """The help of the list."""
    await camera.shows("4,000")
    await camera.press("question_mark")
    await camera.photograph("help", "Scroll down a page")


async def narrowed(camera: Camera) -> None:
    """The list, filtered, and all that OCI says of the one who is left."""
    await camera.shows("4,000")
    await camera.press("slash")
    await camera.type("mailer")
    await camera.photograph("filter", "shop@example.com", "of 4,000")
    await camera.press("tab", "d")
    await camera.photograph("details", "lifecycle_state|lifecycleState")


async def profile(camera: Camera) -> None:
    """The profile menu."""
    await camera.signed_in()
    await camera.press("P")
    await camera.photograph("profile", "admin@example.com")


async def welcome(camera: Camera) -> None:
    """No configuration yet."""
    await camera.photograph("welcome", "configuration file", "Try the demo")


async def read_only(camera: Camera) -> None:
    """A user, with nothing offered that would change it."""
    await camera.photograph("read-only", "1 of 2", "MailSenders")


SCENES = (
    Scene(("home", "users"), places),
    Scene(("help",), keys, Start("users")),
    Scene(("filter", "details"), narrowed, Start("users")),
    Scene(("profile",), profile),
    Scene(("welcome",), welcome, options=Options(clipboard="off")),
    Scene(("read-only",), read_only, Start("user", "shop.mailer"), replace(DEMO, read_only=True)),
)
