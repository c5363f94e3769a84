"""What `--to`, `--reveal`, and the options beside them ask for."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from services.api.session import Session
from services.config.options import Options
from services.credentials.issue import Issue
from services.delivery import DeliveryChannel
from services.delivery.handover import Output
from services.model.errors import UsageError
from services.model.values import Endpoint, User
from tui.cli.json_fields import fields_asked
from tui.cli.notes import say
from tui.cli.pasted import STDIN, pasted
from tui.cli.standard_output import FIELDS, HANDED_OVER, CredentialOutput, check_output
from widgets.plain import visible


class DeliveryRequest:
    """Where one new credential is to go. Nothing is looked at before `open`."""

    def __init__(self, options: Options, asked: argparse.Namespace, own_fields: Sequence[str] = ()) -> None:
        """`own_fields` are those of the command.

        Raises:
            UsageError: see `parse_specs`; or an option is for a vault, and none is a destination; or the password would
                stay in the scrollback, be lost, or be shown where that is forbidden.
        """
        self._options = options
        self._asked = asked
        is_step = getattr(asked, "step", "") == "make-current"
        self.makes_current = is_step or bool(getattr(asked, "make_current", False))
        """Whether what a vault holds back is promoted without a test sign-in."""
        self.channels: list[DeliveryChannel] = []
        """The destinations, once they are ready."""
        self._check_vault_options()
        self._specs = []
        if asked.to:
            from services.delivery.named import parse_specs  # and with it every channel that there is

            self._specs = parse_specs(asked.to)
        self._has_password = asked.reveal or not self._specs
        self._names = self._fields_to_print(own_fields)

    def open(self, session: Session) -> None:
        """Make the destinations ready; says which of the named keys are not encrypted for.

        Raises:
            OciSmtpError: see `open_channels`.
        """
        asked = self._asked
        if not self._specs and not any((asked.recipient, asked.mail_to, asked.mail_from)):
            return
        from services.delivery.named import RecipientOptions, open_channels

        recipients = recipients_asked(self._options, asked.recipient)
        addressed = RecipientOptions(recipients, asked.mail_to, asked.mail_from)
        self.channels = open_channels(self._specs, addressed, session, takes_any=asked.new_version)
        for told in dict.fromkeys(told for channel in self.channels for told in channel.left_out):
            say(visible(f"Left out: {told}"))  # their owners would wait in vain

    def output(
        self, issue: Issue, user: User, where: Endpoint, more: Mapping[str, object], *, tells_proof: bool = False
    ) -> Output:
        """What prints the credential, and the manifest where one is asked for; `more` are the command's own fields."""
        asked = self._asked
        printed = CredentialOutput(
            issue, user, where, asked.output, self._has_password, self._names, more, tells_proof=tells_proof
        )
        if not asked.emit:
            return printed
        from tui.cli.manifest_output import with_manifest

        return with_manifest(asked, printed, self.channels)

    def _check_vault_options(self) -> None:
        asked = self._asked
        options = {"--new-version": asked.new_version, "--make-current": self.makes_current, "--emit": asked.emit}
        given = next((flag for flag, value in options.items() if value), "")
        if given and not any(each.startswith("vault:") for each in asked.to):
            raise UsageError(f"{given} is for a secret of a vault.", "Add --to vault:VAULT/KEY/NAME.")
        if asked.emit:
            from tui.cli.manifest_output import check_emit

            check_emit(asked)

    def _fields_to_print(self, own_fields: Sequence[str]) -> tuple[str, ...]:
        """The fields to print, once it is certain that the output may have what it gets."""
        asked, has_destinations = self._asked, bool(self._specs)
        if sys.stdout.isatty() and not asked.reveal and not has_destinations:
            raise UsageError(
                "The password would be printed to this terminal and stay in its scrollback.",
                "Pipe the output to a program, use --to, open the app (oci-smtp open user NAME --generate), or add "
                "--reveal.",
            )
        if asked.reveal and self._options.no_reveal:
            raise UsageError("--reveal and --no-reveal can't be used together.", "Use --to DESTINATION instead.")
        known = (*FIELDS, *own_fields, *((HANDED_OVER,) if has_destinations else ()))
        names = fields_asked(asked, known, ("password",) if self._has_password else ())
        if self._has_password:
            check_output()
        return names if asked.json else ()


def recipients_asked(options: Options, named: Sequence[str]) -> tuple[str, ...]:
    """The keys to encrypt for; `-` stands for those that standard input has, one a line."""
    found: list[str] = []
    for each in named:
        lines = pasted(options, "the public keys, one a line").splitlines() if each == STDIN else [each]
        found += [line for line in lines if line.strip() and not line.startswith("#")]
    return tuple(found)
