"""The one type in which a password lives between OCI's answer and the person."""

from typing import NoReturn, SupportsIndex, final

from services.model.errors import OciSmtpError


class SecretGoneError(OciSmtpError):
    """The secret was wiped; nothing can be read from it. A late reader reports this, and nothing else happens."""

    title = "Password cleared"


@final
class Secret:
    """A password that shows itself only through `reveal`.

    It has no useful repr, str, format, length, comparison with text, copy, pickle or JSON, so that a log line, a
    traceback or a message cannot carry it by accident. `wipe` overwrites the bytes held here. That is the best that
    Python can do: strings made by `reveal` stay in memory until the interpreter reuses their space.
    """

    __hash__ = None  # type: ignore[assignment]  # equal secrets must not be findable through a set or a dict
    __slots__ = ("_held",)

    def __init__(self, text: str) -> None:
        self._held: bytearray | None = bytearray(text.encode())

    def reveal(self) -> str:
        """The text itself. Keep it in the narrowest scope there is.

        Raises:
            SecretGoneError: after `wipe`.
        """
        if self._held is None:
            raise SecretGoneError("The password was cleared from memory when its dialog closed.")
        return self._held.decode()

    def wipe(self) -> None:
        """Overwrite the held bytes and forget them. Wiping twice is harmless."""
        if self._held is not None:
            self._held[:] = bytes(len(self._held))
            self._held = None

    @property
    def is_wiped(self) -> bool:
        """Whether `wipe` was called."""
        return self._held is None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret) or self._held is None or other._held is None:
            return False
        import hmac  # it brings OpenSSL along, which the first frame does without

        return hmac.compare_digest(bytes(self._held), bytes(other._held))

    def __repr__(self) -> str:
        return "<Secret>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<Secret>"

    def _refuse(self) -> NoReturn:
        raise TypeError("a secret can't be copied or serialized")

    def __copy__(self) -> NoReturn:
        self._refuse()

    def __deepcopy__(self, memo: object) -> NoReturn:
        self._refuse()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        self._refuse()
