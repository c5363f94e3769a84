"""The order in which things are checked: from this terminal outwards to the tenancy."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from services.api.session import Session
from services.checkup.clipboard import check_clipboard
from services.checkup.config import check_config
from services.checkup.files import check_journal, check_settings
from services.checkup.keyring import check_keyring
from services.checkup.multiplexer import check_multiplexer
from services.checkup.network import check_network
from services.checkup.permissions import check_permissions
from services.checkup.report import has_fault, trouble
from services.checkup.terminal import check_terminal
from services.checkup.versions import check_versions
from services.config.options import Options
from services.doctor.report import Check, Finding
from services.model.errors import OciSmtpError


@dataclass(frozen=True)
class CheckupContext:
    """What the program was started with, and how it signs in."""

    options: Options
    environ: Mapping[str, str]
    sign_in: Callable[[], Session]
    """It may ask for a passphrase. Raises OciSmtpError."""


def check_up(here: CheckupContext) -> Iterator[Check]:
    """Every check, when it is done. Without a usable configuration nothing is sent."""
    yield check_versions()
    yield from check_terminal(here.environ)
    yield from check_multiplexer(here.environ)
    yield check_clipboard(here.options.clipboard or "auto", here.environ)
    yield check_keyring()
    yield check_settings(here.environ)
    yield from check_journal(here.options, here.environ)
    configuration = list(check_config(here.options, here.environ))
    yield from configuration
    if any(check.finding is Finding.FAULT and not check.code.endswith("-mode") for check in configuration):
        yield Check("not-asked", Finding.UNKNOWN, "Skipped clock, network, and permissions: no profile.")
        return
    try:
        session = here.sign_in()
    except OciSmtpError as error:
        yield trouble("sign-in", "Can't sign in.", error)
        return
    network = list(check_network(session, here.environ))
    yield from network
    if not has_fault(network):
        yield from check_permissions(session)
