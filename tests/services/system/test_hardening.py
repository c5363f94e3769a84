"""What other programs of the same user can get out of a hardened process, and what is printed when it crashes."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.system.hardening import scrub_environment

ROOT = Path(__file__).parents[3]
NOBODY = 65534

WAITING = """
import ctypes, os, sys
from services.system.hardening import harden
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # a change of user has made it undumpable; as it would be without
if sys.argv[1] == "hardened":
    harden()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def sentinel() -> str:
    return secrets.token_urlsafe(18)


def python(script: str, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **more},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, str, str]:
    output, errors = process.communicate(timeout=20)
    return process.returncode, output.decode(), errors.decode()


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def waiting(sentinel: str) -> Iterator[Callable[[str], int]]:
    """A process, hardened or not, that belongs to no root and has the sentinel in its environment."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(how: str) -> int:
        process = python(WAITING, how, SENTINEL=sentinel)
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process.pid

    yield start
    for process in processes:
        ended(process)


def somebody_reads(command: str) -> "subprocess.CompletedProcess[bytes]":
    """Another process of that same user."""
    who = NOBODY if os.geteuid() == 0 else None
    return subprocess.run(
        ["sh", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=20,
        user=who,
        group=who,
        extra_groups=None if who is None else [],
    )


@linux_only
def test_other_processes_cannot_read_environment_memory_or_file_descriptors(
    waiting: Callable[[str], int], sentinel: str
) -> None:
    pid = waiting("plain")
    assert sentinel.encode() in somebody_reads(f"cat /proc/{pid}/environ").stdout
    pid = waiting("hardened")
    for command in (
        f"cat /proc/{pid}/environ",
        f"exec 3</proc/{pid}/mem",
        f"cat /proc/{pid}/maps",
        f"ls /proc/{pid}/fd",
    ):
        done = somebody_reads(command)
        assert done.returncode != 0
        assert done.stdout == b""


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    script = """
import os, resource, signal
from services.system.hardening import harden
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
harden()
print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
os.kill(os.getpid(), signal.SIGSEGV)
"""
    process = python(f"import os; os.chdir({str(tmp_path)!r})\n{script}")
    assert process.stdout is not None
    assert process.stdout.readline() == b"(0, 0)\n"
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    ended(process)
    assert os.WTERMSIG(status) == signal.SIGSEGV
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []


@linux_only
def test_a_child_process_runs_normally_with_core_files_disabled() -> None:
    script = """
import subprocess, sys
from services.system.hardening import harden
harden()
child = "import os, resource; print(open('/proc/self/environ').read() != '', os.readlink('/proc/self/fd/0') != '')"
child += "; print(resource.getrlimit(resource.RLIMIT_CORE)); import sys; print(sys.stdin.read())"
print(subprocess.run([sys.executable, "-c", child], input="in", text=True, capture_output=True, check=True).stdout)
"""
    code, output, _ = ended(python(script))
    assert code == 0
    assert output.split("\n")[:3] == ["True True", "(0, 0)", "in"]


def test_the_hardening_module_loads_no_heavy_packages() -> None:
    script = "import sys; import services.system.hardening; print(sorted(sys.modules))"
    _, output, _ = ended(python(script))
    loaded = {name.partition(".")[0] for name in output.strip("[]\n").replace("'", "").split(", ")}
    assert not loaded & {"textual", "rich", "oci", "keyring", "msgspec", "traceback", "ctypes", "asyncio"}


def test_scrubbing_removes_logging_variables_and_keeps_appearance_variables() -> None:
    stays = {"TEXTUAL_THEME": "ansi-dark", "TEXTUAL_COLOR_SYSTEM": "256", "PATH": "/bin", "MY_TEXTUAL_LOG": "x"}
    writes = [
        "TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_SCREENSHOT", "TEXTUAL_SCREENSHOT_LOCATION", "TEXTUAL_PRESS",
        "TEXTUAL_SCREENSHOT_FILENAME", "TEXTUAL_SHOW_RETURN", "TEXTUAL_DRIVER", "TEXTUAL_DEVTOOLS_HOST",
        "TEXTUAL_ALLOW_SIGNALS", "SSLKEYLOGFILE",
    ]  # fmt: skip
    environ = {**stays, **dict.fromkeys(writes, "1")}
    scrub_environment(environ)
    assert environ == stays


@linux_only
def test_textual_logs_nothing_once_the_environment_is_scrubbed(tmp_path: Path) -> None:
    script = """
import os
from services.system.hardening import scrub_environment
scrub_environment()
import textual.constants as constants
print(constants.LOG_FILE, constants.SCREENSHOT_DELAY, constants.SCREENSHOT_LOCATION, constants.DEBUG, constants.PRESS)
"""
    switches = {"TEXTUAL_LOG": f"{tmp_path}/log", "TEXTUAL_SCREENSHOT": "1", "TEXTUAL_SCREENSHOT_LOCATION": "x"}
    _, output, _ = ended(python(script, **switches, TEXTUAL_DEBUG="1", TEXTUAL_PRESS="v"))
    assert output.split() == ["None", "-1", "None", "False"]


CRASHES = {
    "main": "fail()",
    "thread": "import threading; t = threading.Thread(target=fail); t.start(); t.join(); sys.exit(1)",
    "destructor": "class A:\n    def __del__(self): fail()\na = A(); del a; sys.exit(1)",
    "deep": "def deep(n): fail() if n == 0 else deep(n - 1)\ndeep(900)",
    "encoding": "os.environ['SENTINEL'].encode('ascii') and (os.environ['SENTINEL'] + 'ä').encode('ascii')",
    "syntax": "compile('a b ' + os.environ['SENTINEL'], '<text>', 'exec')",
    "group": "raise ExceptionGroup(secret, [ValueError(secret)])" if sys.version_info >= (3, 11) else "fail()",
}


@pytest.mark.parametrize("where", CRASHES)
def test_a_crash_shows_the_error_type_and_line_but_no_values(where: str, sentinel: str) -> None:
    script = f"""
import os, sys
from services.system.hardening import safe_excepthooks
safe_excepthooks()
secret = os.environ["SENTINEL"]
def fail():
    value = secret
    try:
        raise KeyError(value)
    except KeyError as error:
        raise ValueError("invalid literal: " + repr(value)) from error
{CRASHES[where]}
"""
    code, output, errors = ended(python(script, SENTINEL=sentinel))
    assert code == 1
    assert "oci-smtp" in errors
    assert "Error" in errors or "ExceptionGroup" in errors
    assert "line " in errors
    assert "KeyError" not in errors
    assert sentinel not in output + errors
    assert len(errors.splitlines()) < 100


def test_a_crash_shows_the_name_of_a_missing_module() -> None:
    script = "from services.system.hardening import safe_excepthooks; safe_excepthooks(); import no_such_module"
    _, _, errors = ended(python(script))
    assert errors.splitlines()[-1] == "ModuleNotFoundError: no_such_module"


def test_without_stderr_a_crash_is_silent() -> None:
    script = (
        "import sys; from services.system.hardening import safe_excepthooks as safe; safe(); sys.stderr = None; 1 / 0"
    )
    code, output, errors = ended(python(script))
    assert (code, output, errors) == (1, "", "")
