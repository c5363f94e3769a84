"""What is known of whether accepted mail arrives. None of it decides whether mail is accepted."""

from collections.abc import Iterable, Iterator

from services.doctor.fixes import Advice, Fix, PublishRecord
from services.doctor.report import SUPPRESSED, Check, Finding
from services.model.errors import OciSmtpError
from services.model.times import moment_of, rfc3339
from services.resources.email_domains import Dkim, EmailDomain, SenderDomain
from services.resources.senders import ACTIVE
from services.resources.sending_limits import SendingLimits
from services.resources.suppressions import Suppression

_GONE = ("DELETING", "DELETED")
_AWAITS_RECORD = ("CREATING", "NEEDS_ATTENTION")
"""States of a DKIM key in which OCI waits for its record in DNS."""

_REASONS = {
    "HARDBOUNCE": "hard bounce",
    "SOFTBOUNCE": "soft bounces",
    "COMPLAINT": "spam complaint",
    "MANUAL": "added manually",
    "UNSUBSCRIBE": "unsubscribed",
}
"""The reasons for a suppression (oci/email/models/suppression.py)."""

_LIST = "Email Delivery › Suppression List"
_DOMAINS = "Email Delivery › Email Domains"


def check_domain(name: str, found: SenderDomain | OciSmtpError) -> Iterator[Check]:
    """What signs mail from a domain: its email domain, DKIM, and SPF."""
    if isinstance(found, OciSmtpError):
        detail = f"Can't read the email domain {name}. Its DKIM and SPF are unknown."
        yield Check("email-domain-unreadable", Finding.NOTE, detail, (found.cause,))
        return
    if found.domain is None:
        detail = f"{name} isn't an email domain in this region, so OCI doesn't sign its mail with DKIM."
        fix = Advice(f"Create the email domain {name} and a DKIM key for it ({_DOMAINS}).")
        yield Check("email-domain-missing", Finding.NOTE, detail, (), fix)
    else:
        yield _domain_state(found.domain)
        yield from _dkim(found.domain, found)
    yield _spf(name, found.is_spf)


def _domain_state(domain: EmailDomain) -> Check:
    if domain.state == ACTIVE:
        return Check("email-domain", Finding.OK, f"{domain.name} is an email domain, {ACTIVE}.")
    state = domain.state or "in an unknown state"
    return Check("email-domain-not-active", Finding.NOTE, f"The email domain {domain.name} is {state}, not {ACTIVE}.")


def _dkim(domain: EmailDomain, found: SenderDomain) -> Iterator[Check]:
    keys = [key for key in found.dkims if key.state not in _GONE]
    for key in keys:
        if key.ocid == domain.active_dkim and key.state == ACTIVE:
            detail = f"OCI signs mail from {domain.name} with the DKIM key {key.selector}."
            yield Check("dkim", Finding.OK, detail, _record(key))
        else:
            yield _unused(domain, key)
    if found.dkim_error:
        active = "OCI names an active one" if domain.active_dkim else "None is active"
        detail = f"Can't read all DKIM keys of {domain.name}. {active}."
        yield Check("dkim-unreadable", Finding.NOTE, detail, (found.dkim_error.cause,))
    elif not keys:
        detail = f"{domain.name} has no DKIM key, so OCI doesn't sign its mail with DKIM."
        fix = Advice(f"Add a DKIM key to the email domain {domain.name} ({_DOMAINS}).")
        yield Check("dkim-missing", Finding.NOTE, detail, (), fix)


def _unused(domain: EmailDomain, key: Dkim) -> Check:
    """A key that isn't ACTIVE, or that doesn't sign."""
    state = f"is {key.state or 'in an unknown state'}" if key.state != ACTIVE else f"is {ACTIVE}, but doesn't sign"
    said = (f"OCI: {key.details}",) if key.details else ()
    fix: Fix | None = None
    if key.state in _AWAITS_RECORD:
        fix = _publishing(key) or Advice(f"See the record of this DKIM key in the Console ({_DOMAINS}).")
    detail = f"The DKIM key {key.selector} of {domain.name} {state}."
    return Check("dkim-not-active", Finding.NOTE, detail, (*said, *_record(key)), fix)


def _publishing(key: Dkim) -> PublishRecord | None:
    value = key.cname or key.txt
    return PublishRecord("CNAME" if key.cname else "TXT", key.record, value) if key.record and value else None


def _record(key: Dkim) -> tuple[str, ...]:
    record = _publishing(key)
    return (f"{record.type} name: {record.name}", f"{record.type} value: {record.value}") if record else ()


def _spf(name: str, is_spf: bool | None) -> Check:
    if is_spf is None:
        return Check("spf-unknown", Finding.NOTE, f"OCI doesn't say whether {name} has SPF for Email Delivery.")
    evidence = (f"isSpf: {str(is_spf).lower()}",)
    if is_spf:
        return Check("spf", Finding.OK, f"OCI sees SPF for {name}.", evidence)
    fix = Advice(f"Add the include for your region to the SPF record of {name} (Console: {_DOMAINS}).")
    return Check("spf-not-seen", Finding.NOTE, f"OCI doesn't see SPF for {name}.", evidence, fix)


def check_recipient(address: str, found: Suppression | OciSmtpError | None, *, is_suspect: bool) -> Check:
    """Whether a recipient is on the suppression list; `is_suspect` where a reply said that one is."""
    if isinstance(found, OciSmtpError):
        detail = f"Can't read the suppression list. Whether {address} is on it is unknown."
        finding = Finding.UNKNOWN if is_suspect else Finding.NOTE
        return Check("suppressions-unreadable", finding, detail, (found.cause,))
    if found is None:
        detail = f"{address} isn't on the suppression list."
        if not is_suspect:
            return Check("recipient", Finding.OK, detail)
        return Check("recipient-not-suppressed", Finding.UNKNOWN, f"{detail} The reply might be about another address.")
    reason = _REASONS.get(found.reason, found.reason or "reason unknown")
    since = f" since {moment_of(rfc3339(found.since))}" if found.since else ""
    detail = f"{address} is suppressed{since} ({reason}). OCI accepts mail to it, and doesn't deliver it."
    evidence = [f"error: {found.error}"] if found.error else []
    evidence += [f"error from: {found.source}"] if found.source else []
    evidence += [f"last suppressed: {moment_of(rfc3339(found.last))}"] if found.last else []
    fix = Advice(f"Correct the reason first. Then remove the address from the list ({_LIST}).")
    finding = Finding.FAULT if is_suspect else Finding.NOTE
    return Check(SUPPRESSED, finding, detail, tuple(evidence), fix)


def ask_for_recipient() -> Check:
    """For a reply about a suppressed recipient, where none is named."""
    detail = "OCI accepted the message, and didn't deliver it. The reply doesn't name the suppressed recipient."
    return Check("recipient-unknown", Finding.UNKNOWN, detail, (), Advice("Specify the recipient."))


def check_limits(region: str, found: SendingLimits | OciSmtpError) -> Iterator[Check]:
    """The tenancy's limits, as OCI says."""
    if isinstance(found, OciSmtpError):
        detail = "Can't read the tenancy's sending limits, so they're unknown."
        yield Check("limits-unreadable", Finding.NOTE, detail, (found.cause,))
        return
    limits = {
        "max-emails-day": (found.emails_a_day, "emails a day"),
        "sendrate": (found.emails_a_minute, "emails a minute"),
        "max-message-size": (found.message_bytes, "bytes a message"),
    }
    known = [f"{value:,} {unit}" for value, unit in limits.values() if value is not None]
    unknown = [name for name, (value, _) in limits.items() if value is None]
    if known:
        yield Check("limits", Finding.OK, f"Limits in {region}: {', '.join(known)}.")
    if unknown:
        yield Check("limits-unknown", Finding.NOTE, f"OCI doesn't name these limits: {', '.join(unknown)}.")
    for name, (value, _) in limits.items():
        if value == 0:
            fix = Advice("Request a higher limit (Governance & Administration › Limits, Quotas and Usage).")
            yield Check("limit-zero", Finding.NOTE, f"The limit {name} in {region} is 0.", (), fix)


def in_short(checks: Iterable[Check]) -> str:
    """The first two of these checks that speak against arrival or are unknown; where none does, what was found.

    A key that is being made beside the one that signs is neither.
    """
    found = list(checks)
    is_signed = any(check.code == "dkim" for check in found)
    notes = [check for check in found if check.finding is not Finding.OK]
    against = [check.detail for check in notes if not (is_signed and check.code == "dkim-not-active")]
    return " ".join((against or [check.detail for check in found if check.code in ("recipient", "dkim")])[:2])
