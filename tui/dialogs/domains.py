"""Which identity domain to show the users of."""

from collections.abc import Iterable, Sequence

from tui.dialogs.choice import ChoiceAnswer, ChoiceDialog


class DomainsDialog(ChoiceDialog[str]):
    """Answers the name of a domain, or an empty text for every one."""

    title_text = "Identity domain"

    def __init__(self, names: Sequence[str], chosen: str) -> None:
        super().__init__()
        self._names = list(names)
        self._now = chosen

    def texts(self) -> Iterable[str]:
        """What the choice is about."""
        yield "Show the users of:"

    def answers(self) -> Iterable[ChoiceAnswer[str]]:
        """Every domain together, then each."""
        yield ChoiceAnswer("Every domain", "", note="" if self._now else "shown now")
        for name in self._names:
            yield ChoiceAnswer(name, name, note="shown now" if name == self._now else "")
