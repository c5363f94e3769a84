"""Steps of a person at the program in a terminal."""

from tests.e2e.program import FIELD
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane


def filter_to(terminal: Terminal, text: str, count: str) -> None:
    """Filter the list, and go back from the filter to the rows that are left."""
    terminal.press("/")
    terminal.wait_for_keyboard(" / ")
    terminal.type(text)
    terminal.wait_for(f"/ {text}", count)
    terminal.press("tab")
    terminal.wait_for(lambda: not terminal.has_keyboard(f" / {text}"))


def generate_and_take(terminal: Terminal, tenancy: Served, user: str, description: str) -> None:
    """From the user's details to a list of one credential, with a look at the clipboard on the way."""
    assert "0 of 2" in terminal.text
    assert on_clipboard(terminal) is None
    terminal.press("n")
    terminal.wait_for("Generate SMTP Credentials", "Description")
    terminal.wait_for_keyboard(FIELD)
    terminal.type(description)
    terminal.wait_for(description)
    terminal.press("enter")
    terminal.wait_for("SMTP credential ─", "Password", "smtp.email.us-ashburn-1.oci.oraclecloud.com")
    [issued] = tenancy.credentials(user)
    assert issued["description"] == description
    assert issued["password"] not in terminal.text
    assert issued["username"] in unwrapped(terminal)
    terminal.press("y")
    terminal.wait_for("Cleared in")
    assert on_clipboard(terminal) == issued["password"].encode()
    terminal.press("enter", "enter")
    terminal.wait_for("1 of 2", description, gone="Password")
    terminal.wait_for(lambda: on_clipboard(terminal) is None)
    assert issued["password"].encode() not in terminal.transcript


def on_clipboard(terminal: Terminal) -> bytes | None:
    """What the person could paste: from tmux where there is one, else from the desk."""
    if isinstance(terminal, TmuxPane):
        return next(iter(terminal.buffers().values()), None)
    return (terminal.clipboard or b"").strip() or None


def unwrapped(terminal: Terminal) -> str:
    """The text in the dialog's frame, its lines put together again."""
    framed = [line.split("│")[1] for line in terminal.screen if line.count("│") == 2]
    return "".join("".join(framed).split())
