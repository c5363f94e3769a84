"""Something to say in the place where the answer would have been."""

import string
from typing import Literal

from textual.content import Content
from textual.reactive import reactive

from widgets.cells import wrap
from widgets.plain import visible
from widgets.text_block import TextBlock

Kind = Literal["info", "warning", "error"]

WITHOUT_DIGITS = str.maketrans("", "", string.digits)
"""A countdown is not something new each second: it doesn't pull back what a person scrolled away."""

WORDS: dict[Kind, str] = {"info": "", "warning": "Warning: ", "error": "Error: "}


class Notice(TextBlock):
    """A message of one or more lines, hidden until there is one. Its kind is said in a word as well as in color."""

    DEFAULT_CSS = """
    Notice {
        padding: 0 1;
        display: none;
        &.-shown { display: block; }
        &.-warning { color: $text-warning; }
        &.-error { color: $text-error; text-style: bold; }
    }
    """

    kind: reactive[Kind] = reactive("info")
    text = reactive("", layout=True)
    hint = reactive("", layout=True)
    """What can be done about it, in a line of its own."""

    _word = ""

    def show(self, kind: Kind, text: str, hint: str = "", *, word: str | None = None) -> None:
        """Say something, in sight; what was said before is gone. `word` replaces the word for the kind."""
        is_new = not self.is_shown or text.translate(WITHOUT_DIGITS) != self.text.translate(WITHOUT_DIGITS)
        self._word = WORDS[kind] if word is None else word
        self.kind, self.text, self.hint = kind, text, hint
        for each in WORDS:
            self.set_class(each == kind, f"-{each}")
        self.add_class("-shown")
        if is_new:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def hide(self) -> None:
        """Say nothing any more."""
        self.remove_class("-shown")

    @property
    def is_shown(self) -> bool:
        """Whether something is being said."""
        return self.has_class("-shown")

    def lines(self, width: int) -> list[Content]:
        """The text, wrapped; a line feed in it begins a new line."""
        paragraphs = f"{self._word}{self.text}".split("\n")
        lines = [Content(line) for paragraph in paragraphs for line in wrap(visible(paragraph), max(1, width))]
        if self.hint:
            lines += [Content.styled(line, "dim not bold") for line in wrap(visible(self.hint), max(1, width))]
        return lines
