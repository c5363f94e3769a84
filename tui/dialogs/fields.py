"""Which field to copy."""

from collections.abc import Iterable, Sequence

from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog


class FieldsDialog(ChoiceDialog[tuple[str, str]]):
    """Answers the label and the text of the field that was chosen."""

    title_text = "Copy"

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._choices = list(fields)

    def answers(self) -> Iterable[ChoiceAnswer[tuple[str, str]]]:
        """One answer for each field, with its text as the note."""
        for label, text in self._choices:
            yield ChoiceAnswer(label, (label, text), note=text)
