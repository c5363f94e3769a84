"""Opening a session: who signs is found, checked and named before anything is sent."""

from dataclasses import replace

from services.api.api_key import read_key
from services.api.region_names import region_name
from services.api.session import QUIET, Session
from services.api.session_token import SessionToken
from services.config.auth_type import API_KEY, SECURITY_TOKEN
from services.config.endpoints import checked_endpoint
from services.config.options import Options
from services.config.profile import Profile
from services.startup.garbage_collection import uncollected
from services.startup.light_sdk import lighten_sdk


@uncollected()
def open_session(profile: Profile, options: Options, passphrase: str = "") -> Session:
    """Check the key, the token and the region of a profile and make a session of it.

    Nothing is sent yet, unless who signs must be asked for: an instance, say, gets a token of its own now.

    Raises:
        PassphraseNeededError: ask for the passphrase and call again.
        SessionExpiredError: the profile's security token has expired.
        ConfigError: what is wrong with the key, the region or an endpoint.
    """
    lighten_sdk()
    if profile.auth is SECURITY_TOKEN:
        return _token_session(profile, options, passphrase)
    if profile.auth is not API_KEY:
        return _principal_session(profile, options)
    return _key_session(profile, options, passphrase)


def _key_session(profile: Profile, options: Options, passphrase: str) -> Session:
    from services.api.key_signer import KeySigner

    key = read_key(profile, passphrase)
    profile = replace(profile, region=region_name(profile, options))
    config = {  # the SDK insists on it, though the signer has it all
        "user": profile.user,
        "tenancy": profile.tenancy,
        "fingerprint": profile.fingerprint,
        "key_file": profile.key_name,
        **QUIET,
    }
    return Session(profile, config, options, signer=KeySigner(profile, key))


def _token_session(profile: Profile, options: Options, passphrase: str) -> Session:
    """The token says who is signed in; what the profile says of it may be of another session."""
    token = SessionToken(profile, passphrase)
    if token.is_expired:
        raise token.expired()
    region = region_name(profile, options)
    tenancy = token.claims.tenancy or profile.tenancy
    profile = replace(profile, region=region, user=token.claims.user, tenancy=tenancy)
    return Session(profile, {**QUIET}, options, token=token)


def _principal_session(profile: Profile, options: Options) -> Session:
    from services.api.principals import sign_in_as_principal

    if options.auth_endpoint:
        checked_endpoint("--auth-endpoint", options.auth_endpoint)
    signer, known = sign_in_as_principal(profile, options)
    known = replace(known, region=region_name(known, options))
    return Session(known, {**QUIET}, options, signer=signer)
