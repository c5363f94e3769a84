"""The OCI CLI, asked what it would do."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def found_by_the_cli(
    oci_program: str, question: str, environs: Sequence[dict[str, str]], timeout: float
) -> list[dict[str, Any]]:
    """What the CLI finds in each of these environments; `question` is one of `oracle_cli_script.QUESTIONS`."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OCI_")}
    ran = subprocess.run(
        [Path(oci_program).with_name("python"), Path(__file__).with_name("oracle_cli_script.py"), question],
        input=json.dumps(environs),
        env={**bare, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=timeout,
    )
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    assert len(found) == len(environs)
    return found
