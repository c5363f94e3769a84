"""Retry tokens: a create sent twice with the same token is carried out once (SDK docstring of opc_retry_token)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from services.demo.call import Call
from services.demo.faults import without_password
from services.demo.http import Response
from services.demo.refusals import RefusalError
from services.demo.wire import Json

_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class _Remembered:
    when: datetime
    digest: bytes
    answer: Response


class RetryLedger:
    """The answers to the creates of the last 24 hours that carried a retry token."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], _Remembered] = {}

    def replay(self, call: Call) -> Response | None:
        """The answer to the same request earlier; None where there was none.

        Raises:
            RefusalError: the token belongs to another request, or what it created was deleted since.
        """
        key = _key(call)
        found = self._answers.get(key) if key and call.world.settings.replay_recognized else None
        if found is None or call.world.now() - found.when > _LIFETIME:
            return None
        if found.digest != _digest(call):
            raise RefusalError(400, "InvalidParameter", "The retry token was used with a different request.")
        if _is_credential_gone(call, json.loads(found.answer.body)):
            raise RefusalError(409, "InvalidatedRetryToken", "The retry token was invalidated by a later operation.")
        return found.answer if call.world.settings.replay_password else without_password(found.answer)

    def remember(self, call: Call, answer: Response) -> None:
        """Keep the answer to a create that succeeded."""
        key = _key(call)
        if key:
            self._answers[key] = _Remembered(call.world.now(), _digest(call), answer)


def _is_credential_gone(call: Call, created: Json) -> bool:
    ocid = created.get("ocid") or created.get("id") or ""
    return ocid.startswith("ocid1.credential.") and call.world.credentials.find(ocid) is None


def _key(call: Call) -> tuple[str, str] | None:
    token = call.request.headers.get("opc-retry-token")
    return (call.caller.ocid, token) if token and call.request.method == "POST" else None


def _digest(call: Call) -> bytes:
    return sha256(call.request.target.encode() + b"\n" + call.request.body).digest()
