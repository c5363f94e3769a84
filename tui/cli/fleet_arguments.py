"""The arguments of `rotate` and `generate` for many users."""

import argparse

from tui.cli.option_values import StoreGiven, number, span


def add_fleet_rotation(rotate: argparse.ArgumentParser) -> None:
    """Declare what rotates many credentials."""
    fleet = rotate.add_argument_group("many users")
    fleet.add_argument(
        "--due",
        metavar="AGE",
        type=span,
        help="plan to rotate every credential that is at least AGE old, such as 90d (needs --plan and --to)",
    )
    fleet.add_argument(
        "--users",
        metavar="FILE",
        action=StoreGiven,
        default="",
        help="only users in FILE: one a line, or CSV with the columns user, description, recipient, mail_to",
    )
    _add_plan(fleet)
    fleet.add_argument(
        "--older-than", metavar="AGE", type=span, help="with --retire: rotations whose new credential is AGE old"
    )


def add_fleet_generation(generate: argparse.ArgumentParser) -> None:
    """Declare what generates many credentials."""
    fleet = generate.add_argument_group("many users")
    fleet.add_argument(
        "--from",
        dest="from_file",
        metavar="FILE",
        action=StoreGiven,
        default="",
        help="plan a credential for each user in FILE: CSV with the columns user, description, recipient, mail_to "
        "(needs --plan and --to)",
    )
    _add_plan(fleet)
    fleet.add_argument("--prove", action="store_true", help="with --plan: test each new credential with one sign-in")


def _add_plan(fleet: "argparse._ArgumentGroup") -> None:
    fleet.add_argument(
        "--plan",
        metavar="FILE",
        action=StoreGiven,
        default="",
        help="write the plan to a new file, and generate nothing; in --to, {user}, {domain}, {number}, and {date} "
        "stand for what they name",
    )
    fleet.add_argument("--plain", action="store_true", help="with --plan: allow destinations in plain text")
    fleet.add_argument(
        "--apply", metavar="FILE", action=StoreGiven, default="", help="carry out a plan, or continue with one"
    )
    fleet.add_argument("--max", metavar="N", type=number, default=0, help="with --apply: at most N users in this run")
    fleet.add_argument(
        "--stop-after",
        metavar="N",
        type=number,
        help="with --apply or --retire: stop when N users have failed (default: 10)",
    )
