"""Names of regions, as Oracle's SDK knows them."""

import difflib
import re

from services.errors import ConfigError
from services.options import Options
from services.profile import Profile

REGION = re.compile(r"[a-z0-9-]+")
"""Shape of a region's name, which becomes part of host names."""


def region_name(profile: Profile, options: Options) -> str:
    """The region of the profile, which may have it as a key such as `fra`.

    Raises:
        ConfigError: there is no such region.
    """
    import oci

    name = str(oci.regions.get_region_from_short_name(profile.region.lower()))
    if oci.regions.is_region(name) or (options.identity_endpoint and REGION.fullmatch(name)):
        return name
    near = difflib.get_close_matches(name, oci.regions.REGIONS, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise ConfigError(
        f"Oracle's SDK knows no region '{profile.region}' (profile {profile.name}).",
        f"{hint}Correct it, or describe a newer region in ~/.oci/regions-config.json.",
    )
