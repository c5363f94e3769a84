"""Standard output as a place for a new credential: what is printed of it, and whether anything has it then."""

import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.credentials.issue import Issue
from services.delivery.handover import Delivery, Output
from services.model.errors import UsageError
from services.model.override import override
from services.model.values import Endpoint, User
from services.smtp.result import SmtpResult
from services.system.output_custody import device_that_keeps_nothing, why_not_taken, write_whole
from tui.cli.json_fields import only
from tui.cli.notes import note, say
from tui.cli.output import ascii_json
from tui.format.ages import moment, stamp
from widgets.plain import visible

FIELDS = (
    *("user_name", "password", "credential_id", "user_id", "description", "smtp_host", "smtp_port", "security"),
    "created",
)
"""What the JSON says of a credential."""

EXPIRY_FIELDS = ("expires_requested", "expires")
"""The fields for an expiry that was requested, and for the one that OCI returned."""

HANDED_OVER = "handed_over"
"""The field for where it was delivered."""


def check_output() -> None:
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


@dataclass(frozen=True)
class CredentialOutput(Output):
    """Prints a credential just created, with its password or without."""

    issue: Issue
    user: User
    where: Endpoint
    output: str
    """`text` or `json`."""
    has_password: bool
    names: tuple[str, ...] = ()
    """The fields that the JSON has; all where none is named."""
    more: Mapping[str, object] = field(default_factory=dict)
    """Fields of the command's own."""
    tells_proof: bool = False
    """Whether the output has a field for the test sign-in."""

    @override
    def write(self, deliveries: Sequence[Delivery], proof: SmtpResult | None) -> str:
        try:
            write_out(f"{self.text(deliveries, proof)}\n".encode(errors="backslashreplace"))
        except OSError as error:
            return error.strerror or str(error)
        return ""

    @override
    def is_taken(self) -> bool:
        """Whether something has what was printed; says why that is not known."""
        output = sys.stdout.fileno()
        try:
            why = why_not_taken(output, lambda: note("Waiting until the output is read…"))
        except OSError as error:
            why = f"Can't tell whether the output was read ({error.strerror})."
        if why:
            say(why)
        return not why

    def text(self, deliveries: Sequence[Delivery], proof: SmtpResult | None) -> str:
        """All there is to know of it."""
        fields = self._fields(proof)
        if self.output == "json":
            if deliveries:
                fields[HANDED_OVER] = [delivery_fields(each) for each in deliveries]
            told = json.dumps(only(fields, self.names) if self.names else fields, ensure_ascii=False)
            return ascii_json(told) if sys.stdout.isatty() else told
        lines = [f"{name}: {_in_line(name, value)}" for name, value in fields.items()]
        lines += [f"{HANDED_OVER}: {visible(each.message)}" for each in deliveries if each.receipt]
        return "\n".join(lines)

    def _fields(self, proof: SmtpResult | None) -> dict[str, object]:
        credential = self.issue.issued.credential
        return {
            "user_name": credential.user_name,
            **({"password": self.issue.issued.password.reveal()} if self.has_password else {}),
            "credential_id": credential.ocid,
            "user_id": self.user.ocid,
            "description": credential.description,
            "smtp_host": self.where.host,
            "smtp_port": self.where.port,
            "security": self.where.security,
            "created": (stamp if self.output == "json" else moment)(credential.created),
            **self.more,
            **({"proof": proof.outcome.value if proof else None} if self.tells_proof else {}),
        }


def expiry_fields(issue: Issue, output: str) -> dict[str, object]:
    """The expiry that was requested and the one that OCI returned; nothing where none was requested."""
    if not issue.requested_expiry:
        return {}
    written = stamp if output == "json" else moment
    requested, expires = EXPIRY_FIELDS
    return {requested: written(issue.requested_expiry), expires: written(issue.issued.credential.expires)}


def delivery_fields(delivery: Delivery) -> dict[str, object]:
    """The fields of a delivery in the JSON output."""
    if delivery.receipt:
        receipt = delivery.receipt
        told = {"to": receipt.place, "verified": delivery.is_verified, "message": delivery.message}
        encrypted = {"recipients": list(receipt.recipients), "left_out": list(delivery.left_out)}
        promotion = {"promoted": bool(delivery.promoted)}
        return {**told, **(encrypted if receipt.recipients else {}), **(promotion if receipt.held_back else {})}
    return {"to": delivery.channel, "verified": False, "error": delivery.error.cause if delivery.error else ""}


def _in_line(name: str, value: object) -> str:
    """A value in a line of its own; a password that no terminal sees is as it is, to the byte."""
    told = "" if value is None else str(value)
    return told if name == "password" and not sys.stdout.isatty() else visible(told)


def write_out(data: bytes) -> None:
    """Past Python's buffer, in which the password would stay, and be written again on the way out.

    Raises:
        OSError: a part of it may have been written.
    """
    sys.stdout.flush()
    write_whole(sys.stdout.fileno(), data)
