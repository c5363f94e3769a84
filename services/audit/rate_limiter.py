"""How fast to ask: less when OCI says that it is too much, more again when it does not."""

FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 30.0
"""After rejections that do not say how long to wait; IAM documents no Retry-After."""


class RateLimiter:
    """How many requests may be in progress at once, and from when on the next may start.

    Additive increase, multiplicative decrease, as TCP has it (RFC 5681): a rejection halves the number, a full round of
    answers raises it by one, up to `most`. Times are those of a monotonic clock, in seconds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._allowed = float(most)
        self._slowed_at = float("-inf")
        self._in_a_row = 0
        self.resumes_at = float("-inf")

    @property
    def allowed(self) -> int:
        """Requests that may be in progress at once."""
        return int(self._allowed)

    def answered(self) -> None:
        """A request was answered."""
        self._in_a_row = 0
        self._allowed = min(float(self._most), self._allowed + 1 / self._allowed)

    def refused(self, now: float, sent_at: float, retry_after: float) -> None:
        """A request was rejected as one too many; `retry_after` is what OCI asked to wait, 0 where it did not say."""
        if sent_at >= self._slowed_at:  # those that were in progress when it slowed down say nothing new
            self._slowed_at = now
            self._in_a_row += 1
            self._allowed = max(1.0, self._allowed / 2)
        wait = retry_after or min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (self._in_a_row - 1))
        self.resumes_at = max(self.resumes_at, now + wait)
