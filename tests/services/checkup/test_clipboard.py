"""What the check-up says of a desktop's clipboard."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from services.checkup.clipboard import check_clipboard
from services.doctor.fixes import Advice
from services.doctor.report import Finding
from tests.services.clipboard.desktops import XCLIP, paste_with, xvfb


@pytest.mark.parametrize(("setting", "name"), [("x11", "X11 clipboard"), ("copykitten", "X11 clipboard (copykitten)")])
def test_a_verified_copy_is_reported_and_cleared(setting: str, name: str, x_display: Mapping[str, str]) -> None:
    check = check_clipboard(setting, x_display)
    assert check.finding is Finding.OK
    assert f"to the {name} was verified" in check.detail
    assert f"clipboard = {setting}" in check.evidence
    assert paste_with([*XCLIP, "-out"], x_display)() == b""


def test_a_copy_that_might_not_reach_wayland_windows_is_a_note(x_display: Mapping[str, str]) -> None:
    check = check_clipboard("copykitten", {**x_display, "WAYLAND_DISPLAY": "wayland-9"})
    assert check.finding is Finding.NOTE
    assert "wl-clipboard" in check.detail
    assert isinstance(check.fix, Advice)
    assert "paste it" in check.fix.text


def test_a_display_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    with xvfb(tmp_path) as gone:
        pass
    assert check_clipboard("copykitten", gone).finding is Finding.FAULT
