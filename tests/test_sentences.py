"""Sentences are written as they are read: no code changes the first letter of one ("oCI shows you ...")."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for folder in ("tui", "services", "widgets") for path in (ROOT / folder).rglob("*.py"))


def rests(node: ast.AST) -> set[str]:
    """The texts of which all but the first letter is in an expression: `text[1:]`."""
    return {
        ast.dump(each.value)
        for each in ast.walk(node)
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Slice)
        if isinstance(each.slice.lower, ast.Constant) and each.slice.lower.value == 1
    }


def changed(node: ast.AST) -> set[str]:
    """The texts of which a method is called on the first letter: `text[0].lower()`, `text[:1].upper()`."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    methods = (func for func in calls if isinstance(func, ast.Attribute))
    return {ast.dump(func.value.value) for func in methods if isinstance(func.value, ast.Subscript)}


def changes_of(source: str) -> list[int]:
    """The lines where the first letter of a text is changed."""
    nodes = list(ast.walk(ast.parse(source)))
    joined = [node for node in nodes if isinstance(node, (ast.JoinedStr, ast.BinOp)) and rests(node) & changed(node)]
    calls = [node.func for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [node.lineno for node in [*joined, *(func for func in calls if func.attr in ("capitalize", "swapcase"))]]


def test_no_code_changes_the_first_letter_of_a_sentence() -> None:
    assert {str(path.relative_to(ROOT)): lines for path in FILES if (lines := changes_of(path.read_text()))} == {}


@pytest.mark.parametrize(
    "code",
    [
        "why[0].lower() + why[1:]",
        'f"{label[:1].upper()}{label[1:]}"',
        "text.capitalize()",
        'f"{a[0].lower() + a[1:]}."',
    ],
)
def test_code_that_changes_the_first_letter_is_detected(code: str) -> None:
    assert changes_of(code)
