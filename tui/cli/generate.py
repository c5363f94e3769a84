"""`oci-smtp generate`: one credential, printed once or delivered, or none at all."""

import argparse
import contextlib
import json
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.api.session import Session
from services.config.options import Options
from services.credentials.generation import CredentialGenerator, GenerationStage, Issue
from services.credentials.journal import open_journal
from services.credentials.rollback import RolledBackError
from services.delivery import DeliveryChannel, Package
from services.directory.expiry import expiry_of
from services.model.errors import ExitCode, OciSmtpError, UsageError
from services.model.values import INACTIVE, Endpoint, User
from services.resources.email import endpoint
from services.storage.state_dir import StateDirError
from services.system.output_custody import device_that_keeps_nothing, why_not_taken, write_whole
from tui.cli.deliver import Delivery, deliver_all, say_destinations, say_left_out
from tui.cli.json_fields import fields_asked, only
from tui.cli.notes import note, say
from tui.cli.output import ascii_json
from tui.cli.pasted import STDIN, pasted
from tui.cli.sign_in import directory_of, writable_session_for
from tui.cli.termination import telling_what_may_be
from tui.format.ages import moment, stamp
from tui.format.expiry_text import requested
from tui.format.unresolved import RECOVER, what_may_exist
from widgets.plain import visible

if TYPE_CHECKING:
    from services.delivery.named import Spec

FIELDS = (
    *("user_name", "password", "credential_id", "user_id", "description", "smtp_host", "smtp_port", "security"),
    *("created", "expires_requested", "expires", "handed_over"),
)
"""What the JSON says of a credential: `handed_over` where it is delivered, an expiry where one is requested."""


def generate(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp generate`: create one credential, and print it once or deliver it."""
    specs = _specs(asked)
    if sys.stdout.isatty() and not asked.reveal and not specs:
        raise UsageError(
            "The password would be printed to this terminal and stay in its scrollback.",
            "Pipe the output to a program, use --to, open the app (oci-smtp open user NAME --generate), or add "
            "--reveal.",
        )
    if asked.reveal and options.no_reveal:
        raise UsageError("--reveal and --no-reveal can't be used together.", "Use --to DESTINATION instead.")
    if not asked.description.strip():
        raise UsageError("The description is empty.", "Add a description: -d TEXT")
    expires = expiry_of(asked.expires) if asked.expires else None
    known = _fields(is_delivered=bool(specs), has_expiry=bool(expires))
    names = fields_asked(asked, known, () if specs and not asked.reveal else ("password",))
    if asked.reveal or not specs:
        _check_output()
    journal = open_journal(options, os.environ)
    with telling_what_may_be(lambda: what_may_exist(journal), errors_too=True):
        session = writable_session_for(options)
        channels = _channels(options, specs, asked, session)
        say_left_out(channels, say)
        directory = directory_of(session)
        issuing = CredentialGenerator(session, directory, journal)
        user = directory.find(asked.user)
        if user.is_inactive:
            say(f"Warning: {user.name} is {user.status}. {INACTIVE}")
        where = endpoint(session)
        issue = issuing.issue(user, asked.description.strip(), _say_stage, threading.Event(), expires)
        made = Made(issue, user, where, asked.output, session, names if asked.json else ())
        try:
            if expires:
                say(requested(expires, issue.issued.credential))
            code = hand_over(made, channels, asked.reveal) if channels else hand_to_stdout(made)
        finally:
            issue.left()
        with contextlib.suppress(OciSmtpError):  # the marker in the description harms nothing
            issue.tidy()
    return code


def _fields(is_delivered: bool, has_expiry: bool) -> tuple[str, ...]:
    """The fields that the JSON can have."""
    absent = {*(() if is_delivered else ("handed_over",)), *(() if has_expiry else ("expires_requested", "expires"))}
    return tuple(name for name in FIELDS if name not in absent)


def _check_output() -> None:
    """Reject what loses the password for certain, before there is one.

    Raises:
        UsageError: standard output is a device that keeps nothing.
    """
    with contextlib.suppress(OSError):  # closed: that is told once it is written to
        if device := device_that_keeps_nothing(sys.stdout.fileno()):
            raise UsageError(
                f"The output goes to {device}, so the password would be lost.",
                "Pipe the output to a program, write it to a file, or use --to.",
            )


def _specs(asked: argparse.Namespace) -> "list[Spec]":
    if not asked.to:
        return []
    from services.delivery.named import parse_specs  # and with it every channel that there is

    return parse_specs(asked.to)


def _recipients(options: Options, named: Sequence[str]) -> tuple[str, ...]:
    """The keys to encrypt for; `-` stands for those that standard input has, one a line."""
    found: list[str] = []
    for each in named:
        lines = pasted(options, "the public keys, one a line").splitlines() if each == STDIN else [each]
        found += [line for line in lines if line.strip() and not line.startswith("#")]
    return tuple(found)


def _channels(
    options: Options, specs: "list[Spec]", asked: argparse.Namespace, session: Session
) -> list[DeliveryChannel]:
    addressed = (asked.recipient, asked.mail_to, asked.mail_from)
    if not specs and not any(addressed):
        return []
    from services.delivery.named import RecipientOptions, open_channels

    return open_channels(
        specs, RecipientOptions(_recipients(options, asked.recipient), asked.mail_to, asked.mail_from), session
    )


@dataclass(frozen=True)
class Made:
    """A credential just made, and how it is told."""

    issue: Issue
    user: User
    where: Endpoint
    output: str
    """`text` or `json`."""
    session: Session
    names: tuple[str, ...] = ()
    """The fields that the JSON has; all where none is named."""

    @property
    def package(self) -> Package:
        """What a channel delivers: user name, password, server, and for whom they are."""
        issued = self.issue.issued
        made = issued.credential
        return Package(made.user_name, issued.password, self.where, made.description, self.user, self.issue.heads_for)

    def told(self, has_password: bool, deliveries: Sequence[Delivery] = ()) -> str:
        """All there is to know of it, with the password or without."""
        credential = self.issue.issued.credential
        written = stamp if self.output == "json" else moment
        fields: dict[str, object] = {
            "user_name": credential.user_name,
            **({"password": self.issue.issued.password.reveal()} if has_password else {}),
            "credential_id": credential.ocid,
            "user_id": self.user.ocid,
            "description": credential.description,
            "smtp_host": self.where.host,
            "smtp_port": self.where.port,
            "security": self.where.security,
            "created": written(credential.created),
        }
        if self.issue.requested_expiry:
            fields |= {
                "expires_requested": written(self.issue.requested_expiry),
                "expires": written(credential.expires),
            }
        if self.output == "json":
            if deliveries:
                fields["handed_over"] = [each.fields for each in deliveries]
            told = json.dumps(only(fields, self.names) if self.names else fields, ensure_ascii=False)
            return ascii_json(told) if sys.stdout.isatty() else told
        lines = [f"{name}: {_in_line(name, str(value))}" for name, value in fields.items()]
        lines += [f"handed_over: {visible(each.receipt.message)}" for each in deliveries if each.receipt]
        return "\n".join(lines)


def _in_line(name: str, value: str) -> str:
    """A value in a line of its own; a password that no terminal sees is as it is, to the byte."""
    return value if name == "password" and not sys.stdout.isatty() else visible(value)


def hand_to_stdout(made: Made) -> ExitCode:
    """Print the credential; if it cannot be written, its password is lost, and it is deleted.

    Where it was written, and it is not known whether anything read it, it stays open in the journal: exit code 5.

    Raises:
        RolledBackError: standard output is full or closed.
    """
    made.issue.shown()
    try:
        _write_out(made.told(has_password=True))
    except OSError as error:
        made.issue.discard()
        raise RolledBackError(
            f"Can't write the output ({error.strerror}), so the credential was deleted.",
            "Free some disk space or fix the program that reads the output, and then try again.",
        ) from None
    if not _is_taken():
        say(f"If you have the password, keep the credential. Otherwise, delete it. {RECOVER}")
        return ExitCode.UNKNOWN
    _confirm(made.issue, "The credential was printed anyway. Keep it.")
    return ExitCode.DONE


def _is_taken() -> bool:
    """Whether something has what was printed; says why that is not known."""
    output = sys.stdout.fileno()
    try:
        why = why_not_taken(output, lambda: note("Waiting until the output is read…"))
    except OSError as error:
        why = f"Can't tell whether the output was read ({error.strerror})."
    if why:
        say(why)
    return not why


def hand_over(made: Made, channels: Sequence[DeliveryChannel], has_password: bool) -> ExitCode:
    """Hand the credential to every channel, and say where it is; where it is nowhere, it is deleted again.

    What was delivered but cannot be read back stays open in the journal as unverified: exit code 5.

    Raises:
        RolledBackError: it reached no place.
        OciSmtpError: it reached no place, and could not be deleted now; the journal remembers to.
    """
    deliveries = deliver_all(made.issue, made.package, channels, say)
    has_arrived = any(each.receipt for each in deliveries)
    is_printed = _is_written(made.told(has_password, deliveries)) if has_arrived or has_password else False
    if not has_arrived and not (has_password and is_printed):
        destinations = made.issue.open_destinations
        made.issue.discard()
        say_destinations(made.session, destinations, say)
        raise RolledBackError("Delivery failed, so the credential was deleted.", "Fix the problem, and then try again.")
    is_kept = any(each.is_verified for each in deliveries) or (has_password and is_printed and _is_taken())
    if is_kept:
        _confirm(made.issue, "The credential was delivered anyway.")
    if any(each.error for each in deliveries) or not is_printed:
        return ExitCode.FAILED
    if not is_kept:
        say("Delivery isn't confirmed. If it didn't arrive, delete the credential with oci-smtp revoke.")
        return ExitCode.UNKNOWN
    return ExitCode.DONE


def _confirm(issue: Issue, anyway: str) -> None:
    try:
        issue.confirmed()
    except StateDirError as error:
        say(f"{error.cause} {anyway}")


def _is_written(text: str) -> bool:
    try:
        _write_out(text)
    except OSError as error:
        say(f"Can't write the output: {error.strerror}.")
        return False
    return True


def _write_out(text: str) -> None:
    """Past Python's buffer, in which the password would stay, and be written again on the way out."""
    sys.stdout.flush()
    write_whole(sys.stdout.fileno(), f"{text}\n".encode(errors="backslashreplace"))


def _say_stage(stage: GenerationStage, number: int) -> None:
    if stage is GenerationStage.WAITING:
        note(f"{stage.value} {number} s before retrying…")
    elif number > 1 or stage not in (GenerationStage.CHECKING, GenerationStage.SENDING):
        note(f"{stage.value}… ({number})")
