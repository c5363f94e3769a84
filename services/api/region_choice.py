"""Which region is meant, of those that the tenancy subscribes to."""

import difflib

from services.api.region_names import REGION
from services.api.session import Session
from services.model.errors import NotAuthorizedError, UsageError


def in_region_named(session: Session, text: str) -> Session:
    """The session in the region of that name or key, such as `fra`.

    Raises:
        UsageError: the tenancy does not subscribe to it, or there is none of that name.
        OciSmtpError: OCI could not be asked.
    """
    import oci

    name = str(oci.regions.get_region_from_short_name(text.strip().lower()))
    try:
        known = [item.region_name for item in session.subscriptions()]
    except NotAuthorizedError:
        known = [name] if oci.regions.is_region(name) else []
    if name in known and REGION.fullmatch(name):
        return session.in_region(name)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Options: {', '.join(known)}." if known else "Correct the region."
    raise UsageError(f'Unknown region: "{text}".', hint)
