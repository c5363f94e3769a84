"""`oci-smtp generate`: one credential, printed once, or none at all."""

import argparse
import contextlib
import json
import os
import sys
import threading

from services.email import endpoint
from services.errors import ExitCode, OciSmtpError, UsageError
from services.issuing import Issue, Issuing, Stage
from services.journal import open_journal
from services.model import Endpoint, User
from services.options import Options
from services.state_dir import StateDirError
from services.taking_back import TakenBackError
from tui.ages import moment
from tui.ending import ending_in_order
from tui.signing_in import directory_of, writable_session_for


def generate(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp generate`: create one credential and print it, once."""
    if sys.stdout.isatty() and not asked.reveal:
        raise UsageError(
            "The password would be printed on this terminal, and stay in its history.",
            "Send it to a program or a file (| program), use the app (oci-smtp open user NAME --generate), "
            "or add --reveal.",
        )
    if not asked.description.strip():
        raise UsageError("The description is empty.", "Say what will send with it: -d TEXT")
    with ending_in_order():
        session = writable_session_for(options)
        directory = directory_of(session)
        issuing = Issuing(session, directory, open_journal(options, os.environ))
        user = directory.find(asked.user)
        where = endpoint(session)
        issue = issuing.issue(user, asked.description.strip(), _say_stage, threading.Event())
        try:
            hand_to_stdout(issue, user, where, asked.output)
        finally:
            issue.left()
        with contextlib.suppress(OciSmtpError):  # the marker in the description harms nothing
            issue.tidy()
    return ExitCode.DONE


def hand_to_stdout(issue: Issue, user: User, where: Endpoint, output: str) -> None:
    """Print the credential; if it cannot be written, nobody has it, and it is deleted again.

    Raises:
        TakenBackError: standard output is full or closed.
    """
    issue.shown()
    try:
        _write_out(_text_of(issue, user, where, output))
    except OSError as error:
        issue.discard()
        raise TakenBackError(
            f"The output could not be written ({error.strerror}), so the credential was deleted again.",
            "Free some space or mend the program that reads it, then try again.",
        ) from None
    try:
        issue.confirmed()
    except StateDirError as error:
        _say(f"{error.cause} The credential was printed all the same; keep it.")


def _text_of(issue: Issue, user: User, where: Endpoint, output: str) -> str:
    credential = issue.issued.credential
    fields = {
        "user_name": credential.user_name,
        "password": issue.issued.password.reveal(),
        "credential_id": credential.ocid,
        "user_id": user.ocid,
        "description": credential.description,
        "smtp_host": where.host,
        "smtp_port": where.port,
        "security": where.security,
        "created": moment(credential.created),
    }
    if output == "json":
        return json.dumps(fields, ensure_ascii=False)
    return "\n".join(f"{name}: {value}" for name, value in fields.items())


def _write_out(text: str) -> None:
    """Past Python's buffer, in which the password would stay, and be written again on the way out."""
    sys.stdout.flush()
    data = f"{text}\n".encode()
    while data:
        data = data[os.write(sys.stdout.fileno(), data) :]


def _say_stage(stage: Stage, number: int) -> None:
    if number > 1 or stage not in (Stage.CHECKING, Stage.SENDING):
        _say(f"{stage.value}… ({number})")


def _say(text: str) -> None:
    """To standard error; a terminal that is gone must not stop what is under way."""
    with contextlib.suppress(OSError):
        print(f"oci-smtp: {text}", file=sys.stderr, flush=True)
