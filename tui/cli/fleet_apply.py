"""`rotate --apply` and `generate --apply`: a plan carried out, or continued with, user by user."""

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from services.config.options import Options
from services.credentials.journal import open_journal
from services.fleet.apply import STOP_AFTER, FleetRun
from services.fleet.plan import Plan, PlanKind
from services.fleet.progress import FleetProgress
from services.fleet.receipt_lines import Receipt, path_of
from services.model.errors import ReadOnlyError
from services.system.outside_file import expanded
from tui.cli.json_fields import fields_asked, only
from tui.cli.notes import complain, note, say
from tui.cli.output import print_json, print_lines
from tui.cli.sign_in import directory_of, writable_session_for
from tui.cli.status_line import StatusLine
from tui.cli.termination import telling_what_may_be
from tui.format.fleet_text import run_line, summary_line, trouble_line
from tui.format.unresolved import RECOVER, what_may_exist

FIELDS = (
    *("plan", "receipts", "total", "done", "earlier", "not_as_planned", "skipped", "failed", "unknown", "elsewhere"),
    *("left", "problems"),
)
"""What the JSON says."""

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that end a run after the rows in progress; a second one ends it at once."""

NOTE_EVERY = 25
"""Rows between two lines of progress where no terminal is there."""


def apply(options: Options, asked: argparse.Namespace) -> int:
    """Carry out the rows of a plan that aren't done."""
    names = fields_asked(asked, FIELDS)
    if options.read_only:
        raise ReadOnlyError
    plan = Plan.read(Path(expanded(asked.apply)))
    plan.check(PlanKind(asked.command), plan.head.tenancy)
    journal = open_journal(options, os.environ)
    with telling_what_may_be(lambda: what_may_exist(journal), errors_too=True):
        session = writable_session_for(options)
        plan.check(PlanKind(asked.command), session.tenancy_ocid)
        stop_after = STOP_AFTER if asked.stop_after is None else asked.stop_after
        run = FleetRun(plan, session, directory_of(session), journal, most=asked.max, stop_after=stop_after)
        teller = _Teller()
        with _stopping(run, teller.line) as came:
            progress = run.run(teller.follow)
        teller.line.clear()
    _print(plan, progress, teller.problems, asked, names)
    if progress.left:
        say(f"{progress.left:,} users are left. To continue, run oci-smtp {asked.command} --apply {asked.apply}")
    if progress.unknown:
        say(f"For some users it's unknown whether a credential exists. {RECOVER}")
    if run.why_stopped:
        complain(run.why_stopped)
    if came and not progress.unknown:
        return 128 + came[0]
    if run.why_stopped and not progress.unknown:
        return run.why_stopped.exit_code
    return progress.exit_code


class _Teller:
    """Says how a run goes, and remembers what went wrong in it."""

    def __init__(self) -> None:
        self.line = StatusLine()
        self.problems: list[Receipt] = []
        self._told = 0

    def follow(self, progress: FleetProgress, receipt: Receipt | None) -> None:
        """Hear of a run: see `services.fleet.apply.Follow`."""
        if receipt and receipt.reason:
            self.problems.append(receipt)
            self.line.clear()
            say(trouble_line(receipt))
        if self.line.is_on:
            self.line.show(run_line(progress))
        elif receipt and progress.tried >= self._told + NOTE_EVERY:
            self._told = progress.tried
            note(run_line(progress))


@contextmanager
def _stopping(run: FleetRun, line: StatusLine) -> Iterator[list[int]]:
    """Stop the run at the first signal that would end us; the numbers of the signals that came."""
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in STOPPING}

    def stop(number: int, _: FrameType | None) -> None:
        came.append(number)
        run.ask_to_stop()
        _heed(before)  # the next one ends us at once
        line.clear()
        say("Stopping after the users in progress. Press ctrl+c again to end at once.")

    for number, handler in before.items():
        if handler not in (signal.SIG_IGN, None):
            signal.signal(number, stop)
    try:
        yield came
    finally:
        _heed(before)


def _heed(handlers: "dict[signal.Signals, signal._HANDLER]") -> None:
    for number, handler in handlers.items():
        if handler is not None:
            signal.signal(number, handler)


def _print(
    plan: Plan, progress: FleetProgress, problems: list[Receipt], asked: argparse.Namespace, names: tuple[str, ...]
) -> None:
    if asked.output != "json":
        print_lines([summary_line(progress), f"Receipts: {path_of(plan.path)}"])
        return
    told: dict[str, object] = {
        "plan": str(plan.path),
        "receipts": str(path_of(plan.path)),
        "total": progress.total,
        "done": progress.done,
        "earlier": progress.earlier,
        "not_as_planned": progress.flawed,
        "skipped": progress.skipped,
        "failed": progress.failed,
        "unknown": progress.unknown,
        "elsewhere": progress.elsewhere,
        "left": progress.left,
        "problems": [
            {
                "row": each.row,
                "user": each.user_name,
                "user_id": each.user_ocid,
                "state": each.state.value,
                "reason": each.reason,
                "why": each.why,
                "credential_id": each.credential_ocid or None,
            }
            for each in problems
        ],
    }
    print_json(only(told, names))
