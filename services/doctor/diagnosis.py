"""The order in which causes are checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from services.api.session import Session
from services.directory import Directory
from services.doctor.arrival import Arrival
from services.doctor.arrival_checks import ask_for_recipient
from services.doctor.complaint import parse_complaint
from services.doctor.fixes import Advice
from services.doctor.named_senders import NamedSender, Role
from services.doctor.policy_checks import check_policies
from services.doctor.reply_checks import check_now, check_question, check_reply, in_region_of, is_for_other_checks
from services.doctor.report import Check, Finding, Report
from services.doctor.sender_checks import check_dkim, check_sender, check_state, senders_for
from services.doctor.tenancy_snapshot import TenancySnapshot, look_around
from services.doctor.user_checks import check_authentication, check_credentials, check_user
from services.model.errors import OciSmtpError
from services.model.values import Credential, User
from services.policy.decision import PolicyAnswer, Verdict, decide
from services.policy.locations import shown
from services.policy.request import PolicySubject, SendRequest
from services.policy.source import PolicySource
from services.resources.senders import ApprovedSender
from services.smtp.meaning import Kind
from services.smtp.probe import check_address

_LEADS = {
    Role.ENVELOPE: "Envelope From",
    Role.HEADER: "Header From",
    Role.UNKNOWN: "Envelope or header From",
}

OnCheck = Callable[[Check], None]
"""Told of each check when it is done."""


@dataclass(frozen=True)
class Question:
    """What the doctor is asked: any of a sender, a user, an error message, and a recipient.

    Raises UsageError when the recipient is no address: it's on no list then, which would say nothing.
    """

    sender: str = ""
    """The envelope's From. The addresses that the message names are checked, too."""
    user: User | None = None
    message: str = ""
    """An error as a mail program or a log shows it."""
    recipient: str = ""
    """To whom the mail goes; empty where that isn't asked."""

    def __post_init__(self) -> None:
        if self.recipient:
            check_address(self.recipient)


def diagnose(
    session: Session,
    directory: Directory,
    question: Question,
    here: TenancySnapshot | None = None,
    on_check: OnCheck | None = None,
    on_verdict: Callable[[Report], None] | None = None,
) -> Report:
    """Check every cause in Oracle's order, then the others, and last what is known of whether accepted mail arrives.

    `here` spares the reading where it was done before. What cannot be read is a check that says so. A user that only
    the message names is looked for. `on_verdict` is told the report before
    those last checks, which don't change its verdict.
    """
    examination = _Examination(session, directory, question, on_check or (lambda check: None))
    return examination.report(here, on_verdict or (lambda report: None))


class _Examination:
    def __init__(self, session: Session, directory: Directory, question: Question, on_check: OnCheck) -> None:
        self._session = session
        self._directory = directory
        self._complaint = parse_complaint(question.message) if question.message else None
        self._question = question
        self._senders = list(_senders(question.sender, self._complaint.senders if self._complaint else ()))
        self._user = question.user or self._named_user()
        self._on_check = on_check
        self._allowing: list[PolicySource] = []
        """The statement that allows each sender, where one does."""
        self._arrival: Arrival | None = None

    def report(self, here: TenancySnapshot | None, on_verdict: Callable[[Report], None]) -> Report:
        checks: list[Check] = []
        for check in self._checks(here):
            checks.append(check)
            self._on_check(check)
        is_answerable = bool(self._senders) and self._user is not None
        if not is_answerable and not self._is_explained(checks):
            checks.append(self._incomplete())
            self._on_check(checks[-1])
        allowing = self._allowing[0] if self._allowing else None
        on_verdict(Report(tuple(checks), allowing, is_answerable))
        known = {check.code for check in checks}
        for check in self._arrival_checks():
            if check.code not in known:  # such as what a sender of a whole domain needs anyway
                checks.append(check)
                self._on_check(check)
        return Report(tuple(checks), allowing, is_answerable)

    def _arrival_checks(self) -> Iterator[Check]:
        if self._arrival and not self._is_suppressed:
            yield from self._arrival.recipient()
        if self._arrival:
            yield from self._arrival.others()

    @property
    def _is_suppressed(self) -> bool:
        """Whether the message says that a recipient is."""
        return self._complaint is not None and self._complaint.kind is Kind.SUPPRESSED

    def _is_explained(self, checks: list[Check]) -> bool:
        """Whether something was found without sender or user, be it in the message alone."""
        if self._complaint and not is_for_other_checks(self._complaint):
            return True
        others = [check for check in checks if not check.code.startswith("reply-")]
        return any(check.finding in (Finding.FAULT, Finding.UNKNOWN) for check in others)

    def _incomplete(self) -> Check:
        asked = ["the sender (the envelope From)"] if not self._senders else []
        asked += ["the user who owns the credential"] if self._user is None else []
        detail = "Not enough information to check whether mail is accepted."
        return Check("question-incomplete", Finding.UNKNOWN, detail, (), Advice(f"Specify {' and '.join(asked)}."))

    def _named_user(self) -> User | None:
        if self._complaint is None or not self._complaint.user_ocid:
            return None
        try:
            return self._directory.user(self._complaint.user_ocid)
        except OciSmtpError:
            return None

    def _checks(self, here: TenancySnapshot | None) -> Iterator[Check]:
        complaint, user = self._complaint, self._user
        if self._question.recipient and not self._senders:
            self._arrival = Arrival(self._session, None, self._question.recipient)
        if complaint:
            yield from check_question(self._question.sender, self._question.user, complaint)
            yield check_reply(complaint)
        if complaint and complaint.region and complaint.region != self._session.region:
            check, there = in_region_of(complaint, self._session)
            here, self._session = here if there is self._session else None, there
            yield check
        about_credential = complaint is not None and complaint.kind is Kind.AUTHENTICATION
        if about_credential and user:
            yield from self._user_checks(user, is_suspect=True)
        if self._senders:
            yield from self._senders_checks(here or look_around(self._session), user)
        if user and not about_credential:
            yield from self._user_checks(user, is_suspect=False)
        if complaint and complaint.kind is Kind.AUTHORIZATION and len(self._allowing) == len(self._senders) > 0:
            yield check_now(complaint)
        if self._is_suppressed and not self._question.recipient:
            yield ask_for_recipient()
        elif self._is_suppressed and self._arrival:
            yield from self._arrival.recipient(is_suspect=True)

    def _senders_checks(self, here: TenancySnapshot, user: User | None) -> Iterator[Check]:
        """Of each sender; where there are several, each check says whose it is."""
        for sender in self._senders:
            for check in self._sending_checks(sender.address, here, user):
                lead = f"{_LEADS[sender.role]} {sender.address}: " if len(self._senders) > 1 else ""
                yield replace(check, detail=f"{lead}{check.detail}")

    def _user_checks(self, user: User, *, is_suspect: bool) -> Iterator[Check]:
        checks = check_user(user)
        yield from checks
        try:
            credentials: list[Credential] = self._directory.credentials(user)
        except OciSmtpError as error:
            yield Check(
                "credentials-unreadable",
                Finding.UNKNOWN if is_suspect else Finding.NOTE,
                "You don't have permission to see the user's credentials.",
                (error.cause,),
            )
            return
        yield from check_credentials(user, credentials)
        if is_suspect and all(check.finding is Finding.OK for check in checks):
            yield check_authentication(credentials)

    def _sending_checks(self, address: str, here: TenancySnapshot, user: User | None) -> Iterator[Check]:
        yield check_sender(address, here)
        senders = senders_for(address, here)
        if self._arrival is None:
            sent_from = (senders[0], here.tree) if senders else None
            self._arrival = Arrival(self._session, sent_from, self._question.recipient)
        if not senders:
            return
        yield check_state(senders)
        dkim = check_dkim(self._session, senders[0], here)
        if dkim:
            yield dkim
        if user:
            yield from self._policy_checks(user, address, senders, here)

    def _policy_checks(
        self, user: User, address: str, senders: list[ApprovedSender], here: TenancySnapshot
    ) -> Iterator[Check]:
        try:
            person = PolicySubject(user, tuple(self._directory.groups(user)))
        except OciSmtpError as error:
            yield Check(
                "groups-unreadable",
                Finding.UNKNOWN,
                "You don't have permission to see the user's groups.",
                (error.cause,),
            )
            return
        requests = [SendRequest(person, sender, here.tree, address, here.region_key) for sender in senders]
        statements = here.statements
        verdicts = [decide(statements, request) for request in requests]
        unread = list(_unread_policies(here, senders))
        checks = check_policies(verdicts[0], requests[0])
        if verdicts[0].answer is not PolicyAnswer.ALLOWED and any(
            v.answer is not PolicyAnswer.REFUSED for v in verdicts[1:]
        ):
            checks = [_either(senders)]
        elif verdicts[0].answer is PolicyAnswer.ALLOWED and verdicts[0].statement:
            self._allowing.append(verdicts[0].statement)
        if unread and verdicts[0].answer is PolicyAnswer.REFUSED and verdicts[0].statement is None:
            checks = [Check(c.code, Finding.UNKNOWN, c.detail, c.evidence, c.fix) for c in checks]
        yield from checks
        if unread and not _is_denied(verdicts[0]):
            detail = "You can't read all the policies that apply, so the result might be incomplete."
            yield Check("policies-unreadable", Finding.UNKNOWN, detail, tuple(unread))


def _senders(asked: str, named: tuple[NamedSender, ...]) -> Iterator[NamedSender]:
    """What was asked, and what the error names besides."""
    if asked:
        yield NamedSender(asked, Role.ENVELOPE)
    for sender in named:
        if sender.address.casefold() != asked.casefold():
            yield sender


def _is_denied(verdict: Verdict) -> bool:
    return verdict.answer is PolicyAnswer.REFUSED and verdict.statement is not None


def _unread_policies(here: TenancySnapshot, senders: list[ApprovedSender]) -> Iterator[str]:
    """Compartments with policies that could hold for a sender and were not read: its own and those above."""
    for held in here.policies:
        holds = any(here.tree.is_within(sender.compartment, held.compartment) is not False for sender in senders)
        if held.error and holds:
            yield f"{shown(held.compartment, here.tree)}: {held.error.cause}"
    if here.tree_error:
        yield here.tree_error.cause


def _either(senders: list[ApprovedSender]) -> Check:
    return Check(
        "two-senders",
        Finding.UNKNOWN,
        "Two approved senders match this address, and their policies differ. OCI doesn't document which one applies.",
        tuple(sender.address for sender in senders),
    )
