"""How soon something is there: the first frame, an answer of the command line, one's own credentials."""

import sys
from collections.abc import Callable, Iterator, Sequence

from tests.benchmarks.lab import Lab, program
from tests.benchmarks.line import Line
from tests.benchmarks.measuring import interleaved, process
from tests.benchmarks.rows import Result, at_most
from tests.e2e.program import PROGRAM

QUICK = ("--version", "keys", "locate")
HEAVY = (b"textual", b"oci", b"rich")
OWNER, DESCRIPTION = "shop.mailer", "Shop checkout"


def results(lab: Lab) -> Iterator[Result]:
    """The rows about starting."""
    yield _first_frame(lab)
    yield from _quick_commands(lab)
    yield _own_credentials(lab)
    yield _one_off(lab)


def _until_drawn(lab: Lab, command: Sequence[str], text: str) -> Callable[[], float]:
    def measure() -> float:
        line = Line(command, lab.environ)
        try:
            return line.until(text) - line.started
        finally:
            line.end()

    return measure


def _first_frame(lab: Lab) -> Result:
    floor = program("minimal_app")
    found = interleaved(
        {
            "ours": _until_drawn(lab, lab.empty.ours(), "Credential audit"),
            "floor": _until_drawn(lab, floor, "minimal"),
        },
        lab.sizes.runs,
    )
    return at_most("start to first frame", found["ours"] / found["floor"], 1.15, against="a minimal Textual app")


def _quick_commands(lab: Lab) -> Iterator[Result]:
    commands = {name: [PROGRAM, name] for name in QUICK}
    commands["floor"] = [sys.executable, "-c", "pass"]
    environ = {name: value for name, value in lab.environ.items() if not name.startswith("OCI_")}
    found = interleaved(
        {name: lambda command=command: process(command, environ).seconds for name, command in commands.items()},  # type: ignore[misc]  # bound in the loop
        lab.sizes.runs,
    )
    for name in QUICK:
        yield at_most(f"`{name}`", found[name] / found["floor"], 2, against="`python -c pass`")
    script = "import sys, tui.cli.main; tui.cli.main.run(sys.argv[1:]); print(*sys.modules)"
    loaded = {
        module.partition(b".")[0]
        for name in QUICK
        for module in process([sys.executable, "-c", script, name], environ).output.split()
    }
    heavy = sorted(module.decode() for module in loaded.intersection(HEAVY))
    yield Result("modules that they import", ", ".join(heavy) or "neither", "neither Textual nor oci", not heavy)


def _own_credentials(lab: Lab) -> Result:
    what, against = "start to own credentials on screen", "`oci iam smtp-credential list`"
    with lab.serving(0, OWNER) as served:
        ours = _until_drawn(lab, served.ours("open", "settings"), DESCRIPTION)
        theirs = served.oracles("smtp-credential", "list", "--user-id", served.user)
        if not lab.has_oracles_cli:
            ours()
            return at_most(what, None, 0.6, against=against)
        variants = {"ours": ours, "theirs": lambda: process(theirs, lab.environ).seconds}
        found = interleaved(variants, lab.sizes.runs)
    return at_most(what, found["ours"] / found["theirs"], 0.6, against=against)


def _one_off(lab: Lab) -> Result:
    what, against = "`generate --output json`", "`oci iam smtp-credential create`"
    with lab.serving(0) as served:

        def emptied() -> None:
            for credential in served.control(f"credentials?user={served.user}"):
                process(served.ours("revoke", served.user, credential["id"], "--yes"), lab.environ)

        def timed(command: list[str]) -> Callable[[], float]:
            def measure() -> float:
                emptied()
                return process(command, lab.environ).seconds

            return measure

        ours = timed(served.ours("generate", served.user, "-d", "a benchmark", "--output", "json"))
        create = ("smtp-credential", "create", "--user-id", served.user, "--description", "a benchmark")
        if not lab.has_oracles_cli:
            ours()
            return at_most(what, None, 0.7, against=against)
        found = interleaved({"ours": ours, "theirs": timed(served.oracles(*create))}, lab.sizes.runs)
    return at_most(what, found["ours"] / found["theirs"], 0.7, against=against)
