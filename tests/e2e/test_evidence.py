"""Evidence by the real program in a real terminal, and by programs that are ended while they write it."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e.program import PROGRAM, Opener, run
from tests.e2e.served import Served
from tests.needs import needs

PASSPHRASE = "open sesame"


@pytest.fixture
def locked_key(home: Path) -> Path:
    """An SSH key with a passphrase."""
    needs("ssh-keygen")
    path = home / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", PASSPHRASE, "-f", str(path)], check=True)
    return path


def test_ssh_keygen_asks_for_the_passphrase_and_it_is_not_shown(
    open_served: Opener, environ: dict[str, str], home: Path, locked_key: Path
) -> None:
    terminal = open_served("audit", "--evidence", "e", "--sign", str(locked_key))
    terminal.wait_for("Enter passphrase")
    terminal.type(f"{PASSPHRASE}\r")
    terminal.wait_for("Signed with: ED25519")
    assert terminal.exit_code == 0
    assert PASSPHRASE.encode() not in terminal.transcript
    signers = home / "signers"
    signers.write_text(f"anna {locked_key.with_suffix('.pub').read_text()}")
    told = run("audit", "--verify", "e", "--signers", str(signers), environ=environ)
    assert (told.returncode, told.stdout.splitlines()[0]) == (0, "VERIFIED")


def test_without_input_no_passphrase_is_asked_for(open_served: Opener, locked_key: Path) -> None:
    terminal = open_served("audit", "--evidence", "e", "--sign", str(locked_key), "--no-input")
    assert terminal.exit_code == 1
    terminal.wait_for("Not signed.")
    assert b"Enter passphrase" not in terminal.transcript
    assert b"incorrect passphrase" in terminal.transcript


def test_ctrl_c_at_the_passphrase_leaves_whole_evidence_without_a_signature(
    open_served: Opener, environ: dict[str, str], locked_key: Path
) -> None:
    terminal = open_served("audit", "--evidence", "e", "--sign", str(locked_key))
    terminal.wait_for("Enter passphrase")
    terminal.press("ctrl+c")
    assert terminal.exit_code == 130
    terminal.wait_for("Not signed: The evidence in e was written")
    told = run("audit", "--verify", "e", "--json", "verdict,signature", environ=environ)
    assert told.stdout == '{"verdict": "verified", "signature": "none"}\n'


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_while_audit_reads_leaves_no_evidence(
    trouble: Served, environ: dict[str, str], home: Path, number: int
) -> None:
    before = trouble.asked("list_users")
    trouble.latency(list_smtp_credentials=0.2)
    command = [PROGRAM, *trouble.options, "audit", "--evidence", "e"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        while trouble.asked("list_users") == before:
            assert running.poll() is None
        os.kill(running.pid, number)
        output, _ = running.communicate(timeout=60)
    assert running.returncode != 0
    assert output == b""
    assert not (home / "e").exists()
