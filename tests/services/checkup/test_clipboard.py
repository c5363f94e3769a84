"""What the check-up says of a desktop's clipboard."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from services.checkup.clipboard import check_clipboard
from services.doctor.fixes import Advice
from services.doctor.report import Finding
from tests.services.clipboard.desktops import XCLIP, paste_with, xvfb


@pytest.mark.parametrize(("setting", "name"), [("x11", "X11 clipboard"), ("copykitten", "X11 clipboard (copykitten)")])
def test_what_came_back_is_named_and_taken_away_again(setting: str, name: str, x_display: Mapping[str, str]) -> None:
    check = check_clipboard(setting, x_display)
    assert check.finding is Finding.OK
    assert f"to the {name} was verified" in check.detail
    assert f"clipboard = {setting}" in check.evidence
    assert paste_with([*XCLIP, "-out"], x_display)() == b""


def test_what_may_not_have_reached_the_windows_of_wayland_is_no_fault(x_display: Mapping[str, str]) -> None:
    check = check_clipboard("copykitten", {**x_display, "WAYLAND_DISPLAY": "wayland-9"})
    assert check.finding is Finding.NOTE
    assert "wl-clipboard" in check.detail
    assert isinstance(check.fix, Advice)
    assert "paste it" in check.fix.text


def test_a_display_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    with xvfb(tmp_path) as gone:
        pass
    assert check_clipboard("copykitten", gone).finding is Finding.FAULT
