"""The way to the clipboard, tried where it can be read back."""

import secrets
from collections.abc import Mapping

from services.clipboard import CopyState
from services.clipboard.choose import choose
from services.clipboard.off import Off
from services.clipboard.osc52 import Osc52
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.model.secret import Secret

TRY_IT = (
    "Run printf '\\033]52;c;aGVsbG8=\\a' and then paste. You should see hello. "
    "If not, allow clipboard access in your terminal."
)

PASTE_IT = "Copy something in the app and paste it. If nothing is pasted, try --clipboard osc52 or --clipboard off."


def check_clipboard(setting: str, environ: Mapping[str, str]) -> Check:
    """Copy a random word, read it back and take it away. What was on the clipboard before is gone.

    A terminal that is only written to (OSC 52) cannot be read back: nothing is sent there.
    """
    clipboard = choose(lambda _: None, environ=environ, setting=setting)
    named = (f"clipboard = {setting}",)
    if isinstance(clipboard, Osc52):
        detail = f"Copies go to {clipboard.name}, which doesn't confirm them."
        return Check("clipboard", Finding.NOTE, detail, named, Advice(TRY_IT))
    said = clipboard.copy(Secret(f"oci-smtp doctor {secrets.token_hex(4)}"))
    if isinstance(clipboard, Off):
        return Check("clipboard", Finding.NOTE, said.message, named, Advice(said.advice) if said.advice else None)
    cleared = clipboard.clear()
    evidence = (*named, said.message, cleared.message)
    if said.state is CopyState.COPIED:
        detail = f"A test copy to the {clipboard.name} was verified."
        if said.held_back:
            return Check("clipboard", Finding.NOTE, f"{detail} {said.held_back}", evidence, Advice(said.advice))
        if clipboard.is_far:
            detail += " To check that it reaches your terminal, paste it."
        return Check("clipboard", Finding.OK, detail, evidence)
    if said.state is CopyState.SENT:
        return Check("clipboard", Finding.NOTE, said.message, (*named, cleared.message), Advice(PASTE_IT))
    detail = f"A test copy to the {clipboard.name} couldn't be verified."
    return Check("clipboard", Finding.FAULT, detail, evidence, Advice("Try --clipboard osc52 or --clipboard off."))
