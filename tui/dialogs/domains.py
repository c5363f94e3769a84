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
        yield "Show users in:"

    def answers(self) -> Iterable[ChoiceAnswer[str]]:
        """Every domain together, then each."""
        yield ChoiceAnswer("All domains", "", note="" if self._now else "current")
        for name in self._names:
            yield ChoiceAnswer(name, name, note="current" if name == self._now else "")
