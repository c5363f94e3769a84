"""`rotate` and `generate` for many users: which of the commands is meant, and whether its options fit."""

import argparse
from collections.abc import Callable

from services.config.options import Options
from services.model.errors import UsageError

Command = Callable[[Options, argparse.Namespace], int]

OF_PLANS = ("to", "recipient", "mail_to", "mail_from", "description", "prove", "plain", "due", "users", "from_file")
"""What is in a plan already when it's carried out."""

OF_ONE = (
    *("user", "credential", "reveal", "expires", "new_version", "emit"),
    *("make_current", "make_room", "adopt", "step"),
)
"""What is about one user."""


def fleet_command(asked: argparse.Namespace) -> Command | None:
    """The command for many users that is meant; None where the command is for one.

    Raises:
        UsageError: options that don't fit together.
    """
    if getattr(asked, "step", "") == "retire" and getattr(asked, "older_than", None) is not None:
        return _retiring(asked)
    if getattr(asked, "older_than", None) is not None:
        raise UsageError("--older-than is for --retire.", "Use oci-smtp rotate --retire --older-than AGE.")
    if asked.apply:
        _check_without(asked, "--apply", (*OF_PLANS, *OF_ONE, "plan"))
        from tui.cli.fleet_apply import apply

        return apply
    due, from_file = getattr(asked, "due", None), getattr(asked, "from_file", "")
    if due is None and not from_file:
        _check_without(asked, "", ("plan", "plain", "users", "max", "stop_after"))
        return None
    flag = "--from" if from_file else "--due"
    if not asked.plan:
        raise UsageError(f"{flag} needs a file for the plan.", "Add --plan FILE. Then carry it out with --apply FILE.")
    _check_without(asked, "--plan", (*OF_ONE, "max", "stop_after"))
    from tui.cli.fleet_plan import plan_generations, plan_rotations

    return plan_generations if from_file else plan_rotations


def _retiring(asked: argparse.Namespace) -> Command:
    _check_without(asked, "--older-than", (*OF_PLANS, *OF_ONE[:-1], "plan", "max"))
    from tui.cli.fleet_retire import retire_many

    return retire_many


def _check_without(asked: argparse.Namespace, with_: str, names: tuple[str, ...]) -> None:
    """Reject what would be ignored.

    Raises:
        UsageError: it was given.
    """
    given = next((name for name in names if _is_given(asked, name)), "")
    if not given:
        return
    flag = given.upper() if given in ("user", "credential") else f"--{FLAGS.get(given, given).replace('_', '-')}"
    if given == "step":
        flag = f"--{asked.step}"
    if with_:
        raise UsageError(f"{flag} can't be used with {with_}.", f"Leave out {flag}.")
    raise UsageError(f"{flag} is for plans.", f"Use it with {USE[given]}.")


def _is_given(asked: argparse.Namespace, name: str) -> bool:
    value = getattr(asked, name, None)
    return value is not None and value not in ("", [], 0, False)


FLAGS = {"from_file": "from"}

USE = {
    "plan": "--due AGE or --from FILE",
    "plain": "--plan FILE",
    "users": "--due AGE",
    "max": "--apply FILE",
    "stop_after": "--apply FILE",
}
"""With what else an option makes sense."""
