"""The SDK's signer for a key on a PKCS#11 token, for many threads: none of them tries a PIN that was rejected."""

import atexit
import threading
from typing import Any

from oci.auth.signers import PKCS11RequestSigner

from services.api.pkcs11_token import Token
from services.api.pkcs11_trouble import LOCKS, WRONG_PIN, TokenError, let_go, locked, token_trouble
from services.config.pkcs11_selection import Pkcs11Selection
from services.model.errors import OciSmtpError

SIGN_IN_AGAIN = "To sign in again, switch to the profile again: Profile menu › Switch profile."

ONE_AT_A_TIME = threading.RLock()
"""Around all that a module does: the SDK tells it that it needn't be ready for threads (C_Initialize)."""


LEAVE_SECONDS = 1.0


@atexit.register
def _leave_the_module() -> None:
    """Let no thread be in the module when the process takes it down, where that is soon: the module could crash."""
    ONE_AT_A_TIME.acquire(timeout=LEAVE_SECONDS)


class Pkcs11Signer(PKCS11RequestSigner):  # type: ignore[misc]  # the SDK ships no types
    """Signs each request on the token, which is logged in to for each: so the SDK's signer keeps the PIN.

    A PIN that the token accepted can be changed later. The first rejection ends the use of it.
    """

    def __init__(self, token: Token, selection: Pkcs11Selection, **sdk: Any) -> None:
        """Enter the PIN and find the key; `sdk` is what the SDK's signer takes.

        Raises what the SDK raises.
        """
        self._token = token
        self._selection = selection
        self._ended: OciSmtpError | None = None
        super().__init__(**sdk)

    def __repr__(self) -> str:
        return f"<Pkcs11Signer of token {self._token.name}>"

    @property
    def needs_touch(self) -> bool:
        """Whether the SDK takes the key for one that signs only while the token is touched."""
        signer = self.pkcs11_signer
        return bool(signer._touch_prompt_required or signer._card_auth_selected)

    def __call__(self, request: Any) -> Any:
        """Sign the request.

        Raises:
            OciSmtpError: the token didn't sign, so nothing is sent.
        """
        with ONE_AT_A_TIME:
            if self._ended:
                raise _again(self._ended)
            try:
                return super().__call__(request)
            except (RuntimeError, ValueError, OSError) as error:
                told = self._told(error)
                let_go(error)
            finally:
                if self._ended:
                    self.pkcs11_signer.close()
            raise told

    def end(self) -> None:
        """Forget the PIN; where another thread waits for a touch of the token, as soon as that is over."""
        self._ended = self._ended or TokenError("You signed out of the token.", SIGN_IN_AGAIN)
        if ONE_AT_A_TIME.acquire(blocking=False):
            self.pkcs11_signer.close()
            ONE_AT_A_TIME.release()

    def _told(self, error: Exception) -> OciSmtpError:
        if self._ended:  # by another thread, which took the PIN away
            return _again(self._ended)
        name = type(error).__name__
        if name not in (*WRONG_PIN, "PinLocked"):
            return token_trouble(error, self._token, self._selection)
        self._ended = (
            locked(self._token)
            if name == "PinLocked"
            else TokenError(
                f"Token {self._token.name} no longer accepts the PIN. It wasn't tried again. {LOCKS}",
                SIGN_IN_AGAIN,
            )
        )
        return self._ended


def _again(error: OciSmtpError) -> OciSmtpError:
    """The same to be raised in another thread: one that is raised twice gathers both tracebacks."""
    return type(error)(error.cause, error.next_step)
