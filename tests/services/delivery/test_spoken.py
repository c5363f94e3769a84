"""Words that lead back to every character, and to no other."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.delivery.spoken import ICAO, WORDS, groups, say

PRINTABLE = string.printable[:95]


def heard(words: str) -> str:
    """The character that a listener writes down."""
    kind, _, number = words.partition(" ")
    characters = [char for char, said in WORDS.items() if said == words] or [chr(int(number, 16))] * (kind == "Unicode")
    [character] = characters
    return character


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text(PRINTABLE), st.integers(1, 5))
def test_spoken_words_map_back_to_the_original_text(text: str, size: int) -> None:
    said = [[say(text[at]) for at in group] for group in groups(len(text), size)]
    assert "".join(heard(words) for group in said for words in group) == text
    assert all(len(group) == size for group in said[:-1])


def test_every_printable_character_has_unique_words() -> None:
    assert set(WORDS) == set(PRINTABLE)
    assert len({words.lower() for words in WORDS.values()}) == len(PRINTABLE)
    assert all(words.isascii() and not set(words) & set(string.digits) for words in WORDS.values())


@pytest.mark.parametrize("letter", string.ascii_letters)
def test_a_letter_is_spoken_as_its_case_and_its_icao_word(letter: str) -> None:
    case, word = say(letter).split(" ")
    assert case == ("capital" if letter.isupper() else "small")
    assert word[0] == letter.upper()
    assert word in ICAO
