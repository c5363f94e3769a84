"""Making a plan: candidates get a number, a description, and destinations of their own, or a reason why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from services.credentials.journal_record import without_marker
from services.delivery.age_recipients import find_recipients
from services.delivery.gpg_keys import is_fingerprint
from services.delivery.named import RecipientOptions, Spec, check_addressed, parse_specs
from services.delivery.new_file import chosen_path
from services.fleet.destinations import DestinationPattern, RowNames, place_of, shared_names
from services.fleet.due import Candidate, left_out
from services.fleet.plan import LeftOut, PlannedRow
from services.fleet.reasons import Reason, told
from services.fleet.users_file import NamedUser
from services.model.errors import OciSmtpError, UsageError
from services.model.values import User

REQUESTS_TO_ROTATE = 4
"""For each row: the user's credentials twice (before and after the record), the create, and its description."""

REQUESTS_TO_GENERATE = 3
"""For each row: the user's credentials, the create, and its description."""

REQUESTS_TO_SAVE = 4
"""For each secret of OCI Vault, at least: the create, its state until it is active, and what it holds."""


@dataclass(frozen=True)
class PlanOptions:
    """What the person asked for, for all rows together."""

    patterns: Sequence[DestinationPattern]
    recipients: tuple[str, ...] = ()
    """For rows whose user has none in the users file."""
    mail_to: str = ""
    mail_from: str = ""
    description: str = ""
    """Of the new credentials; empty for that of the old one."""


@dataclass
class PlanRows:
    """What a plan has."""

    rows: list[PlannedRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many requests it takes at least."""
        return sum(requests_of(row) for row in self.rows)


def planned(
    candidates: Iterable[Candidate | LeftOut], options: PlanOptions, named: Mapping[str, NamedUser]
) -> PlanRows:
    """The rows of a plan, in this order. `named` has what the users file says, by the user's OCID.

    Raises:
        UsageError: a recipient that all rows would have is none.
    """
    found = PlanRows()
    able: list[Candidate] = []
    for each in candidates:
        if isinstance(each, LeftOut):
            found.left_out.append(each)
        else:
            able.append(each)
    common = resolved_recipients(options.recipients)
    shared = shared_names(each.user for each in able)
    day = datetime.now(timezone.utc).date().isoformat()
    taken: set[str] = set()
    for candidate in able:
        given = named.get(candidate.user.ocid) or NamedUser(candidate.user.name)
        names = RowNames(candidate.user, len(found.rows) + 1, day, is_shared=candidate.user.ocid in shared)
        to = tuple(pattern.filled(names) for pattern in options.patterns)
        try:
            recipients = resolved_recipients(given.recipients) or common
            specs = _free(to, taken)
            mail_to = given.mail_to or options.mail_to
            check_addressed(specs, RecipientOptions(recipients, mail_to, options.mail_from))
        except OciSmtpError as error:
            reason = Reason.RECIPIENT if isinstance(error, _RecipientError) else Reason.DESTINATION
            found.left_out.append(left_out(candidate.user, reason, told(error), candidate.old))
            continue
        if any(spec[0].encrypts for spec in specs) and not recipients:
            why = "No recipient to encrypt for. Add --recipient, or a column named recipient to the users file."
            found.left_out.append(left_out(candidate.user, Reason.RECIPIENT, why, candidate.old))
            continue
        taken.update(filter(None, map(place_of, specs)))
        found.rows.append(_row(candidate, given, options, to, recipients, len(found.rows) + 1))
    return found


def requests_of(row: PlannedRow) -> int:
    """How many requests a row takes at least."""
    saved = sum(REQUESTS_TO_SAVE for text in row.to if text.startswith("vault:"))
    return saved + (REQUESTS_TO_ROTATE if row.old else REQUESTS_TO_GENERATE)


class _RecipientError(UsageError):
    """A recipient is no public key."""


def resolved_recipients(texts: Iterable[str]) -> tuple[str, ...]:
    """The public keys themselves, each on its own: a file of keys might be another one when the plan is carried out.

    Raises:
        UsageError: one is no public key; a private one is never repeated.
    """
    texts = tuple(texts)
    fingerprints = tuple(text for text in texts if is_fingerprint(text))
    others = [text for text in texts if not is_fingerprint(text)]
    try:
        keys = tuple(recipient.key for recipient in find_recipients(others).keys) if others else ()
    except UsageError as error:
        raise _RecipientError(error.cause, error.next_step) from None
    return (*fingerprints, *keys)


def _free(to: Sequence[str], taken: set[str]) -> list[Spec]:
    """The destinations of a row, if they are free.

    Raises:
        UsageError: another row has one of them, or a file can't be made there.
    """
    specs = parse_specs(to)
    for spec, text in zip(specs, to, strict=True):
        if place_of(spec) in taken:
            raise UsageError(f"Another user of the plan has the destination {text}.", "Add {number} to --to.")
        path = DestinationPattern(spec).file
        if path:
            chosen_path(path)
    return specs


def _row(
    candidate: Candidate,
    given: NamedUser,
    options: PlanOptions,
    to: tuple[str, ...],
    recipients: tuple[str, ...],
    number: int,
) -> PlannedRow:
    user: User = candidate.user
    of_old = without_marker(candidate.old.description).strip() if candidate.old else ""
    return PlannedRow(
        number,
        user.ocid,
        user.name,
        given.description or options.description or of_old or user.name,
        to,
        user.domain,
        recipients,
        given.mail_to or options.mail_to,
        options.mail_from,
        candidate.old,
    )
