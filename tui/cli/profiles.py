"""Commands that work through several profiles, one after the other: `--profile A --profile B`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from services.config.options import Options
from services.model.errors import OciSmtpError, UsageError

if TYPE_CHECKING:
    from services.api.session import Session

COMMANDS = ("list", "audit")
"""The commands that take several profiles."""


def options_of_each(asked: object, options: Options, fill: Callable[[Options], Options]) -> Sequence[Options]:
    """The options for each profile that was given, or for the usual one; `fill` adds what the settings say.

    Raises:
        UsageError: there are several, and the command works in one tenancy.
    """
    given = getattr(asked, "profiles", ())
    names = tuple(dict.fromkeys(given)) if given and given[-1] == options.profile else ()  # one after the command wins
    command = str(getattr(asked, "command", None) or "open")
    if len(names) > 1 and command not in COMMANDS:
        what = "the app" if command == "open" else command
        raise UsageError(f"Can't use several profiles with {what}.", "Use --profile once.")
    return [fill(replace(options, profile=name)) for name in names] or [fill(options)]


class Visit(NamedTuple):
    """One profile of several: signed in, or with the reason why not."""

    profile: str
    outcome: "Session | OciSmtpError"
    label: str
    """What goes before a line about the profile: nothing where there is only one."""

    @property
    def tenancy_ocid(self) -> str:
        """Empty where the profile can't sign in."""
        return "" if isinstance(self.outcome, OciSmtpError) else self.outcome.tenancy_ocid


def signed_in(each: Sequence[Options]) -> list[Visit]:
    """Every profile, signed in before anything is read: questions, such as for a passphrase, come together.

    One of several that can't sign in doesn't keep the others from it, and is reported.

    Raises:
        OciSmtpError: the only one can't sign in.
    """
    from tui.cli.sign_in import session_for

    visits = []
    for options in each:
        try:
            session = session_for(options)
        except OciSmtpError as error:
            if len(each) == 1:
                raise
            tell_trouble(options.profile, error)
            visits.append(Visit(options.profile, error, f"{options.profile}: "))
        else:
            name = options.profile or session.profile.name
            visits.append(Visit(name, session, f"{name}: " if len(each) > 1 else ""))
    return visits


def tell_trouble(profile: str, error: OciSmtpError) -> None:
    """Say which profile can't be read, and why."""
    from tui.cli.notes import complain, say

    say(f"can't read the tenancy of profile {profile}:")
    complain(error)
