"""A sheet through a real CUPS to a printer that writes on a file."""

import os
import re
import subprocess
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from services.delivery import NotDeliveredError
from services.delivery.destination_status import Presence
from services.delivery.destinations import Destinations
from services.delivery.printer import PrintChannel
from services.delivery.sheet import WIDTH, hint, sheet
from services.model.destination import Destination
from services.model.errors import UsageError
from services.storage.state_dir import StateDirError
from services.system import cups, libcups
from services.system.cups import CupsError
from tests.needs import needs
from tests.services.delivery.awkward import AWKWARD, package
from tests.services.delivery.print_server import PrintServer


@pytest.fixture
def empty_printer(cups: PrintServer, monkeypatch: pytest.MonkeyPatch) -> PrintServer:
    monkeypatch.setenv("CUPS_SERVER", cups.socket)
    for name in ("paper", "broken", "busy"):
        (cups.home / name).unlink(missing_ok=True)
    return cups


def typed_from(text: str) -> str:
    """The password as someone reads it from the sheet."""
    groups = re.findall(r"^ +\d+  (.{6})", text, re.MULTILINE)
    return "".join(group.rstrip() for group in groups).replace("\u2423", " ")


def test_the_sheet_is_printed_and_the_spool_is_empty_afterwards(empty_printer: PrintServer) -> None:
    noted: list[Destination] = []
    sent = replace(package(), note=noted.append)
    printing = PrintChannel.from_argument("desk")
    assert printing.available().is_available
    receipt = printing.deliver(sent)
    assert typed_from(empty_printer.printed) == sent.password.reveal()
    assert sent.user_name in "".join(empty_printer.printed.split())
    assert empty_printer.spooled == []
    assert [(place.kind, place.name, place.job > 0) for place in noted] == [
        ("printer", "desk", False),
        ("printer", "desk", True),
    ]
    finding = Destinations().look(noted[-1])
    assert (finding.standing, finding.can_be_emptied) == (Presence.UNKNOWN, False)
    assert "Check the printer" in finding.told
    assert "Removed the job from the spool" in receipt.message
    assert "might keep its own copy" in receipt.message
    assert sent.password.reveal() not in receipt.message
    for secret in (sent.password.reveal(), sent.user_name):
        assert secret.encode() not in empty_printer.log


def test_a_job_left_in_the_spool_is_found_and_canceled(empty_printer: PrintServer) -> None:
    empty_printer.break_down()
    job = cups.submit("desk", "confidential", b"x")
    try:
        place = Destination("printer", "desk", datetime.now(timezone.utc), job=job)
        assert Destinations().look(place).can_be_emptied
        assert "Canceled the print job" in Destinations().empty(place)
        assert empty_printer.spooled == []
        assert not Destinations().look(place).can_be_emptied
    finally:
        subprocess.run(["cupsenable", "desk"], check=True)


def test_a_job_that_is_printing_can_be_purged(empty_printer: PrintServer) -> None:
    empty_printer.be_busy()
    job = cups.submit("desk", "confidential", b"x")
    assert cups.state(job) == "processing"
    cups.purge(job)
    assert cups.state(job) == ""
    assert empty_printer.spooled == []
    assert empty_printer.printed == ""


def test_a_sheet_is_not_printed_when_the_journal_cannot_be_written(empty_printer: PrintServer) -> None:
    def refuse(_: Destination) -> None:
        raise StateDirError("Can't write the journal.")

    with pytest.raises(StateDirError):
        PrintChannel("desk").deliver(replace(package(), note=refuse))
    assert not (empty_printer.home / "paper").exists()


def test_a_page_counts_as_delivered_only_after_its_check_word_was_entered(empty_printer: PrintServer) -> None:
    sent = package()
    printing = PrintChannel("desk")
    assert not printing.deliver(sent).is_verified
    assert not printing.verify(sent)
    assert not printing.seen("")
    found = re.search(r"Check: (\w+)", empty_printer.printed)
    assert found
    assert printing.seen(f" {found[1].lower()} ")
    assert printing.verify(sent)


def test_a_job_that_does_not_print_in_time_is_removed_from_the_spool(
    empty_printer: PrintServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_printer.break_down()
    monkeypatch.setattr("services.delivery.printer.PRINTED_WITHIN_SECONDS", 0.5)
    with pytest.raises(NotDeliveredError, match=r"Couldn't print.*Removed the job from the spool"):
        PrintChannel("desk").deliver(package())
    assert empty_printer.spooled == []
    subprocess.run(["cupsenable", "desk"], check=True)


def test_an_interrupt_while_the_job_number_is_recorded_empties_the_spool(empty_printer: PrintServer) -> None:
    def end(place: Destination) -> None:
        if place.job:
            raise KeyboardInterrupt

    empty_printer.break_down()
    with pytest.raises(KeyboardInterrupt):
        PrintChannel("desk").deliver(replace(package(), note=end))
    assert empty_printer.spooled == []
    subprocess.run(["cupsenable", "desk"], check=True)


def test_the_device_uri_is_returned_without_its_password(empty_printer: PrintServer) -> None:
    assert cups.queues() == ["desk"]
    assert cups.device("desk") == "paper://office/desk"


def test_an_unknown_printer_and_a_file_path_are_rejected(empty_printer: PrintServer) -> None:
    with pytest.raises(UsageError, match='Unknown CUPS printer: "attic"') as refused:
        PrintChannel.from_argument("attic")
    assert "desk" in refused.value.next_step
    with pytest.raises(UsageError) as refused:
        PrintChannel.from_argument("/tmp/sheet.txt")
    assert "Encrypt it with age or OpenPGP" in refused.value.next_step


@pytest.mark.parametrize("library", [(), libcups.NAMES], ids=["no-library", "library"])
def test_the_error_names_the_missing_program_when_cups_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, library: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(libcups, "NAMES", library)
    with pytest.raises(CupsError, match="lpstat isn't installed"):
        PrintChannel.from_argument("desk")
    with pytest.raises(NotDeliveredError, match="lp isn't installed"):
        PrintChannel("desk").deliver(package())
    assert not PrintChannel("desk").available().is_available


def test_a_scheduler_that_is_down_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    needs("lp")
    monkeypatch.setenv("CUPS_SERVER", "/nonexistent/sock")
    with pytest.raises(NotDeliveredError, match="lp failed"):
        PrintChannel("desk").deliver(package())


def broken_lp(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("lp")
    program = folder / "lp"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_an_lp_error_that_echoes_the_sheet_is_not_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_lp("cat >&2; exit 1", tmp_path, monkeypatch)
    sent = package()
    with pytest.raises(NotDeliveredError, match="lp failed: no reason given") as refused:
        PrintChannel("desk").deliver(sent)
    told = f"{refused.value.cause} {refused.value.next_step} {refused.value!r}"
    assert not any(row in told for row in re.findall(r"^ +\d+  (.{6})", sheet(sent, "").decode(), re.MULTILINE))


@pytest.mark.parametrize("script", ["cat >/dev/null; exec sleep 5", "cat >/dev/null"])
def test_the_error_names_the_spool_when_lp_hangs_or_reports_no_job(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_lp(script, tmp_path, monkeypatch)
    monkeypatch.setattr(cups, "TIMEOUT_SECONDS", 0.5)
    with pytest.raises(NotDeliveredError, match="might still be in the spool") as refused:
        PrintChannel("desk").deliver(package())
    assert "lpstat -o desk" in refused.value.next_step


def test_the_sheet_fits_the_width_and_ambiguous_characters_have_hints() -> None:
    text = sheet(package(AWKWARD + "O0l1"), "ABCD").decode()
    assert typed_from(text) == AWKWARD + "O0l1"
    assert max(map(len, text.splitlines())) <= WIDTH
    assert [hint(char) for char in "O0l1_"] == ["upper O", "digit 0", "lower l", "digit 1", "underscore"]
