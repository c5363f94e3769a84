"""Copies of what is no secret, in a real tmux: they leave no trail of buffers."""

from tests.e2e.program import Opener
from tests.e2e.tmux_pane import TmuxPane


def test_each_copy_replaces_the_previous_tmux_buffer_which_quitting_deletes(open_app: Opener) -> None:
    pane = open_app("--demo", "open", "users", kind=TmuxPane)
    assert isinstance(pane, TmuxPane)
    pane._ask("set-buffer", "-b", "mine", "a shopping list")
    pane.wait_for("Users", "ACTIVE")
    seen = []
    for _ in range(3):
        before = pane.buffers()
        pane.press("down", "y")
        pane.wait_for(lambda before=before: pane.buffers() != before)  # type: ignore[misc]  # bound in the loop
        seen.append(pane.buffers())
    assert all(len(each) == 2 for each in seen), "one of ours, and the person's own"
    pane.press("ctrl+q")
    assert pane.exit_code == 0
    assert pane.buffers() == {"mine": b"a shopping list"}
