"""Files with a fault are told from files without one, and the password is in nothing that is said."""

import json

import pytest

from services.client_check.client_check import check_settings
from services.client_check.client_report import ClientReport
from services.doctor.report import Finding
from tests.services.client_check.files import FAULTY, SOUND, UNDECIDED, File


def codes(report: ClientReport, finding: Finding) -> str:
    return " ".join(dict.fromkeys(check.code for check in report.checks if check.finding is finding))


def ids(files: tuple[File, ...]) -> list[str]:
    return [f"{file.format} {file.faults or file.unknown or at}" for at, file in enumerate(files)]


@pytest.mark.parametrize("file", FAULTY, ids=ids(FAULTY))
def test_a_faulty_file_has_exactly_the_expected_faults(file: File) -> None:
    report = check_settings(file.text, file.name)
    assert report.format == file.format
    assert codes(report, Finding.FAULT) == file.faults
    assert report.verdict == "fault"


@pytest.mark.parametrize("file", SOUND, ids=ids(SOUND))
def test_a_sound_file_has_no_faults(file: File) -> None:
    report = check_settings(file.text, file.name)
    assert report.format == file.format
    assert codes(report, Finding.FAULT) + codes(report, Finding.UNKNOWN) == ""
    assert report.verdict == "no-fault"


@pytest.mark.parametrize("file", UNDECIDED, ids=ids(UNDECIDED))
def test_a_file_that_cannot_be_judged_is_undecided(file: File) -> None:
    report = check_settings(file.text, file.name)
    assert (codes(report, Finding.FAULT), codes(report, Finding.UNKNOWN)) == ("", file.unknown)
    assert report.verdict == "undecided"


@pytest.mark.parametrize("file", [*FAULTY, *SOUND, *UNDECIDED], ids=ids((*FAULTY, *SOUND, *UNDECIDED)))
def test_the_format_is_detected_from_the_content_alone(file: File) -> None:
    named = check_settings(file.text, file.name)
    assert check_settings(file.text, "notes.txt") == named
    assert check_settings(file.text, "", file.format) == named


PARTS = ("Kq7", "hV9", "tR4xBn", "tR4xB", "Zm2)")


@pytest.mark.parametrize("file", [*FAULTY, *SOUND, *UNDECIDED], ids=ids((*FAULTY, *SOUND, *UNDECIDED)))
def test_the_report_contains_no_part_of_the_password(file: File) -> None:
    report = check_settings(file.text, file.name)
    told = json.dumps(report.as_json()) + repr(report)
    assert [part for part in PARTS if part in told] == []


def test_at_least_30_faulty_and_30_sound_files_are_tested() -> None:
    assert len(FAULTY) >= 30
    assert len(SOUND) >= 30
