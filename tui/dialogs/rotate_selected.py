"""Where the replacements of several credentials go: asked before anything is planned."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Checkbox, Static

from services.fleet.destinations import parse_patterns
from services.fleet.planner import PlanOptions, resolved_recipients
from services.model.errors import OciSmtpError, UsageError
from services.system.outside_file import expanded
from tui.base.dialog import Dialog
from tui.format.credential_text import credentials_text
from widgets.field import Field
from widgets.line_input import LineInput
from widgets.notice import Notice

EXAMPLE = "For example, age:out/{user}.age with a recipient, vault:VAULT/KEY/smtp-{user}, or keyring."


@dataclass(frozen=True)
class RotationWish:
    """What the person asks for."""

    options: PlanOptions
    path: Path
    """Where the plan is written: a new file."""
    prove: bool
    """Whether each new credential is tested with one sign-in."""


class RotateSelectedDialog(Dialog[RotationWish]):
    """Answers destinations that can be meant. Plain text isn't offered: it's for the command line, with `--plain`."""

    submit_word = "Plan"
    AUTO_FOCUS = "#to LineInput"

    notice = getters.query_one(Notice)

    def __init__(self, count: int, plan_name: str) -> None:
        """`plan_name` is the proposed file name of the plan."""
        super().__init__()
        self.title_text = f"Rotate {credentials_text(count)}"
        self._plan_name = plan_name

    def body(self) -> ComposeResult:
        """Destinations, recipient, plan."""
        yield Static(
            "Each user gets a new credential, delivered to a destination of its own. "
            "The old credentials work until you delete them.",
            classes="text",
            markup=False,
        )
        yield Field("Deliver to", "age:out/{user}.age", id="to")
        yield Field("Recipient", "for age and gpg: a public key, or a file of public keys", id="recipient")
        yield Field("Plan file", value=self._plan_name, id="plan")
        yield Checkbox("Test each new credential with one sign-in", compact=True, id="prove")
        yield Notice()

    @on(LineInput.Submitted)
    def _entered(self, event: LineInput.Submitted) -> None:
        event.stop()
        self.run_flow(self._check())

    async def _check(self) -> None:
        """Answer, if what was entered can be meant."""
        to, recipient, plan = (self.query_one(f"#{name}", Field).value for name in ("to", "recipient", "plan"))
        prove = self.query_one("#prove", Checkbox).value
        if not to:
            self._reject("to", "Enter a destination.", EXAMPLE)
            return
        try:
            wish = await self.background("check", lambda: _wish_of(to.split(), recipient, plan, prove), keys_wait=True)
        except OciSmtpError as error:
            self._reject("", error.cause, error.next_step)
            return
        self.dismiss(wish)

    def _reject(self, field: str, cause: str, hint: str) -> None:
        # The command line's advice names its options, which mean nothing here.
        self.notice.show("warning", cause.replace("--to ", ""), hint=EXAMPLE if "--" in hint else hint)
        if field:
            self.query_one(f"#{field}", Field).input.focus()


def _wish_of(to: Iterable[str], recipient: str, plan: str, prove: bool) -> RotationWish:
    """What was entered, as the plan takes it; called in a thread.

    Raises:
        OciSmtpError: it can't be meant.
    """
    patterns = parse_patterns(list(to), plain=False)
    recipients = resolved_recipients([recipient]) if recipient else ()
    if any(pattern.spec[0].encrypts for pattern in patterns) and not recipients:
        raise UsageError("This destination encrypts for a recipient.", "Enter a public key or a file of public keys.")
    if not plan:
        raise UsageError("The plan needs a file.", "Enter the name of a new file.")
    path = Path(expanded(plan)).absolute()
    if os.path.lexists(path):
        raise UsageError(f"{path} already exists.", "Choose another name. Existing files aren't overwritten.")
    return RotationWish(PlanOptions(patterns, recipients), path, prove)
