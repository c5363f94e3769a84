"""The clipboard of the person's terminal, from inside GNU screen."""

from services.clipboard.osc52 import Osc52


class Screen(Osc52):
    """OSC 52 in a device control string, which screen hands on to its terminal unread."""

    name = "your terminal (through GNU screen)"
    limit = 560
    """Bytes of text: screen drops a string of more than 768 characters (MAXSTR in its sources) without a word."""

    def wrap(self, request: str) -> str:
        """The request as a device control string."""
        return f"\x1bP{request}\x1b\\"
