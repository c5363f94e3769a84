"""Which directory a session works with: all identity domains, or IAM without domains."""

from services.api.session import Session
from services.config.options import DirectoryKind
from services.directory import Directory
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList, IdentityDomain
from services.model.errors import (
    ConfigError,
    NotAuthenticatedError,
    NotAuthorizedError,
    NotFoundError,
    OciSmtpError,
    RefusedError,
    SessionExpiredError,
    UnreachableError,
    WrongClockError,
)

ONLY_CLASSIC = "Using IAM without identity domains."

ENDS_ALL = (WrongClockError, SessionExpiredError)
"""What every other request would be rejected with, too."""


def open_directory(session: Session, setting: DirectoryKind) -> tuple[Directory, str]:
    """The directory to use, and a notice for the person: empty where there is nothing to say.

    `auto` takes the identity domains where the tenancy shows any that can be reached. It costs two requests; domains
    outside the root compartment are looked for later, when a request is about what might be in them.

    Raises:
        NotFoundError: domains were asked for, and there are none to be seen.
        OciSmtpError: OCI could not be asked, and might answer later.
    """
    if setting == "classic":
        return ClassicDirectory(session), ""
    domains = DomainList(session)
    why_not = _why_not(session, domains, setting)
    if not why_not:
        return AllDomains(session, domains), ""
    if setting == "domains":
        raise NotFoundError(why_not, "Use IAM without identity domains: --directory classic.")
    return ClassicDirectory(session), f"{ONLY_CLASSIC} {why_not}"


def _why_not(session: Session, domains: DomainList, setting: DirectoryKind) -> str:
    """Why the identity domains cannot be used; empty if they can."""
    try:
        found = domains.in_root()
    except ENDS_ALL:
        raise
    except NotAuthorizedError:
        return "No identity domains are visible to you."
    except (RefusedError, NotAuthenticatedError) as error:
        if isinstance(error, NotAuthenticatedError):
            session.tenancy_name()  # raises where it's the key that OCI doesn't accept, for every request
        return f"OCI can't list the identity domains ({error.code})."
    if not found:
        return domains.unread[0].cause if domains.unread else "This tenancy has no identity domains."
    return _why_unusable(session, found[0]) if setting == "auto" else ""


def _why_unusable(session: Session, domain: IdentityDomain) -> str:
    """Why no request can reach the domain: a proxy might allow IAM, but not the hosts of the domains."""
    try:
        wire = session.domain(domain.name, domain.url, domain.home_url)
        wire.read(dict, "/admin/v1/Me", "asking who you are", {"attributes": "userName"})
    except ConfigError as error:
        return error.cause
    except UnreachableError:
        return f"Can't connect to the identity domain {domain.name} at {domain.url}."
    except OciSmtpError:
        return ""
    return ""
