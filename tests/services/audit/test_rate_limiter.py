from services.audit.rate_limiter import LONGEST_WAIT_SECONDS, RateLimiter


def answers(pace: RateLimiter, count: int) -> None:
    for _ in range(count):
        pace.answered()


def test_the_limiter_starts_at_the_maximum() -> None:
    pace = RateLimiter(8)
    answers(pace, 100)
    assert pace.allowed == 8


def test_a_rejection_halves_the_limit_and_responses_raise_it_by_one() -> None:
    pace = RateLimiter(8)
    pace.refused(now=10, sent_at=9.9, retry_after=0)
    assert pace.allowed == 4
    seen = []
    for _ in range(60):
        pace.answered()
        seen.append(pace.allowed)
    assert sorted(set(seen)) == [4, 5, 6, 7, 8]
    assert seen == sorted(seen)


def test_rejections_of_one_burst_count_once() -> None:
    pace = RateLimiter(8)
    for _ in range(8):
        pace.refused(now=10, sent_at=9.9, retry_after=0)
    assert pace.allowed == 4
    pace.refused(now=11, sent_at=10.5, retry_after=0)
    assert pace.allowed == 2


def test_the_limit_never_falls_below_one() -> None:
    pace = RateLimiter(8)
    for now in range(20):
        pace.refused(now, now, 0)
    assert pace.allowed == 1


def test_the_limiter_waits_as_long_as_oci_asks() -> None:
    pace = RateLimiter(8)
    pace.refused(now=100, sent_at=99, retry_after=7)
    assert pace.resumes_at == 107
    pace.refused(now=100.1, sent_at=99, retry_after=0)
    assert pace.resumes_at == 107


def test_without_retry_after_the_wait_doubles_up_to_a_maximum() -> None:
    pace = RateLimiter(8)
    waits = []
    for now in range(0, 2000, 100):
        pace.refused(now, now, 0)
        waits.append(pace.resumes_at - now)
    assert waits == sorted(waits)
    assert waits[1] == 2 * waits[0]
    assert waits[-1] == LONGEST_WAIT_SECONDS
    pace.answered()
    pace.refused(5000, 5000, 0)
    assert pace.resumes_at - 5000 == waits[0]
