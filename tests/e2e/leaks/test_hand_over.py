"""The sentinel on its way to others: outside of what is encrypted it is nowhere."""

import json
import subprocess
from collections.abc import Iterator

import pytest

from tests.e2e.leaks.forms import forms, is_in
from tests.e2e.leaks.trap import Trap
from tests.e2e.served import Served
from tests.needs import needs
from tests.services.delivery.gpg_home import ANNA, GpgHome, gpg_home


@pytest.fixture
def gpg() -> Iterator[GpgHome]:
    needs("gpg")
    with gpg_home() as made:
        made.generate(ANNA)
        yield made


def test_encrypted_with_gpg_and_read_aloud(trap: Trap, served: Served, gpg: GpgHome) -> None:
    app = trap.open(*served.options, "open", "user", "kim.park", "--generate", more={"GNUPGHOME": str(gpg.path)})
    terminal = app.terminal
    password = app.generated(served, "kim.park")
    terminal.press("s")
    terminal.wait_for("Hand over ─", "not here")
    terminal.press("down", "down")
    terminal.wait_for("> Encrypt with OpenPGP", "Through")
    terminal.press("enter")
    terminal.wait_for("Encrypt with OpenPGP ─")
    terminal.wait_for_keyboard("fingerprint, or")
    terminal.type("anna@")
    terminal.press("enter")
    terminal.wait_for("Encrypt for ─", "Anna [bold]")
    terminal.press("down")
    terminal.wait_for("> Write a file")
    terminal.press("enter")
    terminal.wait_for("Encrypted file ─", "smtp-kim.park.asc")
    terminal.press("enter")
    terminal.wait_for("and read", gone="Encrypt for ─")
    terminal.press("s")
    terminal.wait_for("Hand over ─", "not here")
    terminal.press("home", "down", "down", "down")
    terminal.wait_for("> Read aloud")
    terminal.press("enter")
    for number in range(1, -(-len(password) // 4) + 1):
        terminal.wait_for(f"Say: group {number} of")
        terminal.press("space")
    terminal.wait_for("The listener reads it back: group 1")
    terminal.press("escape")
    terminal.wait_for("SMTP credential ─", gone="Read aloud ─")
    app.close_and_quit()
    (sealed,) = trap.home.glob("smtp-*.asc")
    assert f"password: {password}\n".encode() in gpg.run("--decrypt", str(sealed))
    assert "--encrypt" in trap.tools_run
    assert app.copies() == 0
    app.check(password)
    trap.check(password)


def test_encrypted_with_age_from_the_command_line(trap: Trap, served: Served) -> None:
    needs("age", "age-keygen")
    identity, sealed = trap.home / "identity", trap.home / "sealed.age"
    subprocess.run(["age-keygen", "-o", identity], check=True, capture_output=True)
    key = subprocess.run(["age-keygen", "-y", identity], check=True, capture_output=True, text=True).stdout.strip()
    where = ("--to", f"age:{sealed}", "--recipient", key, "--output", "json")
    generate = [*trap.command(), *served.options, "generate", "kim.park2", "-d", "sealed", *where]
    with subprocess.Popen(generate, env=trap.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    password = served.credentials("kim.park2")[-1]["password"]
    assert json.loads(output)["handed_over"][0]["verified"] is True
    opened = subprocess.run(["age", "-d", "-i", identity, sealed], check=True, capture_output=True).stdout
    assert f"password: {password}\n".encode() in opened
    assert not is_in(output + errors, forms(password))
    trap.check(password)
