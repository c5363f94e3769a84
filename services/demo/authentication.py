"""The authentication service: a security token that is about to expire, exchanged for a newer one."""

from datetime import timedelta

from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import not_authenticated
from services.demo.wire import answer


def refresh_security_token(call: Call) -> Response:
    """POST /v1/authentication/refresh, signed with the token that it is about (oci_cli/cli_session.py)."""
    token, now = call.text("currentToken"), call.world.now()
    session = call.world.sessions.find(token, now)
    if session is None or session.user_ocid != call.caller.ocid:
        raise not_authenticated()
    newer = call.world.sessions.refresh(token, now, timedelta(seconds=call.world.settings.token_seconds))
    if newer is None:
        raise not_authenticated()
    return answer({"token": newer})
