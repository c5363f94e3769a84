"""The words of the glossary, held against all that people read: the program's texts, the documents, and the code."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.documents import DOCUMENTS, ROOT
from tests.words import AVOIDED, AVOIDED_IN_TEXTS

SOURCES = sorted(path for folder in ("services", "tui", "widgets") for path in (ROOT / folder).rglob("*.py"))
PAGES = [*DOCUMENTS, ROOT / "oci-smtp.1"]

OTHERS = ("services/demo/", "services/smtp/client_texts.py")
"""What the sample tenancy answers is written as OCI writes it, and what other programs log as they do."""


class Passage(NamedTuple):
    """Something to read, and where it is."""

    path: str
    line: int
    text: str
    is_shown: bool
    """A text of the program or of a document, and not a docstring or a comment."""


def in_code(path: Path) -> Iterator[Passage]:
    """The texts, docstrings, and comments of a module; a text has a space, and a code or a name has none."""
    source, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
    tree = ast.parse(source)
    notes = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node in notes:
                yield Passage(name, node.lineno, node.value, False)
            elif " " in node.value.strip():
                yield Passage(name, node.lineno, node.value, not name.startswith(OTHERS))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Passage(name, token.start[0], token.string, False)


def names_of_tests(path: Path) -> Iterator[Passage]:
    """What a file of tests says that it shows; `classic` is the name of a setting, and short enough for a name."""
    name = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            told = node.name.replace("classic_iam", "classic").replace("_", " ")
            yield Passage(name, node.lineno, told, False)


def in_document(path: Path) -> Iterator[Passage]:
    """The lines of a document without what is typed or named in it, such as commands, codes, and file names."""
    text = path.read_text(encoding="utf-8")
    for typed in (r"^```.*?^```", r"`[^`\n]*`", r"\]\([^)\s]*\)"):
        text = re.sub(typed, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.MULTILINE | re.DOTALL)
    for number, line in enumerate(text.replace("\\-", "-").splitlines(), start=1):
        yield Passage(path.name, number, line, True)


def avoided(passage: Passage) -> Iterator[str]:
    """Each word that should be another, with the other."""
    text = re.sub(r"`[^`]*`", "", passage.text) if not passage.is_shown else passage.text
    for pattern, better in (AVOIDED | AVOIDED_IN_TEXTS if passage.is_shown else AVOIDED).items():
        for found in re.finditer(rf"(?<![\w./-])(?:{pattern})(?![\w/])", text, re.IGNORECASE):
            line = passage.line + text[: found.start()].count("\n")
            yield f"{found[0]} → {better} ({passage.path}:{line})"


def test_the_code_keeps_to_the_words_of_the_glossary() -> None:
    assert [told for path in SOURCES for passage in in_code(path) for told in avoided(passage)] == []


def test_names_of_tests_keep_to_the_words_of_the_glossary() -> None:
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    assert [told for path in tests for passage in names_of_tests(path) for told in avoided(passage)] == []


@pytest.mark.parametrize("document", PAGES, ids=[path.name for path in PAGES])
def test_a_document_keeps_to_the_words_of_the_glossary(document: Path) -> None:
    assert [told for passage in in_document(document) for told in avoided(passage)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was handed over.", ["handed over"]),
        ("Nobody can read it; Oracle's CLI could not be started.", ["Nobody", "Oracle's CLI", "could not be"]),
        ("No e-mail in colour", ["e-mail", "colour"]),
        ("The connection to OCI was refused: mail was refused", ["refused"]),
        ("A color, on the handle of a login.", []),
    ],
)
def test_words_that_the_glossary_avoids_are_found(text: str, words: list[str]) -> None:
    found = list(avoided(Passage("x.py", 3, text, True)))
    assert sorted(each.partition(" → ")[0] for each in found) == sorted(words)
    assert all(each.endswith("(x.py:3)") for each in found)


def test_a_docstring_may_use_words_that_only_screen_texts_avoid() -> None:
    told = "Cannot be read; see `settle`. Settled by nobody."
    assert len(list(avoided(Passage("x.py", 1, told, False)))) == 2
