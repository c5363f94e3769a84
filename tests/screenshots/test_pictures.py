"""The committed pictures are those of the app as it is now."""

import sys
from pathlib import Path

import pytest

from screenshots.__main__ import EVERY, FOLDER, SHOOTS, file_name, take
from screenshots.camera import Light

TAKEN = frozenset({"home", "users", "user", "generate", "credential", "hand-over", "limit", "room"})
LIGHT = Light(80, 24)
RENEW = "run `make screenshots`, look at what changed, and commit it"
MOST_BYTES = 3_000_000


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="pictures are compared on Python 3.11 alone: one is enough")
def test_the_committed_pictures_match_the_current_app() -> None:
    taken = dict(take(LIGHT, TAKEN))
    assert set(taken) == {file_name(name, LIGHT) for name in TAKEN}
    other = sorted(name for name, svg in taken.items() if committed("dark", name) != svg)
    assert not other, f"stale: {', '.join(other)}; {RENEW}"


def committed(theme: str, name: str) -> str:
    path = FOLDER / theme / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_every_picture_exists_and_no_picture_is_left_over() -> None:
    meant = {FOLDER / theme / file_name(name, light) for theme, light, names in SHOOTS for name in names}
    found = pictures() - {FOLDER / "walk.svg"}
    assert {path.name for path in meant - found} == set(), RENEW
    assert {path.name for path in found - meant} == set(), "no scene takes these any more: delete them"
    assert len(EVERY) > 20


def test_pictures_are_small_and_contain_no_urls_or_scripts() -> None:
    assert sum(path.stat().st_size for path in pictures()) < MOST_BYTES
    assert (FOLDER / "walk.svg").stat().st_size < 400_000
    for path in pictures():
        svg = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in svg, path.name
        assert "<script" not in svg, path.name


def pictures() -> set[Path]:
    return set(FOLDER.rglob("*.svg"))
