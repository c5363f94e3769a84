"""`python -m screenshots [PICTURE ...]`: take the pictures from the demo tenancy, in every size and theme."""

import argparse
import asyncio
from collections.abc import Collection, Iterator
from pathlib import Path

from screenshots.camera import Light, on_stage
from screenshots.picture import Picture
from screenshots.scene import Scene
from screenshots.scenes import finding, issuing, sending
from screenshots.svg import still
from screenshots.walk import take_walk

FOLDER = Path(__file__).parent
SCENES: tuple[Scene, ...] = (*finding.SCENES, *issuing.SCENES, *sending.SCENES)
EVERY = frozenset(name for scene in SCENES for name in scene.names)
CHOSEN = frozenset({"home", "users", "user", "credential"})
"""Those that are shown in other themes, too."""

SIZES = ((80, 24), (120, 40))
SHOOTS: tuple[tuple[str, Light, frozenset[str]], ...] = (
    *(("dark", Light(*size), EVERY) for size in SIZES),
    ("dark", Light(40, 12), frozenset({"home", "users"})),
    *(("light", Light(*size, "textual-light"), CHOSEN) for size in SIZES),
    *(("ansi", Light(*size, "ansi-dark"), CHOSEN) for size in SIZES),
)
"""Folder, terminal, and what is taken of it. `ansi` has the terminal's own 16 colors."""


def take(light: Light, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """These pictures in that light: the name and the SVG of each."""
    for scene in SCENES:
        if not set(scene.names).isdisjoint(names):
            for name, picture in asyncio.run(_play(scene, light)).items():
                if name in names:
                    yield file_name(name, light), still(picture, "oci-smtp")


def file_name(name: str, light: Light) -> str:
    """The file of a picture, in the folder of its theme."""
    return f"{name}-{light.columns}x{light.lines}.svg"


async def _play(scene: Scene, light: Light) -> dict[str, Picture]:
    async with on_stage(light, scene.options, scene.start) as camera:
        await scene.play(camera)
        return camera.pictures


def _light(size: str) -> Light:
    columns, lines = size.split("x")
    return Light(int(columns), int(lines))


def main() -> None:
    """Take what is named, else everything."""
    parser = argparse.ArgumentParser(prog="python -m screenshots", description="Take the pictures of the README.")
    parser.add_argument("pictures", metavar="PICTURE", nargs="*", help="only these, such as: users walk")
    parser.add_argument("--size", metavar="WxH", help="at another size of terminal, in the dark theme")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to (default: %(default)s)")
    asked = parser.parse_args()
    shoots = [("dark", _light(asked.size), EVERY)] if asked.size else SHOOTS
    for theme, light, names in shoots:
        (asked.folder / theme).mkdir(parents=True, exist_ok=True)
        for name, svg in take(light, names & set(asked.pictures) if asked.pictures else names):
            (asked.folder / theme / name).write_text(svg, encoding="utf-8")
    if not asked.size and (not asked.pictures or "walk" in asked.pictures):
        (asked.folder / "walk.svg").write_text(asyncio.run(take_walk()), encoding="utf-8")


if __name__ == "__main__":
    main()
