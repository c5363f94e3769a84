"""One row to type in, which completes what is typed from a list and steps through it."""

from textual.binding import Binding
from textual.suggester import Suggester

from widgets.line_input import LineInput


class ComboInput(LineInput):
    """A `LineInput` with a list behind it: right completes, down and up put the next and the one before there."""

    BINDINGS = [
        Binding("down", "choose(1)", "Next", show=False),
        Binding("up", "choose(-1)", "Previous", show=False),
    ]

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder)
        self._list = _Addresses()
        self.suggester = self._list

    @property
    def choices(self) -> list[str]:
        """Email addresses; one that begins with @ stands for any name before it."""
        return self._list.choices

    @choices.setter
    def choices(self, choices: list[str]) -> None:
        self._list.choices = [choice for choice in choices if choice.isprintable()]  # Textual draws them as they are

    def action_choose(self, step: int) -> None:
        """Put another one of the list there, with the cursor where something is left to type."""
        choices = self.choices
        if not choices:
            return
        at = choices.index(self.value) + step if self.value in choices else (0 if step > 0 else -1)
        self.value = choices[at % len(choices)]
        self.cursor_position = 0 if self.value.startswith("@") else len(self.value)


class _Addresses(Suggester):
    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.choices: list[str] = []

    async def get_suggestion(self, value: str) -> str | None:
        """The first that begins as the value does."""
        name = value.partition("@")[0]
        whole = (name + choice if choice.startswith("@") else choice for choice in self.choices)
        return next((each for each in whole if name and each.startswith(value) and each != value), None)
