"""A pasted text becomes one line that can be seen, and what was dropped is said."""

import pytest
from textual import events
from textual.app import App, ComposeResult

from tests.wait import wait_until
from widgets.pasted import CONTROL, first_line, in_one_line, told
from widgets.text_input import TextInput

JOINED = "The lines were joined with spaces."


@pytest.mark.parametrize(
    ("text", "room", "kept", "said"),
    [
        ("plain", None, "plain", ""),
        (" with blanks ", None, " with blanks ", ""),
        ("a line\n", None, "a line", ""),
        ("\r\na line\r\n", None, "a line", ""),
        ("one\ntwo", None, "one two", JOINED),
        ("one\r\n\r\n  two  \rthree\u2028four\n", None, "one two three four", JOINED),
        ("one\ttwo", None, "one two", ""),
        ("non\u00a0breaking\u2003wide\u3000space\u202fnarrow", None, "non breaking wide space narrow", ""),
        ("zero\u200bwidth", None, "zerowidth", "Dropped 1 invisible character."),
        ("\ufeffmark \u202eturned\u2066", None, "mark turned", "Dropped 3 invisible characters."),
        (f"red{CONTROL}[31m", None, "red[31m", "Dropped 1 control character."),
        ("bell\x07\x9b", None, "bell", "Dropped 2 control characters."),
        ("own\ue000", None, "own", "Dropped 1 character that can't be drawn."),
        ("half\ud800", None, "half", "Dropped 1 character that can't be drawn."),
        ("x" * 500, 370, "x" * 370, "Dropped 130 characters over the limit of 370."),
        ("abc", 0, "", "Dropped 3 characters over the limit of 370."),
        (
            f"\u200b{CONTROL}one\ntwo" + "x" * 2000,
            5,
            "one t",
            f"{JOINED} Dropped 1 control character, 1 invisible character, 2,002 characters over the limit of 370.",
        ),
        ("\u2764\ufe0f \U0001f44d\U0001f3fd", None, "\u2764 \U0001f44d", "Dropped 2 characters that can't be drawn."),
        ("", None, "", ""),
        ("\n\n", None, "", ""),
        ("漢字 👩\u200d💻 é", None, "漢字 👩💻 é", "Dropped 1 invisible character."),
    ],
)
def test_a_paste_becomes_one_visible_line_and_dropped_text_is_reported(
    text: str, room: int | None, kept: str, said: str
) -> None:
    found = in_one_line(text, room)
    assert found.text == kept
    assert told(found.dropped, 370, is_joined=found.is_joined) == said


@pytest.mark.parametrize(
    ("text", "kept", "said"),
    [
        ("pass\u00a0phrase\u200b ", "pass\u00a0phrase\u200b ", ""),
        ("pass\n", "pass", ""),
        ("pass\nphrase\nthree", "pass", "Dropped 2 more lines."),
        (f"pa{CONTROL}ss", "pass", "Dropped 1 control character."),
        ("", "", ""),
    ],
)
def test_a_pasted_passphrase_keeps_its_first_line_without_control_characters(text: str, kept: str, said: str) -> None:
    found = first_line(text, None)
    assert (found.text, told(found.dropped, 0)) == (kept, said)


class OneField(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield TextInput("ab", max_length=5)

    @property
    def field(self) -> TextInput:
        return self.query_one(TextInput)

    def on_text_input_dropped(self, event: TextInput.Dropped) -> None:
        self.told.append(event.text)


async def test_characters_typed_beyond_the_limit_are_reported_once() -> None:
    app = OneField()
    async with app.run_test() as pilot:
        await pilot.press("end", *"cdefghi")
        await wait_until(pilot, lambda: app.told)
        assert app.field.value == "abcde"
        assert app.told == ["Dropped 4 characters over the limit of 5."]


async def test_a_paste_replaces_what_is_selected() -> None:
    app = OneField()
    async with app.run_test() as pilot:
        app.field.action_select_all()
        app.post_message(events.Paste("one\ntwo"))
        await wait_until(pilot, lambda: app.told)
        assert app.field.value == "one t"
        assert app.told == [f"{JOINED} Dropped 2 characters over the limit of 5."]


async def test_dropped_characters_are_reported_even_if_the_field_is_removed() -> None:
    app = OneField()
    async with app.run_test() as pilot:
        app.post_message(events.Paste("\u200b"))
        app.post_message(events.Key("x", "x"))
        await wait_until(pilot, lambda: "x" in app.field.value)
        await app.field.remove()
        await wait_until(pilot, lambda: app.told == ["Dropped 1 invisible character."])
