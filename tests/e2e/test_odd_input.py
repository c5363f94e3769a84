"""Whatever bytes come from the terminal: the app stays, and with it the only copy of a password."""

import itertools
import os
import random
import signal
import sys
from pathlib import Path

import pytest

from tests.e2e.program import FIELD, PROGRAM, Opener
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal

SEED = 15
STRINGS = 300

NUMBERS = ("0", "1", "-1", "65536", "9" * 30, "", "1:2", "٣", "²")
PAIRS = [*itertools.product(NUMBERS, NUMBERS)]
ODD = (
    *(bytes((byte,)) for byte in range(0x80, 0x100)),
    *(b"\x1b[M" + bytes((32, x, 33)) for x in range(0x21, 0x100, 7)),
    *(f"\x1b[<{a};{b};{a}M".encode() for a, b in PAIRS),
    *(f"\x1b[{a};{b};{a}M".encode() for a, b in PAIRS),
    *(f"\x1b[{a};{b}R".encode() for a, b in PAIRS),
    *(f"\x1b[{a};{b};{a}u".encode() for a, b in PAIRS),
    *(f"\x1b[48;{a};{b};{b};{a}t".encode() for a, b in PAIRS),
    *(f"\x1b[?{a};{b}$y".encode() for a, b in PAIRS),
    *(f"\x1b[{number}{final}".encode() for number in ("55296", "1114112", "99;5", "97;5:3") for final in "u~A"),
    *(b"\x1b]11;rgb:" + b"yvkq/" * count + b"\x07" for count in range(20)),
    *(b"\x1b" + kind + b"yvkq" * count + b"\x1b\\" for kind in (b"P", b"X", b"^", b"_") for count in range(20)),
    b"\x1b[200~" + bytes(range(256)) + b"\x1b[201~",
    b"\x1b[200~\xff\x1b[M\x1b[201~",
    b"\x1b]" * 2000 + b"\x1b\\",
    b"\x1b[" + b"9;" * 2000 + b"u",
)
"""None of them is a key: letters are in them only where no terminal would take them for keys either."""


def send(app: Terminal, data: bytes) -> None:
    """As a terminal sends it: whatever is in it, and not faster than it is read."""
    while data:
        data = data[os.write(app._line, data[:1024]) :]


def at_the_password(open_served: Opener, user: str) -> Terminal:
    app: Terminal = open_served("open", "user", user, "--generate")
    app.wait_for_keyboard(FIELD)
    app.type("odd")
    app.wait_for("odd")
    app.press("enter")
    app.wait_for("SMTP credential ─", "smtp.email.us-ashburn-1")
    return app


def copy_and_keep(app: Terminal, served: Served, user: str) -> None:
    password = served.credentials(user)[-1]["password"].encode()
    app.press("y")
    app.wait_for("Cleared in")
    assert app.clipboard == password
    app.press("enter", "enter")
    app.wait_for("1 of 2", gone="SMTP credential ─")
    app.press("ctrl+q")
    assert app.exit_code == 0


def test_the_password_can_be_copied_after_hundreds_of_odd_input_strings(open_served: Opener, served: Served) -> None:
    app = at_the_password(open_served, "kim.park")
    chance = random.Random(SEED)
    for _ in range(STRINGS):
        pieces = chance.choices(ODD, k=chance.randint(1, 8))
        if chance.random() < 0.3:  # the last sequence is cut off, and the next string begins with another
            pieces[-1] = (
                pieces[-1][: chance.randint(1, max(1, len(pieces[-1]) - 1))]
                if pieces[-1][:1] != b"\x1b"
                else b"\x1b[1;"
            )
        send(app, b"".join(pieces) + b"\x1b[O\x1b[I")
    copy_and_keep(app, served, "kim.park")


def test_clicks_outside_the_screen_are_ignored(open_served: Opener) -> None:
    app = open_served("open", "user", "helpdesk.agent", "--generate")
    app.wait_for_keyboard(FIELD)
    send(app, b"\x1b[M \xff\xff\x1b[<0;200;200M")
    app.type("still typed here")
    app.wait_for("still typed here")


@pytest.mark.parametrize("byte", [b"\xfc", b"\x9d", b"\xc3", b"\x1b[M \xff\xff"], ids=repr)
def test_invalid_utf_8_in_a_field_does_not_block_the_next_keys(open_served: Opener, byte: bytes) -> None:
    app = open_served("open", "user", "helpdesk.agent", "--generate")
    app.wait_for_keyboard(FIELD)
    app.type("before")
    app.wait_for("before")
    send(app, byte)
    app.press("escape")
    app.wait_for("n Generate", gone="For helpdesk.agent")
    app.press("n")
    app.wait_for_keyboard(FIELD)


def test_a_paste_without_an_end_is_shown_and_the_next_key_works(open_served: Opener) -> None:
    app = open_served("open", "user", "newsletter.sender", "--generate")
    app.wait_for_keyboard(FIELD)
    send(app, b"\x1b[200~pasted text")
    app.wait_for("pasted text")
    app.press("escape")
    app.wait_for("SMTP Credentials", gone="pasted text")


def test_megabytes_of_input_do_not_fill_memory_or_block_the_next_key(open_served: Opener) -> None:
    app = open_served("open", "user", "sandbox.bot", "--generate")
    app.wait_for_keyboard(FIELD)
    before = resident(app)
    for flood in (
        b"\x1b]52;c;" + b"A" * 3_000_000 + b"\x1b\\",
        b"\x1b[200~" + b"B" * 3_000_000 + b"\x1b[201~",
        b"\xff" * 20_000,
    ):
        send(app, flood)
    app.press("escape")
    app.wait_for("SMTP Credentials", gone="BBB", seconds=90)
    assert resident(app) - before < 30_000


def resident(app: Terminal) -> int:
    """Kilobytes of memory."""
    lines = Path(f"/proc/{app._pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def test_losing_the_input_device_ends_the_app_like_a_closed_terminal(open_served: Opener) -> None:
    ours, theirs = os.openpty()
    started = f'exec "$@" < {os.ttyname(theirs)}'
    app = open_served(program=("/bin/sh", "-c", started, "sh", PROGRAM))
    app.wait_for("Approved Senders")
    os.close(theirs)
    os.close(ours)
    assert app.exit_code == 128 + signal.SIGHUP


BROKEN = """
import sys
from tui.{module} import {owner}

def broken(*_):
    raise ValueError("a value that nobody" + " may see")  # in two: Python 3.13 shows this line

{owner}.{method} = broken
from tui.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("module", "owner", "method"),
    [("terminal.input", "TerminalInput", "feed"), ("base.key_queue", "KeyQueue", "_is_for")],
    ids=["in a thread", "in a handler"],
)
def test_a_crash_exits_with_1_and_does_not_print_the_exception_text(
    open_served: Opener, module: str, owner: str, method: str
) -> None:
    script = BROKEN.format(module=module, owner=owner, method=method)
    app = open_served(program=(sys.executable, "-c", script))
    app.wait_for("Approved Senders")
    app.type("x")
    assert app.exit_code == 1
    written = app.transcript
    assert b"\x1b[?1049l" in written
    assert b"oci-smtp crashed" in written[written.rindex(b"\x1b[?1049l") :]
    assert b"nobody may see" not in written
    assert "NOTE" not in app.text


def test_a_crash_with_an_undelivered_password_reports_a_possible_credential(open_served: Opener) -> None:
    script = BROKEN.format(module="dialogs.credential", owner="CredentialDialog", method="action_credential_copy_name")
    app = open_served("open", "user", "kim.park2", "--generate", program=(sys.executable, "-c", script))
    app.wait_for_keyboard(FIELD)
    app.type("to be lost")
    app.press("enter")
    app.wait_for("SMTP credential ─", "smtp.email.us-ashburn-1")
    app.type("u")
    assert app.exit_code == 1
    said = app.transcript.rpartition(b"\x1b[?1049l")[2]
    assert b"oci-smtp crashed" in said
    assert b"A credential might exist for kim.park2. Its password was not delivered." in said
    assert b"oci-smtp recover" in said


def test_thousands_of_invalid_bytes_do_not_prevent_quitting(open_served: Opener) -> None:
    app = open_served("open", "user", "kim.park2")
    app.wait_for("n Generate")
    send(app, b"\xff" * 3000 + b"\x11")
    app.wait_for(lambda: not app.is_running, seconds=10)
    assert app.exit_code == 0
