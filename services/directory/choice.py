"""Which directory a session works with: all identity domains, or IAM without domains."""

from services.api.session import Session
from services.config.options import DirectoryKind
from services.directory import Directory
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList, IdentityDomain
from services.model.errors import NotAuthorizedError, NotFoundError, OciSmtpError, UnreachableError

ONLY_CLASSIC = "Using IAM without identity domains."


def open_directory(session: Session, setting: DirectoryKind) -> tuple[Directory, str]:
    """The directory to use, and a notice for the person: empty where there is nothing to say.

    `auto` takes the identity domains where the tenancy shows any that can be reached. It costs two requests; domains
    outside the root compartment are looked for later, when a request is about what might be in them.

    Raises:
        NotFoundError: domains were asked for, and there are none to be seen.
        OciSmtpError: OCI could not be asked.
    """
    if setting == "classic":
        return ClassicDirectory(session), ""
    domains = DomainList(session)
    why_not = _why_not(session, domains, setting)
    if not why_not:
        return AllDomains(session, domains), ""
    if setting == "domains":
        raise NotFoundError(f"{why_not}.", "Use IAM without identity domains: --directory classic.")
    return ClassicDirectory(session), f"{ONLY_CLASSIC} {why_not}."


def _why_not(session: Session, domains: DomainList, setting: DirectoryKind) -> str:
    """Why the identity domains cannot be used; empty if they can."""
    try:
        found = domains.in_root()
    except NotAuthorizedError:
        return "No identity domains are visible to you"
    if not found:
        return "This tenancy has no identity domains"
    if setting == "auto" and not _is_reachable(session, found[0]):
        return f"Can't connect to the identity domain {found[0].name} at {found[0].url}"
    return ""


def _is_reachable(session: Session, domain: IdentityDomain) -> bool:
    """Whether the domain answers at all: a proxy might allow IAM, but not the hosts of the domains."""
    try:
        session.domain(domain.url).read(dict, "/admin/v1/Me", "asking the identity domain", {"attributes": "userName"})
    except UnreachableError:
        return False
    except OciSmtpError:
        return True
    return True
