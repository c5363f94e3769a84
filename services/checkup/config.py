"""Oracle's configuration file, the profile and its key, without a request."""

import os
import stat
from collections.abc import Iterator, Mapping

from services.checkup.trouble import trouble
from services.doctor.fixes import Advice
from services.doctor.report import Check, Finding
from services.errors import ConfigError, PassphraseNeededError
from services.options import Options
from services.profile import load_profile
from services.signing_key import read_key


def check_config(options: Options, environ: Mapping[str, str]) -> Iterator[Check]:
    """The file, the profile, the key, and who may read them."""
    if options.demo:
        yield Check("configuration", Finding.OK, "The demo needs no configuration.")
        return
    try:
        profile = load_profile(options, environ)
    except ConfigError as error:
        yield trouble("configuration", "The configuration cannot be used.", error)
        return
    evidence = (options.config_path, f"user {profile.user}", f"tenancy {profile.tenancy}")
    detail = f"Profile {profile.name}, region {profile.region}."
    yield Check("configuration", Finding.OK, detail, evidence)
    yield from _mode_checks("configuration-mode", options.config_path, 0o022, "can be changed")
    if not profile.key_file:
        return
    try:
        read_key(profile, environ.get("OCI_CLI_PASSPHRASE", ""))
    except PassphraseNeededError as error:
        detail = "The key is locked; its passphrase is asked for."
        yield Check("key", Finding.NOTE, detail, (error.cause,))
    except ConfigError as error:
        yield trouble("key", "The key cannot be used.", error)
        return
    else:
        yield Check("key", Finding.OK, "The key opens and has the profile's fingerprint.", (profile.key_file,))
    yield from _mode_checks("key-mode", profile.key_file, 0o077, "can be read")


def _mode_checks(code: str, path: str, too_open: int, what: str) -> Iterator[Check]:
    """A fault where others than the owner may do too much."""
    if os.name != "posix":
        return
    mode = stat.S_IMODE(os.stat(path).st_mode)
    if mode & too_open:
        detail = f"{path} {what} by others on this machine."
        yield Check(code, Finding.FAULT, detail, (f"mode {mode:04o}",), Advice(f"Run: chmod 600 {path}"))
