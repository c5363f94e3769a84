"""What a scene is: a part of the app that is played once for all the pictures in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from screenshots.camera import Camera
from services.config.options import Options
from tui.startup.start import Start

SERVER = "smtp.email.us-ashburn-1.oci.oraclecloud.com:465"
"""Shown in place of the demo's own server, whose port is another one each time."""

DEMO = Options(demo=True, clipboard="off", directory="classic", smtp_endpoint=SERVER)


@dataclass(frozen=True)
class Scene:
    """`play` takes the pictures that are named in `names`."""

    names: tuple[str, ...]
    play: Callable[[Camera], Awaitable[None]]
    start: Start | None = None
    options: Options = field(default=DEMO)
