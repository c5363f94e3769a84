"""What `make mutate` names is there: files, tests, and lines whose mutants are harmless."""

import pytest

from tests.mutation.harmless import HARMLESS
from tests.mutation.parts import PARTS, ROOT, RUN_ELSEWHERE, files_of, paths_of_tests


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_files_and_its_tests_exist(part: str) -> None:
    assert files_of(part)
    assert [test for test in paths_of_tests([part]) if not (ROOT / test).exists()] == []


def test_files_and_tests_that_run_elsewhere_exist() -> None:
    assert [
        path for file, tests in RUN_ELSEWHERE.items() for path in (file, *tests) if not (ROOT / path).is_file()
    ] == []


def test_the_lines_of_harmless_mutants_exist() -> None:
    """A line that was changed or moved is judged again."""
    files = {file: " ".join((ROOT / file).read_text(encoding="utf-8").split()) for file, _, _ in HARMLESS}
    assert [(file, line) for file, line, _ in HARMLESS if " ".join(line.split()) not in files[file]] == []
