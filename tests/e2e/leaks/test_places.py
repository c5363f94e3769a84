"""The sentinel in the places that keep it in clear because the person wants it there: it is there, and nowhere else."""

import re
import subprocess
from pathlib import Path

import pytest

from services.model.errors import ExitCode
from tests.e2e.leaks.files import found_in_files
from tests.e2e.leaks.trap import Trap
from tests.e2e.served import Served
from tests.services.clipboard.desktops import until
from tests.services.delivery.print_server import PrintServer


def test_client_settings_keep_the_password_only_in_the_written_file(trap: Trap, served: Served) -> None:
    app = trap.open(*served.options, "open", "user", "kim.park2", "--generate")
    terminal = app.terminal
    password = app.generated(served, "kim.park2")
    app.hand_over("Client settings")
    terminal.wait_for("Client settings ─", "> Postfix: sasl_passwd")
    terminal.press("enter")
    terminal.wait_for("Settings for Postfix: sasl_passwd ─", "********")
    app.masked_again(password, "********")
    terminal.press("y")
    terminal.wait_for("Cleared in", lambda: password.encode() in (terminal.clipboard or b""))
    terminal.press("w")
    terminal.wait_for_keyboard("sasl_passwd")
    terminal.press("ctrl+u")
    terminal.type("~/settings")
    terminal.press("enter")
    terminal.wait_for(app.says("(mode 0600) and verified."), gone="Client settings ─")
    terminal.wait_for(lambda: (terminal.clipboard or b"").strip() == b"")
    app.close_and_quit()
    written = trap.home / "settings"
    assert written.stat().st_mode & 0o777 == 0o600
    assert password in written.read_text()
    assert app.copies() == 1
    app.check(password)
    trap.check(password, asked_for=[written])


@pytest.fixture
def printer(cups: PrintServer) -> PrintServer:
    return cups


def test_a_printed_sheet_is_the_only_place_with_the_password(trap: Trap, served: Served, printer: PrintServer) -> None:
    more = {"CUPS_SERVER": printer.socket}
    app = trap.open(*served.options, "open", "user", "helpdesk.agent", "--generate", more=more)
    terminal = app.terminal
    password = app.generated(served, "helpdesk.agent")
    app.hand_over("Print")
    terminal.wait_for("Print ─", "> desk", "paper://office/desk")
    terminal.press("enter")
    terminal.wait_for("To confirm, type: desk")
    assert printer.printed == ""
    terminal.type("desk")
    terminal.press("enter")
    terminal.wait_for(app.says("Removed the job from the spool."), "Check word")
    check = re.search(r"Check: (\w+)", printer.printed)
    assert check
    terminal.type(check[1])
    terminal.press("enter")
    terminal.wait_for(app.says("confirmed by its check word."), gone="Print ─")
    app.close_and_quit()
    assert printer.spooled == []
    rows = re.findall(r"^ +\d+  .*", printer.printed, re.MULTILINE)
    assert "".join(row[6:12].rstrip() for row in rows).replace("\u2423", " ") == password
    # On the sheet it stands in groups of four, which are too short to look for without the row around them.
    assert found_in_files(printer.home, [password, *rows]) == [printer.home / "paper"]
    assert "\n-t\nconfidential\n" in trap.tools_run
    app.check(password)
    trap.check(password, *rows)


def test_a_dropped_connection_removes_a_waiting_print_job(trap: Trap, served: Served, printer: PrintServer) -> None:
    """The printer would print it when it is fixed, where anyone may stand then."""
    printer.break_down()
    more = {"CUPS_SERVER": printer.socket}
    app = trap.open(*served.options, "open", "user", "sandbox.bot", "--generate", more=more)
    terminal = app.terminal
    password = app.generated(served, "sandbox.bot")
    app.hand_over("Print")
    terminal.wait_for("Print ─", "> desk")
    terminal.press("enter")
    terminal.wait_for("To confirm, type: desk")
    terminal.type("desk\r")
    terminal.wait_for("Printing on desk…", lambda: printer.spooled)
    terminal.close_terminal()
    assert terminal.exit_code != 0
    assert printer.spooled == []
    app.check(password)
    trap.check(password)


@pytest.mark.parametrize(("user", "has_lp_answered"), [("status.page", True), ("newsletter.sender", False)])
def test_sigterm_removes_a_waiting_print_job(
    trap: Trap, served: Served, printer: PrintServer, tmp_path: Path, user: str, has_lp_answered: bool
) -> None:
    """Its number is what it is taken out of the spool by, and only `lp` knows it."""
    printer.break_down()
    said, go_on = tmp_path / "said", tmp_path / "go-on"
    lp = tmp_path / "lp"
    lp.write_text(f'#!/bin/sh\n/usr/bin/lp "$@"\n: > {said}\nwhile ! [ -e {go_on} ]; do sleep 0.05; done\n')
    lp.chmod(0o755)
    more = {"CUPS_SERVER": printer.socket, "PATH": f"{tmp_path}:{trap.environ['PATH']}"}
    command = [*trap.command(more=more), *served.options, "generate", user, "-d", "watched"]
    if has_lp_answered:
        go_on.touch()
    with subprocess.Popen([*command, "--to", "print:desk"], env=trap.environ, stderr=subprocess.PIPE) as process:
        until(lambda: said.exists() and printer.spooled, 30)
        process.terminate()
        go_on.touch()
        process.communicate(timeout=30)
    assert process.returncode == ExitCode.UNKNOWN, "somebody may have the sheet"
    assert printer.spooled == []
