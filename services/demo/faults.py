"""Trouble on demand: what goes wrong, with which requests, and how often."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock

from services.demo.http import Response
from services.demo.refusals import RefusalError

BROKEN_CONNECTIONS = {
    "timeout": (False, False),
    "lost": (True, False),
    "reset-before": (False, True),
    "reset-after": (True, True),
}
"""Kinds that end without an answer: whether the request is carried out first, and whether the connection is reset."""

ALTERED_ANSWERS = ("malformed", "no-password", "empty")
REDIRECTS = ("301", "302", "303", "307", "308")
PAGE = "page"
CHANGED = "changed"
LATE = "late"

_STATUSES = {
    "400": ("InvalidParameter", "Invalid parameter"),
    "401": (
        "NotAuthenticated",
        "The required information to complete authentication was not provided or was incorrect.",
    ),
    "403": ("NotAllowed", "The operation is not allowed"),
    "404": ("NotAuthorizedOrNotFound", "Authorization failed or requested resource not found."),
    "409": ("IncorrectState", "The resource is in a state that does not allow this"),
    "412": ("NoEtagMatch", "The etag does not match"),
    "429": ("TooManyRequests", "Too many requests for the user"),
    "500": ("InternalServerError", "Internal error occurred"),
    "502": ("BadGateway", "Bad gateway"),
    "503": ("ServiceUnavailable", "Service unavailable"),
    "504": ("GatewayTimeout", "Gateway timeout"),
}
KINDS = (*BROKEN_CONNECTIONS, *ALTERED_ANSWERS, *REDIRECTS, PAGE, CHANGED, LATE, *_STATUSES)


class NoAnswerError(Exception):
    """The connection ended without an answer: by a reset, or by silence until the client times out."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("connection reset" if reset else "no answer")
        self.reset = reset


@dataclass
class Rule:
    """One fault. It concerns the requests that fit `operation`, `method` and `path`; empty fits all.

    Raises:
        ValueError: there is no such kind.
    """

    kind: str
    """One of `KINDS`: a status of three digits, or

    - `timeout`: not carried out, no answer; `lost`: carried out, no answer
    - `reset-before`, `reset-after`: the connection is reset, before or after the request is carried out
    - `malformed`: carried out, half of the answer's JSON; `no-password`: carried out, the password left out;
      `empty`: carried out, nothing in the answer
    - `301`, `302`, `303`, `307`, `308`: an answer that points to `location`
    - `page`: a proxy's page says 403
    - `changed`: carried out, other values in the answer's JSON, as `change` says
    - `late`: no answer, and carried out only after `lists` further list requests have been answered
    """
    operation: str = ""
    """Name of the SDK's method, such as `create_smtp_credential`."""
    method: str = ""
    path: str = ""
    """A shell pattern."""
    times: int = 1
    """How many requests it strikes; 0 for every one, until cleared."""
    skip: int = 0
    """How many fitting requests pass unharmed first."""
    done: bool = False
    """For a status, a redirect or a page: the request is carried out anyway."""
    code: str = ""
    """For a status: another error code than the usual one."""
    retry_after: int | str | None = None
    """For a status: the `retry-after` header, in seconds or as a date."""
    location: str = ""
    """For a redirect: the `location` header; empty for none."""
    lists: int = 1
    change: dict[str, object] = field(default_factory=dict)
    """For `changed`: fields of the answer's JSON and what they are instead; those that it does not have are added."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(KINDS)}")

    def fits(self, operation: str, method: str, path: str) -> bool:
        """Whether it concerns such a request."""
        return (
            self.operation in ("", operation)
            and self.method in ("", method)
            and (not self.path or fnmatchcase(path, self.path))
        )

    def status_answer(self, refuse: Callable[[RefusalError], Response]) -> Response | None:
        """What is answered instead, for a status, a redirect or a page; `refuse` writes as the service asked does."""
        if self.kind in REDIRECTS:
            return Response(int(self.kind), {"location": self.location} if self.location else {})
        if self.kind == PAGE:
            return Response(403, {"content-type": "text/html"}, b"<html>Blocked by the proxy</html>")
        if self.kind not in _STATUSES:
            return None
        code, message = _STATUSES[self.kind]
        answer = refuse(RefusalError(int(self.kind), self.code or code, message))
        if self.retry_after is not None:
            answer.headers["retry-after"] = str(self.retry_after)
        return answer

    def alter(self, answer: Response) -> Response:
        """The answer as the client gets it, for the kinds that alter it."""
        if self.kind == "malformed":
            return Response(answer.status, answer.headers, answer.body[: len(answer.body) // 2])
        if self.kind == "empty":
            return Response(answer.status, answer.headers)
        if self.kind == CHANGED:
            return Response(answer.status, answer.headers, json.dumps(json.loads(answer.body) | self.change).encode())
        return without_password(answer) if self.kind == "no-password" else answer


class Faults:
    """The rules in force, in order: the first that fits strikes. Safe for threads."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = Lock()

    def __iter__(self) -> Iterator[Rule]:
        return iter(list(self._rules))

    def __len__(self) -> int:
        return len(self._rules)

    def append(self, rule: Rule) -> None:
        """Add a rule."""
        with self._lock:
            self._rules.append(rule)

    def add(
        self, kind: str, operation: str = "", *, times: int = 1, retry_after: int | str | None = None, lists: int = 1
    ) -> Rule:
        """Add a rule with the usual choices; `append` takes the others."""
        rule = Rule(kind, operation, times=times, retry_after=retry_after, lists=lists)
        self.append(rule)
        return rule

    def clear(self) -> None:
        """Drop all rules."""
        with self._lock:
            self._rules.clear()

    def take(self, operation: str, method: str, path: str) -> Rule | None:
        """The rule that strikes this request; a rule that has struck its number of times is dropped."""
        with self._lock:
            for rule in self._rules:
                if not rule.fits(operation, method, path):
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                if rule.times == 1:
                    self._rules.remove(rule)
                rule.times = max(rule.times - 1, 0) if rule.times else 0
                return rule
        return None


def without_password(answer: Response) -> Response:
    """The same answer with the password left out of its JSON object."""
    data = json.loads(answer.body or b"null")
    if not isinstance(data, dict) or "password" not in data:
        return answer
    del data["password"]
    return Response(answer.status, answer.headers, json.dumps(data).encode())
