"""What was entered before."""

_KEPT = 100


class History:
    """Entries to step through, the newest nearest; what was being typed waits at the near end."""

    def __init__(self) -> None:
        self._entries: list[str] = []
        self._at = 0
        self._draft = ""

    def add(self, entry: str) -> None:
        """Remember an entry as the newest; an empty one is not worth it."""
        if entry:
            self._entries = [*(each for each in self._entries if each != entry), entry][-_KEPT:]

    def begin(self) -> None:
        """Stand at the near end."""
        self._at = len(self._entries)

    def step(self, by: int, typed: str) -> str:
        """The entry so many steps later, or earlier with a negative number; `typed` is what stands there now."""
        if self._at == len(self._entries):
            self._draft = typed
        self._at = max(0, min(self._at + by, len(self._entries)))
        return self._draft if self._at == len(self._entries) else self._entries[self._at]
