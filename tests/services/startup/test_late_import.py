"""A module that is imported when one of its functions is called."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.startup.late_import import imported_late

NAME = "a_module_for_this_test"


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module that can be imported."""
    (tmp_path / f"{NAME}.py").write_text(
        "NUMBER = 7\n\n\ndef double(number, *, plus=0):\n    return 2 * number + plus\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop(NAME, None)


def test_the_module_is_imported_by_the_first_call() -> None:
    with imported_late(NAME, "double"):
        from a_module_for_this_test import double  # type: ignore[import-not-found]
    assert NAME not in sys.modules
    assert double(3, plus=1) == 7
    assert NAME in sys.modules


def test_importing_another_name_imports_the_module_immediately() -> None:
    with imported_late(NAME, "double"):
        from a_module_for_this_test import NUMBER
    assert NUMBER == 7
    assert sys.modules[NAME].double(1) == 2


def test_importing_a_name_that_does_not_exist_fails() -> None:
    with imported_late(NAME, "double"), pytest.raises(ImportError):
        from a_module_for_this_test import nothing  # noqa: F401


def test_a_module_that_is_already_imported_is_not_replaced() -> None:
    import a_module_for_this_test

    with imported_late(NAME, "double"):
        import a_module_for_this_test as again
    assert again is a_module_for_this_test
    assert sys.modules[NAME] is a_module_for_this_test
