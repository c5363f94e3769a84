"""The OCI SDK for TypeScript in a process of its own, whose every answer is judged."""

import json
import os
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.api.session import Session
from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import load_profile

SCRIPT = Path(__file__).with_name("typescript_sdk.js")

ENDS = ("Request cannot be retried. Not Retrying.", "All retry attempts have exhausted.")
"""How the one warning begins that belongs to an error: the SDK writes it before it throws."""

AGAIN = "Request failed with Exception"
"""How the warning begins that belongs to each further attempt."""

RECORDED = frozenset(
    {
        "compartmentId: not in SmtpCredential",
        "compartmentId: not in SmtpCredentialSummary",
        "description: not in UserGroupMembership",
        "timeModified: not in User",
    }
)
"""What OCI was recorded to answer beyond what the types of its SDKs name: HTTP cassettes in the history of the OCI CLI
(services/email/tests/cassettes, services/identity/tests/cassettes)."""


class SdkError(Exception):
    """An `OciError` of the SDK."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message


class VerdictError(Exception):
    """An answer isn't as the SDK's types say, the SDK warned of it, or the SDK failed."""


class TypeScriptSdk:
    """Calls operations of the SDK, one at a time."""

    def __init__(self, folder: Path, errors: Path) -> None:
        """`folder` is where the SDK is installed. What Node.js writes to standard error goes to the file `errors`."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OCI_", "NODE_"))}
        self._errors = errors
        with errors.open("wb") as standard_error:
            self._process = subprocess.Popen(
                ["node", SCRIPT, folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=standard_error,
                env=inherited,
                encoding="utf-8",
            )

    def call(self, but: Collection[str] = (), **what: Any) -> Any:
        """What an operation answers; `what` is as `typescript_sdk.js` describes it.

        `but` are the differences from the SDK's types that are right, in the form of `RECORDED`.

        Raises:
            SdkError: OCI answered an error.
            VerdictError: the answer isn't as the SDK's types say, or there was a warning.
        """
        outcome = self._outcome(what)
        wrong = [each for each in outcome["differences"] if each.split(".")[-1] not in RECORDED.union(but)]
        error, warnings = outcome.get("error"), [each for each in outcome["warnings"] if not each.startswith(AGAIN)]
        if error is not None and len(warnings) == 1 and warnings[0].startswith(ENDS):
            warnings.clear()
        if wrong or warnings or len(outcome["warnings"]) > what["attempts"]:
            raise VerdictError(f"{what['operation']}: {', '.join([*wrong[:9], *outcome['warnings']])}")
        if error is not None:
            raise SdkError(error["statusCode"], error["serviceCode"], error["message"])
        return outcome["value"]

    def _outcome(self, what: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(what)}\n")
        self._process.stdin.flush()
        outcome: dict[str, Any] = json.loads(self._process.stdout.readline() or "{}")
        trouble = outcome.get("failure") or self._errors.read_text()
        if trouble:
            raise VerdictError(f"{what['operation']}: {trouble}")
        return outcome

    def stop(self) -> None:
        """End the process."""
        self._process.communicate(timeout=20)


@dataclass(frozen=True)
class Caller:
    """The SDK on one tenancy, signed in as one of its users."""

    sdk: TypeScriptSdk
    config_file: Path
    endpoint: str
    domains: dict[str, str]
    """The URL of each identity domain, by its name."""
    attempts: int = 1
    """How many times the SDK may send a request."""

    def session(self) -> Session:
        """The same user's session of ours."""
        options = Options(
            config_file=str(self.config_file), identity_endpoint=self.endpoint, email_endpoint=self.endpoint
        )
        return open_session(load_profile(options, {}), options)

    def identity(self, operation: str, but: Collection[str] = (), **request: Any) -> Any:
        """An operation of the IAM API; `but` are differences from the SDK's types that are right."""
        return self._call("identity", self.endpoint, operation, but, request)

    def email(self, operation: str, **request: Any) -> Any:
        """An operation of Email Delivery."""
        return self._call("email", self.endpoint, operation, (), request)

    def domain(self, operation: str, name: str = "Default", but: Collection[str] = (), **request: Any) -> Any:
        """An operation of an identity domain."""
        return self._call("identitydomains", self.domains[name], operation, but, request)

    def _call(self, client: str, endpoint: str, operation: str, but: Collection[str], request: dict[str, Any]) -> Any:
        where = {"client": client, "config": str(self.config_file), "endpoint": endpoint, "attempts": self.attempts}
        return self.sdk.call(but, **where, operation=operation, request=request)
