"""Opening a session: who signs is found, checked and named before anything is sent."""

import os
import re
from dataclasses import replace

from services.api.api_key import read_key
from services.api.cert_bundle import cert_bundle
from services.api.region_names import region_name
from services.api.session import QUIET, Session
from services.api.session_token import SessionToken
from services.config.auth_type import API_KEY, PKCS11, SECURITY_TOKEN
from services.config.endpoints import checked_endpoint
from services.config.options import Options
from services.config.profile import Profile
from services.startup.garbage_collection import uncollected
from services.startup.light_sdk import lighten_sdk


@uncollected()
def open_session(profile: Profile, options: Options, passphrase: str = "") -> Session:
    """Check the key, the token and the region of a profile and make a session of it.

    `passphrase` is that of the key, or the PIN of the token that has the key, as a person entered it.
    Nothing is sent yet, unless who signs must be asked for: an instance, say, gets a token of its own now.

    Raises:
        PassphraseNeededError, PinNeededError: ask for the passphrase, or the PIN, and call again with it.
        SessionExpiredError: the profile's security token has expired.
        ConfigError: what is wrong with the key, the region or an endpoint.
    """
    lighten_sdk()
    bundle = cert_bundle(profile, options, os.environ)
    options = _with_endpoint(options, profile.endpoint)
    if profile.auth is SECURITY_TOKEN:
        return _token_session(profile, options, passphrase, bundle)
    if profile.auth is PKCS11:
        return _pkcs11_session(profile, options, passphrase, bundle)
    if profile.auth is not API_KEY:
        return _principal_session(profile, options, bundle)
    return _key_session(profile, options, passphrase, bundle)


def _with_endpoint(options: Options, endpoint: str) -> Options:
    """The address of the OCI CLI's settings for each service that has none of its own.

    In the OCI CLI it may end in the version of one service's API, which isn't the version of another's.

    Raises:
        ConfigError: it can't be an address.
    """
    if not endpoint:
        return options
    url = checked_endpoint("OCI_CLI_ENDPOINT, or endpoint in the rc file,", re.sub(r"/[0-9]{8}/?$", "", endpoint))
    return replace(
        options,
        identity_endpoint=options.identity_endpoint or url,
        email_endpoint=options.email_endpoint or url,
        vault_endpoint=options.vault_endpoint or url,
    )


def _key_session(profile: Profile, options: Options, passphrase: str, bundle: str) -> Session:
    from services.api.signers import KeySigner

    key = read_key(profile, passphrase)
    profile = replace(profile, region=region_name(profile, options))
    config = {  # the SDK insists on it, though the signer has it all
        "user": profile.user,
        "tenancy": profile.tenancy,
        "fingerprint": profile.fingerprint,
        "key_file": profile.key_name,
        **QUIET,
    }
    return Session(profile, config, options, signer=KeySigner(profile, key), cert_bundle=bundle)


def _token_session(profile: Profile, options: Options, passphrase: str, bundle: str) -> Session:
    """The token says who is signed in; what the profile says of it may be of another session."""
    token = SessionToken(profile, passphrase)
    if token.is_expired:
        raise token.expired()
    region = region_name(profile, options)
    tenancy = token.claims.tenancy or profile.tenancy
    profile = replace(profile, region=region, user=token.claims.user, tenancy=tenancy)
    return Session(profile, {**QUIET}, options, token=token, cert_bundle=bundle)


def _pkcs11_session(profile: Profile, options: Options, pin: str, bundle: str) -> Session:
    from services.api.pkcs11_sign_in import sign_in_with_token

    region = region_name(profile, options)
    signer, known = sign_in_with_token(profile, pin)
    return Session(replace(known, region=region), {**QUIET}, options, signer=signer, cert_bundle=bundle)


def _principal_session(profile: Profile, options: Options, bundle: str) -> Session:
    from services.api.principals import sign_in_as_principal

    if options.auth_endpoint:
        checked_endpoint("--auth-endpoint", options.auth_endpoint)
    signer, known = sign_in_as_principal(profile, options, bundle)
    known = replace(known, region=region_name(known, options))
    return Session(known, {**QUIET}, options, signer=signer, cert_bundle=bundle)
