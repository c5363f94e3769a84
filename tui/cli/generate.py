"""`oci-smtp generate`: one credential, printed once or delivered, or none at all."""

import argparse
import contextlib
import os
import threading

from services.config.options import Options
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import open_journal
from services.delivery.handover import UndeliveredError, hand_over, package_of
from services.directory.expiry import expiry_of
from services.model.errors import OciSmtpError, UsageError
from services.model.values import INACTIVE
from services.resources.email import endpoint
from tui.cli.delivery_report import say_delivery, say_destinations, say_doubt, say_outcome, say_stage
from tui.cli.delivery_request import DeliveryRequest
from tui.cli.fleet import fleet_command
from tui.cli.notes import say
from tui.cli.sign_in import directory_of, writable_session_for
from tui.cli.standard_output import EXPIRY_FIELDS, expiry_fields
from tui.cli.termination import telling_what_may_be
from tui.format.credential_text import requested
from tui.format.unresolved import what_may_exist


def generate(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp generate`: create one credential, and print it once or deliver it; or many by a plan."""
    if command := fleet_command(asked):
        return command(options, asked)
    _check_user(asked)
    delivery = DeliveryRequest(options, asked, EXPIRY_FIELDS if asked.expires else ())
    expires = expiry_of(asked.expires) if asked.expires else None
    journal = open_journal(options, os.environ)
    with telling_what_may_be(lambda: what_may_exist(journal), errors_too=True):
        session = writable_session_for(options)
        delivery.open(session)
        directory = directory_of(session)
        issuing = CredentialGenerator(session, directory, journal)
        user = directory.find(asked.user)
        if user.is_inactive:
            say(f"Warning: {user.name} is {user.status}. {INACTIVE}")
        where = endpoint(session)
        issue = issuing.issue(user, asked.description.strip(), say_stage, threading.Event(), expires)
        say_doubt(issue)
        try:
            if expires:
                say(requested(expires, issue.issued.credential))
            handover = hand_over(
                issue,
                package_of(issue, user, where),
                delivery.channels,
                output=delivery.output(issue, user, where, expiry_fields(issue, asked.output)),
                promote_unproven=delivery.makes_current,
                on_delivery=say_delivery,
            )
            code = say_outcome(handover)
        except UndeliveredError as error:
            say_destinations(session, error.destinations, say)
            raise
        finally:
            issue.left()
        with contextlib.suppress(OciSmtpError):  # the marker in the description harms nothing
            issue.tidy()
    return code


def _check_user(asked: argparse.Namespace) -> None:
    """Check that it's said whose credential it is, and what it's for.

    Raises:
        UsageError: one is missing.
    """
    if not asked.user:
        raise UsageError("No user specified.", "Add a user: oci-smtp generate USER -d TEXT")
    if asked.description is None:
        raise UsageError("No description specified.", "Add a description: -d TEXT")
    if not asked.description.strip():
        raise UsageError("The description is empty.", "Add a description: -d TEXT")
