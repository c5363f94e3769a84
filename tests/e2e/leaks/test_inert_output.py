"""Orders to the terminal in what the commands print: every command, in every format, on a terminal and in tmux."""

import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record, new_intent
from tests.csv_rows import csv_records
from tests.e2e.leaks.hostile import OBEYED, ORDERS, SHOWN, HostileTenancy
from tests.e2e.program import PROGRAM, Opener, run
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane
from tests.services.accounts import Served

WIDE = (200, 50)
MORE = (
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP$q\x1b\\ \x1b_x\x1b\\ \x1b^x\x1b\\ \x1bc \x1b(0 \x1b7",
    "\x90$q\x9c \x9d52;c;b3duZWQ=\x9c \x84\x85\x8d",
    "\x7f\x08\x0e\x0f\x05\x07\x00\r\x0b\x0c",
    "\u202a\u202b\u202c\u202d\u202e \u2066\u2067\u2068\u2069 \u200e\u200f\u061c",
    "\u2028\u2029\u200b\u2060\ufeff\u00ad\U000e0041\ue000",
    "\x1b]52;p;b3duZWQ=\x1b\\\x1bPtmux;\x1b\x1b]52;c;b3duZWQ=\x07\x1b\\",
)
"""Links, other strings, 8-bit controls, DEL and its like, writing turned round, what is not drawn, tmux's own."""

TOLD = (ORDERS, *MORE)


def told(name: str, in_pty: Sequence[Any], in_tmux: Sequence[Any]) -> pytest.MarkDecorator:
    """A parameter of a test on either terminal. A program in tmux takes twenty times as long to start."""
    both = [*((Terminal, value) for value in in_pty), *((TmuxPane, value) for value in in_tmux)]
    ids = [f"{kind.__name__} {value if isinstance(value, tuple) else ascii(value)}" for kind, value in both]
    return pytest.mark.parametrize(("kind", name), both, ids=ids, indirect=["kind"])


HOSTILE_TEXTS = told("text", TOLD, (ORDERS, MORE[-1]))
LISTS = (("users",), ("list",), ("list", "VICTIM"))


@pytest.fixture
def hostile() -> HostileTenancy:
    tenancy = HostileTenancy()
    now = tenancy.world.now()
    for number, text in enumerate(MORE):
        user = tenancy.world.users.add(f"more{number} {text}", f"m{number}{text}@example.com", text, now, {})
        tenancy.world.credentials.add(user, f"sends {text}", now)
    return tenancy


@pytest.fixture
def options(hostile_served: Served) -> tuple[str, ...]:
    ours = hostile_served.options
    kinds = {"--identity-endpoint": ours.identity_endpoint, "--email-endpoint": ours.email_endpoint}
    return ("--config-file", str(hostile_served.config_file), *(word for pair in kinds.items() for word in pair))


@pytest.fixture
def unresolved(environ: dict[str, str], hostile: HostileTenancy) -> None:
    """Records of users with such names."""
    journal = Journal(Path(environ["XDG_STATE_HOME"]) / "oci-smtp/journal")
    now = datetime.now(timezone.utc)
    for text in TOLD:
        known = {"profile": text, "tenancy": hostile.ocid, "region": "us-ashburn-1", "description": text}
        user = {"user_ocid": "ocid1.user.oc1..x", "user_name": text}
        times = {"meant_at": now, "changed_at": now}
        journal.begin(Record(new_intent(), JournalState.SHOWN, retry_token="t", **known, **user, **times))  # type: ignore[arg-type]


Show = Callable[..., Terminal]


def written_to(app: Terminal) -> str:
    """What a terminal got; a byte that isn't UTF-8 is a surrogate."""
    return app.transcript.decode(errors="surrogateescape")


def obeyed(app: Terminal) -> list[str]:
    """Orders in what was written: as UTF-8, or with a control as the single byte that some terminals obey."""
    written = written_to(app)
    return [order for order in OBEYED if order in written or order.replace("\x9b", "\udc9b") in written]


@pytest.fixture
def show(open_app: Opener, options: tuple[str, ...], kind: type[Terminal]) -> Show:
    """Runs a command to its end on a terminal; nothing of what it wrote was obeyed."""

    def start(*arguments: str, then: str = "", wait_for: str = "", asks: bool = False, **how: Any) -> Terminal:
        app: Terminal = open_app(*options, *arguments, kind=kind, size=WIDE, **how)
        if wait_for:
            app.wait_for(wait_for)
            app.type(then)
        assert app.exit_code in (0, 1, 2, 4, 5)
        assert not obeyed(app)
        assert app.title != "owned"
        assert app.clipboard in (None, *([b" "] if asks else []))
        if isinstance(app, TmuxPane):
            assert asks or app.buffers() == {}
            assert b"owned" not in app.buffers().values()
        elif not asks:
            # All that a command moves by itself is the line on which an audit says how far it is.
            plain = written_to(app).replace("\r\n", "\n").replace("\r\x1b[K", "")
            assert not [char for char in plain if not (char.isprintable() or char == "\n")]
        return app

    return start


@pytest.mark.parametrize("output", ["table", "csv", "json"])
@told("command", LISTS, LISTS[1:2])
def test_users_and_list_send_no_hostile_sequences(
    show: Show, hostile: HostileTenancy, command: tuple[str, ...], output: str
) -> None:
    words = [hostile.victim.ocid if word == "VICTIM" else word for word in command]
    assert show(*words, "--output", output).exit_code == 0


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.usefixtures("unresolved")
def test_recover_sends_no_hostile_sequences(show: Show, output: str) -> None:
    assert show("recover", "--output", output).exit_code == 5


@pytest.mark.parametrize("output", ["text", "json"])
@HOSTILE_TEXTS
def test_doctor_for_a_user_sends_no_hostile_sequences(
    show: Show, hostile: HostileTenancy, output: str, text: str
) -> None:
    arguments = ("--user", hostile.victim.ocid, "--sender", f"{text}@example.com", "--message", f"535 {text}")
    show("doctor", *(word.replace("\0", "") for word in arguments), "--output", output)


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.usefixtures("unresolved")
def test_doctor_sends_no_hostile_sequences_from_records_or_the_environment(
    show: Show, environ: dict[str, str], output: str
) -> None:
    environ["TERM_PROGRAM"] = environ["COLORTERM"] = environ["LC_TIME"] = f"x{ORDERS}"
    show("doctor", "--output", output, asks=True)  # it asks the terminal what it can do


@pytest.mark.parametrize("output", ["text", "json"])
@HOSTILE_TEXTS
def test_generate_prints_the_password_without_hostile_sequences(
    show: Show, hostile: HostileTenancy, output: str, text: str
) -> None:
    user = hostile.world.users.add(f"new {text}", "", "", hostile.world.now(), {})
    said = f"d {text.translate(dict.fromkeys((0, 10, 13)))}"
    app = show("generate", user.ocid, "-d", said, "--reveal", "--output", output)
    assert app.exit_code == 0
    [made] = hostile.credentials(user.ocid)
    shown = json.dumps(made.password)[1:-1] if output == "json" else made.password
    assert isinstance(app, TmuxPane) or shown in app.text.replace("\n", "")


@pytest.mark.parametrize("answer", ["no\n", "yes\n"])
def test_revoke_confirmation_sends_no_hostile_sequences(show: Show, hostile: HostileTenancy, answer: str) -> None:
    show("revoke", hostile.victim.ocid, hostile.held.ocid, wait_for="Type yes:", then=answer)
    assert bool(hostile.credentials(hostile.victim.ocid)) is (answer == "no\n")


TYPED = (
    ("users", ORDERS),
    ("users", f"--{ORDERS}"),
    ("users", f"--output={ORDERS}"),
    ("list", "--older-than", ORDERS),
    ("list", "--fail-on", ORDERS),
    ("generate", "x", "-d", "x", "--to", ORDERS),
    ("generate", "x", "-d", "x", "--to", "keyring", "--recipient", ORDERS),
    ("completions", ORDERS),
    ("open", ORDERS),
    ("open", "user", "x", ORDERS),
    ("--clipboard", ORDERS),
    ("--theme", ORDERS),
    ("--auth", ORDERS, "users"),
    ("--directory", ORDERS, "users"),
    ("--smtp-endpoint", ORDERS, "users"),
    ("--config-file", ORDERS, "locate"),
    ("--profile", ORDERS, "users"),
    (ORDERS,),
)


@told("arguments", TYPED, TYPED[:1])
def test_hostile_sequences_in_arguments_are_not_sent_to_the_terminal(show: Show, arguments: tuple[str, ...]) -> None:
    show(*arguments)


VARIABLES = ("OCI_SMTP_READ_ONLY", "OCI_SMTP_STATE_DIR", "OCI_SMTP_SETTINGS", "OCI_CLI_AUTH")


@told("name", VARIABLES, VARIABLES[:1])
def test_hostile_sequences_in_variables_are_not_sent_to_the_terminal(
    show: Show, environ: dict[str, str], name: str
) -> None:
    environ[name] = ORDERS
    show("users")


def test_locate_sends_no_hostile_sequences(open_app: Opener, environ: dict[str, str], kind: type[Terminal]) -> None:
    environ["OCI_SMTP_STATE_DIR"] = f"/{ORDERS}"
    environ["XDG_CONFIG_HOME"] = f"/{ORDERS}"
    for arguments in (("locate",), ("locate", "--config-file", ORDERS), ("--config-file", ORDERS, "locate")):
        app = open_app(*arguments, kind=kind, size=WIDE)
        app.wait_for(r"]0;owned") if arguments[0] == "locate" and len(arguments) == 1 else None
        assert app.exit_code in (0, 2)
        assert not obeyed(app)


def test_piped_output_with_a_dumb_terminal_has_no_hostile_sequences(open_app: Opener, environ: dict[str, str]) -> None:
    environ |= {"TERM": "dumb", "ORDERS": ORDERS}
    app = open_app(size=WIDE, program=("sh", "-c", f'"{PROGRAM}" open "$ORDERS" 2>&1 | cat'))
    app.wait_for(SHOWN[:12])
    assert app.exit_code == 0  # that of `cat`
    assert not obeyed(app)


class TestPipes:
    """Programs get the exact text."""

    @pytest.fixture
    def texts(self, hostile: HostileTenancy) -> set[str]:
        return {f"sends {text}" for text in TOLD}

    @pytest.mark.usefixtures("hostile_served")
    def test_json_in_a_pipe_has_the_exact_text(
        self, options: tuple[str, ...], environ: dict[str, str], texts: set[str]
    ) -> None:
        ran = run(*options, "list", "--output", "json", environ=environ)
        assert texts <= {row["description"] for row in json.loads(ran.stdout)}
        assert "\u202e" in ran.stdout

    def test_json_means_the_same_on_a_terminal(
        self, open_app: Opener, options: tuple[str, ...], environ: dict[str, str]
    ) -> None:
        for command in ("list", "users"):
            ran = run(*options, command, "--output", "json", environ=environ)
            app = open_app(*options, command, "--output", "json", size=(20_000, 50))
            assert app.exit_code == 0
            shown = app.transcript.decode("ascii").replace("\r\n", "\n").replace("\r\x1b[K", "")
            printed = shown[shown.index("[\n") if command == "list" else shown.rindex("[{") :]
            assert json.loads(printed) == json.loads(ran.stdout)

    def test_csv_in_a_file_has_the_exact_text(
        self, options: tuple[str, ...], environ: dict[str, str], texts: set[str]
    ) -> None:
        path = Path(environ["HOME"]) / "out.csv"
        command = " ".join(f"'{word}'" for word in (PROGRAM, *options, "list", "--output", "csv"))
        assert os.waitstatus_to_exitcode(os.system(f"env -i PATH=$PATH HOME={path.parent} {command} > {path}")) == 0
        rows = csv_records(path.read_bytes().decode())
        assert texts <= {row["description"] for row in rows}
