import pytest

from services.model.errors import ConfigError
from tui.commands.keymap import keymap
from tui.commands.registry import COMMANDS


def test_without_a_word_the_keys_are_those_of_the_registry() -> None:
    assert keymap({}) == {item.id: item.keys for item in COMMANDS if item.keys}


def test_a_key_can_be_given_to_another_command() -> None:
    assert keymap({"user.generate": "x"})["user.generate"] == "x"


@pytest.mark.parametrize(
    ("remapped", "told", "hint"),
    [
        ({"user.generat": "x"}, "Unknown command ID: user.generat.", "user.generate"),
        ({"user.generate": "e"}, "both user.generate and credential.edit", ""),
        ({"user.generate": "question_mark"}, "user.generate", ""),
        ({"help": "ctrl+c"}, "Can't bind ctrl+c to help: the key is reserved.", ""),
        ({"help": "ctrl+q"}, "Can't bind ctrl+q to help: the key is reserved.", ""),
    ],
)
def test_what_would_silently_disable_a_command_is_rejected(remapped: dict[str, str], told: str, hint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        keymap(remapped)
    assert told in refused.value.cause
    assert hint in refused.value.next_step
