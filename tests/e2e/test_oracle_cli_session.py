"""Oracle's own CLI is the judge of a session that we renewed: it continues with what we wrote."""

import json
import os
import subprocess
from pathlib import Path

from services.demo.tenancy import Tenancy
from tests.services.accounts import served


def test_the_oci_cli_accepts_a_session_token_that_the_app_refreshed(oci_program: str, tmp_path: Path) -> None:
    tenancy = Tenancy(users=30)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OCI_")}
    with served(tenancy, tmp_path, token=True) as where:
        renewal = where.session().renewal
        assert renewal is not None
        renewal.refresh()
        config = ["--config-file", str(where.config_file), "--cli-rc-file", os.devnull, "--auth", "security_token"]
        asked = ["--endpoint", where.options.identity_endpoint, "iam", "user", "list"]
        ran = subprocess.run(
            [oci_program, *config, *asked], env=bare, capture_output=True, text=True, timeout=90, check=False
        )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["data"]
    assert "permissions" not in ran.stderr, "it warns of files that others may read"
