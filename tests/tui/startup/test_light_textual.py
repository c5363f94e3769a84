"""Textual with its `types` put off has everything that it has with them."""

import subprocess
import sys

LIGHT = "import sys; from tui.terminal.textual_private import lighten_textual; lighten_textual(); import tui.app; "


def told(code: str) -> str:
    """In a process of its own: in this one, Textual is imported."""
    ran = subprocess.run([sys.executable, "-c", LIGHT + code], capture_output=True, text=True, check=True, timeout=60)
    return ran.stdout.strip()


def test_the_app_starts_without_the_widgets_that_it_only_names() -> None:
    names = ("textual.widgets._tree", "textual.widgets._select", "textual.widgets._directory_tree")
    assert told(f"print([name for name in {names} if name in sys.modules])") == "[]"


def test_every_name_can_still_be_imported() -> None:
    code = (
        "from textual.types import CallbackType, SelectType, DirEntry; import textual.types, textual._types; "
        "print(CallbackType is textual._types.CallbackType, DirEntry.__name__, SelectType.__name__, "
        "set(textual.types.__all__) - set(dir(textual.types)))"
    )
    assert told(code) == "True DirEntry SelectType set()"
