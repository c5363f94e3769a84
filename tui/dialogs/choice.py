"""A question with a few answers, one of which is chosen from a menu."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.base.dialog import Dialog
from widgets.menu import Choice, Menu
from widgets.plain import visible

Result = TypeVar("Result")
Value = TypeVar("Value", covariant=True)


@dataclass(frozen=True)
class ChoiceAnswer(Generic[Value]):
    """One answer: how it reads, and what the dialog answers then; None as for a dialog that is left."""

    label: str
    value: Value | None
    note: str = ""
    enabled: bool = True


class ChoiceDialog(Dialog[Result]):
    """Shows texts and a menu, and answers the value of the chosen answer."""

    AUTO_FOCUS = "Menu"

    def body(self) -> ComposeResult:
        """The texts, then the answers."""
        for text in self.texts():
            yield Static(visible(text), classes="text", markup=False)
        yield from self.details()
        self._answers: Sequence[ChoiceAnswer[Result]] = list(self.answers())
        yield Menu(
            *(Choice(each.label, str(at), each.note, enabled=each.enabled) for at, each in enumerate(self._answers))
        )

    def texts(self) -> Iterable[str]:
        """What the person should know before choosing, a paragraph each."""
        return ()

    def details(self) -> ComposeResult:
        """Widgets between the texts and the menu."""
        yield from ()

    def answers(self) -> Iterable[ChoiceAnswer[Result]]:
        """The answers, the safest first."""
        raise NotImplementedError

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._answers[int(event.option_id or "0")].value)
