"""An expired session, and Oracle's own CLI run for a new one: it has the terminal, and gives it back."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import Opener
from tests.e2e.served import Served

SCRIPT = """#!/bin/sh
echo "ORACLES CLI: $*"
read answer
cp "{good}" "{token}"
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    tenancy = Served(tmp_path, "--token", "--user", "helpdesk.agent")
    yield tenancy
    tenancy.stop()


@pytest.fixture
def expired_session(served: Served, home: Path, environ: dict[str, str]) -> Served:
    """The profile's session is over, and there is a program `oci` that brings a new one once enter is pressed."""
    token = served.config_file.with_name("token")
    good = token.rename(home / "good")
    claims = {"sub": served.ocid("helpdesk.agent"), "tenant": served.ready["tenancy"], "exp": int(time.time()) - 3600}
    token.write_text(f"e30.{urlsafe_b64encode(json.dumps(claims).encode()).decode()}.c2ln")
    program = home / "oci"
    program.write_text(SCRIPT.format(good=good, token=token))
    program.chmod(0o755)
    environ["PATH"] = f"{home}:{environ['PATH']}"
    return served


def test_the_oci_cli_signs_in_in_the_terminal_and_the_app_uses_the_session(
    open_served: Opener, expired_session: Served
) -> None:
    app = open_served()
    app.wait_for("Session expired", "Sign in again")
    app.press("enter")
    asked = "session authenticate --profile-name DEFAULT --region us-ashburn-1"
    app.wait_for(f"ORACLES CLI: {asked}", gone="Session expired")
    app.press("enter")
    app.wait_for("Identity › Users", "session expires at", gone="ORACLES CLI")
    app.type(":settings")
    app.press("enter")
    app.wait_for("helpdesk.agent", "0 of 2")


def test_ctrl_c_ends_the_oci_cli_and_not_the_app(open_served: Opener, expired_session: Served) -> None:
    app = open_served()
    app.wait_for("Session expired")
    app.press("enter")
    app.wait_for("ORACLES CLI")
    app.press("ctrl+c")
    app.wait_for("was stopped before sign-in finished", "oci session authenticate", gone="ORACLES CLI")
    app.press("escape")
    app.wait_for("Identity › Users", gone="was stopped")
    app.press("ctrl+c")
    app.wait_for("Press ctrl+q")
