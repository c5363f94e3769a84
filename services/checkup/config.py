"""Oracle's configuration file, the profile and its key, without a request."""

import os
import stat
from collections.abc import Iterator, Mapping

from services.api.api_key import read_key
from services.api.cert_bundle import cert_bundle, named_bundle
from services.api.pkcs11_sign_in import present_token
from services.api.session_token import SessionToken
from services.checkup.report import trouble
from services.config.auth_type import PKCS11, SECURITY_TOKEN
from services.config.options import Options
from services.config.pkcs11_selection import PIN_VARIABLE
from services.config.profile import Profile, load_profile
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.model.errors import ConfigError, OciSmtpError, PassphraseNeededError


def check_config(options: Options, environ: Mapping[str, str]) -> Iterator[Check]:
    """The file, the profile, the key, and who may read them."""
    if options.demo:
        yield Check("configuration", Finding.OK, "The demo needs no configuration.")
        return
    try:
        profile = load_profile(options, environ)
    except ConfigError as error:
        yield trouble("configuration", "Can't use the configuration.", error)
        return
    user = (f"user {profile.user}",) if profile.user else ()
    tenancy = (f"tenancy {profile.tenancy}",) if profile.tenancy else ()
    detail = f"Profile {profile.name}, region {profile.region}, auth type {profile.auth.name}."
    yield Check("configuration", Finding.OK, detail, (options.config_path, *user, *tenancy))
    for notice in profile.notices:
        yield Check("configuration-notice", Finding.NOTE, notice)
    path, named_by = named_bundle(profile, options, environ)
    if path:
        yield _bundle_check(profile, options, environ, path, named_by)
    yield from _mode_checks("configuration-mode", options.config_path, 0o022, "can be changed")
    if profile.auth is SECURITY_TOKEN:
        yield from _mode_checks("token-mode", profile.security_token_file, 0o077, "can be read")
        yield _token_check(profile, environ.get("OCI_CLI_PASSPHRASE", ""))
    elif profile.auth is PKCS11:
        yield _pkcs11_check(profile, environ)
    elif profile.key_file or profile.key_content:
        yield from _key_checks(profile, environ)


def _bundle_check(profile: Profile, options: Options, environ: Mapping[str, str], path: str, named_by: str) -> Check:
    try:
        cert_bundle(profile, options, environ)
    except ConfigError as error:
        return trouble("ca-bundle", "Can't use the CA bundle.", error)
    return Check("ca-bundle", Finding.NOTE, f"OCI must show a certificate of {path}.", (named_by,))


def _token_check(profile: Profile, passphrase: str) -> Check:
    """The session token and the key that goes with it."""
    try:
        token = SessionToken(profile, passphrase)
    except PassphraseNeededError as error:
        return Check(
            "token", Finding.NOTE, "The session key is encrypted. You'll be asked for its passphrase.", (error.cause,)
        )
    except OciSmtpError as error:
        return trouble("token", "Can't use the session.", error)
    if token.is_expired:
        return trouble("token", "The session has expired.", token.expired())
    return Check("token", Finding.OK, f"The session expires at {token.claims.expires:%Y-%m-%d %H:%M} UTC.")


def _pkcs11_check(profile: Profile, environ: Mapping[str, str]) -> Check:
    """The token that has the key. Its PIN isn't tried here: signing in does that once."""
    try:
        token = present_token(profile)
    except ConfigError as error:
        return trouble("token", "Can't use the PKCS#11 token.", error)
    if token.is_at_last_try:
        return Check("token", Finding.NOTE, f"One more wrong PIN locks token {token.name}.")
    if token.had_wrong_pin or not environ.get(PIN_VARIABLE):
        return Check("token", Finding.OK, f"Token {token.name} is present. You'll be asked for its PIN.")
    return Check("token", Finding.OK, f"Token {token.name} is present.")


def _key_checks(profile: Profile, environ: Mapping[str, str]) -> Iterator[Check]:
    """The key of an API key profile, and who may read it."""
    try:
        read_key(profile, environ.get("OCI_CLI_PASSPHRASE", ""))
    except PassphraseNeededError as error:
        detail = "The API key is encrypted. You'll be asked for its passphrase."
        yield Check("key", Finding.NOTE, detail, (error.cause,))
    except ConfigError as error:
        yield trouble("key", "Can't use the API key.", error)
        return
    else:
        yield Check("key", Finding.OK, "The API key matches the profile's fingerprint.", (profile.key_name,))
    yield from _mode_checks("key-mode", profile.key_file, 0o077, "can be read")


def _mode_checks(code: str, path: str, too_open: int, what: str) -> Iterator[Check]:
    """A fault where others than the owner may do too much."""
    if os.name != "posix":
        return
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
    except (OSError, ValueError):
        return  # what needs the file reports it; some auth types need none
    if mode & too_open:
        detail = f"{path} {what} by other users of this machine."
        yield Check(code, Finding.FAULT, detail, (f"mode {mode:04o}",), Advice(f"Run chmod 600 {path}"))
