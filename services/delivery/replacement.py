"""One rotation up to its replacement: generated, delivered, proved, and the old credential kept."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from services.api.session import Session
from services.credentials.generation import GenerationStage
from services.credentials.issue import Issue
from services.credentials.rotation import Rotation
from services.credentials.rotator import Rotator
from services.delivery import DeliveryChannel
from services.delivery.handover import Delivery, Handover, Output, UndeliveredError, hand_over, package_of
from services.model.errors import OciSmtpError
from services.model.values import Credential, Endpoint, User
from services.smtp.probe import Login, try_login
from services.smtp.result import SmtpResult
from services.storage.state_dir import StateDirError


@dataclass(frozen=True)
class ReplacementRequest:
    """Which credential is replaced, and where its replacement goes."""

    user: User
    old: Credential
    description: str
    """Of the new credential."""
    where: Endpoint
    """The SMTP server that the new credential is for."""
    channels: Sequence[DeliveryChannel]
    """Where the new credential goes; each was opened, so that what can be known to fail has failed by now."""
    prove: bool
    """Whether to test the new credential with one sign-in."""
    rotation: Rotation | None = None
    """The rotation to continue, which has room for a replacement; None to begin one."""
    promote_unproven: bool = False
    """Whether what a place holds back is put into use without a test sign-in: see `hand_over`."""


@dataclass(frozen=True)
class RotationWatch:
    """Who follows a rotation. All are called in the thread that works."""

    on_stage: Callable[[GenerationStage, int], None] = lambda stage, number: None
    """Hears each stage of the generation: see `CredentialGenerator.issue`."""
    on_issue: Callable[[Issue], None] = lambda issue: None
    """Hears of the new credential before it goes anywhere."""
    on_delivery: Callable[[Delivery], None] = lambda delivery: None
    on_try: Callable[[int], None] = lambda number: None
    """Hears the number of each test sign-in."""


@dataclass(frozen=True)
class Replacement:
    """A replacement that is somewhere now. The old credential still works."""

    credential: Credential
    """The new one."""
    handover: Handover


def deliver_replacement(
    session: Session,
    rotator: Rotator,
    request: ReplacementRequest,
    stop: threading.Event,
    *,
    watch: RotationWatch | None = None,
    make_output: Callable[[Issue], Output] | None = None,
) -> Replacement:
    """Begin a rotation or continue it: generate, deliver to each channel, prove, and close the journal's record.

    The old credential is kept: `Rotator.delete_old` deletes it later. A replacement that reached no place is deleted
    again, and the rotation is as before. Where it isn't known whether it was generated or delivered, its record stays
    open in the journal. `stop` cancels before anything is sent, and the waits between test sign-ins. Prints nothing,
    but for what `make_output` makes to print it.

    Raises:
        LimitReachedError: the user has two credentials; nothing was sent.
        ConflictError: another rotation of this user is in progress.
        UndeliveredError: it reached no place, and was deleted again.
        OutcomeUnknownError: a credential might exist; a person decides.
        OciSmtpError: see `Rotator.begin_and_generate`.
    """
    watch = watch or RotationWatch()
    issue = _generated(rotator, request, watch, stop)
    try:
        watch.on_issue(issue)
        package = package_of(issue, request.user, request.where)
        handover = hand_over(
            issue,
            package,
            request.channels,
            output=make_output(issue) if make_output else None,
            prove=partial(_proof, session, rotator, request, issue, watch, stop) if request.prove else None,
            promote_unproven=request.promote_unproven,
            on_delivery=watch.on_delivery,
        )
    except UndeliveredError:
        with contextlib.suppress(StateDirError):  # what remains says that the replacement no longer exists
            rotator.replacement_deleted(request.user, request.rotation)
        raise
    finally:
        issue.left()
    with contextlib.suppress(OciSmtpError):  # the marker in the description harms nothing
        issue.tidy()
    return Replacement(issue.issued.credential, handover)


def _generated(rotator: Rotator, request: ReplacementRequest, watch: RotationWatch, stop: threading.Event) -> Issue:
    if request.rotation:
        return rotator.generate(request.rotation, request.description, watch.on_stage, stop)
    return rotator.begin_and_generate(request.user, request.old, request.description, watch.on_stage, stop)


def _proof(
    session: Session,
    rotator: Rotator,
    request: ReplacementRequest,
    issue: Issue,
    watch: RotationWatch,
    stop: threading.Event,
) -> SmtpResult:
    """What a test sign-in with the new credential shows; that it worked is remembered in the rotation."""
    login = Login(request.where, issue.issued.credential.user_name, issue.issued.password, is_new=True)
    trust = session.mail_server.trust if session.mail_server else None
    result = try_login(login, trust=trust, wait=stop.wait, on_try=watch.on_try)
    if result.credential_works:
        with contextlib.suppress(OciSmtpError):  # then less is remembered than is known
            rotator.proved(request.user)
    return result
