"""A run that is asked to end finishes the users in progress, and says how to continue."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e.fleet.ordeal import receipts_soon
from tests.e2e.program import PROGRAM, run
from tests.e2e.served import Served

USERS = ("shop.mailer", "envios.app", "legacy.scanner")


@pytest.fixture
def a_plan(trouble: Served, environ: dict[str, str], home: Path, age_identity: Path) -> list[str]:
    """The command that carries out a plan, slowly."""
    for name in USERS:
        for new in trouble.credentials(name)[1:]:  # from the test before
            assert run(*trouble.options, "revoke", name, new["id"], "--yes", environ=environ).returncode == 0
    (home / "users").write_text("\n".join(USERS))
    to = ("--to", f"age:{home}/{{user}}-{{number}}.age", "--recipient", str(age_identity.with_suffix(".pub")))
    planning = ("rotate", "--due", "90d", "--users", "users", *to, "--plan", "plan")
    done = run(*trouble.options, *planning, environ=environ)
    assert done.returncode == 0, done.stderr
    trouble.latency(create_smtp_credential=1.0)
    return [PROGRAM, *trouble.options, "rotate", "--apply", "plan", "-o", "json"]


def begun(command: list[str], environ: dict[str, str], receipts: int) -> "subprocess.Popen[str]":
    """The program, once so many receipts are written."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    program = subprocess.Popen(command, env=environ, text=True, **pipes)  # type: ignore[call-overload]  # both are pipes
    receipts_soon(Path("plan.receipts"), receipts, [program])
    assert program.poll() is None
    return program  # type: ignore[no-any-return]


def test_rotate_apply_completes_the_users_in_progress_after_sigint(
    trouble: Served, a_plan: list[str], environ: dict[str, str]
) -> None:
    program = begun(a_plan, environ, 1)
    program.send_signal(signal.SIGINT)
    output, errors = program.communicate(timeout=60)
    told = json.loads(output)
    assert program.returncode == 128 + signal.SIGINT, errors
    assert "Stopping after the users in progress" in errors
    assert told["problems"] == []
    assert all(len(trouble.credentials(name)) in (1, 2) for name in USERS)
    assert sum(len(trouble.credentials(name)) for name in USERS) == len(USERS) + told["done"]
    assert told["done"] + told["left"] == len(USERS)
    trouble.calm()
    again = subprocess.run(a_plan, env=environ, capture_output=True, text=True)
    assert (again.returncode, json.loads(again.stdout)["left"]) == (0, 0)
    assert [len(trouble.credentials(name)) for name in USERS] == [2, 2, 2]


def test_a_second_sigint_ends_rotate_apply_without_a_traceback(
    trouble: Served, a_plan: list[str], environ: dict[str, str]
) -> None:
    trouble.latency(create_smtp_credential=8.0)
    program = begun(a_plan, environ, len(USERS))
    assert program.stderr
    program.send_signal(signal.SIGINT)
    assert any("Stopping" in line for line in program.stderr), "it ended"
    program.send_signal(signal.SIGINT)
    _, errors = program.communicate(timeout=60)
    assert program.returncode in (5, 128 + signal.SIGINT), errors
    assert "Traceback" not in errors
