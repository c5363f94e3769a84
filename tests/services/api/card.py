"""Signing in with the key on a PKCS#11 token, as a person does who enters a PIN."""

import os
from dataclasses import replace

import pytest

from services.api.session import Session
from services.api.sign_in import open_session
from services.config.profile import load_profile
from services.model.errors import ExitCode, OciSmtpError
from tests.services.accounts import Served
from tests.services.soft_token import PIN


def signed_in(at_oci: Served, pin: str = PIN) -> Session:
    """Sign in as a person who enters that PIN; without one, with what the environment has."""
    options = replace(at_oci.options, auth="pkcs11")
    return open_session(load_profile(options, os.environ), options, pin)


def refused(at_oci: Served, pin: str = PIN) -> OciSmtpError:
    """The error, which says what to do and exits as every failed sign-in."""
    with pytest.raises(OciSmtpError) as refusal:
        signed_in(at_oci, pin)
    error = refusal.value
    assert error.next_step
    assert error.exit_code is ExitCode.DENIED
    assert PIN not in f"{error.cause} {error.next_step}"
    return error
