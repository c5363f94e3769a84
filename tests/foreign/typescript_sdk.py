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

TELLS_OF_AN_ERROR = "Request cannot be retried. Not Retrying. Exception occurred : "
"""The only warning that belongs to an error: the SDK writes it before it throws."""

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

        `but` are the differences from the SDK's types that are right, if there are such.

        Raises:
            SdkError: the operation was rejected.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(what)}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        errors = self._errors.read_text()
        assert not errors
        outcome = json.loads(line)
        assert "failure" not in outcome
        wrong = [each for each in outcome["differences"] if each not in but and each.split(".")[-1] not in RECORDED]
        assert wrong == [], what["operation"]
        error = outcome.get("error")
        if error is None:
            assert outcome["warnings"] == [], what["operation"]
            return outcome["value"]
        assert [each.startswith(TELLS_OF_AN_ERROR) for each in outcome["warnings"]] == [True], outcome["warnings"]
        assert error["operationName"] == what["operation"]
        raise SdkError(error["statusCode"], error["serviceCode"], error["message"])

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
        where = {"client": client, "config": str(self.config_file), "endpoint": endpoint}
        return self.sdk.call(but, **where, operation=operation, request=request)
