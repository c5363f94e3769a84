"""The arguments of `oci-smtp rotate`."""

import argparse

from tui.cli.argument_groups import MAKE_CURRENT, add_delivery, add_output
from tui.cli.argument_parser import GuessingParser
from tui.cli.fleet_arguments import add_fleet_rotation
from tui.cli.option_values import StoreGiven, given

ROTATION_STEPS = {
    "status": "show the rotations in progress, of USER or of all users",
    "suspend": "suspend the old credential, which can be restored (identity domains only)",
    "restore": "restore the suspended old credential",
    "make-current": MAKE_CURRENT,
    "retire": "delete the old credential, once the new one is deployed",
    "cancel": "end the rotation and keep both credentials",
}
"""The options of `rotate` that generate nothing; `make-current` with `--to` says what becomes of what is generated."""


def add_rotate(commands: "argparse._SubParsersAction[GuessingParser]") -> None:
    """Declare the command."""
    rotate = commands.add_parser("rotate", help="generate a replacement for a credential, and delete the old one later")
    rotate.add_argument("user", metavar="USER", nargs="?", help="user name, email, or OCID")
    rotate.add_argument(
        "credential",
        metavar="CREDENTIAL",
        nargs="?",
        type=given,
        help="OCID or SMTP user name (default: the only one)",
    )
    rotate.add_argument(
        "-d", "--description", metavar="TEXT", help="description of the new credential (default: that of the old one)"
    )
    add_output(rotate, "text", "json")
    add_delivery(rotate)
    rotate.add_argument(
        "--prove",
        action="store_true",
        help="test the new credential with one sign-in; with --suspend, test that the old one is rejected",
    )
    rotate.add_argument(
        "--make-room",
        metavar="CREDENTIAL",
        action=StoreGiven,
        default="",
        help="delete this one of two credentials first",
    )
    steps = rotate.add_mutually_exclusive_group()
    for name, help_ in ROTATION_STEPS.items():
        steps.add_argument(f"--{name}", dest="step", action="store_const", const=name, default="", help=help_)
    steps.add_argument(
        "--adopt",
        metavar="CREDENTIAL",
        action=StoreGiven,
        default="",
        help="this credential already replaces CREDENTIAL: generate and delete nothing",
    )
    rotate.add_argument("--yes", action="store_true", help="skip the confirmation prompt")
    add_fleet_rotation(rotate)
